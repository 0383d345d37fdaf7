"""How often somebody may try to sign in."""

from __future__ import annotations

from datetime import timedelta

HOUR = timedelta(hours=1)
MOST_A_CLIENT = 300
"""Times within an hour from one place: all leads of a company may come from one, on the day that their drafts come."""
