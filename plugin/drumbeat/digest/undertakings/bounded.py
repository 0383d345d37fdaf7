"""What an undertaking cost in downtime: "moved the data centre with 2 h 04 min of mail downtime".

Signals sheet 2.3. Service by service, the union of outages that belong to the undertaking, clipped to its work and a
day around it; never a sum, and never ServiceNow's own `duration`, which is a date of 1970. What is degraded is not
down. What nobody has ended, or ended before it began, or of whose type nothing is known, is not estimated: then the
whole statement is not told. And where there is no outage record, nothing is said, but for services of which a monitor
would have told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from drumbeat.digest.figures.measures import NotTold
from drumbeat.digest.figures.outages import DEGRADED, OUT, PLANNED, TYPES, are_known, is_of_service, outage_record
from drumbeat.digest.figures.population import Population
from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.digest.redaction import redact, shown
from drumbeat.digest.undertakings.intervals import MINUTE, Span, common, merged, minutes, union, without
from drumbeat.digest.undertakings.undertaking import Part, Undertaking, undertakings
from drumbeat.records.model import Outage, Ref, WorkRecord
from drumbeat.records.tables import OUTAGE
from drumbeat.signals.world import World


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """How long a service was down, or degraded, in minutes."""

    service: str
    """Its name, redacted."""
    minutes: float | int
    planned: float | int = 0
    unplanned: float | int = 0
    """Of records of type outage. What was planned and went wrong at once is in both."""


@dataclass(frozen=True, slots=True)
class BoundedDowntime:
    """What one completed undertaking cost in downtime. Holds nothing of what is kept out of scope."""

    number: str
    title: str
    """Redacted; the number where nothing readable is left."""
    first: date
    """Of the days on which the work was done, in the team's zone."""
    last: date
    services: tuple[ServiceTime, ...]
    """Those that were down, the longest first; empty where none was recorded on monitored ones."""
    quiet: tuple[str, ...]
    """Monitored services of its changes, by name, without any outage record."""
    planned_minutes: float | int
    """Of the planned windows of its changes together; 0 where none is recorded."""
    planned_windows: int
    is_within: bool
    """Whether all downtime lies in planned windows."""
    degraded: tuple[ServiceTime, ...]
    """Beside the downtime, never added to it."""
    records: tuple[WorkRecord, ...]
    """What it stands on: the undertaking, its changes, and its outages under the numbers of their tickets."""

    @property
    def evidence(self) -> tuple[str, ...]:
        """Numbers of records, the undertaking's first."""
        return tuple(dict.fromkeys(record.number for record in self.records))


@dataclass(frozen=True, slots=True)
class Downtimes:
    """What is known of the undertakings of a period."""

    known: tuple[BoundedDowntime, ...] = ()
    not_told: tuple[Phrase, ...] = ()
    """Of the others, why nothing is told, and what to do about it."""


NO_DOWNTIMES = Downtimes()


def bounded_downtimes(of: Population) -> Downtimes:
    """One for each undertaking of the period of which there is something to say, or to say that it is not told.

    None where outages, or which tasks they belong to, could not all be read, nor where a field that decides is lacking
    in every row: what is missing would make it too little.
    """
    world = of.world
    if world is None or not are_known(world):
        return NO_DOWNTIMES
    found = [_bounded(each, of, world) for each in undertakings(of, world)]
    return Downtimes(
        tuple(each for each in found if isinstance(each, BoundedDowntime)),
        tuple(each.why for each in found if isinstance(each, NotTold)),
    )


@dataclass(frozen=True, slots=True)
class _Down:
    """An outage of the undertaking."""

    outage: Outage
    part: Part
    service: Ref


def _bounded(undertaking: Undertaking, of: Population, world: World) -> BoundedDowntime | NotTold | None:
    around = undertaking.around
    if not around or not _is_covered(around, world):
        return None
    anchor = undertaking.anchor
    title = shown(anchor.short_description, anchor, world.people) or anchor.number
    found = [each for each in _outages(undertaking, world) if _may_touch(each.outage, around)]
    down = [each for each in found if each.outage.type != DEGRADED]
    if any(not each.part.may_be_named for each in down):
        return None  # neither told without a part of it nor with what is kept out of scope (E9)
    if blocked := _blocked(title, down):
        return blocked
    degraded = [each for each in found if _tells_of_degradation(each)]
    times = _times(down, around)
    quiet = () if times else _quiet(undertaking, world)
    if not times and not quiet:
        return None
    planned = undertaking.planned
    work = undertaking.work
    return BoundedDowntime(
        number=undertaking.anchor.number,
        title=title,
        first=work[0][0].astimezone(of.period.zone).date(),
        last=(work[-1][1] - MINUTE).astimezone(of.period.zone).date(),
        services=times,
        quiet=quiet,
        planned_minutes=minutes(union(planned)),
        planned_windows=len(planned),
        is_within=not without(common(map(_span, down), around), planned),
        degraded=_degraded(degraded, down, around),
        records=_records(undertaking, [*down, *degraded]),
    )


def _outages(undertaking: Undertaking, world: World) -> Iterator[_Down]:
    """Each outage once, by its own task before one that only task_outage names, and by one that may be named."""
    found: dict[str, tuple[Outage, list[Part]]] = {}
    for part in undertaking.parts:
        linked = world.outages_of_task.get(part.record.sys_id) or world.outages_of_task.get(part.record.number, ())
        for outage in linked:
            found.setdefault(outage.sys_id, (outage, []))[1].append(part)
    for key in sorted(found):
        outage, parts = found[key]
        part = min(parts, key=lambda each: _rank(each, outage))
        yield _Down(outage, part, outage.cmdb_ci if is_of_service(outage, world) else part.service)


def _rank(part: Part, outage: Outage) -> tuple[bool, bool, bool, str]:
    own = outage.task.key in (part.record.sys_id, part.record.number)
    return (not part.may_be_named, not own, not part.service, part.record.number)


def _may_touch(outage: Outage, around: tuple[Span, ...]) -> bool:
    """Whether it lies in that time, at least in part, as far as its record can tell."""
    if outage.begin is None or (outage.end is not None and outage.end < outage.begin):
        return True
    return bool(common([(outage.begin, outage.end or max(outage.begin, around[-1][1]))], around))


def _blocked(title: str, down: Iterable[_Down]) -> NotTold | None:
    """The first reason why nothing can be said, with what to do about it."""
    for each in down:
        outage, name = each.outage, redact(each.service.name)
        if not name:
            return NotTold(
                phrase(
                    "How long services were down during “{title}” is not told: an outage record of {number} leads to "
                    "no service. Enter the business service there.",
                    title=title,
                    number=each.part.record.number,
                )
            )
        if outage.type not in TYPES:
            return NotTold(
                phrase(
                    "How long “{service}” was down during “{title}” is not told: an outage record has none of the "
                    "types outage, planned and degradation. Enter one there.",
                    service=name,
                    title=title,
                )
            )
        if outage.begin is None or (outage.end is not None and outage.end < outage.begin):
            return NotTold(
                phrase(
                    "How long “{service}” was down during “{title}” is not told: an outage record has no beginning, or "
                    "ends before it. Correct the outage record.",
                    service=name,
                    title=title,
                )
            )
        if outage.end is None:
            return NotTold(
                phrase(
                    "How long “{service}” was down during “{title}” is not told: an outage record has no end. Close "
                    "the outage record.",
                    service=name,
                    title=title,
                )
            )
    return None


def _span(down: _Down) -> Span:
    """Of an outage that is known to have begun and ended."""
    outage = down.outage
    if outage.begin is None or outage.end is None:
        message = "an outage without beginning or end has no span"
        raise ValueError(message)
    return outage.begin, outage.end


def _times(down: Iterable[_Down], around: tuple[Span, ...]) -> tuple[ServiceTime, ...]:
    """Service by service, the longest first; what lies outside the time is cut away."""
    times = []
    for found in _by_service(down).values():
        by_type = {
            kind: minutes(union(common((_span(each) for each in found if each.outage.type == kind), around)))
            for kind in (OUT, PLANNED)
        }
        whole = minutes(union(common(map(_span, found), around)))
        if whole:
            times.append(
                ServiceTime(redact(found[0].service.name), whole, planned=by_type[PLANNED], unplanned=by_type[OUT])
            )
    return _longest_first(times)


def _degraded(found: Iterable[_Down], down: Iterable[_Down], around: tuple[Span, ...]) -> tuple[ServiceTime, ...]:
    """What was degraded and not down at the same time."""
    was_down = _by_service(down)
    times = []
    for key, outages in _by_service(found).items():
        left = without(common(map(_span, outages), around), merged(map(_span, was_down.get(key, ()))))
        times.append(ServiceTime(redact(outages[0].service.name), minutes(union(left))))
    return _longest_first(each for each in times if each.minutes)


def _tells_of_degradation(down: _Down) -> bool:
    """Of a record without beginning or end nothing is said, nor of one that leads to no service."""
    outage = down.outage
    is_whole = outage.begin is not None and outage.end is not None and outage.begin <= outage.end
    return outage.type == DEGRADED and is_whole and down.part.may_be_named and bool(down.service.name)


def _by_service(down: Iterable[_Down]) -> Mapping[str, list[_Down]]:
    found: dict[str, list[_Down]] = defaultdict(list)
    for each in down:
        found[each.service.key].append(each)
    return found


def _longest_first(times: Iterable[ServiceTime]) -> tuple[ServiceTime, ...]:
    return tuple(sorted(times, key=lambda each: (-each.minutes, each.service.casefold(), each.service)))


def _quiet(undertaking: Undertaking, world: World) -> tuple[str, ...]:
    """Services of its changes of which a monitor would have told, and there is no outage record of that time."""
    items: dict[Ref, set[str]] = defaultdict(set)
    for change in undertaking.changes:
        if change.business_service.name:
            items[change.business_service] |= {change.business_service.key, change.cmdb_ci.key}
    monitored = [ref for ref in items if any(ref.is_named(name) for name in world.monitored)]
    silent = [ref for ref in monitored if not any(_has_outage(key, undertaking, world) for key in items[ref])]
    return tuple(sorted({redact(ref.name) for ref in silent}, key=lambda name: (name.casefold(), name)))


def _has_outage(key: str, undertaking: Undertaking, world: World) -> bool:
    """Whether anything but degradation is recorded of the item in that time, of this undertaking or not."""
    around = undertaking.around
    return any(each.type != DEGRADED and _may_touch(each, around) for each in world.outages.get(key, ()))


def _is_covered(around: tuple[Span, ...], world: World) -> bool:
    """Whether outages were read from so early on."""
    since = world.since.get(OUTAGE.name)
    return since is None or since <= around[0][0].date()


def _records(undertaking: Undertaking, down: Iterable[_Down]) -> tuple[WorkRecord, ...]:
    changes = (change for change in undertaking.changes if change is not undertaking.anchor)
    outages = [outage_record(each.outage, each.service, each.part.record.number) for each in down]
    outages.sort(key=lambda each: (each.number, each.sys_id))
    return (undertaking.anchor, *changes, *outages)
