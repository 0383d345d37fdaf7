"""V08, V11 and V15: what was at stake for the company (signals sheet 1.4)."""

from __future__ import annotations

from collections.abc import Iterator

from drumbeat.records.model import (
    NOBODY,
    Change,
    Improvement,
    Incident,
    IncidentAlertTask,
    IncidentTask,
    Problem,
    Ref,
    WorkRecord,
)
from drumbeat.signals.held import Held
from drumbeat.signals.material import (
    Material,
    Statement,
    evidence_of,
    shared_signals,
    signal_for,
    team_signal,
)
from drumbeat.signals.model import Default, Evidence, Role, Rule, Signal
from drumbeat.signals.rules.improvement import was_alone
from drumbeat.signals.substance import form, forms_of_problems, is_nothing, said
from drumbeat.signals.world import World

CHARACTERS = 60
_CRITICAL = {"1": Held.CRITICALITY_1, "2": Held.CRITICALITY_2}
"""How the labels and values of the two highest criticalities begin."""
_MAJOR = "major_incident_state"


def major_incidents(material: Material) -> Iterator[Signal]:
    """V08."""
    for incident in material.of(Incident):
        if not is_reviewed(incident):
            continue
        accepted = (evidence_of(incident, _MAJOR, Held.ACCEPTED), evidence_of(incident, "findings", Held.FILLED))
        for person, role, part in _parts(incident, material.world):
            yield signal_for(("V08", "1.0.0"), material, Statement(incident, (*accepted, *part)), (person, role))


def business_impact(material: Material) -> Iterator[Signal]:
    """V11."""
    for record in material.of(Incident, Change, Improvement):
        shown = _alignment(record, material.world)
        if shown:
            yield from shared_signals("V11", "1.0.0", material, Statement(record, shown))


def learning_from_mistakes(material: Material) -> Iterator[Signal]:
    """V15."""
    for record in material.of(Problem, Incident, Improvement):
        shown = _lesson(record, material.world)
        if shown:
            yield team_signal("V15", "1.0.0", material, Statement(record, shown))


RULES = (
    Rule(
        id="V08",
        version="1.0.0",
        label="Major incidents",
        sentence="An incident that was accepted as a major one, counts, and whose post-incident review is filled in: "
        "led by its assignee, with contributions of those who closed tasks of it or of its communication. Whoever "
        "led the change that caused it is named neither for it nor against it. Priority is nothing here.",
        default=Default.BOTH,
        tables=("incident",),
        fields=("incident.major_incident_state", "incident.findings"),
        find=major_incidents,
    ),
    Rule(
        id="V11",
        version="1.0.0",
        label="Business impact",
        sentence="An improvement closed as successful that names the company’s strategies it serves (not one that its "
        "lead did alone, as V09 says); or, on a business "
        "service of criticality 1 or 2, a successful change, or an accepted major incident that counts and whose "
        "business impact is filled in. Urgency, priority and words like critical are nothing here.",
        default=Default.BOTH,
        any_of=("incident", "change_request", "sn_cim_register"),
        find=business_impact,
    ),
    Rule(
        id="V15",
        version="1.0.0",
        label="Learning from mistakes",
        sentence="A problem with the resolution code Fix applied whose cause notes and fix notes each say at least 60 "
        "characters, word for word on no three problems; an accepted major incident whose review has findings of at "
        "least 60 characters; or an improvement closed as successful that came from a major incident (not "
        "one that its lead did alone, as V09 says). It names nobody.",
        default=Default.TEAM,
        any_of=("problem", "incident"),
        find=learning_from_mistakes,
    ),
)


def is_major(incident: Incident) -> bool:
    """Whether it was accepted as a major incident; proposed and rejected ones are none."""
    return incident.major_incident_state == "accepted"


def is_reviewed(incident: Incident) -> bool:
    """Whether it is a major incident with its post-incident review filled in."""
    return is_major(incident) and bool(incident.has_review)


def manager(incident: Incident, world: World) -> Ref:
    """Who managed the major incident: its assignee; nobody where that is who led the change that caused it."""
    who = incident.assigned_to or incident.principal
    return who if world.is_person(who) and who.key not in _causing(incident, world) else NOBODY


def _parts(incident: Incident, world: World) -> Iterator[tuple[Ref, Role, tuple[Evidence, ...]]]:
    """Everyone's part, once each: the manager, then those who closed tasks."""
    lead = manager(incident, world)
    if lead:
        yield lead, Role.LEAD, (evidence_of(incident, "assigned_to", Held.MANAGER),)
    others: dict[str, tuple[Ref, list[Evidence]]] = {}
    unnamed = {lead.key, *_causing(incident, world)}
    for task in world.tasks_below(incident):
        is_part = isinstance(task, IncidentTask | IncidentAlertTask) and world.is_person(task.principal)
        if is_part and task.principal.key not in unnamed:
            _, shown = others.setdefault(task.principal.key, (task.principal, []))
            shown.append(evidence_of(task, "state", Held.CLOSED_COMPLETE))
    for person, shown in others.values():
        yield person, Role.CONTRIBUTOR, tuple(shown)


def _causing(incident: Incident, world: World) -> frozenset[str]:
    """Who led the change that caused the incident, where that is recorded."""
    change = world.verdicts.get(incident.caused_by.key)
    return frozenset({change.record.principal.key}) if change is not None else frozenset()


def _alignment(record: WorkRecord, world: World) -> tuple[Evidence, ...]:
    """What ties the record to the business; nothing where nothing does."""
    if isinstance(record, Improvement):
        named = any(not is_nothing(strategy.name or strategy.sys_id) for strategy in record.strategies)
        served = named and not was_alone(record, world)
        return (evidence_of(record, "strategies", Held.FILLED),) if served else ()
    if not isinstance(record, Incident | Change) or record.criticality.strip()[:1] not in _CRITICAL:
        return ()
    critical = evidence_of(record, "business_service", _CRITICAL[record.criticality.strip()[:1]])
    if isinstance(record, Change):
        return critical, evidence_of(record, "close_code", record.close_code)
    if is_major(record) and not is_nothing(record.business_impact):
        return critical, evidence_of(record, _MAJOR, Held.ACCEPTED), evidence_of(record, "business_impact", Held.FILLED)
    return ()


def _lesson(record: WorkRecord, world: World) -> tuple[Evidence, ...]:
    if isinstance(record, Problem):
        notes = {"cause_notes": record.cause_notes, "fix_notes": record.fix_notes}
        forms = world.once(forms_of_problems)
        if any(said(note) < CHARACTERS or form(note) in forms for note in notes.values()):
            return ()
        return tuple(evidence_of(record, field, Held.FILLED) for field in notes)
    if isinstance(record, Incident):
        is_told = is_major(record) and said(record.findings) >= CHARACTERS
        return (
            (evidence_of(record, _MAJOR, Held.ACCEPTED), evidence_of(record, "findings", Held.FILLED))
            if is_told
            else ()
        )
    if isinstance(record, Improvement) and was_alone(record, world):
        return ()
    came_from = world.once(_majors_improved).get(record.sys_id)
    return () if came_from is None else (evidence_of(record, "state", Held.CLOSED), came_from)


def _majors_improved(world: World) -> dict[str, Evidence]:
    """Improvement -> the accepted major incident, by number the first, that it came from."""
    found: dict[str, Evidence] = {}
    for source, origins in world.origins.items():
        item = world.verdicts.get(source)
        if item is None or not item.may_be_named or not isinstance(item.record, Incident) or not is_major(item.record):
            continue
        shown = evidence_of(item.record, _MAJOR, Held.ACCEPTED)
        for key in (origin.improvement.key for origin in origins):
            found[key] = min(found.get(key, shown), shown, key=lambda each: each.number)
    return found
