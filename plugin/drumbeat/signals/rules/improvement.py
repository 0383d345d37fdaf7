"""V02, V03 and V09: improvements, led and contributed to, and their measured results (signals sheet 1.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from drumbeat.records.model import Improvement, ImprovementTask, ProjectTask, RelatedKpi, WorkRecord
from drumbeat.signals.held import Held
from drumbeat.signals.material import Material, Statement, evidence_of, lead_signal, shared_signals, signal_for
from drumbeat.signals.model import Default, Evidence, Role, Rule, Signal
from drumbeat.signals.rules.prevention import prevented
from drumbeat.signals.substance import is_nothing
from drumbeat.signals.world import World

WORKING_DAYS = 10
_FRIDAY = 4
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_QUANTITY = re.compile(r"[0-9](?:[0-9.,]*[0-9])?(?![0-9.,]*[0-9])(?!\s*(?:%|percent|per cent|pct))", re.IGNORECASE)
"""A number that is no percentage: a percentage of what is not said."""
_LONGEST = 40


def leading(material: Material) -> Iterator[Signal]:
    """V02."""
    for record in material.of(Improvement):
        if is_led(record, material.world):
            evidence = (evidence_of(record, "state", Held.CLOSED), *_why_led(record, material.world))
            yield from lead_signal("V02", "1.1.0", material, Statement(record, evidence))


def contributing(material: Material) -> Iterator[Signal]:
    """V03."""
    world = material.world
    for parent in world.improvements.values():
        for task in world.tasks_below(parent):
            is_one = isinstance(task, ImprovementTask | ProjectTask) and task.principal.key != parent.principal.key
            if not is_one or not world.is_person(task.principal) or not _is_work(task):
                continue
            if _ended_now(material, task, parent) and material.is_mine(task) and is_led(parent, world):
                evidence = (evidence_of(task, "state", Held.CLOSED_COMPLETE), evidence_of(parent, "state", Held.CLOSED))
                said = Statement(task, evidence)
                yield signal_for(("V03", "1.1.0"), material, said, (task.principal, Role.CONTRIBUTOR))


def measured(material: Material) -> Iterator[Signal]:
    """V09."""
    told = set()
    kpis = material.world.once(_with_kpi)
    for record in material.of(Improvement):
        if _is_measured(record) and not was_alone(record, material.world):
            told.add(record.sys_id)
            shown = ("base_value", "target_value", "achieved_outcome_category")
            evidence = [evidence_of(record, field, Held.FILLED) for field in shown]
            if record.sys_id in kpis:
                evidence.append(Evidence("sn_cim_related_kpi", record.number, "kpi", Held.FILLED))
            yield from shared_signals("V09", "1.0.0", material, Statement(record, tuple(evidence)))
    for said in prevented(material):
        if said.record.sys_id not in told:
            yield from shared_signals("V09", "1.0.0", material, said)


RULES = (
    Rule(
        id="V02",
        version="1.1.0",
        label="Leading an improvement",
        sentence="An improvement initiative closed as successful, or a project closed complete, led by the person; "
        "another person closed a task in it, or it lasted at least ten working days from actual start to actual end. "
        "One with at most one closed task that ended within 24 hours of its opening or actual start is none.",
        default=Default.BOTH,
        any_of=("sn_cim_register", "pm_project"),
        find=leading,
    ),
    Rule(
        id="V03",
        version="1.1.0",
        label="Contributing to an improvement",
        sentence="A task of an improvement or project that counts as led (V02) by another person, closed complete by "
        "the person; skipped tasks, and those closed within a minute of their opening, are none. It is told in the "
        "period by whose end both the task and the improvement were closed.",
        default=Default.BOTH,
        any_of=("sn_cim_register", "pm_project"),
        find=contributing,
    ),
    Rule(
        id="V09",
        version="1.0.0",
        label="Measurable results",
        sentence="An improvement closed as successful with a base value and another target value, each of them a "
        "number that is no percentage, and an achieved outcome category; not one that its lead opened and was alone "
        "in for less than ten working days, nor one that ended within a day with at most one task. Or fewer "
        "incidents, counted before and after (V16). Planned benefits alone are none.",
        default=Default.BOTH,
        any_of=("sn_cim_register", "problem", "change_request"),
        find=measured,
    ),
)


def is_led(record: Improvement, world: World) -> bool:
    """Whether the improvement was more than a box that one person ticked."""
    return not _is_ticked_off(record, world) and (bool(tasks_by_others(record, world)) or lasted(record))


def tasks_by_others(record: Improvement, world: World) -> tuple[Evidence, ...]:
    """Closed tasks under the improvement whose assignee is a person, and not its lead."""
    return tuple(
        evidence_of(task, "state", Held.CLOSED_COMPLETE)
        for task in world.tasks_below(record)
        if world.is_person(task.principal) and task.principal.key != record.principal.key and _is_work(task)
    )


def lasted(record: Improvement) -> bool:
    """Ten working days or more between actual start and actual end."""
    if record.work_start is None or record.work_end is None:
        return False
    first, last = record.work_start.date().toordinal(), record.work_end.date().toordinal()
    last = min(last, first + 2 * WORKING_DAYS)  # two weeks suffice
    # Ordinal 1 (1 January of year 1) is a Monday.
    return sum((day - 1) % 7 <= _FRIDAY for day in range(first, last)) >= WORKING_DAYS


def _why_led(record: Improvement, world: World) -> Iterator[Evidence]:
    if lasted(record):
        yield evidence_of(record, "work_end", Held.TEN_DAYS)
    yield from tasks_by_others(record, world)


def _is_ticked_off(record: Improvement, world: World) -> bool:
    began = max((moment for moment in (record.opened_at, record.work_start) if moment is not None), default=None)
    if began is None or not isinstance(record.done_at, datetime) or len(world.tasks_below(record)) > 1:
        return False
    return record.done_at - began < _DAY


def _is_work(task: WorkRecord) -> bool:
    """Whether there was a minute between its opening and its closing, or nothing tells."""
    if task.opened_at is None or not isinstance(task.done_at, datetime):
        return True
    return task.done_at - task.opened_at >= _MINUTE


def _ended_now(material: Material, *records: WorkRecord) -> bool:
    """Whether the last of the records ended in the period, and the others by then."""
    moments = [record.moment for record in records]
    period = material.period
    return any(map(period.holds, moments)) and all(
        moment is not None and (period.holds(moment) or period.is_after(moment)) for moment in moments
    )


def _is_measured(record: Improvement) -> bool:
    base, target = record.base_value, record.target_value
    return base != target and _is_quantity(base) and _is_quantity(target) and not is_nothing(record.outcome)


def _is_quantity(value: str) -> bool:
    return len(value) <= _LONGEST and _QUANTITY.search(value) is not None


def was_alone(record: Improvement, world: World) -> bool:
    """Whether nobody else is known to have had a part (F6)."""
    if _is_ticked_off(record, world):
        return True
    opened_it = bool(record.opened_by) and record.opened_by.key == record.principal.key
    return opened_it and not tasks_by_others(record, world) and not lasted(record)


def _with_kpi(world: World) -> frozenset[str]:
    return frozenset(each.improvement.key for each in world.of(RelatedKpi))
