"""The period that somebody names, in whichever of the ways."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from drumbeat.errors import SettingsError
from drumbeat.records.period import Period

FIRST_YEAR, LAST_YEAR = 1990, 9000
"""ServiceNow keeps nothing older, and dates end soon after."""
_LONGEST = timedelta(days=10 * 366)
_MONTHS = 12
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-?[Qq]([1-4])", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Said:
    """What names a period, as it was said."""

    month: str | None = None
    first: str | None = None
    last: str | None = None
    quarter: str | None = None
    year: str | None = None


def period_of(said: Said, zone: ZoneInfo, now: datetime) -> Period:
    """The period that is named; where nothing is said, the month before now. Raises SettingsError.

    It has ten years at most and ends no later than next year: the report of more takes long, and is nobody's wish.
    """
    today = now.astimezone(zone).date()
    if sum(map(bool, (said.month, said.quarter, said.year, said.first or said.last))) > 1:
        raise SettingsError("--month, --quarter, --year and --from/--to exclude each other.")
    if said.first or said.last:
        period = _days(said.first, said.last, zone)
    elif said.quarter:
        period = _quarter(said.quarter, zone)
    elif said.year:
        period = _year(said.year, zone)
    elif said.month:
        period = _month(said.month, zone)
    else:
        period = Period.month(today.year, today.month, zone).before()
    if period.start > today:
        message = f"The period begins on {period.start}, in the future."
        raise SettingsError(message, recovery="Name a month that has begun.")
    if period.end - period.start > _LONGEST or (period.end - timedelta(days=1)).year > today.year + 1:
        message = f"The days from {period.start} to {period.end - timedelta(days=1)} are too many."
        raise SettingsError(message, recovery="Name ten years at most, which end no later than next year.")
    return period


def _month(text: str, zone: ZoneInfo) -> Period:
    match = _MONTH.fullmatch(text)
    year, month = (int(match[1]), int(match[2])) if match else (0, 0)
    if not (FIRST_YEAR <= year < LAST_YEAR and 1 <= month <= _MONTHS):
        message = f"“{text}” is no month."
        raise SettingsError(message, recovery="Write it like 2026-10.")
    return Period.month(year, month, zone)


def _quarter(text: str, zone: ZoneInfo) -> Period:
    match = _QUARTER.fullmatch(text)
    if match is None or not FIRST_YEAR <= int(match[1]) < LAST_YEAR:
        message = f"“{text}” is no quarter."
        raise SettingsError(message, recovery="Write it like 2026-Q3.")
    return Period.quarter(int(match[1]), int(match[2]), zone)


def _year(text: str, zone: ZoneInfo) -> Period:
    if not _YEAR.fullmatch(text) or not FIRST_YEAR <= int(text) < LAST_YEAR:
        message = f"“{text}” is no year."
        raise SettingsError(message, recovery="Write it like 2026.")
    return Period.year(int(text), zone)


def _days(first: str | None, last: str | None, zone: ZoneInfo) -> Period:
    if not (first and last):
        raise SettingsError("--from and --to go together.")
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1)
    except (ValueError, OverflowError):
        message = f"“{first}” and “{last}” are not both days."
        raise SettingsError(message, recovery="Write them like 2026-10-01.") from None
    if end <= start:
        raise SettingsError("--to lies before --from.")
    if start.year < FIRST_YEAR:
        raise SettingsError(f"--from lies before {FIRST_YEAR}.")
    return Period(start, end, zone)
