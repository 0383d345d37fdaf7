"""V01 and V18: work across groups, and telling those concerned (signals sheet 1.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from drumbeat.records.model import (
    CatalogTask,
    Change,
    Improvement,
    Incident,
    IncidentAlertTask,
    Problem,
    RequestItem,
    WorkRecord,
)
from drumbeat.signals.credit import substantive_notes
from drumbeat.signals.held import Held
from drumbeat.signals.material import Material, Statement, evidence_of, shared_signals, signal_for
from drumbeat.signals.model import Default, Evidence, Role, Rule, Signal
from drumbeat.signals.rules.stakes import is_major
from drumbeat.signals.world import World

GROUPS = 2


def across_groups(material: Material) -> Iterator[Signal]:
    """V01."""
    for record in material.of(Incident, RequestItem, CatalogTask, Change, Problem, Improvement):
        parties = _parties(record, material.world)
        if len(parties) >= GROUPS:
            evidence = tuple(dict.fromkeys((evidence_of(record, "state", Held.CLOSED), *parties)))
            yield from shared_signals("V01", "1.0.0", material, Statement(record, evidence))


def told_those_concerned(material: Material) -> Iterator[Signal]:
    """V18."""
    world = material.world
    for incident in material.of(Incident):
        if not is_major(incident):
            continue
        done: dict[str, list[WorkRecord]] = defaultdict(list)
        for task in world.tasks_below(incident):
            if isinstance(task, IncidentAlertTask) and world.is_person(task.principal):
                done[task.principal.key].append(task)
        for tasks in done.values():
            person = tasks[0].principal
            role = Role.LEAD if person.key == incident.principal.key else Role.CONTRIBUTOR
            evidence = (
                evidence_of(incident, "major_incident_state", Held.ACCEPTED),
                *(evidence_of(task, "state", Held.CLOSED_COMPLETE) for task in tasks),
            )
            yield signal_for(("V18", "1.0.0"), material, Statement(incident, evidence), (person, role))


RULES = (
    Rule(
        id="V01",
        version="1.0.0",
        label="Cross-functional collaboration",
        sentence="A ticket, improvement or project that counts and in which at least two groups did work: its own, "
        "and one that closed a task under it or of which a member, who is not in its own group, wrote a substantive "
        "work note (at least 40 characters, no form, no repetition). Another person than the lead did that work. "
        "Reassignments, watchers and approvals are nothing here.",
        default=Default.BOTH,
        any_of=(
            *("incident_task", "change_task", "problem_task", "sn_cim_task", "pm_project_task"),
            "sys_journal_field",
        ),
        find=across_groups,
    ),
    Rule(
        id="V18",
        version="1.0.0",
        label="Stakeholder communication",
        sentence="A communication task of an accepted major incident that counts, closed complete by the person. "
        "Comments to callers are not counted: how often they were promised is not recorded.",
        default=Default.BOTH,
        tables=("incident", "incident_alert_task"),
        fields=("incident.major_incident_state", "incident_alert_task.incident_alert.source_incident"),
        find=told_those_concerned,
    ),
)


def _parties(record: WorkRecord, world: World) -> tuple[Evidence, ...]:
    """What shows each of the groups that did work, the record's own first; nobody's groups overlap with another's."""
    seen: set[str] = set()
    shown = []
    for groups, evidence in _work(record, world):
        if groups and seen.isdisjoint(groups):
            seen |= groups
            shown.append(evidence)
    return tuple(shown)


def _work(record: WorkRecord, world: World) -> Iterator[tuple[frozenset[str], Evidence]]:
    """The groups behind the record and each piece of work in it; where a record names none, those of its person."""
    people = world.people
    if world.is_person(record.principal):
        yield _group(record, world), evidence_of(record, "state", Held.CLOSED)
    for task in world.tasks_below(record):
        if world.is_person(task.principal) and task.principal.key != record.principal.key:
            yield _group(task, world), evidence_of(task, "state", Held.CLOSED_COMPLETE)
    for author, _ in substantive_notes(record, world):
        if world.is_person(author):
            yield people.groups(author), evidence_of(record, "work_notes", Held.OTHER_GROUPS_NOTE)


def _group(record: WorkRecord, world: World) -> frozenset[str]:
    if record.assignment_group:
        return frozenset({record.assignment_group.key})
    return world.people.groups(record.principal)
