"""Which of a team's skills are new in a quarter (signals sheet 1.5, S03, of a team instead of a person)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from drumbeat.digest.figures.population import Population
from drumbeat.records.model import WorkRecord
from drumbeat.records.period import Period
from drumbeat.records.tables import INCIDENT
from drumbeat.signals.gathered import day_of
from drumbeat.signals.months import months_later
from drumbeat.signals.rules.growth import NEW_AFTER, RECORDS
from drumbeat.signals.skills.exercised import Exercise, Exercised
from drumbeat.signals.units import units

_QUARTER = 3
"""Months."""


def new_skills(now: Population, shared: Collection[str]) -> tuple[str, ...]:
    """Those of the shared skills that the team first exercised in the calendar quarter of the period's last day.

    In at least three units of work (`units`) of that quarter, and in no record that counts before it. Nothing is new
    until the records tell of twelve months before the quarter; a table that was read for less shows nothing new.
    """
    first = _first_of_quarter(now.period.last_day)
    since = now.world.since if now.world else {}
    earliest = months_later(first, -NEW_AFTER)
    known = frozenset(table for table, begins in since.items() if begins <= earliest)
    if now.world is None or not shared or INCIDENT.name not in known:
        return ()
    exercised = now.world.once(Exercised)
    quarter = Period(first, now.period.end, now.period.zone)
    fresh = (each for record in _counted(now) if quarter.holds(record.moment) for each in exercised.of(record))
    candidates = {name for name in _repeated(each for each in fresh if _tables(each) <= known) if name in shared}
    for record in _before(now, quarter):  # most candidates are gone after a few records
        if not candidates:
            break
        candidates -= {each.skill.name for each in exercised.of(record)}
    return tuple(sorted(candidates, key=str.casefold))


def _first_of_quarter(day: date) -> date:
    return date(day.year, day.month - (day.month - 1) % _QUARTER, 1)


def _counted(now: Population) -> Iterator[WorkRecord]:
    return (item.record for item in now.stock if item.reason is None)


def _before(now: Population, quarter: Period) -> Iterable[WorkRecord]:
    """What was done before the quarter, the newest first."""
    earlier = (record for record in _counted(now) if record.moment is not None and quarter.is_after(record.moment))
    return sorted(earlier, key=lambda record: (day_of(record, quarter.zone), record.sys_id), reverse=True)


def _tables(exercise: Exercise) -> set[str]:
    """What shows it: the record's table, and that of notes in which the words stand."""
    return {exercise.record.table, *(span.table for span in exercise.spans)}


def _repeated(exercises: Iterable[Exercise]) -> Iterator[str]:
    """Names of skills with enough units of work."""
    found: Mapping[str, list[WorkRecord]] = defaultdict(list)
    for each in exercises:
        found[each.skill.name].append(each.record)
    return (name for name, records in found.items() if len(set(units(records).values())) >= RECORDS)
