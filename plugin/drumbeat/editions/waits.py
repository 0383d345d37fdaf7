"""What was put off: until when, and whether that is to be believed. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

AHEAD = timedelta(minutes=5)
"""By how much the clock of another host may be ahead of ours."""
_FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)


def believed(now: datetime, longest: timedelta) -> tuple[datetime, datetime]:
    """What is put off by `longest` at most still waits, where it is put off until after the first, until the second.

    Whatever seems to wait for longer was put off by a clock that has been set back since: it is due. With nothing as
    `longest`, the second is until when what has happened is believed.
    """
    return now, now + longest + AHEAD


def waits(until: datetime, now: datetime, longest: timedelta = LONGEST) -> bool:
    """Whether what is put off until then is to wait."""
    begin, end = believed(now, longest)
    return begin < until <= end


def pause_after(failures: int) -> timedelta:
    """How long a step waits that failed so often: a minute, then two, four, and so on up to an hour."""
    doublings: int = 2 ** min(failures - 1, 10)
    return min(LONGEST, _FIRST * doublings)
