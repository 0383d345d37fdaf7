"""What services did: how tasks stood against their agreements, and when something was out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drumbeat.records.model.base import NOBODY, Record, Ref, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSla(Record):
    """How one task stood against one agreement. A task has several: SLA, OLA, cancelled ones (trap 65)."""

    table: str = "task_sla"

    task: Ref = NOBODY
    type: str = ""
    """`sla`, `ola`, `underpinning_contract`; empty where it could not be read."""
    stage: Stage = Stage.OTHER
    has_breached: bool | None = None
    end_time: datetime | None = None

    @property
    def moment(self) -> datetime | None:
        """When it was decided."""
        return self.end_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage(Record):
    """A time in which something was out, degraded, or planned to be."""

    table: str = "cmdb_ci_outage"

    type: str = ""
    """`outage`, `degradation`, `planned`."""
    begin: datetime | None = None
    end: datetime | None = None
    """Filled in by hand: None may also mean that nobody did (signals sheet 2.3 no. 5)."""
    cmdb_ci: Ref = NOBODY
    ci_class: str = ""
    """Of the configuration item, which may be a service: cmdb_ci_service."""
    task: Ref = NOBODY

    @property
    def moment(self) -> datetime | None:
        """When it began."""
        return self.begin


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOutage(Record):
    """An outage that belongs to a task."""

    table: str = "task_outage"

    task: Ref = NOBODY
    outage: Ref = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAnswer(Record):
    """One number of one person's answer to a survey; neither who answered nor what was written."""

    table: str = "asmt_metric_result"

    response: Ref = NOBODY
    """The survey instance: one person's answers to all its questions."""
    metric: Ref = NOBODY
    value: float | None = None
    """On the survey's scale, normalised by ServiceNow to 0 to 10."""
    task: Ref = NOBODY
    """What the survey was about."""
    given_at: datetime | None = None

    @property
    def moment(self) -> datetime | None:
        """When it was given."""
        return self.given_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Record):
    """A work note, or that a comment was written; the text of comments, which callers read, is not kept."""

    table: str = "sys_journal_field"

    on_record: str = ""
    """sys_id of the record it was written on."""
    element: str = ""
    """`work_notes` or `comments`."""
    author: str = ""
    """A user name, as `sys_created_by` holds it."""
    text: str = ""
    written_at: datetime | None = None

    @property
    def moment(self) -> datetime | None:
        """When it was written."""
        return self.written_at


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardChangeTemplate(Record):
    """A version of a standard change template."""

    table: str = "std_change_producer_version"

    name: str = ""
    producer: Ref = NOBODY
    author: str = ""
    """A user name, as `sys_created_by` holds it."""
