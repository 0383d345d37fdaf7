"""A scope's share against its own past: the months before, and the median of those that are known (F11)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from statistics import median
from typing import TypeVar

from drumbeat.records.model import WorkRecord
from drumbeat.records.period import Period
from drumbeat.signals.material import Material, Statement, team_signal
from drumbeat.signals.model import Evidence, Signal, Status

BEFORE = 6
"""Periods that are looked back on."""
KNOWN = 3
"""How many of them must be known."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Share:
    """Records for which something holds, among so many."""

    hits: tuple[WorkRecord, ...]
    n: int

    @property
    def value(self) -> Fraction:
        """Exact: what is equal compares equal."""
        return Fraction(len(self.hits), self.n)


def by_period(
    material: Material, items: Iterable[Item], moment_of: Callable[[Item], datetime | date | None]
) -> list[list[Item]]:
    """The items of the period and of each of the six before it, the nearest first; none of a period not known."""
    periods = [*reversed(material.period.earlier(BEFORE)), material.period]
    instants = [period.first_instant for period in periods] + [material.period.end_instant]
    days = [period.start for period in periods] + [material.period.end]
    found: list[list[Item]] = [[] for _ in periods]
    for item in items:
        moment = moment_of(item)
        if moment is None:
            continue
        at = bisect_right(instants, moment) if isinstance(moment, datetime) else bisect_right(days, moment)
        if 0 < at <= len(periods):
            found[at - 1].append(item)
    known = [_is_known(material, period) for period in periods]
    return [items if is_known else [] for items, is_known in zip(found, known, strict=True)][::-1]


def typical(shares: Sequence[Share], least: int) -> Fraction | None:
    """The median of the shares with at least so many records; None where fewer than three are known."""
    known = [share.value for share in shares if share.n >= least]
    return median(known) if len(known) >= KNOWN else None


def together(
    rule: tuple[str, str], material: Material, shown: Iterable[tuple[WorkRecord, Evidence]], about: str = ""
) -> Signal:
    """The team's statement on several records, by number; final when all of them are."""
    ordered = sorted(shown, key=lambda each: (each[1].number, each[1].table, each[1].value))
    said = Statement(ordered[0][0], tuple(evidence for _, evidence in ordered), about)
    status = Status.FINAL
    if any(material.status(record) is Status.PROVISIONAL for record, _ in ordered):
        status = Status.PROVISIONAL
    return replace(team_signal(*rule, material, said), status=status)


def _is_known(material: Material, period: Period) -> bool:
    """Whether the records reach back to the period's beginning; those of incidents tell, as for the figures."""
    since = material.world.since
    first = since.get("incident") or min(since.values(), default=None)
    return first is None or first <= period.start
