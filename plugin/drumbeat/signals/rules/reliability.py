"""V07, V20 and V21: what was promised was kept (signals sheet 1.4). Of teams alone, against their own past."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from drumbeat.records.fields import one_word
from drumbeat.records.model import CatalogTask, Change, Incident, RequestItem, WorkRecord
from drumbeat.signals.gate import Judged, Reason
from drumbeat.signals.held import Held
from drumbeat.signals.material import Material, Statement, evidence_of, team_signal
from drumbeat.signals.model import Default, Evidence, Rule, Signal
from drumbeat.signals.months import later
from drumbeat.signals.trend import Share, by_period, together, typical
from drumbeat.signals.world import World

RECORDS = 30
QUIET = timedelta(days=14)
"""How long a change must have caused no incident."""
_VOID = frozenset({Reason.CANCELLED, Reason.DUPLICATE, Reason.CHILD, Reason.OUT_OF_SCOPE})
"""Incidents that tell of nothing, or of what another one tells."""
_AWAITING_VENDOR = frozenset({"4", "awaiting_vendor"})


def reliability(material: Material) -> Iterator[Signal]:
    """V07."""
    world = material.world
    if "incident.made_sla" in world.missing and not world.levels:
        return  # nothing tells of service levels
    mine = [item for item in world.judged if item.is_completed and material.is_mine(item.record)]
    now, *before = (_share(items, material) for items in by_period(material, mine, lambda item: item.moment))
    usual = typical(before, RECORDS)
    if now.n >= RECORDS and usual is not None and now.value >= usual and now.hits:
        shown = ((record, _kept_evidence(record, world)) for record in now.hits)
        yield together(("V07", "1.0.0"), material, shown)


def quality(material: Material) -> Iterator[Signal]:
    """V20."""
    for change in material.of(Change):
        if caused_nothing(change, material):
            shown = (
                evidence_of(change, "close_code", change.close_code),
                evidence_of(change, "work_end" if change.work_end else "closed_at", Held.NO_INCIDENT),
            )
            yield team_signal("V20", "1.0.0", material, Statement(change, shown))


def vendors(material: Material) -> Iterator[Signal]:
    """V21: each of the vendor's tickets once, by the first of ours that carries it."""
    told: set[str] = set()
    for incident in sorted(material.of(Incident), key=lambda each: (each.number, each.sys_id)):
        waited = one_word(incident.hold_reason) in _AWAITING_VENDOR
        is_new = bool(incident.correlation_id) and incident.correlation_id not in told
        if waited and is_new and level_met(incident, material.world):
            told.add(incident.correlation_id)
            shown = (
                evidence_of(incident, "hold_reason", Held.AWAITING_VENDOR),
                evidence_of(incident, "correlation_id", Held.FILLED),
                _level_evidence(incident, material.world),
            )
            yield team_signal("V21", "1.0.0", material, Statement(incident, shown))


RULES = (
    Rule(
        id="V07",
        version="1.0.0",
        label="Reliability",
        sentence="Of at least 30 completed incidents, requests, catalog tasks and changes of the period, the share "
        "that kept its promise is not below the team’s own median of the six periods before, of which at least three "
        "are known with at least 30 each. Kept: successful, not reopened, no service level breached (by completed SLA "
        "records, else by made_sla) and no hold reason recorded, which stops that clock; a change ended by its planned "
        "end and caused no incident within 14 days. A change without these times, or whose 14 days are not over, is "
        "left out. Never of a person.",
        default=Default.TEAM,
        tables=("incident",),
        fields=("incident.reopen_count",),
        needs_group=True,
        find=reliability,
    ),
    Rule(
        id="V20",
        version="1.0.0",
        label="Quality of deliverables",
        sentence="A successful change that no incident names as its cause, opened within 14 days after its actual end "
        "(its closing where none is recorded), when these 14 days are over. Ratings are not read.",
        default=Default.TEAM,
        tables=("change_request", "incident"),
        fields=("incident.caused_by",),
        find=quality,
    ),
    Rule(
        id="V21",
        version="1.0.0",
        label="Vendor coordination",
        sentence="An incident that counts, waited for a vendor (hold reason Awaiting Vendor), carries the vendor’s "
        "ticket (correlation ID), and met its service levels (by completed SLA records, else by made_sla); each of the "
        "vendor’s tickets once. How long it waited is nothing here.",
        default=Default.TEAM,
        tables=("incident",),
        fields=("incident.hold_reason", "incident.correlation_id"),
        needs_group=True,
        find=vendors,
    ),
)


def level_met(record: WorkRecord, world: World) -> bool | None:
    """Whether it met its service levels: by completed SLA records, else by made_sla; None where neither tells."""
    met = world.levels.get(record.sys_id, world.levels.get(record.number))
    return record.made_sla if met is None and isinstance(record, Incident) else met


def caused_nothing(change: Change, material: Material) -> bool | None:
    """Whether no incident within 14 days names the change as its cause; None while they are not over."""
    ended = change.work_end or change.done_at
    if not isinstance(ended, datetime) or later(ended, QUIET) > material.as_of:
        return None
    caused = incidents_of(change, material.world)
    return not any(incident.opened_at is None or incident.opened_at <= later(ended, QUIET) for incident in caused)


def incidents_of(change: Change, world: World) -> list[Incident]:
    """Incidents that name the change as their cause, but for void ones."""
    caused = (*world.incidents_caused_by.get(change.sys_id, ()), *world.incidents_caused_by.get(change.number, ()))
    return [incident for incident in caused if world.verdicts[incident.sys_id].reason not in _VOID]


def _share(items: list[Judged], material: Material) -> Share:
    kept = [(item.record, _is_kept(item, material)) for item in items]
    return Share(tuple(record for record, is_kept in kept if is_kept), sum(is_kept is not None for _, is_kept in kept))


def _is_kept(item: Judged, material: Material) -> bool | None:
    """Whether what was promised of the record was kept; None where nothing was, or nothing tells yet."""
    record = item.record
    if not isinstance(record, Incident | RequestItem | CatalogTask | Change):
        return None
    if item.reason is not None or level_met(record, material.world) is False:
        return False
    if isinstance(record, Incident) and record.hold_reason:
        return False  # its clock stood still: parking a late ticket must not make it one in time
    if not isinstance(record, Change):
        return True
    quiet = None if "incident.caused_by" in material.world.missing else caused_nothing(record, material)
    if record.work_end is None or record.end_date is None or quiet is None:
        return None
    return quiet and record.work_end <= record.end_date


def _kept_evidence(record: WorkRecord, world: World) -> Evidence:
    if isinstance(record, Change):
        return evidence_of(record, "work_end", Held.BY_PLANNED_END)
    if level_met(record, world):
        return _level_evidence(record, world)
    return evidence_of(record, *(("reopen_count", "0") if isinstance(record, Incident) else ("state", Held.CLOSED)))


def _level_evidence(record: WorkRecord, world: World) -> Evidence:
    """By what the record met its service levels."""
    by_records = record.sys_id in world.levels or record.number in world.levels
    return (
        Evidence("task_sla", record.number, "has_breached", "false")
        if by_records
        else evidence_of(record, "made_sla", "true")
    )
