"""Everything that was read, judged and linked: what rules look things up in.

Each index is made when it is first asked for, so that a command pays only for what its rules need.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from drumbeat.records.model import (
    Article,
    ArticleFeedback,
    ArticleUse,
    Declared,
    Improvement,
    ImprovementOrigin,
    ImprovementTask,
    Incident,
    Note,
    Outage,
    ProjectTask,
    Record,
    Ref,
    Stage,
    StandardChangeTemplate,
    SubTask,
    SurveyAnswer,
    TaskOutage,
    WorkRecord,
)
from drumbeat.records.sla import verdicts
from drumbeat.signals.gate import GateRules, Judged
from drumbeat.signals.gate.rules import folded
from drumbeat.signals.people import Directory
from drumbeat.signals.sameness import sameness

_NUMBER = re.compile(r"\d+")

if TYPE_CHECKING:
    from drumbeat.signals.skills import SkillMatcher

_TEMPLATE = 3
"""A work note that stands on so many records is a template."""

Kind = TypeVar("Kind", bound=Record)
Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


@dataclass(frozen=True)
class World:
    """What was read of a whole organisation, with the gate's verdicts."""

    judged: Sequence[Judged]
    beside: Sequence[Record] = ()
    """What was read beside work that is counted."""
    declared: Sequence[Declared] = ()
    """What was imported."""
    readable: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()
    """Readable tables of which not every row was read: what is not there may be all the same."""
    missing: frozenset[str] = frozenset()
    """Fields, as `table.field`, that no row carries."""
    since: Mapping[str, date] = field(default_factory=dict)
    """The first day that a table's records cover."""
    skills: SkillMatcher | None = None
    monitored: frozenset[str] = frozenset()
    """Names or sys_ids of services and configuration items whose availability is monitored (V25)."""
    gate: GateRules = field(default_factory=GateRules)

    @cached_property
    def people(self) -> Directory:
        """Users, user names, departments, groups."""
        return Directory.of(self.beside)

    @cached_property
    def eligible(self) -> tuple[WorkRecord, ...]:
        """All records that count, of any time."""
        return tuple(item.record for item in self.judged if item.reason is None)

    @cached_property
    def verdicts(self) -> Mapping[str, Judged]:
        """By sys_id, and by number: what the gate said of a record."""
        named = (item for item in self.judged if not isinstance(item.record, ArticleUse))  # bears its task's number
        by_key = {item.record.number: item for item in named}
        by_key.update((item.record.sys_id, item) for item in self.judged)
        return by_key

    def is_whole(self, *tables: str) -> bool:
        """Whether every row of these tables was read, so that what is not there is not recorded."""
        return self.readable.issuperset(tables) and self.partial.isdisjoint(tables)

    def is_person(self, who: Ref) -> bool:
        """Whether the reference names somebody, and no service account (E8)."""
        return bool(who) and not self.gate.is_service_account(who)

    def is_eligible(self, key: str) -> bool:
        """Whether the record with this sys_id or number counts."""
        item = self.verdicts.get(key)
        return item is not None and item.reason is None

    @cached_property
    def levels(self) -> Mapping[str, bool]:
        """Task -> whether its service levels were met; see `records.sla`."""
        return verdicts(self.beside)

    @cached_property
    def _tasks_below(self) -> Mapping[str, tuple[WorkRecord, ...]]:
        tasks: dict[str, list[WorkRecord]] = defaultdict(list)
        for counted in self.eligible:
            if isinstance(counted, ImprovementTask):
                tasks[counted.parent.key].append(counted)
        for task in self.of(SubTask):
            if task.stage is Stage.DONE and task.close_code != "canceled":
                for key in {task.parent.key, task.project.key if isinstance(task, ProjectTask) else ""}:
                    tasks[key].append(task)
        tasks.pop("", None)
        return {key: tuple(sorted(found, key=lambda each: each.number)) for key, found in tasks.items()}

    def tasks_below(self, record: WorkRecord) -> tuple[WorkRecord, ...]:
        """Tasks under the record that were closed complete, by number."""
        return self._tasks_below.get(record.sys_id, ()) or self._tasks_below.get(record.number, ())

    @cached_property
    def notes(self) -> Mapping[str, tuple[Note, ...]]:
        """Record's sys_id -> its work notes and comments, in the order in which they were written."""
        return self._grouped(self.of(Note), lambda note: note.on_record)

    @cached_property
    def template_notes(self) -> frozenset[str]:
        """Work notes that stand on several records, whatever numbers they bear: forms, not thoughts; see `sameness`."""
        records: dict[str, set[str]] = defaultdict(set)
        for note in self.of(Note):
            if note.text:
                records[sameness(note.text, shape)].add(note.on_record)
        return frozenset(text for text, on in records.items() if len(on) >= _TEMPLATE)

    @cached_property
    def incidents_of_problem(self) -> Mapping[str, tuple[Incident, ...]]:
        """Problem -> incidents linked to it, of any verdict."""
        return self._grouped(self._work(Incident), lambda incident: incident.problem.key)

    @cached_property
    def incidents_on(self) -> Mapping[tuple[str, str], tuple[Incident, ...]]:
        """Configuration item and category -> all incidents on it, of any verdict."""
        return self._grouped(
            self._work(Incident), lambda each: (each.cmdb_ci.key, each.category) if each.cmdb_ci else ("", "")
        )

    @cached_property
    def incidents_caused_by(self) -> Mapping[str, tuple[Incident, ...]]:
        """Change -> incidents it caused."""
        return self._grouped(self._work(Incident), lambda incident: incident.caused_by.key)

    @cached_property
    def articles(self) -> Mapping[str, Article]:
        """Article id -> its latest version that counts."""
        counted = sorted((each for each in self.eligible if isinstance(each, Article)), key=_in_time)
        return {each.article_id: each for each in counted if each.article_id}

    @cached_property
    def uses(self) -> Mapping[str, tuple[ArticleUse, ...]]:
        """Article id -> attachments to tasks."""
        return self._grouped((use for use in self.eligible if isinstance(use, ArticleUse)), lambda use: use.article_id)

    @cached_property
    def feedback(self) -> Mapping[str, tuple[ArticleFeedback, ...]]:
        """Version of an article (sys_id) -> what readers said."""
        return self._grouped(self.of(ArticleFeedback), lambda each: each.article.key)

    @cached_property
    def outages(self) -> Mapping[str, tuple[Outage, ...]]:
        """Configuration item or service -> its outages."""
        return self._grouped(self.of(Outage), lambda outage: outage.cmdb_ci.key)

    @cached_property
    def outages_of_task(self) -> Mapping[str, tuple[Outage, ...]]:
        """Task -> outages that belong to it, by the outage's own task and by task_outage."""
        by_id = {outage.sys_id: outage for outage in self.of(Outage)}
        pairs = [(outage.task.key, outage) for outage in by_id.values() if outage.task]
        pairs += [(each.task.key, by_id[each.outage.key]) for each in self.of(TaskOutage) if each.outage.key in by_id]
        found: dict[str, dict[str, Outage]] = defaultdict(dict)
        for task, outage in pairs:
            found[task][outage.sys_id] = outage
        return {task: tuple(each.values()) for task, each in found.items()}

    @cached_property
    def answers(self) -> Mapping[str, tuple[SurveyAnswer, ...]]:
        """Task -> answers to surveys about it."""
        return self._grouped(self.of(SurveyAnswer), lambda answer: answer.task.key)

    @cached_property
    def templates(self) -> Mapping[str, StandardChangeTemplate]:
        """Versions of standard change templates, by sys_id."""
        return {template.sys_id: template for template in self.of(StandardChangeTemplate)}

    @cached_property
    def origins(self) -> Mapping[str, tuple[ImprovementOrigin, ...]]:
        """Source record's sys_id -> improvement initiatives that came of it."""
        return self._grouped(self.of(ImprovementOrigin), lambda origin: origin.source_id)

    @cached_property
    def improvements(self) -> Mapping[str, Improvement]:
        """Improvements and projects that count, by sys_id."""
        return {each.sys_id: each for each in self.eligible if isinstance(each, Improvement)}

    def once(self, make: Callable[[World], Made]) -> Made:
        """What `make` makes of this world, made once: for an index that lives beside the rules that need it."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("Made", self._made[make])

    @cached_property
    def _made(self) -> dict[Callable[[World], object], object]:
        return {}

    def of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """What was read beside counted work, of this kind or a kind of it."""
        return tuple(record for record in self.beside if isinstance(record, kind))

    def _work(self, kind: type[Kind]) -> Iterable[Kind]:
        """Of any verdict; but what is out of scope is evidence of nothing (E9)."""
        known = (item.record for item in self.judged if item.may_be_named)
        return (record for record in known if isinstance(record, kind))

    @staticmethod
    def _grouped(records: Iterable[Kind], key_of: Callable[[Kind], Key]) -> Mapping[Key, tuple[Kind, ...]]:
        """By key, without those that have none, each group in time and by sys_id."""
        groups: dict[Key, list[Kind]] = defaultdict(list)
        for record in records:
            key = key_of(record)
            if any(key) if isinstance(key, tuple) else key:
                groups[key].append(record)
        return {key: tuple(sorted(found, key=_in_time)) for key, found in groups.items()}


def _in_time(record: Record) -> tuple[str, str]:
    """ISO texts order dates and moments alike."""
    return (record.moment.isoformat() if record.moment else "", record.sys_id)


def shape(text: str) -> str:
    """A note without its numbers, folded: a form may bear the record's."""
    return _NUMBER.sub("#", folded(text))
