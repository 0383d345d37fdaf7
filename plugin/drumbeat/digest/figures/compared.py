"""Figures with their comparison: last period, and the typical one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from statistics import median

from drumbeat.digest.figures.definitions import DEFINITIONS, Definition
from drumbeat.digest.figures.measures import Measure, NotTold
from drumbeat.digest.figures.population import Population
from drumbeat.digest.language.phrase import Label, Phrase, Unit, phrase
from drumbeat.digest.model import Figure
from drumbeat.digest.people.privacy import is_enough
from drumbeat.records.model import WorkRecord
from drumbeat.records.tables import BY_NAME, IMPROVEMENT, PROJECT

SMALL = 10
"""Below ten a count is printed without percentage or trend (design section 6)."""
TYPICAL_OF = 6
TYPICAL_AT_LEAST = 3
"""Fewer earlier periods than this make no typical one."""

_IMPROVEMENTS = frozenset({IMPROVEMENT.name, PROJECT.name})


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the records can tell: of which tables, without which fields, since when."""

    readable: frozenset[str]
    missing: frozenset[str]
    """Fields, as `table.field`, that no row of a readable table carries."""
    since: Mapping[str, date]
    """The first day that a table's records cover."""
    minimum_group: int
    """People that a personal figure needs behind it, in every period it is told of (F4); 0 for no minimum."""
    improvements: Mapping[str, str] = field(default_factory=dict)
    """Tables of this installation that hold improvements, beside the usual ones: name -> what its rows are called."""

    def tables(self, definition: Definition) -> tuple[str, ...]:
        """What feeds the figure on this installation."""
        more = tuple(self.improvements) if _IMPROVEMENTS.intersection(definition.tables) else ()
        return (*definition.tables, *more)

    def unread(self, definition: Definition) -> list[str]:
        """What people call the rows that the figure had to do without."""
        labels = {name: table.label for name, table in BY_NAME.items()} | dict(self.improvements)
        return [labels[table] for table in self.tables(definition) if table not in self.readable]

    def can_tell(self, definition: Definition) -> bool:
        """Whether what was read suffices for the figure."""
        return definition.is_computable(self.readable, self.missing, self.tables(definition))

    def reaches(self, definition: Definition, population: Population) -> bool:
        """Whether all the figure's tables that are read cover the period from its first day; if not it is not 0."""
        tables = [table for table in self.tables(definition) if table in self.readable]
        return all(table in self.since and self.since[table] <= population.period.start for table in tables)

    def shows(self, definition: Definition, measured: Measure) -> bool:
        """Whether enough people stand behind a personal figure, and behind what could be reckoned from it."""
        return not definition.is_personal or is_enough(measured.people, self.minimum_group)


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure and the records it stands on; see `Measure`."""

    figure: Figure
    records: tuple[WorkRecord, ...]
    others: tuple[WorkRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """What could be computed, and the labels of what must not be shown."""

    counted: tuple[Counted, ...]
    withheld: tuple[str, ...]
    not_told: tuple[Phrase, ...]
    """Why others are not told, in sentences."""


def figures(now: Population, earlier: Sequence[Population | None], coverage: Coverage) -> Figures:
    """All figures that can be computed. `earlier`: the periods to compare with, the nearest first; None: not told."""
    counted: list[Counted] = []
    withheld: list[str] = []
    not_told: list[Phrase] = []
    for definition in DEFINITIONS:
        measured = definition.measure(now) if coverage.can_tell(definition) else None
        if isinstance(measured, NotTold):
            not_told.append(measured.why)
        elif measured is not None and not coverage.shows(definition, measured):
            withheld.append(definition.label)
        elif measured is not None:
            before = [_value(definition, then, coverage) if then else None for then in earlier[:TYPICAL_OF]]
            figure = _figure(definition, measured, before, coverage.unread(definition))
            records = measured.records + measured.others
            provisional = now.provisional().intersection(record.sys_id for record in records)
            counted.append(Counted(replace(figure, provisional=len(provisional)), measured.records, measured.others))
    return Figures(tuple(counted), tuple(withheld), tuple(not_told))


def values(then: Population, coverage: Coverage) -> dict[str, float | int]:
    """What the figures of another period are: those that are known and may be shown, by their ids."""
    known = {each.id: _value(each, then, coverage) for each in DEFINITIONS if coverage.can_tell(each)}
    return {figure_id: value for figure_id, value in known.items() if value is not None}


def without_periods(figure: Figure, untold: Collection[int]) -> Figure:
    """The figure, compared with other earlier periods only than these; 0 is the nearest."""
    return _beside(figure, [None if at in untold else value for at, value in enumerate(figure.history)])


def is_of_few(unit: Unit, n: int) -> bool:
    """Whether a share, a time or a mark is one of fewer than ten: it makes no percentage, and is no comparison.

    A count or minutes of outage are no sample of anything, so they never are.
    """
    return unit not in (Unit.COUNT, Unit.MINUTES) and n < SMALL


def _value(definition: Definition, then: Population, coverage: Coverage) -> float | int | None:
    """The figure in another period; None where it is not known, not to be shown, or of too few to compare with."""
    measured = definition.measure(then) if coverage.reaches(definition, then) else None
    if not isinstance(measured, Measure) or not coverage.shows(definition, measured):
        return None
    return None if is_of_few(definition.unit, measured.n) else measured.value


def _figure(
    definition: Definition, measured: Measure, before: Sequence[float | int | None], unread: Sequence[str]
) -> Figure:
    others = _numbers(measured.others)
    figure = Figure(
        id=definition.id,
        label=definition.label,
        value=measured.value,
        unit=definition.unit,
        n=measured.n,
        previous=None,
        typical=None,
        evidence=(*_numbers(measured.records), *others),
        others=others,
        small=is_of_few(definition.unit, measured.n) or (definition.unit is Unit.COUNT and measured.value < SMALL),
        notes=_notes(measured, unread),
    )
    return _beside(figure, before)


def _beside(figure: Figure, before: Sequence[float | int | None]) -> Figure:
    known = [value for value in before if value is not None]
    return replace(
        figure,
        previous=before[0] if before else None,
        typical=median(known) if len(known) >= TYPICAL_AT_LEAST else None,
        history=tuple(before),
    )


def _numbers(records: Iterable[WorkRecord]) -> tuple[str, ...]:
    return tuple(sorted(record.number for record in records))


def _notes(measured: Measure, unread: Sequence[str]) -> tuple[Phrase, ...]:
    found = [measured.note] if measured.note else []
    if unread:
        found.append(phrase("without {unread}", unread=tuple(Label(each) for each in unread)))
    return tuple(found)
