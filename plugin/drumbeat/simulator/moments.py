"""Dates and times as ServiceNow stores and shows them (fact sheet 1.4). Pure: the time is an argument.

`stored` text is UTC with a resolution of one second; text of this form sorts like the moments it stands for.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

_LENGTH = len("YYYY-MM-DD HH:MM:SS")
_LITERAL = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?")
_JAVA_LETTERS = re.compile(r"yyyy|yy|MM|dd|HH|hh|mm|ss|a")
_JAVA_TO_STRFTIME = {
    "yyyy": "%Y",
    "yy": "%y",
    "MM": "%m",
    "dd": "%d",
    "HH": "%H",
    "hh": "%I",
    "mm": "%M",
    "ss": "%S",
    "a": "%p",
}
_FIXED_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "dayofweek": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}


def stored(moment: datetime) -> str:
    """The moment as it is stored. `moment` is aware."""
    return moment.astimezone(UTC).isoformat(" ", "seconds")[:_LENGTH]


def moment_of(text: str) -> datetime:
    """The moment that stored text, with or without a time, stands for. Raises ValueError for other text."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def literal(text: str, zone: tzinfo = UTC) -> str | None:
    """A literal of a query in stored form; None when it is none.

    Only "YYYY-MM-DD" and "YYYY-MM-DD HH:MM:SS" are literals: an ISO 8601 `T` or offset is not (trap 45). A date
    alone means its first second.
    """
    if not _LITERAL.fullmatch(text):
        return None
    try:
        return stored(datetime.fromisoformat(text).replace(tzinfo=zone))
    except ValueError:
        return None


@cache
def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name."""
    return ZoneInfo(name)


@cache
def _strftime_of(java: str) -> str:
    return _JAVA_LETTERS.sub(lambda match: _JAVA_TO_STRFTIME[match.group()], java)


def shown(text: str, zone: tzinfo, date_format: str, time_format: str) -> str:
    """Stored time as a user with this zone and these formats sees it; text that is no time stays as it is."""
    try:
        local = moment_of(text).astimezone(zone)
    except ValueError:
        return text
    return local.strftime(_strftime_of(f"{date_format} {time_format}"))


def shown_date(text: str, date_format: str) -> str:
    """A stored date, which has no zone, in the user's format."""
    try:
        return moment_of(text).strftime(_strftime_of(date_format))
    except ValueError:
        return text


def seconds_of(text: str) -> int:
    """The seconds of a stored duration, an offset from 1970-01-01 00:00:00 (trap 49)."""
    return int(moment_of(text).timestamp())


def duration_of(seconds: float) -> str:
    """The stored form of that many seconds."""
    return stored(datetime.fromtimestamp(round(seconds), UTC))


def shown_duration(text: str) -> str:
    """A stored duration in words: `2 Days 3 Hours`, `2 Minutes`; seconds only below a minute."""
    try:
        total = seconds_of(text)
    except ValueError:
        return text
    days, rest = divmod(total, 86_400)
    parts = ((days, "Day"), (rest // 3600, "Hour"), (rest % 3600 // 60, "Minute"))
    words = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return " ".join(words) or f"{total} Second{'' if total == 1 else 's'}"


def moved(moment: datetime, unit: str, count: int) -> datetime:
    """`count` units later; a month later than the 31st is the last day of a shorter month.

    Units are minute, hour, day, week, month, quarter and year. Raises KeyError for another one.
    """
    if unit in _FIXED_UNITS:
        return moment + count * _FIXED_UNITS[unit]
    months = moment.year * 12 + moment.month - 1 + count * _MONTHS_OF[unit]
    first = moment.replace(year=months // 12, month=months % 12 + 1, day=1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(moment.day, last.day))


def start_of(moment: datetime, unit: str) -> datetime:
    """The first instant of the hour, day, week (from Monday), month, quarter or year in the moment's own zone."""
    if unit == "minute":
        return moment.replace(second=0, microsecond=0)
    if unit == "hour":
        return moment.replace(minute=0, second=0, microsecond=0)
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit in _MONTHS_OF:
        size = _MONTHS_OF[unit]
        return day.replace(day=1, month=(day.month - 1) // size * size + 1)
    return day
