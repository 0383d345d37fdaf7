"""Who is on the line: one lead, and those who had a part (signals sheet 1.3).

Contributors are the assignees of tasks that were closed under the record, authors of a substantive work note, and
additional assignees. Nobody is credited for watching, approving, being in a group, or passing a record on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drumbeat.records.model import NOBODY, Note, Ref, WorkRecord
from drumbeat.signals.gate.rules import folded
from drumbeat.signals.held import Held
from drumbeat.signals.model import Evidence, Role
from drumbeat.signals.sameness import sameness
from drumbeat.signals.world import World, shape

SUBSTANTIVE = 40
"""Characters that a work note needs at least."""


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part in a record, and what shows it."""

    person: Ref
    role: Role
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Credit:
    """Who led a record, if anybody did, and who contributed, in the order of their keys."""

    lead: Ref
    contributors: tuple[Part, ...]


def credit(record: WorkRecord, world: World) -> Credit:
    """The record's credit. No service account is credited, and nobody twice."""
    lead = NOBODY if world.gate.is_service_account(record.principal) else record.principal
    found: dict[str, Part] = {}
    for person, evidence in _parts(record, world):
        if not person or person.key == record.principal.key or world.gate.is_service_account(person):
            continue
        before = found[person.key].evidence if person.key in found else ()
        found[person.key] = Part(person, Role.CONTRIBUTOR, (*before, evidence))
    return Credit(lead, tuple(found[key] for key in sorted(found)))


def substantive_notes(record: WorkRecord, world: World) -> list[tuple[Ref, Note]]:
    """Work notes that tell of a contributor's work: as `work_notes`, not by the lead."""
    return [(author, note) for author, note in work_notes(record, world) if author.key != record.principal.key]


def work_notes(record: WorkRecord, world: World) -> list[tuple[Ref, Note]]:
    """Work notes that tell of work: long enough, no template, no repetition, by a known person, the lead or another."""
    chosen: dict[str, tuple[Ref, Note]] = {}
    for note in world.notes.get(record.sys_id, ()):
        author = world.people.named(note.author)
        said = folded(note.text)
        if note.element != "work_notes" or len(said) < SUBSTANTIVE or said in chosen or not author:
            continue
        if sameness(note.text, shape) in world.template_notes:
            continue
        chosen[said] = (author, note)
    return list(chosen.values())


def _parts(record: WorkRecord, world: World) -> Iterator[tuple[Ref, Evidence]]:
    for task in world.tasks_below(record):
        yield task.principal, Evidence(task.table, task.number, "state", Held.CLOSED_COMPLETE)
    for author, _ in substantive_notes(record, world):
        yield author, Evidence(record.table, record.number, "work_notes", Held.NOTE)
    for person in record.also_assigned:
        yield person, Evidence(record.table, record.number, "additional_assignee_list", Held.ON_IT)
