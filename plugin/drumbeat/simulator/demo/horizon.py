"""The stretch of time that the demo tells: fifteen full months, and the days of the month under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from drumbeat.simulator.demo.working_hours import at

MONTHS = 15
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Month:
    """One month, or the part of it that has passed. `index` counts from 0."""

    index: int
    first: date
    days: tuple[date, ...]
    share: float
    """How much of the month has passed."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """Fifteen full months that end before `until`, and the days since. `until` itself is not in it."""

    until: date

    @property
    def now(self) -> datetime:
        """The instant nothing in the demo is later than, but what is planned."""
        return at(self.until, 0)

    @property
    def story(self) -> date:
        """The first day of the last full month, the one whose digest is mailed."""
        return month_start(self.until, -1)

    @property
    def start(self) -> date:
        """The first day."""
        return month_start(self.story, 1 - MONTHS)

    def months(self) -> list[Month]:
        """The months, the one under way last where it has begun."""
        found = []
        for index in range(MONTHS + 1):
            first, end = month_start(self.start, index), month_start(self.start, index + 1)
            days = tuple(first + timedelta(days=n) for n in range((end - first).days))
            passed = tuple(day for day in days if day < self.until)
            if passed:
                found.append(Month(index, first, passed, len(passed) / len(days)))
        return found

    def index(self, moment: datetime) -> int:
        """Which month the moment lies in."""
        return (moment.year - self.start.year) * 12 + moment.month - self.start.month

    def is_past(self, moment: datetime) -> bool:
        """Whether it has happened."""
        return moment < self.now


def month_start(day: date, offset: int) -> date:
    """The first day of the month that many months later."""
    months = day.year * 12 + day.month - 1 + offset
    return date(months // 12, months % 12 + 1, 1)


def saturday_from(day: date) -> date:
    """The first Saturday on or after the day."""
    return day + timedelta(days=(_SATURDAY - day.weekday()) % 7)
