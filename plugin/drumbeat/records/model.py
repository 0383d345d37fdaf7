"""Work records: one row of ServiceNow in our own typed form.

Field names are ServiceNow's. `None` means that the field was not readable or not there; an empty string or an
empty `Ref` means that it was read and is empty. All times are aware and in UTC; `kb_knowledge.published` is a
date without time (fact sheet 1.4), so the day of completion may be a `date`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, NamedTuple


class Ref(NamedTuple):
    """A reference to another row: its sys_id and what a person calls it. Both empty: it points nowhere."""

    sys_id: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.sys_id or self.name)

    @property
    def key(self) -> str:
        """What tells two references apart: the sys_id, or the name where a list carries no sys_id."""
        return self.sys_id or self.name

    def is_named(self, name: str) -> bool:
        """Whether a person who writes `name` means this row."""
        return bool(name) and name in (self.sys_id, self.name)


NOBODY = Ref()


class Stage(StrEnum):
    """Where a record is in its life, the same word for every table."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"
    INCOMPLETE = "incomplete"
    """Closed without having been done: Closed Incomplete, Closed Skipped."""
    OTHER = "other"
    """A state this instance added, or a leftover of an upgrade (trap 56)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRecord:
    """What every record has. `done_at` is the moment that places it in a period."""

    table: ClassVar[str] = ""
    kind: ClassVar[str] = "record"

    sys_id: str
    number: str
    stage: Stage
    close_code: str = ""
    """Lower case; the closure or resolution code in the table's own words."""
    opened_at: datetime | None = None
    done_at: datetime | date | None = None
    closed_at: datetime | None = None
    """Only to say in which month a record without `done_at` was left out."""
    assignment_group: Ref = NOBODY
    assigned_to: Ref = NOBODY
    short_description: str = ""

    @property
    def principal(self) -> Ref:
        """The technician who leads the record (signals sheet 1.3)."""
        return self.assigned_to

    @property
    def actors(self) -> tuple[Ref, ...]:
        """Everyone the record names as having done it; for E8, which asks whether any of them is a person."""
        return (self.principal,) if self.principal else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(WorkRecord):
    """A resolved incident counts on `resolved_at`; `closed_at` is the auto-close job's (fact sheet 2.1)."""

    table: ClassVar[str] = "incident"
    kind: ClassVar[str] = "incident"

    caller: Ref = NOBODY
    resolved_by: Ref = NOBODY
    reopen_count: int | None = None
    reassignment_count: int | None = None
    made_sla: bool | None = None
    parent_incident: Ref = NOBODY
    major_incident_state: str = ""
    problem: Ref = NOBODY
    category: str = ""
    subcategory: str = ""
    cmdb_ci: Ref = NOBODY
    business_service: Ref = NOBODY
    close_notes: str = ""

    @property
    def principal(self) -> Ref:
        """`resolved_by`, else `assigned_to`."""
        return self.resolved_by or self.assigned_to


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestItem(WorkRecord):
    """A requested item; it has no resolver of its own (fact sheet 2.2)."""

    table: ClassVar[str] = "sc_req_item"
    kind: ClassVar[str] = "request"

    requested_for: Ref = NOBODY
    cat_item: Ref = NOBODY
    closed_by: Ref = NOBODY

    @property
    def principal(self) -> Ref:
        """`assigned_to`, else `closed_by`, who is often a workflow's account."""
        return self.assigned_to or self.closed_by

    @property
    def actors(self) -> tuple[Ref, ...]:
        """Assignee and closer: either may be the workflow, and the other the person."""
        return tuple(ref for ref in (self.assigned_to, self.closed_by) if ref)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogTask(WorkRecord):
    """A task under a requested item."""

    table: ClassVar[str] = "sc_task"
    kind: ClassVar[str] = "task"

    request_item: Ref = NOBODY
    closed_by: Ref = NOBODY

    @property
    def principal(self) -> Ref:
        """`assigned_to`, else `closed_by`, who is often a workflow's account."""
        return self.assigned_to or self.closed_by

    @property
    def actors(self) -> tuple[Ref, ...]:
        """Assignee and closer: either may be the workflow, and the other the person."""
        return tuple(ref for ref in (self.assigned_to, self.closed_by) if ref)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(WorkRecord):
    """A change request; `close_code` is successful, successful_issues or unsuccessful."""

    table: ClassVar[str] = "change_request"
    kind: ClassVar[str] = "change"

    type: str = ""
    start_date: datetime | None = None
    end_date: datetime | None = None
    work_start: datetime | None = None
    work_end: datetime | None = None
    cmdb_ci: Ref = NOBODY
    business_service: Ref = NOBODY
    close_notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem(WorkRecord):
    """A problem; `close_code` is its resolution_code: fix_applied, risk_accepted, duplicate, canceled."""

    table: ClassVar[str] = "problem"
    kind: ClassVar[str] = "problem"

    resolved_by: Ref = NOBODY
    duplicate_of: Ref = NOBODY
    cmdb_ci: Ref = NOBODY
    cause_notes: str = ""
    fix_notes: str = ""

    @property
    def principal(self) -> Ref:
        """`resolved_by`, else `assigned_to`."""
        return self.resolved_by or self.assigned_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvement(WorkRecord):
    """An improvement initiative or a project: what was better afterwards, and by how much if recorded."""

    table: ClassVar[str] = "sn_cim_register"
    kind: ClassVar[str] = "improvement"

    work_start: datetime | None = None
    work_end: datetime | None = None
    percent_complete: int | None = None
    base_value: str = ""
    target_value: str = ""
    outcome: str = ""
    """Achieved outcome category: time savings, cost reduction, ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Improvement):
    """A project of Project Portfolio Management; its lead is the project manager."""

    table: ClassVar[str] = "pm_project"
    kind: ClassVar[str] = "project"

    project_manager: Ref = NOBODY

    @property
    def principal(self) -> Ref:
        """`project_manager`, else `assigned_to`."""
        return self.project_manager or self.assigned_to


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementTask(WorkRecord):
    """A task or phase of an improvement initiative."""

    table: ClassVar[str] = "sn_cim_task"
    kind: ClassVar[str] = "improvement task"

    parent: Ref = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(WorkRecord):
    """One version of a knowledge article; `number` is shared by all its versions (fact sheet 2.6)."""

    table: ClassVar[str] = "kb_knowledge"
    kind: ClassVar[str] = "article"

    author: Ref = NOBODY
    revised_by: Ref = NOBODY
    article_id: str = ""
    base_version: Ref = NOBODY
    valid_to: date | None = None

    @property
    def is_revision(self) -> bool:
        """Whether an earlier version of the same article was published before this one."""
        return bool(self.base_version) and self.base_version.sys_id != self.sys_id

    @property
    def principal(self) -> Ref:
        """The author of a first version, the reviser of a later one."""
        return (self.revised_by or self.author) if self.is_revision else self.author


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleUse(WorkRecord):
    """An article attached to a task: knowledge that somebody used (m2m_kb_task)."""

    table: ClassVar[str] = "m2m_kb_task"
    kind: ClassVar[str] = "article use"

    article: Ref = NOBODY
    article_id: str = ""
    """The same for all versions of one article."""
    author: Ref = NOBODY
    task: Ref = NOBODY
    task_group: Ref = NOBODY

    @property
    def is_by_another(self) -> bool:
        """Whether somebody else than the author used the article: the assignee of the task (F6)."""
        return bool(self.assigned_to) and self.assigned_to.key != self.author.key

    @property
    def principal(self) -> Ref:
        """The article's author; `assigned_to` is whoever works on the task it was attached to."""
        return self.author


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is no record: which one, and why. Never holds the row's text."""

    table: str
    key: str
    reason: str
