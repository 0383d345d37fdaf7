"""An operational fact and its parts (signals sheet 2.1)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Self

from babel.numbers import is_currency

COMPLETE = 0.95
"""Below this a figure is a lower bound (signals sheet 2.1)."""
LIST_COLUMNS = ("metric", "period_start", "period_end", "value", "unit", "source")
"""The headings of a list of facts. `period_end` is the last day, included: who takes it for the day after writes rows
that overlap or cross the edge of their period, and hears of it; the other way round a day would be missing unseen."""
LIST_NEEDS = ("period_start", "value")
"""What a map of another program's headings must name."""
PLACEHOLDERS = ("{start}", "{last}", "{end}", "{month}")
"""In the address of a source: first day, last day, the day after it (like 2026-10-31), and the month (like 2026-10)."""
_LARGEST = Decimal(10) ** 15
_DECIMALS = Decimal("0.000001")
_ALL = Decimal(100)
_CURRENCY = re.compile(r"[A-Z]{3}")
_NO_MONEY = frozenset({"XTS", "XXX"})
"""Codes of ISO 4217 for tests, and for where no currency is meant."""
_NUMBER = re.compile(r"-?\d{1,400}(?:\.\d{1,400})?", re.ASCII)
_DOWNTIME = re.compile(r"down ?time|outage|availab|uptime|ausfall|verfügbar|stillstand", re.IGNORECASE)


class UnitKind(StrEnum):
    """What the number of a fact counts."""

    COUNT = "count"
    HOURS = "hours"
    MINUTES = "minutes"
    BYTES = "bytes"
    PERCENT = "percent"
    """Of a hundred, not of one."""
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class FactUnit:
    """A unit; money with its currency."""

    kind: UnitKind
    currency: str = ""
    """Of money: three letters of ISO 4217."""

    @classmethod
    def of(cls, text: str) -> Self:
        """The unit as settings, lists and the command line write it: `count`, `hours`, …, or a currency like `EUR`.

        Raises ValueError, with the words that there are.
        """
        word = text.strip()
        if _CURRENCY.fullmatch(word) and is_currency(word) and word not in _NO_MONEY:
            return cls(UnitKind.MONEY, word)
        if word in _PLAIN:
            return cls(UnitKind(word))
        raise ValueError(f"must be one of {', '.join(_PLAIN)}, or a currency like EUR")

    def __str__(self) -> str:
        return self.currency or self.kind.value

    @property
    def adds_up(self) -> bool:
        """Whether the values of days make that of their month; shares do not."""
        return self.kind is not UnitKind.PERCENT


_PLAIN = tuple(kind.value for kind in UnitKind if kind is not UnitKind.MONEY)


class SourceType(StrEnum):
    """Where a fact comes from."""

    CSV = "csv"
    HTTP = "http"
    PROMETHEUS = "prometheus"
    TYPED = "typed"
    SERVICENOW = "servicenow"


class Precision(StrEnum):
    """What the source can say of its number."""

    EXACT = "exact"
    ESTIMATE = "estimate"
    """It is extrapolated or sampled: two significant figures, and "about"."""
    LOWER_BOUND = "lower bound"
    """A part is known to be lost, as of a counter that began anew: "at least"."""


class FactStatus(StrEnum):
    """Whether a fact is told."""

    APPROVED = "approved"
    PENDING = "pending"
    HELD = "held"
    """It is far from usual: somebody has to look at it."""
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Observation:
    """What a source said of one period."""

    value: Decimal
    unit: FactUnit
    source_type: SourceType
    source_ref: str
    """Query, address without credentials, or file name with its SHA-256."""
    method: str
    completeness: float = 1.0
    """How much of the period it covers, from 0 to 1."""
    precision: Precision = Precision.EXACT


@dataclass(frozen=True, slots=True)
class OperationalFact:
    """One figure of one team and period.

    The value is a Decimal: money and sums of days stay what the source wrote, and the hash that approvals are bound to
    does not depend on how a machine writes a float.
    """

    team: str
    id: str
    """The metric: spam_blocked."""
    label: str
    value: Decimal
    unit: FactUnit
    period_start: date
    period_end: date
    """The first day after the period."""
    source_type: SourceType
    source_ref: str
    fetched_at: datetime
    method: str
    owner: str
    """Who typed it, or had it fetched."""
    service: str = ""
    completeness: float = 1.0
    precision: Precision = Precision.EXACT
    approved_by: tuple[str, ...] = ()
    status: FactStatus = FactStatus.PENDING

    @property
    def is_complete(self) -> bool:
        """Whether the number is all of it, as far as the source can know."""
        return self.completeness >= COMPLETE and self.precision is not Precision.LOWER_BOUND

    @property
    def is_weighty(self) -> bool:
        """Whether it speaks of money or downtime (F20): by its unit, since any time may be one, or by its name."""
        by_unit = self.unit.kind in (UnitKind.MONEY, UnitKind.HOURS, UnitKind.MINUTES)
        return by_unit or bool(_DOWNTIME.search(f"{self.id.replace('_', ' ')} {self.label}"))

    @property
    def needs_second_person(self) -> bool:
        """Whether who typed it cannot be the one who approves it."""
        return self.is_weighty and self.source_type is SourceType.TYPED

    @property
    def value_hash(self) -> str:
        """What an approval is bound to: all that the printed figure says, and not by which file it came."""
        parts = (
            *(self.team, self.id, self.label, plain(self.value), str(self.unit)),
            *(self.period_start.isoformat(), self.period_end.isoformat()),
            *(self.precision.value, "whole" if self.is_complete else "part"),
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def plain(value: Decimal) -> str:
    """A number without exponent and without noughts at its end: 1204311, 0.5."""
    return f"{value.normalize():f}"


def as_value(text: str) -> Decimal:
    """A number as lists, pages and the command line must write it: digits, with a point before decimals.

    Raises ValueError for anything else: thousands separators and decimal commas are told apart by nobody, a formula is
    no number, and an exponent has lost digits.
    """
    word = text.strip()
    if not word:
        raise ValueError("is empty")
    if word.startswith(("=", "@", "+")):
        raise ValueError("holds a formula, not its result")
    if not _NUMBER.fullmatch(word):
        raise ValueError("is not a plain number like 1204311 or 0.5, without separators and exponents")
    return Decimal(word)


def settled(value: Decimal, unit: FactUnit, precision: Precision = Precision.EXACT) -> Decimal:
    """The value as it is kept. Raises ValueError, saying why, for one that no such fact can have."""
    if not value.is_finite():
        raise ValueError("is not a number")
    if value < 0:
        raise ValueError("is below zero")
    if value >= _LARGEST:
        raise ValueError("is too large to be true")
    if unit.kind is UnitKind.PERCENT and value > _ALL:
        raise ValueError("is more than 100 percent")
    if unit.kind in (UnitKind.COUNT, UnitKind.BYTES):
        whole = value.to_integral_value(ROUND_HALF_UP)
        if value != whole and precision is not Precision.ESTIMATE:
            raise ValueError("is not whole, as a count is; thousands have no separator here")
        return abs(whole)  # there is a -0
    return abs(value.quantize(_DECIMALS, ROUND_HALF_UP).normalize())
