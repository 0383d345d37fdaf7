"""On which day of a month something is done: the rules of a schedule, and how a lead writes them.

    day 5 · day 31 · last day · working day 1 · last working day · 2nd working day before the end
    second tuesday · last friday · never

Every rule but `never` has exactly one day in every month. What a month lacks is clamped to what it has: `day 31` is the
last day of any month, `working day 27` its last working day (rule E44: no month is skipped). A month without any
working day has its days counted instead.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from drumbeat.errors import SettingsError
from drumbeat.sentences import sentence

EXAMPLES = ("day 5", "last day", "working day 5", "last working day", "second tuesday", "last friday", "never")

IsWorking = Callable[[date], bool]
"""Whether people work on that day."""


class Among(StrEnum):
    """Which days of a month are counted."""

    DAY = "day"
    WORKING_DAY = "working day"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


_WEEKDAYS = tuple(Among)[2:]
"""By `date.weekday()`."""
_MOST = {Among.DAY: 31, Among.WORKING_DAY: 27}
"""How many a month can have; 27 working days where only one day of the week is none."""
_MOST_WEEKDAYS = 4
"""A fifth Tuesday is in some months only."""
_WORDS = ("first", "second", "third", "fourth", "fifth")


def monday_to_friday(day: date) -> bool:
    """Whether the day is none of a weekend: the working days where no country is named."""
    return day.weekday() in range(5)


@dataclass(frozen=True, slots=True)
class Nth:
    """The n-th day of its kind in a month: 1 is the first, -1 the last, -2 the one before the last.

    Raises SettingsError for a place that not every month has, even clamped.
    """

    place: int
    among: Among

    def __post_init__(self) -> None:
        if not 1 <= abs(self.place) <= _MOST.get(self.among, _MOST_WEEKDAYS):
            raise _not_in_every_month(self.among)

    def day(self, year: int, month: int, is_working: IsWorking) -> date:
        """The day of that month. A place beyond the month's days is its last such day, or from the end its first."""
        month_days = [date(year, month, number) for number in range(1, monthrange(year, month)[1] + 1)]
        days = [day for day in month_days if self._counts(day, is_working)] or month_days
        if self.place > 0:
            return days[min(self.place, len(days)) - 1]
        return days[max(self.place, -len(days))]

    def _counts(self, day: date, is_working: IsWorking) -> bool:
        if self.among is Among.DAY:
            return True
        return is_working(day) if self.among is Among.WORKING_DAY else self.among is _WEEKDAYS[day.weekday()]

    def __str__(self) -> str:
        if self.place == -1:
            return f"last {self.among}"
        if self.place < 0:
            return f"{_ordinal(-self.place)} {self.among} before the end"
        return f"{self.among} {self.place}" if self.among in _MOST else f"{_WORDS[self.place - 1]} {self.among}"


@dataclass(frozen=True, slots=True)
class Never:
    """No day in any month."""

    def day(self, _year: int, _month: int, _is_working: IsWorking) -> None:
        """None."""

    def __str__(self) -> str:
        return "never"


Rule = Nth | Never

_AMONG = "|".join(Among)
_COUNTED = re.compile(f"({Among.WORKING_DAY}|{Among.DAY}) ([0-9]{{1,2}})")
_PLACED = re.compile(f"([a-z0-9]+) ({_AMONG})( before the end)?")


def parse_rule(text: str) -> Rule:
    """The rule that a lead wrote; `str()` of it is how it is kept. Case and spaces do not matter.

    `first working day` is `working day 1`, and `1st tuesday` the first one. Raises SettingsError, with examples.
    """
    said = " ".join(text.casefold().split())
    if said == str(Never()):
        return Never()
    if counted := _COUNTED.fullmatch(said):
        return Nth(int(counted[2]), Among(counted[1]))
    if (placed := _PLACED.fullmatch(said)) and (place := _place(placed[1], from_end=bool(placed[3]))):
        return Nth(place, Among(placed[2]))
    raise SettingsError(sentence("{said} is no day of a month.", said=f"{text[:60]!r}"), recovery=_advice())


def _place(word: str, *, from_end: bool) -> int:
    """What a word says of the place; 0 for no such word."""
    if word == "last":
        return 0 if from_end else -1
    number = next((number for number in range(1, _MOST[Among.DAY] + 1) if word in _words(number)), 0)
    return -number if from_end else number


def _words(number: int) -> tuple[str, ...]:
    """How an ordinal is written: 2nd, second."""
    return (_ordinal(number), *(_WORDS[number - 1 : number]))


def _ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    is_teen = number % 100 // 10 == 1
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _not_in_every_month(among: Among) -> SettingsError:
    if among in _MOST:
        return SettingsError(f"No month has more than {_MOST[among]} {among}s, nor a {among} 0.", recovery=_advice())
    return SettingsError(
        f"Not every month has more than four {among}s: a digest would be skipped.",
        recovery=f"Write `last {among}`, or another of these: {', '.join(EXAMPLES)}.",
    )


def _advice() -> str:
    return f"Write one of these, with your own number or weekday: {', '.join(EXAMPLES)}."
