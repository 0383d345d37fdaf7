"""How long services were out: the union of outages of each named service, never a sum of durations.

Signals sheet 2.3. Parallel outages of one service are one; an outage that nobody has ended, or of a type that is not
known, is not estimated; and where there is no outage record, nothing is said of a service but that it is monitored and
none was recorded. That is said only where all outages are known: too little downtime is what a team would like to read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from drumbeat.digest.figures.measures import Measure, NotTold
from drumbeat.digest.figures.population import Population
from drumbeat.digest.language.phrase import Phrase, Quantity, Unit, Value, phrase
from drumbeat.digest.redaction import shown_name
from drumbeat.digest.undertakings.intervals import Span, minutes, union
from drumbeat.records.model import NOBODY, Change, Incident, Outage, Problem, Ref, Stage, WorkRecord
from drumbeat.records.tables import OUTAGE, TASK_OUTAGE
from drumbeat.signals.gate import Reason
from drumbeat.signals.world import World

OUT, PLANNED, DEGRADED = "outage", "planned", "degradation"
TYPES = frozenset({OUT, PLANNED, DEGRADED})
"""What ServiceNow documents (signals sheet 2.3 no. 3). What any other record tells of, or one without a type, is not
known; it is not nothing."""
_DECIDING = frozenset(
    {
        *(f"{OUTAGE.name}.{name}" for name in ("type", "begin", "end", "cmdb_ci", "task_number")),
        *(f"{TASK_OUTAGE.name}.{name}" for name in ("task", "outage")),
    }
)
"""Fields without which an outage, or what it belongs to, would go unseen."""
_NAMED = 4
_UNNAMED = Ref(name="a service that its record does not name")
_SERVICES = ("cmdb_ci_service", "service_offering")
"""How the classes of services begin: cmdb_ci_service_discovered."""
_VOID = frozenset({Reason.OUT_OF_SCOPE, Reason.CANCELLED, Reason.DUPLICATE})
_Ticket = Incident | Change | Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageRecord(WorkRecord):
    """An outage as evidence. It has no number of its own: the ticket's that it belongs to, or its sys_id."""

    kind: ClassVar[str] = "outage"
    is_counted: ClassVar[bool] = False

    business_service: Ref = NOBODY


@dataclass(frozen=True, slots=True)
class _Down:
    """An outage in the team's care, and the service that was out."""

    outage: Outage
    service: Ref
    ticket: _Ticket | None


def outage_minutes(of: Population) -> Measure | NotTold | None:
    """Minutes of the period in which a service in the team's care was out, service by service; n is the services."""
    if of.world is None:
        return None
    found = [each for each in _in_care(of, of.world) if _touches(each.outage, of)]
    if blocked := _blocked(found):
        return blocked
    down = [each for each in found if each.outage.type == OUT]
    quiet = _monitored(of, of.world) if are_known(of.world) else []
    services = {service.key: service for service in (*quiet, *(each.service for each in down))}
    if not services:
        return None
    if not of.world.partial.isdisjoint((OUTAGE.name, TASK_OUTAGE.name)):
        return NotTold(phrase("Minutes of outage are not told: outage records were read only in part."))
    spans: dict[str, list[Span]] = {key: [] for key in services}
    for each in down:
        spans[each.service.key].append(_clipped(each.outage, of))
    lasted = {key: union(found) for key, found in spans.items()}
    value = minutes(sum(lasted.values(), timedelta()))
    note = _told([(_name(service), lasted[key]) for key, service in services.items()])
    return Measure(value, len(services), tuple(_evidence(each) for each in down), note=note)


def _blocked(found: list[_Down]) -> NotTold | None:
    """The first reason why nothing can be said."""
    if untyped := sorted(_name(each.service) for each in found if each.outage.type not in TYPES):
        return NotTold(
            phrase(
                "Minutes of outage are not told: an outage record of “{service}” has none of the types outage, planned "
                "and degradation.",
                service=untyped[0],
            )
        )
    if untimed := sorted(
        _name(each.service) for each in found if each.outage.type == OUT and not _is_ended(each.outage)
    ):
        return NotTold(
            phrase(
                "Minutes of outage are not told: an outage record of “{service}” does not tell when it began and "
                "ended.",
                service=untimed[0],
            )
        )
    return None


def are_known(world: World) -> bool:
    """Whether every outage, and whose it is, could be read: only then does no record mean that none was recorded."""
    return world.is_whole(OUTAGE.name, TASK_OUTAGE.name) and world.missing.isdisjoint(_DECIDING)


def _in_care(of: Population, world: World) -> list[_Down]:
    """Outages of any type of the team's own tickets, and of what the team's groups support; each once."""
    found: dict[str, _Down] = {}
    for ticket in _tickets(of):
        for outage in world.outages_of_task.get(ticket.sys_id) or world.outages_of_task.get(ticket.number, ()):
            found.setdefault(outage.sys_id, _Down(outage, _service(outage, ticket, world), ticket))
    supporters = world.once(_supporters)
    for item, outages in world.outages.items():
        if any(group.is_named(name) for group in supporters.get(item, ()) for name in of.groups):
            for outage in outages:
                found.setdefault(outage.sys_id, _Down(outage, outage.cmdb_ci, None))
    return [found[key] for key in sorted(found)]


def _tickets(of: Population) -> Iterator[_Ticket]:
    tickets = [item.record for item in of.stock if item.reason not in _VOID]
    yield from sorted((each for each in tickets if isinstance(each, _Ticket)), key=lambda each: each.number)


def _service(outage: Outage, ticket: _Ticket, world: World) -> Ref:
    """What people call what was out: the service, where the outage is of one of its items."""
    named = NOBODY if isinstance(ticket, Problem) else ticket.business_service
    return (outage.cmdb_ci if is_of_service(outage, world) else named or outage.cmdb_ci) or _UNNAMED


def is_of_service(outage: Outage, world: World) -> bool:
    """Whether it is of a service itself, by its class or because tickets name it as one; not of one of its items."""
    return outage.ci_class.startswith(_SERVICES) or outage.cmdb_ci.key in world.once(_named_services)


def _supporters(world: World) -> Mapping[str, frozenset[Ref]]:
    """Configuration item -> the groups that support it, as far as tickets tell."""
    found: dict[str, set[Ref]] = defaultdict(set)
    for item in world.judged:
        ticket = item.record
        if isinstance(ticket, Incident | Change) and ticket.cmdb_ci and ticket.support_group:
            found[ticket.cmdb_ci.key].add(ticket.support_group)
    return {key: frozenset(groups) for key, groups in found.items()}


def _named_services(world: World) -> frozenset[str]:
    """Keys of what tickets name as their business service."""
    tickets = (item.record for item in world.judged if isinstance(item.record, Incident | Change))
    return frozenset(each.business_service.key for each in tickets if each.business_service)


def _monitored(of: Population, world: World) -> list[Ref]:
    """Services of the period's changes and majors of which a monitor would have told."""
    majors = (each for each in of.completed(Incident) if each.major_incident_state == "accepted")
    tickets: list[Change | Incident] = [*of.completed(Change), *majors]
    found = {ref.key: ref for each in tickets for ref in (each.business_service, each.cmdb_ci) if ref}
    return [found[key] for key in sorted(found) if any(found[key].is_named(name) for name in world.monitored)]


def _touches(outage: Outage, of: Population) -> bool:
    """Whether the outage lies in the period, at least in part, as far as its record can tell."""
    period = of.period
    if outage.begin is not None and outage.begin >= period.end_instant:
        return False
    is_reversed = outage.begin is not None and not _is_ended(outage)
    return is_reversed or outage.end is None or outage.end > period.first_instant


def _is_ended(outage: Outage) -> bool:
    """Whether the record tells when it was over; an end before the beginning tells nothing."""
    return outage.begin is not None and outage.end is not None and outage.end >= outage.begin


def _clipped(outage: Outage, of: Population) -> Span:
    begin, end = outage.begin or of.period.first_instant, outage.end or of.period.end_instant
    return max(begin, of.period.first_instant), min(end, of.period.end_instant)


def _evidence(down: _Down) -> OutageRecord:
    return outage_record(down.outage, down.service, down.ticket.number if down.ticket else "")


def outage_record(outage: Outage, service: Ref, number: str) -> OutageRecord:
    """An outage as evidence, under the number of its ticket where there is one."""
    return OutageRecord(
        sys_id=outage.sys_id,
        table=outage.table,
        number=number or outage.sys_id,
        stage=Stage.DONE,
        done_at=outage.begin,
        business_service=service,
    )


def _told(lasted: list[tuple[str, timedelta]]) -> Phrase:
    """Mail was out for 20 min and order entry for 1 h 01 min; no unplanned outage is recorded for file services.

    The last only of what a monitor watches: it would have told.
    """
    ordered = sorted(lasted, key=lambda each: (each[0].casefold(), each))
    out = [(name, Quantity(minutes(time), Unit.MINUTES)) for name, time in ordered if time]
    quiet = [name for name, time in ordered if not time]
    down: list[Value] = [phrase("{service} was out for {time}", service=name, time=time) for name, time in out[:1]]
    down += [phrase("{service} for {time}", service=name, time=time) for name, time in out[1:_NAMED]]
    fine: list[Value] = [*quiet[:_NAMED]]
    for said, found in ((down, out), (fine, quiet)):
        if len(found) > _NAMED:
            said.append(phrase("{n} more", n=len(found) - _NAMED))
    none = phrase("no unplanned outage is recorded for {services}", services=tuple(fine))
    if not down:
        return none
    both = phrase("{outages}; {none}", outages=tuple(down), none=none)
    return both if fine else phrase("{outages}", outages=tuple(down))


def _name(service: Ref) -> str:
    return shown_name(service.name) or service.key
