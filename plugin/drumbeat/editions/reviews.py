"""How long a draft stays with its lead before silence lets it leave, under `review`. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from drumbeat.editions.looking import DAYS, until
from drumbeat.editions.timetable import Timetable
from drumbeat.records.period import Period


@dataclass(frozen=True, slots=True)
class Review:
    """That a lead was shown a draft, and the time to look at it."""

    shown: datetime
    until: datetime
    """So long silence says nothing, UTC."""

    def leaves_at(self, scheduled: datetime, max_lateness: timedelta) -> datetime:
        """When silence lets it leave: at its scheduled moment, or when its lead has had the time to look at it.

        One shown so late that it may not leave by itself any more is not waited for: it is overdue.
        """
        return max(scheduled, self.until) if self.shown - scheduled <= max_lateness else scheduled


def review(shown: datetime, timetable: Timetable, period: Period) -> Review:
    """The review of a draft that its lead is shown then.

    It lasts as many working days as the calendar puts between draft and sending: three at most (`looking.DAYS`), one
    at least. They count from the full hour, or a draft that was shown a minute late would leave a minute late.
    """
    hour = shown.astimezone(timetable.zone).replace(minute=0, second=0, microsecond=0)
    return Review(shown, until(hour, timetable.zone, timetable.is_working, _days(timetable, period)))


def _days(timetable: Timetable, period: Period) -> int:
    drafted, sent = timetable.draft_at(period), timetable.send_at(period)
    if drafted is None or sent is None:
        return DAYS
    fits = (n for n in range(DAYS, 0, -1) if until(drafted, timetable.zone, timetable.is_working, n) <= sent)
    return next(fits, 1)
