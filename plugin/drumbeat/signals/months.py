"""Days and moments some time later or earlier. Records may carry any date, so the calendar's ends are kept to."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def months_later(day: date, months: int) -> date:
    """The same day so many months later (earlier when negative), or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return date.min if months < 0 else date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def later(moment: datetime, span: timedelta) -> datetime:
    """The moment so much later (earlier when negative)."""
    try:
        return moment + span
    except OverflowError:
        return LAST if span > timedelta() else FIRST
