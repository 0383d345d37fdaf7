"""How long those whom a draft names have to look at it before it may leave (F9)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from drumbeat.editions.instants import instant
from drumbeat.editions.rules import IsWorking

DAYS = 3
"""Working days (signals sheet 5.2, F9)."""
_MOST = 60
"""Days that are looked at: no country rests so long."""


def until(since: datetime, zone: ZoneInfo, is_working: IsWorking, days: int = DAYS) -> datetime:
    """When so many working days have gone by since then, UTC: at the same hour of the last of them.

    The day itself is none of them. A draft of Monday morning may leave on Thursday morning.
    """
    here = since.astimezone(zone)
    day = here.date()
    for _ in range(_MOST):
        if not days:
            break
        day += timedelta(days=1)
        days -= is_working(day)
    return instant(day, here.time(), zone)
