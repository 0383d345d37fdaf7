"""A period's figure from the rows of a list: rows that tile it are summed, rows that overlap are refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from drumbeat.digest.operational.model import FactUnit, Precision

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A row that says how much there was in some days."""

    first: date
    last: date
    """Included."""
    value: Decimal
    number: int
    """Its place in the file."""

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Reading:
    """A row that says how far a counter had come by the end of a day."""

    day: date
    value: Decimal
    number: int


@dataclass(frozen=True, slots=True)
class Assembled:
    """What rows say of a period together."""

    value: Decimal
    completeness: float
    method: str
    precision: Precision = Precision.EXACT


class UntidyRows(ValueError):
    """Rows that cannot be put together without guessing; each problem is a sentence with the numbers of rows."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


def assemble(spans: Iterable[Span], start: date, end: date, unit: FactUnit) -> Assembled | None:
    """The sum over [start, end); None when no row speaks of it. Rows of other periods are passed over.

    Raises UntidyRows for rows that overlap, since they would count twice, that cross the period's edge, or whose unit
    does not add up.
    """
    touching = sorted(
        (each for each in spans if each.first < end and each.last >= start), key=lambda each: (each.first, each.number)
    )
    if not touching:
        return None
    problems = [
        f"row {each.number} goes from {each.first} to {each.last}, across the edge of the period; "
        "list days, or the whole period (period_end is the last day, included)"
        for each in touching
        if each.first < start or each.last >= end
    ]
    problems += _overlaps(touching)
    if len(touching) > 1 and not unit.adds_up:
        problems.append("percentages of days do not add up to that of their period; list the whole period in one row")
    if problems:
        raise UntidyRows(problems)
    covered = sum(each.days for each in touching)
    rows = "1 row" if len(touching) == 1 else f"sum of {len(touching)} rows"
    total = (end - start).days
    return Assembled(
        value=sum((each.value for each in touching), Decimal(0)),
        completeness=covered / total,
        method=f"{rows}, {covered} of {total} days",
    )


def _overlaps(spans: Sequence[Span]) -> list[str]:
    found = []
    furthest = spans[0]
    for each in spans[1:]:
        if each.first <= furthest.last:
            found.append(f"rows {furthest.number} and {each.number} both cover {each.first}: it would count twice")
        furthest = max(furthest, each, key=lambda span: span.last)
    return found


def from_counter(readings: Iterable[Reading], start: date, end: date) -> Assembled | None:
    """How far a counter went in [start, end), from its readings at the ends of days; None when they do not say.

    Needs the reading of the day before the period. A reading below the one before it means that the counter began
    anew: what it had counted since is there, what it lost is not, so the sum is a lower bound. Between readings that
    lie on two sides of the period's edge nobody knows what fell where: such days are missing.

    Raises UntidyRows for two readings of one day.
    """
    found = sorted(readings, key=lambda each: (each.day, each.number))
    twice = [(one, other) for one, other in pairwise(found) if one.day == other.day]
    if twice:
        raise UntidyRows([f"rows {one.number} and {other.number} are both of {one.day}" for one, other in twice])
    inside = [(one, other) for one, other in pairwise(found) if one.day + _DAY >= start and other.day < end]
    if not inside:
        return None
    resets = sum(other.value < one.value for one, other in inside)
    steps = (other.value - one.value if other.value >= one.value else other.value for one, other in inside)
    covered = sum((other.day - one.day).days for one, other in inside)
    total = (end - start).days
    began = f", which began anew {'once' if resets == 1 else f'{resets} times'}" if resets else ""
    return Assembled(
        value=sum(steps, Decimal(0)),
        completeness=covered / total,
        method=f"readings of a counter{began}, {covered} of {total} days",
        precision=Precision.LOWER_BOUND if resets else Precision.EXACT,
    )
