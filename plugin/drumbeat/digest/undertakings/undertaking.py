"""An undertaking: a project or a parent change with everything that hangs on it, and when its work was done.

Signals sheet 2.3 no. 1. What was cancelled is no part of it, with all that lies below; what is kept out of scope (E9)
is known to be there, and told of nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from drumbeat.digest.figures.population import Population
from drumbeat.digest.undertakings.intervals import Span, merged
from drumbeat.records.model import Change, ImprovementTask, Project, ProjectTask, Ref, Stage, SubTask, WorkRecord
from drumbeat.signals.gate import Reason
from drumbeat.signals.world import World

AROUND = timedelta(hours=24)
"""How far before and after the work an outage may lie and still be of it (signals sheet 2.3 no. 3)."""
_VOID = frozenset({Reason.CANCELLED, Reason.DUPLICATE})


@dataclass(frozen=True, slots=True)
class Part:
    """A record of the set, and the service that it, or what it hangs on, is about."""

    record: WorkRecord
    service: Ref
    may_be_named: bool


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A completed project or parent change."""

    anchor: Project | Change
    parts: tuple[Part, ...]
    """The anchor first, then what hangs on it, by number."""

    @property
    def named(self) -> tuple[WorkRecord, ...]:
        """Those of its records that may be told of."""
        return tuple(part.record for part in self.parts if part.may_be_named)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Its changes that may be told of."""
        return tuple(record for record in self.named if isinstance(record, Change))

    @property
    def work(self) -> tuple[Span, ...]:
        """When the work was done: of a change its own time; of a project the times of its changes.

        A project is open for months, and what happened meanwhile was mostly no doing of it; its changes say on which
        days it touched a service. Only where it has none that tell, its own time is all there is.
        """
        anchor = self.anchor
        own = _span(anchor.work_start, anchor.work_end)
        if isinstance(anchor, Change) and own:
            return own
        return merged(span for change in self.changes for span in _worked(change)) or own

    @property
    def around(self) -> tuple[Span, ...]:
        """The work, and a day before and after each stretch of it."""
        return merged((begin - AROUND, end + AROUND) for begin, end in self.work)

    @property
    def planned(self) -> tuple[Span, ...]:
        """The windows that were planned for its changes."""
        return merged(span for change in self.changes for span in _span(change.start_date, change.end_date))


def undertakings(of: Population, world: World) -> tuple[Undertaking, ...]:
    """The team's projects and parent changes that were completed in the period, projects first, each by number.

    A change that is a part of another one of them is told with that one.
    """
    below = world.once(_below)
    anchors: list[Project | Change] = sorted(of.eligible(Project), key=_number)
    anchors += sorted((each for each in of.eligible(Change) if _is_parent(each, below)), key=_number)
    found = [Undertaking(anchor, _parts(anchor, below)) for anchor in anchors]
    lower = {part.record.sys_id for each in found for part in each.parts[1:]}
    return tuple(each for each in found if each.anchor.sys_id not in lower)


_Below = Mapping[str, tuple[Part, ...]]


def _below(world: World) -> _Below:
    """Record, by sys_id or number -> what names it as its parent, without what was cancelled."""
    found: dict[str, list[Part]] = defaultdict(list)
    for part in _able(world):
        for key in _above(part.record):
            found[key].append(part)
    return {key: tuple(sorted(parts, key=lambda part: _number(part.record))) for key, parts in found.items()}


def _able(world: World) -> Iterator[Part]:
    for item in world.judged:
        if isinstance(item.record, Change | ImprovementTask) and item.reason not in _VOID:
            yield Part(item.record, _service(item.record), item.may_be_named)
    for task in world.of(SubTask):
        if task.stage is not Stage.CANCELLED:
            yield Part(task, _service(task), may_be_named=True)


def _above(record: WorkRecord) -> Iterable[str]:
    if not isinstance(record, Change | ImprovementTask | SubTask):
        return ()
    project = record.project.key if isinstance(record, ProjectTask) else ""
    return {record.parent.key, project} - {""}


def _is_parent(change: Change, below: _Below) -> bool:
    """A change that others hang on; tasks of its own any change has."""
    return any(isinstance(part.record, Change) for part in _children(change, below))


def _children(record: WorkRecord, below: _Below) -> tuple[Part, ...]:
    return below.get(record.sys_id, ()) if record.sys_id in below else below.get(record.number, ())


def _parts(anchor: Project | Change, below: _Below) -> tuple[Part, ...]:
    """The anchor and everything below it, each once; a circle of parents ends where it began."""
    first = Part(anchor, _service(anchor), may_be_named=True)
    found = {anchor.sys_id: first}
    fresh = [first]
    while fresh:
        upper = fresh.pop()
        for part in _children(upper.record, below):
            if part.record.sys_id not in found:
                lower = Part(part.record, part.service or upper.service, part.may_be_named and upper.may_be_named)
                found[part.record.sys_id] = lower
                fresh.append(lower)
    others = sorted((part for part in found.values() if part is not first), key=lambda part: _number(part.record))
    return (first, *others)


def _service(record: WorkRecord) -> Ref:
    return getattr(record, "business_service", None) or Ref()


def _worked(change: Change) -> tuple[Span, ...]:
    """Where nobody wrote down when it was carried out, its plan is the best that is known."""
    return _span(change.work_start, change.work_end) or _span(change.start_date, change.end_date)


def _span(begin: datetime | None, end: datetime | None) -> tuple[Span, ...]:
    return ((begin, end),) if begin is not None and end is not None and begin < end else ()


def _number(record: WorkRecord) -> tuple[str, str]:
    return (record.number, record.sys_id)
