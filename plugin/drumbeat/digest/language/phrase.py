"""Sentences as data: English words with their values apart, so that the same digest can be said in any language.

A `Phrase` holds what a catalogue translates (`text`, and `many` for more than one) and the values that stand in its
`{places}`. `Wording.say` puts the two together. Nothing here knows a language, and nothing is formatted yet: a
quantity stays a number until it is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from drumbeat.digest.language.wording import Wording


class Unit(StrEnum):
    """What a number counts."""

    COUNT = "count"
    SHARE = "share"
    """A fraction of one."""
    HOURS = "hours"
    MINUTES = "minutes"
    SCORE = "score"
    """From 0 to 10."""


class Sayable(Protocol):
    """A value that knows how it is said."""

    def said_by(self, say: Wording) -> str:
        """The value in the wording's language."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: 2 h 04 min."""

    value: float
    unit: Unit = Unit.COUNT

    def said_by(self, say: Wording) -> str:
        """In words; 2 h 04 min is not torn apart at the end of a sentence's line."""
        return say.number(self.value, self.unit).replace(" ", "\N{NO-BREAK SPACE}")


@dataclass(frozen=True, slots=True)
class Month:
    """The month of a day: October 2026."""

    day: date

    def said_by(self, say: Wording) -> str:
        """In words."""
        return say.month(self.day)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and an hour, where somebody is: 5 November 2026, 09:00."""

    at: datetime
    """In the zone of whoever reads it."""

    def said_by(self, say: Wording) -> str:
        """In words."""
        return say.moment(self.at)


@dataclass(frozen=True, slots=True)
class Language:
    """What a language is called: German."""

    tag: str
    """de, pt-BR (RFC 5646)."""

    def said_by(self, say: Wording) -> str:
        """In words."""
        return say.language_named(self.tag)


@dataclass(frozen=True, slots=True)
class Days:
    """Days of a year that goes without saying: 21 November; 10 to 11 October."""

    first: date
    last: date

    def said_by(self, say: Wording) -> str:
        """In words."""
        return say.days(self)


@dataclass(frozen=True, slots=True)
class Label:
    """A word of ours that stands in a table of the code, and in the catalogues: knowledge articles."""

    text: str

    def said_by(self, say: Wording) -> str:
        """In words."""
        return say.isolated(say.word(self.text))


@dataclass(frozen=True, slots=True)
class PeriodView:
    """The period, and the one before it that it is compared with."""

    start: date
    end: date
    """The first day that does not belong to it."""
    time_zone: str
    previous_start: date
    months: int = 0
    """1 for a calendar month, 3 for a quarter, 12 for a year; 0 for any other days."""
    is_whole: bool = True
    """Whether the period is over and the records reach to its end; if not, it is compared with none."""

    def said_by(self, say: Wording) -> str:
        """In words: October 2026; Q3 2026."""
        return say.period(self)


@dataclass(frozen=True, slots=True)
class Before:
    """What the period before is called: September."""

    period: PeriodView

    def said_by(self, say: Wording) -> str:
        """In words."""
        return say.period_before(self.period)


@dataclass(frozen=True, slots=True)
class Typical:
    """What a typical one is called: a typical month."""

    period: PeriodView

    def said_by(self, say: Wording) -> str:
        """In words."""
        return say.typical_of(self.period)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence, or a part of one."""

    text: str
    """English, with `{places}`; what a catalogue knows it by."""
    values: tuple[tuple[str, Value], ...] = ()
    many: str = ""
    """The same for more than one; empty where number does not matter."""
    count: float = 1
    """Decides between the two; it is also the value of `{n}`."""
    own: tuple[tuple[str, str], ...] = ()
    """A customer's own words by language, which go before the catalogue's."""

    def said_by(self, say: Wording) -> str:
        """In words."""
        return say.say(self)

    def value(self, name: str) -> Value:
        """What stands in a place. Raises KeyError where there is no such place."""
        return dict(self.values)[name]


Value: TypeAlias = str | int | float | date | Sayable | tuple["Value", ...]
"""Text is said as it is, a number as a count, a day as a date, several values as a list: a, b and c."""


def phrase(text: str, /, **values: Value) -> Phrase:
    """A phrase whose form no number decides."""
    return Phrase(text, tuple(values.items()))


def plural(one: str, many: str, count: float, /, **values: Value) -> Phrase:
    """A phrase in singular or plural; `{n}` is the count."""
    return Phrase(one, tuple(values.items()), many, count)
