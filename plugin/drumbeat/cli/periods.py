"""The options that name a period, and the period they name."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from drumbeat.errors import SettingsError
from drumbeat.records.period import Period

Month = Annotated[str | None, typer.Option("--month", metavar="YYYY-MM", help="The month; last month if not said.")]
From = Annotated[str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="First day, in place of --month.")]
To = Annotated[str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="Last day, included.")]

FIRST_YEAR, LAST_YEAR = 1990, 9000
"""ServiceNow keeps nothing older, and dates end soon after."""
_MONTHS = 12
_MONTH = re.compile(r"(\d{4})-(\d{2})")


def zone_named(name: str) -> ZoneInfo:
    """The time zone. Raises SettingsError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"“{name}” is no time zone."
        raise SettingsError(message, recovery="Write it like Europe/Berlin.") from None


def period_of(month: str | None, first: str | None, last: str | None, zone: ZoneInfo, now: datetime) -> Period:
    """The period that the options name; without any, the month before now. Raises SettingsError."""
    today = now.astimezone(zone).date()
    if month and (first or last):
        raise SettingsError("--month and --from/--to exclude each other.")
    if first or last:
        period = _days(first, last, zone)
    elif month:
        period = _month(month, zone)
    else:
        period = Period.month(today.year, today.month, zone).before()
    if period.start > today:
        message = f"The period begins on {period.start}, in the future."
        raise SettingsError(message, recovery="Name a month that has begun.")
    return period


def _month(text: str, zone: ZoneInfo) -> Period:
    match = _MONTH.fullmatch(text)
    year, month = (int(match[1]), int(match[2])) if match else (0, 0)
    if not (FIRST_YEAR <= year < LAST_YEAR and 1 <= month <= _MONTHS):
        message = f"“{text}” is no month."
        raise SettingsError(message, recovery="Write it like 2026-10.")
    return Period.month(year, month, zone)


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
