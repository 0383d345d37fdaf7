"""The company's calendar: local time, working days, working hours, and when people report things."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
OPENS, CLOSES = 8, 18
"""The support hours, local time."""

_SATURDAY = 5
_DAY_WEIGHTS = (1.28, 1.12, 1.0, 0.98, 0.82, 0.05, 0.04)
_HOLIDAY_WEIGHT = 0.1
_HOURS = (5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 22)
_HOUR_WEIGHTS = (1, 3, 12, 22, 26, 21, 16, 8, 15, 18, 14, 10, 5, 2, 1, 1)
_FIXED = ((1, 1), (5, 1), (12, 25), (12, 26))


@cache
def holidays(year: int) -> frozenset[date]:
    """The public holidays that all three sites share."""
    easter = _easter(year)
    return frozenset((*(date(year, month, day) for month, day in _FIXED), easter + timedelta(days=1)))


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the anonymous algorithm."""
    golden, century = year % 19, year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = epact - (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    to_sunday = moon - (year + year // 4 + moon + 2 - century + century // 4) % 7
    month = 3 + (to_sunday + 40) // 44
    return date(year, month, to_sunday + 28 - 31 * (month // 4))


@cache
def is_working_day(day: date) -> bool:
    """Monday to Friday, without public holidays."""
    return day.weekday() < _SATURDAY and day not in holidays(day.year)


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """That local time on that day."""
    return datetime.combine(day, time(hour, minute, second), ZONE)


def later(moment: datetime, **amount: float) -> datetime:
    """The moment plus elapsed time, the hour of the change of clocks included."""
    return (moment.astimezone(UTC) + timedelta(**amount)).astimezone(ZONE)


def after_working_hours(moment: datetime, hours: float) -> datetime:
    """The moment at which that many support hours have passed since `moment`."""
    left = timedelta(hours=hours)
    day, since = moment.date(), moment
    while True:
        if is_working_day(day):
            since = max(since, at(day, OPENS))
            closing = at(day, CLOSES)
            if since + left <= closing:
                return since + left
            left -= max(closing - since, timedelta())
        day += timedelta(days=1)
        since = at(day, 0)


def next_working_day(day: date) -> date:
    """The day itself when it is one, else the next."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_days_after(day: date, count: int) -> date:
    """The working day that many working days later."""
    for _ in range(count):
        day = next_working_day(day + timedelta(days=1))
    return day


def arrivals(days: Iterable[date], count: int, rng: Random) -> list[datetime]:
    """`count` moments on those days as people report things: mostly in the morning, seldom at the weekend."""
    pool = list(days)
    weights = [_DAY_WEIGHTS[day.weekday()] if day not in holidays(day.year) else _HOLIDAY_WEIGHT for day in pool]
    chosen = rng.choices(pool, weights, k=count)
    hours = rng.choices(_HOURS, _HOUR_WEIGHTS, k=count)
    return sorted(at(day, hour, rng.randrange(60), rng.randrange(60)) for day, hour in zip(chosen, hours, strict=True))


def office_moment(day: date, rng: Random) -> datetime:
    """Some moment within the support hours of that day."""
    return at(day, rng.randrange(OPENS, CLOSES - 1), rng.randrange(60), rng.randrange(60))
