"""Sentences as data, and how one language says them."""
