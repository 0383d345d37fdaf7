"""When a local day and hour are, in UTC. RFC 5545, section 3.3.5, decides where clocks change (rule E45)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from drumbeat.errors import SettingsError
from drumbeat.sentences import sentence

_HOUR = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_HOURS, _MINUTES = 24, 60


def instant(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """The one instant of that local hour, in UTC.

    An hour that the clocks skip is counted as if they had not been changed yet, so it comes later by what they skip:
    02:30 is 03:30 on the day on which 02:00 becomes 03:00, and a day that a zone skips whole is the next one at the
    same hour. An hour that comes twice is the first of the two.
    """
    return datetime.combine(day, hour.replace(fold=0), zone).astimezone(UTC)


def parse_hour(text: str) -> time:
    """A local hour: `09:00`, `9:30`, `23:59`. Raises SettingsError; `f"{hour:%H:%M}"` is how it is kept."""
    said = _HOUR.fullmatch(text.strip())
    if said is None or int(said[1]) >= _HOURS or int(said[2]) >= _MINUTES:
        raise SettingsError(
            sentence("{said} is no hour of a day.", said=f"{text[:60]!r}"),
            recovery="Write it on the 24-hour clock, such as 09:00 or 16:30.",
        )
    return time(int(said[1]), int(said[2]))
