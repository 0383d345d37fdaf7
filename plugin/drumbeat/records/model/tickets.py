"""Incidents, requests, changes and problems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from drumbeat.records.model.base import NOBODY, Ref, WorkRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(WorkRecord):
    """A resolved incident counts on `resolved_at`; `closed_at` is the auto-close job's (fact sheet 2.1)."""

    table: str = "incident"
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
    service_offering: Ref = NOBODY
    close_notes: str = ""
    opened_by: Ref = NOBODY
    caused_by: Ref = NOBODY
    """The change that caused it."""
    contact_type: str = ""
    hold_reason: str = ""
    priority: str = ""
    change: Ref = NOBODY
    """The change request linked to it (rfc)."""
    correlation_id: str = ""
    """Its number with a vendor."""
    ci_class: str = ""
    """Class of the configuration item: cmdb_ci_win_server."""
    support_group: Ref = NOBODY
    """The group that supports the configuration item."""
    criticality: str = ""
    """Of the business service: `1 - most critical`."""
    business_impact: str = ""
    has_review: bool | None = None
    """Whether a post-incident review is filled in: overview and findings; None where neither can be read."""
    findings: str = ""
    """Of the review. Only how much it says is asked, by V15; it is never shown."""
    reopened_at: datetime | None = None

    @property
    def principal(self) -> Ref:
        """`resolved_by`, else `assigned_to`."""
        return self.resolved_by or self.assigned_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfilment(WorkRecord):
    """What fulfils a request; it has no resolver of its own (fact sheet 2.2)."""

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
class RequestItem(Fulfilment):
    """A requested item."""

    table: str = "sc_req_item"
    kind: ClassVar[str] = "request"

    requested_for: Ref = NOBODY
    opened_by: Ref = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogTask(Fulfilment):
    """A task under a requested item."""

    table: str = "sc_task"
    kind: ClassVar[str] = "task"

    request_item: Ref = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(WorkRecord):
    """A change request; `close_code` is successful, successful_issues or unsuccessful."""

    table: str = "change_request"
    kind: ClassVar[str] = "change"

    type: str = ""
    start_date: datetime | None = None
    end_date: datetime | None = None
    work_start: datetime | None = None
    work_end: datetime | None = None
    cmdb_ci: Ref = NOBODY
    business_service: Ref = NOBODY
    close_notes: str = ""
    opened_by: Ref = NOBODY
    parent: Ref = NOBODY
    risk: str = ""
    model: Ref = NOBODY
    template: Ref = NOBODY
    """The version of the standard change template that it was made from."""
    ci_class: str = ""
    support_group: Ref = NOBODY
    criticality: str = ""
    is_scheduled: bool = False
    """Whether it was approved and is to be carried out, or is being so; a draft with a date is neither."""
    has_plans: bool | None = None
    """Whether backout plan and test plan are filled in; None where they cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem(WorkRecord):
    """A problem; `close_code` is its resolution_code: fix_applied, risk_accepted, duplicate, canceled."""

    table: str = "problem"
    kind: ClassVar[str] = "problem"

    resolved_by: Ref = NOBODY
    duplicate_of: Ref = NOBODY
    cmdb_ci: Ref = NOBODY
    cause_notes: str = ""
    fix_notes: str = ""
    opened_by: Ref = NOBODY
    confirmed_by: Ref = NOBODY
    workaround_communicated_by: Ref = NOBODY
    fix_communicated_by: Ref = NOBODY
    ci_class: str = ""

    @property
    def principal(self) -> Ref:
        """`resolved_by`, else `assigned_to`."""
        return self.resolved_by or self.assigned_to


@dataclass(frozen=True, slots=True, kw_only=True)
class SubTask(WorkRecord):
    """A task below a ticket, a project or an article: it tells who had a part, and is not counted by itself."""

    kind: ClassVar[str] = "task"
    is_counted: ClassVar[bool] = False

    parent: Ref = NOBODY
    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentTask(SubTask):
    """A task below an incident."""

    table: str = "incident_task"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentAlertTask(SubTask):
    """A task of the communication about an incident; `parent` is the incident where it can be read."""

    table: str = "incident_alert_task"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTask(SubTask):
    """A task below a change; `type` is planning, implementation, testing or review."""

    table: str = "change_task"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemTask(SubTask):
    """A task below a problem; `type` is rca or general, `close_code` completed or canceled."""

    table: str = "problem_task"
