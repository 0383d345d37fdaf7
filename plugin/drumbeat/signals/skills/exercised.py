"""Who exercised which technology, record by record: the hits behind S01 (signals sheet 1.5).

A record shows a skill of its lead, or of a contributor who closed a task in it or wrote a substantive note, by

(a) structure: the configuration item's class, the category or subcategory, or the service offering is the skill's;
    or the name of the item or of the offering holds an alias of tier A;
(b) an alias of tier A in the person's own words; or
(c) an alias of tier B in them, with (a) or an anchor near.

Only fields that IT writes are read, and of them only what is the writer's own (`words`). An incident's short
description is the caller's and is never read. Who names more than five technologies in a record wrote a list. What
stands for a batch (E7) was not worked on ticket by ticket, and shows nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from drumbeat.records.model import Article, Change, Improvement, Incident, Problem, Ref, WorkRecord
from drumbeat.signals.credit import Credit, credit, work_notes
from drumbeat.signals.gathered import active, done
from drumbeat.signals.model import Evidence, Role, Span
from drumbeat.signals.skills.matcher import SkillMatcher
from drumbeat.signals.skills.taxonomy import TECHNICAL, Skill
from drumbeat.signals.skills.words import own_words
from drumbeat.signals.units import units
from drumbeat.signals.world import World

MOST = 5
"""Technologies that one person's words in one record may name. More is a list, not an account of work."""
_OWN_FIELDS: dict[type[WorkRecord], tuple[str, ...]] = {
    Incident: ("close_notes",),
    Change: ("short_description", "close_notes"),
    Problem: ("cause_notes", "fix_notes"),
    Improvement: ("short_description",),
    Article: ("short_description",),
}
"""Fields that whoever did the work writes."""
_NOTE = "sys_journal_field"


class Words(NamedTuple):
    """A text that a person wrote in a record."""

    person: Ref
    table: str
    number: str
    """The record's number; a note's sys_id."""
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """One person's technology in one record."""

    person: Ref
    role: Role
    skill: Skill
    record: WorkRecord
    evidence: tuple[Evidence, ...]
    """That the record was done, then what of its structure, and of the person's part, shows it."""
    spans: tuple[Span, ...]
    """Where the person's own words do."""


class Exercised:
    """The exercises of a world's records; ask for it by `world.once(Exercised)`, so that each is looked at once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._found: dict[str, tuple[Exercise, ...]] = {}
        self._structures: dict[tuple[str, ...], Mapping[str, tuple[Skill, tuple[tuple[str, str], ...]]]] = {}

    def of(self, record: WorkRecord) -> tuple[Exercise, ...]:
        """Of one record that counts, by person and skill."""
        found = self._found.get(record.sys_id)
        if found is None:
            found = self._found[record.sys_id] = tuple(self._exercises(record))
        return found

    @cached_property
    def by_person(self) -> Mapping[str, tuple[Exercise, ...]]:
        """Person's key -> exercises in all records that count, of any time, the oldest first."""
        found: dict[str, list[Exercise]] = defaultdict(list)
        for record in self._world.eligible:
            for each in self.of(record):
                found[each.person.key].append(each)
        return {person: tuple(sorted(held, key=_in_time)) for person, held in sorted(found.items())}

    def _exercises(self, record: WorkRecord) -> Iterator[Exercise]:
        matcher, judged = self._world.skills, self._world.verdicts.get(record.sys_id)
        if matcher is None or (judged is not None and judged.is_batch):
            return
        credited = credit(record, self._world)
        structure = self._structure(record, matcher)
        spans = self._spans(record, credited, matcher, frozenset(structure))
        if not structure and not spans:
            return
        for person, role, part in active(credited):
            told = spans.get(person.key, {})
            skills = {skill_id: skill for skill_id, (skill, _) in structure.items()}
            skills |= {skill_id: skill for skill_id, (skill, _) in told.items()}
            for skill_id in sorted(skills):
                shown = structure[skill_id][1] if skill_id in structure else ()
                evidence = (Evidence(record.table, record.number, field, value) for field, value in shown)
                yield Exercise(
                    person=person,
                    role=role,
                    skill=skills[skill_id],
                    record=record,
                    evidence=(done(record), *evidence, *part),
                    spans=tuple(told[skill_id][1]) if skill_id in told else (),
                )

    def _structure(
        self, record: WorkRecord, matcher: SkillMatcher
    ) -> Mapping[str, tuple[Skill, tuple[tuple[str, str], ...]]]:
        """Skill id -> the skill, and the fields that agree with it with their values. Structures repeat."""
        fields = structural(record)
        key = tuple(value for _, value in fields)
        if key not in self._structures:
            self._structures[key] = corroborated(fields, matcher)
        return self._structures[key]

    def _spans(
        self, record: WorkRecord, credited: Credit, matcher: SkillMatcher, structure: frozenset[str]
    ) -> Mapping[str, Mapping[str, tuple[Skill, list[Span]]]]:
        """Person's key -> skill id -> the skill and where the person's own words show it: each alias once a field."""
        found: dict[str, dict[str, tuple[Skill, list[Span]]]] = defaultdict(dict)
        for words in own_texts(record, credited, self._world):
            of_person, seen = found[words.person.key], set[tuple[str, str]]()
            for hit in matcher.find(own_words(words.text), structure):
                if hit.skill.group == TECHNICAL and (hit.skill.skill_id, hit.alias) not in seen:
                    seen.add((hit.skill.skill_id, hit.alias))
                    place = (words.table, words.number, words.field, hit.start, hit.end)
                    spans = of_person.setdefault(hit.skill.skill_id, (hit.skill, []))[1]
                    spans.append(Span(*place, hit.alias, hit.skill.skill_id, hit.tier))
        return {person: told for person, told in found.items() if 0 < len(told) <= MOST}


def corroborated(
    fields: Iterable[tuple[str, str]], matcher: SkillMatcher
) -> dict[str, tuple[Skill, tuple[tuple[str, str], ...]]]:
    """Skill id -> the skill, and which of these structural fields agree with it, each with its value."""
    found: dict[str, tuple[Skill, list[tuple[str, str]]]] = {}
    for field, value in fields:
        for skill, shown in _agreeing(field, value, matcher):
            if skill.group == TECHNICAL:
                found.setdefault(skill.skill_id, (skill, []))[1].append((field, shown))
    return {skill_id: (skill, tuple(dict.fromkeys(shown))) for skill_id, (skill, shown) in found.items()}


def own_texts(record: WorkRecord, credited: Credit, world: World) -> Iterator[Words]:
    """What those who are credited with the record wrote in it."""
    if credited.lead:
        for kind, fields in _OWN_FIELDS.items():
            if isinstance(record, kind):
                for field in fields:
                    text = getattr(record, field)
                    if text:
                        yield Words(credited.lead, record.table, record.number, field, text)
    for author, note in work_notes(record, world):
        yield Words(author, _NOTE, note.sys_id, "value", note.text)


def shared_names(exercises: Iterable[Exercise], at_least: int = 2) -> tuple[str, ...]:
    """Skills with so many technicians and units of work behind them, by alphabet, without counts (design section 6)."""
    people: dict[str, set[str]] = defaultdict(set)
    records: dict[str, list[WorkRecord]] = defaultdict(list)
    for each in exercises:
        people[each.skill.name].add(each.person.key)
        records[each.skill.name].append(each.record)
    enough = (name for name, who in people.items() if len(who) >= at_least)
    shared = (name for name in enough if len(set(units(records[name]).values())) >= at_least)
    return tuple(sorted(shared, key=str.casefold))


def structural(record: WorkRecord) -> list[tuple[str, str]]:
    """The record's structural fields and what they hold. Items and offerings by their names."""
    fields: list[tuple[str, str]] = []
    if isinstance(record, Incident | Change | Problem):
        fields += [("cmdb_ci.sys_class_name", record.ci_class), ("cmdb_ci", record.cmdb_ci.name)]
    if isinstance(record, Incident):
        fields += [("category", record.category), ("subcategory", record.subcategory)]
        fields += [("service_offering", record.service_offering.name)]
    return fields


def _agreeing(field: str, value: str, matcher: SkillMatcher) -> Iterator[tuple[Skill, str]]:
    """Skills that the field's value agrees with, and what of it does."""
    if not value:
        return
    if field == "cmdb_ci.sys_class_name":
        yield from ((skill, value) for skill in matcher.of_class(value))
        return
    if field != "cmdb_ci":
        yield from ((skill, value) for skill in matcher.of_category(value))
    if field in ("cmdb_ci", "service_offering"):
        yield from ((hit.skill, hit.alias) for hit in matcher.find(value) if hit.tier == "A")


def _in_time(exercise: Exercise) -> tuple[str, str, str, str]:
    record = exercise.record
    return (str(record.moment), record.number, record.sys_id, exercise.skill.skill_id)
