"""Completed projects and parent changes, and how long their services were out."""
