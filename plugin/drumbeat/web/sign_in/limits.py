"""How often somebody may try to sign in."""

from __future__ import annotations

from datetime import timedelta

HOUR = timedelta(hours=1)
MOST_A_CLIENT = 30
"""Times within an hour from one place."""
