"""V04, V22 and V23: initiative, what is new, and wider responsibility (signals sheet 1.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

from drumbeat.records.model import NOBODY, Change, Demand, Improvement, Incident, Problem, Ref, Stage, WorkRecord
from drumbeat.signals.gathered import day_of, done
from drumbeat.signals.held import Held
from drumbeat.signals.material import Material, Statement, evidence_of, shared_signals, signal_for
from drumbeat.signals.model import Default, Evidence, Role, Rule, Signal, Status
from drumbeat.signals.months import months_later
from drumbeat.signals.rules.improvement import is_led
from drumbeat.signals.rules.stakes import is_reviewed, manager
from drumbeat.signals.world import World

UTC = ZoneInfo("UTC")
NEW_AFTER = 24
"""Months without such a change, after which one is new."""
FIRST_IN = 12
"""Months without a leading role, after which one is wider responsibility."""


def initiative(material: Material) -> Iterator[Signal]:
    """V04."""
    begun: list[_Begun] = [*material.of(Improvement), *material.of(Problem), *_demands(material)]
    for record in begun:
        yield from _originated(record, material)
    yield from _beyond(material)


def innovation(material: Material) -> Iterator[Signal]:
    """V22."""
    since = material.world.since.get("change_request", date.max)
    for change in material.of(Change):
        earliest = months_later(day_of(change, UTC), -NEW_AFTER)
        if since <= earliest and change.sys_id in material.world.once(_first_of_their_way):
            shown = (
                evidence_of(change, _way_field(change), Held.FIRST),
                evidence_of(change, "close_code", change.close_code),
            )
            yield from shared_signals("V22", "1.0.0", material, Statement(change, shown))


def ownership(material: Material) -> Iterator[Signal]:
    """V23."""
    for roles in material.world.once(_led).values():
        before: date | None = None
        for person, record, shown in roles:
            day = day_of(record, UTC)
            earliest = months_later(day, -FIRST_IN)
            is_first = (before is None or before < earliest) and _reach_back(material.world, record.table, earliest)
            if is_first and material.period.holds(record.moment) and material.is_mine(record):
                yield signal_for(("V23", "1.0.0"), material, Statement(record, shown), (person, Role.LEAD))
            before = day


RULES = (
    Rule(
        id="V04",
        version="1.0.0",
        label="Initiative beyond routine duties",
        sentence="An improvement or demand that the person opened, another person took on, and that was completed "
        "with success; a problem that the person opened, another person confirmed, and to which a fix was applied; or "
        "an incident or change, done in the person’s own group, on a configuration item that none of the person’s "
        "groups supports (told once for each item). Ideas alone, tickets out of other groups’ queues and hours of "
        "work are nothing here.",
        default=Default.BOTH,
        any_of=("sn_cim_register", "dmn_demand", "problem", "sys_user_grmember"),
        find=initiative,
    ),
    Rule(
        id="V22",
        version="1.0.0",
        label="Innovation",
        sentence="The first successful change by this standard template (by this change model, where there is no "
        "template) on this class of configuration items in the whole organisation within 24 months. Where the records "
        "of changes do not reach back 24 months before it, nothing is told.",
        default=Default.BOTH,
        tables=("change_request",),
        fields=("change_request.cmdb_ci.sys_class_name",),
        find=innovation,
    ),
    Rule(
        id="V23",
        version="1.0.0",
        label="Wider responsibility",
        sentence="The person led an improvement or project (V02) or managed a major incident (V08), for the first "
        "time within twelve months. Where the records of these do not reach back twelve months before it, nothing is "
        "told. Roles that were merely assigned are nothing here.",
        default=Default.PRIVATE,
        any_of=("sn_cim_register", "pm_project", "incident"),
        find=ownership,
    ),
)


def _demands(material: Material) -> Iterator[Demand]:
    """Completed demands of the scope and period; they are read beside what is counted."""
    for demand in material.world.of(Demand):
        if demand.stage is Stage.DONE and material.period.holds(demand.moment) and material.is_mine(demand):
            yield demand


_Begun: TypeAlias = Improvement | Problem | Demand
"""What one person may begin, and another accept."""


def _originated(record: _Begun, material: Material) -> Iterator[Signal]:
    """The statement for who opened the record, where another person accepted it."""
    origin = (record.submitted_by or record.opened_by) if isinstance(record, Demand) else record.opened_by
    by, field = (record.confirmed_by, "confirmed_by") if isinstance(record, Problem) else (record.principal, "")
    world = material.world
    if not world.is_person(origin) or not world.is_person(by) or origin.key == by.key:
        return
    lead_field = {"dmn_demand": "demand_manager", "pm_project": "project_manager"}.get(record.table, "assigned_to")
    shown = (
        evidence_of(record, "opened_by", Held.THE_PERSON),
        evidence_of(record, field or lead_field, Held.ANOTHER_PERSON),
        done(record),
    )
    yield signal_for(("V04", "1.0.0"), material, Statement(record, shown), (origin, Role.LEAD))


def _beyond(material: Material) -> Iterator[Signal]:
    """Work on items that none of the person's groups supports, by person and item."""
    people, world = material.world.people, material.world
    found: dict[tuple[str, str], list[Incident | Change]] = defaultdict(list)
    worked_on: list[Incident | Change] = [*material.of(Incident), *material.of(Change)]
    for record in worked_on:
        own = people.groups(record.principal)
        is_own_queue = not record.assignment_group or record.assignment_group.key in own
        is_other = record.support_group and record.cmdb_ci and record.support_group.key not in own
        if own and is_own_queue and is_other and world.is_person(record.principal):
            found[record.principal.key, record.cmdb_ci.key].append(record)
    for records in found.values():
        records.sort(key=lambda each: (each.number, each.sys_id))
        shown = tuple(evidence_of(each, "cmdb_ci.support_group", Held.OTHER_GROUPS_ITEM) for each in records)
        who = (records[0].principal, Role.LEAD)
        signal = signal_for(("V04", "1.0.0"), material, Statement(records[0], shown), who)
        is_final = any(material.status(each) is Status.FINAL for each in records)
        yield replace(signal, status=Status.FINAL if is_final else Status.PROVISIONAL)


_Way: TypeAlias = tuple[str, str, str]


def _way(change: Change, world: World) -> _Way | None:
    """Class of items, and the template or model by which the change was made; all versions of a template are one."""
    if not change.ci_class or not (change.template or change.model):
        return None
    if not change.template:
        return change.ci_class, "model", change.model.key
    version = world.templates.get(change.template.key)
    return change.ci_class, "template", (version.producer.key if version else "") or change.template.key


def _way_field(change: Change) -> str:
    return "std_change_producer_version" if change.template else "chg_model"


def _first_of_their_way(world: World) -> frozenset[str]:
    """sys_ids of successful changes before which, for 24 months, there was none by the same way."""
    found: dict[_Way, list[Change]] = defaultdict(list)
    for record in world.eligible:
        if isinstance(record, Change):
            way = _way(record, world)
            if way is not None:
                found[way].append(record)
    fresh = set()
    for changes in found.values():
        changes.sort(key=lambda each: (str(each.done_at), each.number, each.sys_id))
        fresh.add(changes[0].sys_id)
        for before, change in pairwise(changes):
            if day_of(before, UTC) < months_later(day_of(change, UTC), -NEW_AFTER):
                fresh.add(change.sys_id)
    return frozenset(fresh)


_Role: TypeAlias = tuple[Ref, WorkRecord, tuple[Evidence, ...]]


def _led(world: World) -> Mapping[str, list[_Role]]:
    """Person -> what the person led (V02, V08), in time."""
    found: dict[str, list[_Role]] = defaultdict(list)
    for record in world.improvements.values():
        if world.is_person(record.principal) and is_led(record, world):
            shown = (done(record), evidence_of(record, "assigned_to", Held.THE_PERSON))
            found[record.principal.key].append((record.principal, record, shown))
    for incident in world.eligible:
        who = manager(incident, world) if isinstance(incident, Incident) and is_reviewed(incident) else NOBODY
        if who:
            shown = (evidence_of(incident, "major_incident_state", Held.ACCEPTED), done(incident))
            found[who.key].append((who, incident, shown))
    for roles in found.values():
        roles.sort(key=lambda role: (str(role[1].done_at), role[1].number, role[1].sys_id))
    return found


def _reach_back(world: World, table: str, day: date) -> bool:
    """Whether the records of all leading roles, and of this table, reach back to the day."""
    known = [world.since[each] for each in {table, "sn_cim_register", "pm_project", "incident"} if each in world.since]
    return table in world.since and all(first <= day for first in known)
