"""Notes: what colleagues of other teams wrote on tickets, what is the same on many, and what callers were told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple, TypeAlias

from drumbeat.simulator.demo import wording
from drumbeat.simulator.demo.changes import ChangeCase
from drumbeat.simulator.demo.horizon import Horizon
from drumbeat.simulator.demo.incident_case import Case
from drumbeat.simulator.demo.people import Directory, Person, Team
from drumbeat.simulator.demo.problems import ProblemCase
from drumbeat.simulator.demo.wording import Slots
from drumbeat.simulator.demo.working_hours import later
from drumbeat.simulator.instance import Row, sys_id_for
from drumbeat.simulator.moments import stored

Work: TypeAlias = tuple[list[Case], list[ChangeCase], list[ProblemCase]]
"""What can have notes."""
WORK_NOTES, COMMENTS = "work_notes", "comments"

_HELPED_WHEN_PASSED_ON, _HELPED = 0.22, 0.02
"""How often somebody of another team writes on a ticket that went from group to group, and on any other."""
_OWN, _FORM, _SHORT, _TOLD = 0.07, 0.05, 0.03, 0.5
_ON_CHANGE, _ON_PROBLEM = 0.16, 0.5
_URGENT = ("1", "2")
_TOLD_EVERY, _MOST_TOLD = timedelta(minutes=50), 4


class Subject(NamedTuple):
    """What is written on: a record, the time in which it was worked on, and who led it."""

    table: str
    sys_id: str
    begin: datetime
    end: datetime
    team: Team
    lead: Person
    item: str


@dataclass(slots=True)
class Pad:
    """Where notes are written; each gets a key of its own."""

    horizon: Horizon
    directory: Directory
    rng: Random
    texts: Mapping[str, Any]
    rows: list[Row]

    def write(self, subject: Subject, author: Person, text: str, moment: datetime, element: str = WORK_NOTES) -> None:
        """One note, if its moment has come."""
        if not self.horizon.is_past(moment):
            return
        self.rows.append(
            {
                "sys_id": sys_id_for("sys_journal_field", f"{subject.sys_id}:{len(self.rows)}"),
                "name": subject.table,
                "element": element,
                "element_id": subject.sys_id,
                "value": text,
                "sys_created_on": stored(moment),
                "sys_created_by": author.user_name,
            }
        )

    def within(self, subject: Subject) -> datetime:
        """Some moment while the record was worked on."""
        return subject.begin + (subject.end - subject.begin) * self.rng.uniform(0.15, 0.9)

    def help(self, subject: Subject, entries: Iterable[Mapping[str, Any]], topic: str = "") -> None:
        """A note by somebody of another team, where there is one who can tell something."""
        fitting = [entry for entry in entries if entry["by"] != subject.team.name]
        if not fitting:
            return
        entry = self.rng.choice(fitting)
        author = self.directory.team(entry["by"]).pick(self.rng, topic, self.horizon.index(subject.begin))
        slots = Slots(self.rng, {"ci": subject.item})
        text = f"{self.rng.choice(entry['found'])} {self.rng.choice(entry['did'])}"
        if author != subject.lead:
            self.write(subject, author, slots.fill(text), self.within(subject))


def journal(work: Work, horizon: Horizon, directory: Directory, rng: Random) -> dict[str, list[Row]]:
    """The rows of sys_journal_field for incidents, changes and problems."""
    cases, changes, problems = work
    pad = Pad(horizon, directory, rng, wording.table("notes"), [])
    for case in cases:
        _on_incident(pad, case)
    for subject in _changes(changes):
        if rng.random() < _ON_CHANGE:
            pad.help(subject, pad.texts["change"])
    for problem in problems:
        if rng.random() < _ON_PROBLEM:
            span = (problem.opened, problem.resolved)
            subject = Subject("problem", problem.sys_id, *span, problem.team, problem.technician, problem.item.name)
            pad.help(subject, pad.texts["problem"])
    return {"sys_journal_field": pad.rows}


def _changes(changes: list[ChangeCase]) -> Iterator[Subject]:
    for change in changes:
        if change.type == "normal" and change.work and change.closed:
            span = (change.work[0], change.closed)
            yield Subject("change_request", change.sys_id, *span, change.team, change.technician, change.item.name)


def _on_incident(pad: Pad, case: Case) -> None:
    if not case.is_resolved(pad.horizon) or case.resolved is None or case.parent:
        return
    if case.technician == pad.directory.automation:
        return
    subject = Subject("incident", case.sys_id, case.opened, case.resolved, case.team, case.technician, case.item.name)
    if pad.rng.random() < (_HELPED_WHEN_PASSED_ON if case.reassignments else _HELPED):
        entries = [entry for entry in pad.texts["help"] if case.topic.subcategory in entry["on"]]
        pad.help(subject, entries, case.topic.subcategory)
    _usual(pad, subject)
    if case.major == "accepted" or (case.priority in _URGENT and pad.rng.random() < _TOLD):
        _tell(pad, subject)


def _usual(pad: Pad, subject: Subject) -> None:
    """What the one who works on it writes, what forms write, and what tells nothing."""
    rng, form = pad.rng, pad.texts["form"]
    if rng.random() < _OWN:
        text = Slots(rng, {"ci": subject.item}).fill(rng.choice(pad.texts["own"]["notes"]))
        pad.write(subject, subject.lead, text, pad.within(subject))
    if rng.random() < _FORM:
        desk = pad.directory.teams[1].pick(rng, "", pad.horizon.index(subject.begin))
        pad.write(subject, desk, rng.choice(form["notes"]), later(subject.begin, minutes=1))
    if rng.random() < _SHORT:
        colleague = pad.directory.teams[0].pick(rng, "", pad.horizon.index(subject.begin))
        pad.write(subject, colleague, rng.choice(form["short"]), pad.within(subject))


def _tell(pad: Pad, subject: Subject) -> None:
    """Comments that the caller reads, about every hour until it works again."""
    moment = later(subject.begin, minutes=pad.rng.uniform(8, 25))
    for _ in range(_MOST_TOLD):
        if moment >= subject.end:
            return
        pad.write(subject, subject.lead, pad.rng.choice(pad.texts["form"]["comments"]), moment, COMMENTS)
        moment = later(moment, seconds=_TOLD_EVERY.total_seconds())
