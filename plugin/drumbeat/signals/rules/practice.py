"""S05, S12 and S21: practices of service management, exercised (signals sheet 1.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from drumbeat.records.model import (
    Article,
    CatalogTask,
    Change,
    Improvement,
    ImprovementOrigin,
    ImprovementTask,
    Incident,
    Problem,
    ProblemTask,
    RequestItem,
    Stage,
    WorkRecord,
)
from drumbeat.signals.gate import Reason
from drumbeat.signals.gathered import Gathered, Stake, done, gathered_signal, stakes
from drumbeat.signals.held import Held
from drumbeat.signals.material import Material, Statement, evidence_of, lead_signal
from drumbeat.signals.model import Default, Evidence, Role, Rule, Signal, Status
from drumbeat.signals.reciprocity import returned_confirmations
from drumbeat.signals.reuse import marks_by_others, uses_by_others
from drumbeat.signals.rules.improvement import is_led
from drumbeat.signals.substance import form, forms_of_problems, is_nothing, said

CHARACTERS = 60
PRACTICES = 3
_PRACTICE_OF = {
    Incident: "incident",
    RequestItem: "request",
    CatalogTask: "request",
    Change: "change",
    Problem: "problem",
    Article: "knowledge",
    Improvement: "improvement",
    ImprovementTask: "improvement",
}


def root_cause(material: Material) -> Iterator[Signal]:
    """S05."""
    forms = material.world.once(forms_of_problems)
    mutual = material.world.once(returned_confirmations)
    for problem in material.of(Problem):
        by_another = problem.confirmed_by and problem.confirmed_by.key != problem.principal.key
        notes = {"cause_notes": problem.cause_notes, "fix_notes": problem.fix_notes}
        own = {field: note for field, note in notes.items() if form(note) not in forms and said(note)}
        if by_another and said("\n".join(own.values())) >= CHARACTERS:
            evidence = (
                evidence_of(problem, "resolution_code", "fix_applied"),
                evidence_of(
                    problem, "confirmed_by", Held.RECIPROCAL if problem.sys_id in mutual else Held.ANOTHER_PERSON
                ),
                *(evidence_of(problem, field, Held.FILLED) for field in own),
            )
            for signal in lead_signal("S05", "1.1.0", material, Statement(problem, evidence)):
                yield replace(signal, status=Status.FLAGGED) if problem.sys_id in mutual else signal
    yield from _analyses(material)


def risk(material: Material) -> Iterator[Signal]:
    """S12."""
    for change in material.of(Change):
        if change.has_plans and change.risk and not is_nothing(change.risk):
            evidence = (
                evidence_of(change, "close_code", change.close_code),
                evidence_of(change, "risk", Held.ASSESSED),
                evidence_of(change, "backout_plan", Held.FILLED),
            )
            yield from lead_signal("S12", "1.1.0", material, Statement(change, evidence))
    origins = material.world.of(ImprovementOrigin)
    of_risks = {each.improvement.key for each in origins if each.source_table.startswith("sn_grc")}
    for initiative in material.of(Improvement):
        if initiative.sys_id in of_risks and is_led(initiative, material.world):
            came_from = Evidence("sn_cim_inbound_m2m", initiative.number, "source_table", Held.RISK_ISSUE)
            yield from lead_signal("S12", "1.1.0", material, Statement(initiative, (done(initiative), came_from)))


def practices(material: Material) -> Iterator[Signal]:
    """S21: a signal for each practice of a person who works in three or more."""
    found: dict[str, dict[str, list[Stake]]] = defaultdict(lambda: defaultdict(list))
    practised: Iterator[WorkRecord] = material.of(*_PRACTICE_OF)
    for stake in stakes(material, (record for record in practised if _is_for_others(record, material))):
        found[stake.person.key][_practice(stake)].append(stake)
    for by_practice in found.values():
        if len(by_practice) >= PRACTICES:
            for practice, held in by_practice.items():
                yield gathered_signal(("S21", "1.1.0"), material, Gathered(tuple(held), 1, practice))


RULES = (
    Rule(
        id="S05",
        version="1.1.0",
        label="Problem solving",
        sentence="A problem with the resolution code Fix applied, solved by the person and confirmed by somebody "
        "else, whose cause and fix notes say at least 60 characters that are no form; or a completed problem task of "
        "the type root cause analysis, done by the person, of a problem that was not closed in another way. Problems "
        "that two people confirmed for each other within 30 days do not count; their owner sees them, flagged.",
        default=Default.PRIVATE,
        tables=("problem",),
        fields=("problem.confirmed_by",),
        find=root_cause,
    ),
    Rule(
        id="S12",
        version="1.1.0",
        label="Risk management",
        sentence="A successful change of the person whose risk is recorded and whose backout and test plans are "
        "filled in; or an improvement that counts as led (V02) and came from an issue of risk management (GRC).",
        default=Default.PRIVATE,
        any_of=("change_request", "sn_cim_inbound_m2m"),
        fields=("change_request.risk", "change_request.backout_plan"),
        find=risk,
    ),
    Rule(
        id="S21",
        version="1.1.0",
        label="Service management practice",
        sentence="Records that count, led or contributed to by a task or a note, in at least three of these practices "
        "in the period: incident, request, change, problem, knowledge, improvement. An article is one when, in the "
        "period, somebody else attached it to a ticket of others or a reader outside the author’s groups marked it as "
        "useful; an improvement, or a task of one, when the improvement counts as led (V02). They are named, not "
        "counted.",
        default=Default.PRIVATE,
        find=practices,
    ),
)


def _analyses(material: Material) -> Iterator[Signal]:
    """Completed root cause analyses: problem tasks of type rca."""
    world = material.world
    for task in world.of(ProblemTask):
        is_done = task.stage is Stage.DONE and task.close_code in ("", "completed") and task.type == "rca"
        if not is_done or not material.period.holds(task.moment) or not material.is_mine(task):
            continue
        problem = world.verdicts.get(task.parent.key)
        if problem is not None and problem.reason not in (None, Reason.NOT_FINISHED):
            continue  # a duplicate, a cancelled one, a risk that was accepted
        if not world.is_person(task.principal):
            continue
        is_lead = problem is not None and problem.record.principal.key == task.principal.key
        evidence = (evidence_of(task, "state", Held.CLOSED_COMPLETE), evidence_of(task, "problem_task_type", "rca"))
        role = Role.LEAD if is_lead else Role.CONTRIBUTOR
        yield Signal("S05", "1.1.0", task.principal, role, evidence)


def _is_for_others(record: WorkRecord, material: Material) -> bool:
    """Of an article, whether somebody else used it in the period; of an improvement, whether it counts as led."""
    world = material.world
    if isinstance(record, Article):
        used = chain(uses_by_others(record, world), marks_by_others(record, world))
        return any(material.period.holds(each.moment) for each in used)
    if isinstance(record, ImprovementTask):
        parent = world.improvements.get(record.parent.key)
        return parent is not None and is_led(parent, world)
    return not isinstance(record, Improvement) or is_led(record, world)


def _practice(stake: Stake) -> str:
    return next(practice for kind, practice in _PRACTICE_OF.items() if isinstance(stake.record, kind))
