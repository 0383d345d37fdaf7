"""S09, S10, S11, S13, S19, S20 and S25: leading, managing, and knowing the business (signals sheet 1.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from drumbeat.records.fields import one_word
from drumbeat.records.model import Improvement, Incident, Project
from drumbeat.signals.gathered import Gathered, Stake, apart, gathered_signal, stakes
from drumbeat.signals.held import Held
from drumbeat.signals.material import Material, Statement, evidence_of, lead_signal
from drumbeat.signals.model import Default, Evidence, Role, Rule, Signal
from drumbeat.signals.retold import retold, told_by
from drumbeat.signals.rules import improvement, prevention, reliability
from drumbeat.signals.rules import stakes as high_stakes
from drumbeat.signals.rules.improvement import is_led, tasks_by_others

RECORDS = 3
SERVICES = 2
CONTRIBUTORS = 3
_RULES = {rule.id: rule for module in (improvement, prevention, reliability, high_stakes) for rule in module.RULES}
_DATES = ("start_date", "end_date", "work_start", "work_end")


def leadership(material: Material) -> Iterator[Signal]:
    """S09."""
    said = told_by(material, (_RULES["V02"], _RULES["V08"]))
    yield from retold(("S09", "1.0.0"), (signal for signal in said if signal.role is Role.LEAD))


def projects(material: Material) -> Iterator[Signal]:
    """S10."""
    for project in material.of(Project):
        if project.project_manager and _kept(project):
            closed = evidence_of(project, "state", Held.CLOSED)
            evidence = (closed, *(evidence_of(project, field, Held.KEPT) for field in _DATES))
            yield from lead_signal("S10", "1.0.0", material, Statement(project, evidence))


def business(material: Material) -> Iterator[Signal]:
    """S11."""
    told = sorted(told_by(material, (_RULES["V11"],)), key=lambda signal: signal.number, reverse=True)
    aligned = {signal.subject.key: signal for signal in told}
    people = material.world.people
    found: dict[tuple[str, str], list[Stake]] = defaultdict(list)
    for stake in stakes(material, material.of(Incident)):
        incident = stake.record
        if stake.person.key not in aligned or not isinstance(incident, Incident) or not incident.business_service:
            continue
        unit = people.department(incident.caller)
        if unit and unit.key != people.department(stake.person).key:
            found[stake.person.key, unit.name or unit.key].append(stake)
    for (person, name), held in found.items():
        services = {stake.record.business_service.key for stake in held if isinstance(stake.record, Incident)}
        if len(apart(held)) >= RECORDS and len(services) >= SERVICES:
            more = aligned[person].evidence
            yield gathered_signal(("S11", "1.1.0"), material, Gathered(tuple(held), RECORDS, name, more))


def improving(material: Material) -> Iterator[Signal]:
    """S13."""
    yield from retold(("S13", "1.0.0"), told_by(material, (_RULES["V02"], _RULES["V03"], _RULES["V16"])))


def budgets(material: Material) -> Iterator[Signal]:
    """S19."""
    for record in material.of(Improvement):
        closed = evidence_of(record, "state", Held.CLOSED)
        if not is_led(record, material.world):
            continue
        if isinstance(record, Project):
            planned, actual = record.planned_cost or 0, record.actual_cost or 0
            if record.project_manager and 0 < actual <= planned:
                evidence = (closed, evidence_of(record, "work_cost", Held.WITHIN_COST))
                yield from lead_signal("S19", "1.1.0", material, Statement(record, evidence))
        elif (
            "cost_reduction" in (record.outcome_code, one_word(record.outcome))
            and record.base_value
            and record.target_value
        ):
            evidence = (closed, evidence_of(record, "achieved_outcome_category", Held.COST_REDUCTION))
            yield from lead_signal("S19", "1.1.0", material, Statement(record, evidence))


def vendors(material: Material) -> Iterator[Signal]:
    """S20: what V21 tells of the team, of the incident's lead."""
    for signal in material.found(reliability.vendors):
        lead = material.credit(material.world.verdicts[signal.number].record).lead
        if lead:
            yield replace(signal, rule="S20", version="1.0.0", subject=lead)


def teams(material: Material) -> Iterator[Signal]:
    """S25."""
    managed = (signal for signal in told_by(material, (_RULES["V08"],)) if signal.role is Role.LEAD)
    yield from retold(("S25", "1.0.0"), managed)
    for record in material.of(Improvement):
        closed = evidence_of(record, "state", Held.CLOSED)
        if isinstance(record, Project):
            shown = tasks_by_others(record, material.world) if record.project_manager else ()
        else:
            parts = material.credit(record).contributors
            shown = _by_number(part.evidence[0] for part in parts) if len(parts) >= CONTRIBUTORS else ()
        if shown:
            yield from lead_signal("S25", "1.0.0", material, Statement(record, (closed, *shown)))


def _by_number(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(evidence, key=lambda each: (each.number, each.table, each.field)))


def _kept(project: Project) -> bool:
    """Whether the planned and the actual dates are recorded, and the planned end was kept."""
    if project.end_date is None or project.work_end is None:
        return False
    return all(getattr(project, field) for field in _DATES) and project.work_end <= project.end_date


_IMPROVEMENTS = ("sn_cim_register", "pm_project")

RULES = (
    Rule(
        id="S09",
        version="1.0.0",
        label="Leadership exercised",
        sentence="An improvement or project that the person led (V02), or a major incident that the person managed "
        "(V08), closed. A job title or an approval is nothing here.",
        default=Default.PRIVATE,
        any_of=(*_IMPROVEMENTS, "incident"),
        find=leadership,
    ),
    Rule(
        id="S10",
        version="1.0.0",
        label="Project management",
        sentence="A project closed complete of which the person is the project manager, with planned start and end "
        "and actual start and end all recorded, and the planned end kept.",
        default=Default.PRIVATE,
        tables=("pm_project",),
        fields=tuple(f"pm_project.{field}" for field in ("project_manager", *_DATES)),
        find=projects,
    ),
    Rule(
        id="S11",
        version="1.1.0",
        label="Worked with a business unit",
        sentence="In the period, at least three incidents that count, led or contributed to, on at least two business "
        "services, with callers of one department other than the person’s own, where what one caller asked for within "
        "one hour is one; and beside it at least one record "
        "with business impact (V11). It says with which unit the person worked.",
        default=Default.PRIVATE,
        tables=("incident", "sys_user"),
        fields=("incident.business_service", "sys_user.department"),
        find=business,
    ),
    Rule(
        id="S13",
        version="1.0.0",
        label="Continual improvement",
        sentence="What is told as leading an improvement (V02), contributing to one (V03) or prevention (V16).",
        default=Default.PRIVATE,
        any_of=(*_IMPROVEMENTS, "problem"),
        find=improving,
    ),
    Rule(
        id="S19",
        version="1.1.0",
        label="Budgets",
        sentence="Of what counts as led (V02): a project whose actual cost is recorded and not above the recorded "
        "planned cost, for its project manager; or an improvement with the outcome Cost Reduction, a base value and a "
        "target value, for its lead.",
        default=Default.PRIVATE,
        any_of=_IMPROVEMENTS,
        find=budgets,
    ),
    Rule(
        id="S20",
        version="1.0.0",
        label="Vendor management",
        sentence="An incident that is told of as vendor coordination (V21), for who led it.",
        default=Default.PRIVATE,
        tables=_RULES["V21"].tables,
        fields=_RULES["V21"].fields,
        find=vendors,
    ),
    Rule(
        id="S25",
        version="1.0.0",
        label="Directing others’ work",
        sentence="A major incident that the person managed (V08); an improvement closed as successful that the person "
        "led and to which at least three others contributed; or a project closed complete of which the person is the "
        "project manager and in which others closed tasks.",
        default=Default.PRIVATE,
        any_of=(*_IMPROVEMENTS, "incident"),
        find=teams,
    ),
)
