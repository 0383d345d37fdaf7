"""S01: a technology exercised (signals sheet 1.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from heapq import nlargest

from drumbeat.records.model import WorkRecord
from drumbeat.signals.gathered import day_of
from drumbeat.signals.material import Material
from drumbeat.signals.model import Default, Rule, Signal
from drumbeat.signals.skills.exercised import Exercise, Exercised
from drumbeat.signals.units import units

BEFORE = timedelta(days=90)
"""One record is no skill; another within these days before it makes it two."""
VERSION = "1.2.0"


def technology(material: Material) -> Iterator[Signal]:
    """S01: a signal for each record of the period, person and skill."""
    exercised = material.world.once(Exercised)
    latest = _latest_beside(material, exercised)
    for record in material.eligible:
        day = day_of(record, material.period.zone)
        since = min(material.period.start, day - BEFORE)
        for each in exercised.of(record):
            if latest[_of(each)][record.sys_id] >= since:
                yield _signal(each, material)


RULES = (
    Rule(
        id="S01",
        version=VERSION,
        label="Technology exercised",
        sentence="A technology of the skill file in a record that counts, which the person led, closed a task in, or "
        "wrote a substantive work note on: the class or name of the configuration item, the category, or the service "
        "offering says so; or the person’s own words do, by an unmistakable name, or by an ambiguous one that such a "
        "field or a word near it confirms. One record is not enough: the person has another with the same technology "
        "in the period or in the 90 days before; what one caller asked for within one hour is one. The caller’s words, "
        "quoted mails, signatures and pasted logs do not count, nor do the words of a person who names more than five "
        "technologies in one record, nor a record that stands for a batch. What is told is how many records and when "
        "the last was, never a level.",
        default=Default.PRIVATE,
        any_of=("incident", "change_request", "problem", "sn_cim_register", "pm_project", "kb_knowledge"),
        find=technology,
    ),
)


def _latest_beside(material: Material, exercised: Exercised) -> Mapping[tuple[str, str], Mapping[str, date]]:
    """Person and skill -> record's sys_id -> the last day, to the period's end, of any other unit of work."""
    first, zone = material.period.start - BEFORE, material.period.zone
    found: dict[tuple[str, str], list[tuple[date, WorkRecord]]] = defaultdict(list)
    for record in material.world.eligible:
        day = day_of(record, zone)
        if first <= day < material.period.end:
            for each in exercised.of(record):
                found[_of(each)].append((day, record))
    return {key: _beside(records) for key, records in found.items()}


def _beside(records: Sequence[tuple[date, WorkRecord]]) -> Mapping[str, date]:
    """Record's sys_id -> the last day of a unit that it is not of."""
    unit_of = units(record for _, record in records)
    last: dict[str, date] = {}
    for day, record in records:
        unit = unit_of[record.sys_id]
        last[unit] = max(day, last.get(unit, day))
    newest, *others = nlargest(2, last, key=last.__getitem__)
    second = last[others[0]] if others else date.min
    return {sys_id: second if unit == newest else last[newest] for sys_id, unit in unit_of.items()}


def _of(exercise: Exercise) -> tuple[str, str]:
    return (exercise.person.key, exercise.skill.skill_id)


def _signal(exercise: Exercise, material: Material) -> Signal:
    return Signal(
        rule="S01",
        version=VERSION,
        subject=exercise.person,
        role=exercise.role,
        evidence=exercise.evidence,
        about=exercise.skill.name,
        spans=exercise.spans,
        status=material.status(exercise.record),
    )
