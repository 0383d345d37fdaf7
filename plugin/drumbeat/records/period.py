"""Periods: half-open intervals of whole days in the team's time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

_QUARTER, _YEAR = 3, 12
"""Months."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to, not including, `end`, in `zone` (rule E43)."""

    start: date
    end: date
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.end <= self.start:
            message = f"a period must end after it starts: {self.start} to {self.end}"
            raise ValueError(message)

    @classmethod
    def month(cls, year: int, month: int, zone: ZoneInfo) -> Self:
        """The calendar month."""
        return cls(date(year, month, 1), _first_of_next(date(year, month, 1)), zone)

    @classmethod
    def quarter(cls, year: int, quarter: int, zone: ZoneInfo) -> Self:
        """The calendar quarter, from 1 to 4."""
        start = date(year, 3 * quarter - 2, 1)
        return cls(start, _months_after(start, _QUARTER), zone)

    @classmethod
    def year(cls, year: int, zone: ZoneInfo) -> Self:
        """The calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1), zone)

    @property
    def is_month(self) -> bool:
        """Whether the period is exactly one calendar month."""
        return self.months == 1

    @property
    def months(self) -> int:
        """1 for a calendar month, 3 for a calendar quarter, 12 for a calendar year; 0 for any other days."""
        if self.start.day != 1:
            return 0
        whole = (1, _QUARTER, _YEAR)
        fitting = (each for each in whole if self.end == _months_after(self.start, each))
        return next((each for each in fitting if (self.start.month - 1) % each == 0), 0)

    @property
    def last_day(self) -> date:
        """The last day that belongs to the period."""
        return self.end - timedelta(days=1)

    @property
    def first_instant(self) -> datetime:
        """The first instant of the period, in UTC."""
        return _midnight(self.start, self.zone)

    @property
    def end_instant(self) -> datetime:
        """The first instant after the period, in UTC."""
        return _midnight(self.end, self.zone)

    def holds(self, moment: datetime | date | None) -> bool:
        """Whether the moment lies in the period. A date without time is compared as a date (trap 59)."""
        if moment is None:
            return False
        if isinstance(moment, datetime):
            return self.first_instant <= moment < self.end_instant
        return self.start <= moment < self.end

    def is_after(self, moment: datetime | date) -> bool:
        """Whether the moment lies before the period begins."""
        if isinstance(moment, datetime):
            return moment < self.first_instant
        return moment < self.start

    def before(self) -> Period:
        """The period before this one: the month, quarter or year before such, else as many days before."""
        if self.months:
            return Period(_months_after(self.start, -self.months), self.start, self.zone)
        return Period(self.start - (self.end - self.start), self.start, self.zone)

    def earlier(self, count: int) -> list[Period]:
        """The `count` periods before this one, the nearest first."""
        periods: list[Period] = []
        period = self
        for _ in range(count):
            period = period.before()
            periods.append(period)
        return periods


@lru_cache(maxsize=1024)
def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """When the day begins in the zone, in UTC. Every record is held against the same few days."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _first_of_next(day: date) -> date:
    return _months_after(day, 1)


def _months_after(day: date, months: int) -> date:
    """The first of the month that lies so many months later."""
    years, month = divmod(day.year * _YEAR + day.month - 1 + months, _YEAR)
    return date(years, month + 1, 1)
