"""Which tables are read, which of their fields, and which field places a row in a period.

The field names are ServiceNow's (fact sheet section 2). A reference may be dot-walked. Every table but
`incident` is optional: where its plugin is not active, the reader is told so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from drumbeat.records.row import RawRow


@dataclass(frozen=True, slots=True)
class Table:
    """One table to read."""

    name: str
    label: str
    """What people call its rows, in the plural."""
    dated_by: str
    """The field that says when the work was done; the pull's window is over it."""
    fields: tuple[str, ...]
    undated_by: str = ""
    """Finished rows may lack `dated_by`; those whose `undated_by` lies in the window are read as well, to be
    reported as left out. It is no substitute: closing is the auto-close job's doing (trap 52)."""
    open_too: bool = False
    """Whether rows without that date are wanted as well: work under way."""
    date_only: bool = False
    """Whether `dated_by` is a glide_date, without time and without zone (fact sheet 1.4)."""


_TASK = ("sys_id", "number", "state", "opened_at", "assignment_group", "assigned_to", "short_description")

INCIDENT = Table(
    name="incident",
    label="incidents",
    dated_by="resolved_at",
    undated_by="closed_at",
    fields=(
        *_TASK,
        "closed_at",
        "close_code",
        "close_notes",
        "resolved_at",
        "resolved_by",
        "caller_id",
        "reopen_count",
        "reassignment_count",
        "made_sla",
        "parent_incident",
        "major_incident_state",
        "problem_id",
        "category",
        "subcategory",
        "cmdb_ci",
        "business_service",
    ),
)
REQUEST_ITEM = Table(
    name="sc_req_item",
    label="requested items",
    dated_by="closed_at",
    fields=(*_TASK, "closed_at", "closed_by", "cat_item", "requested_for"),
)
CATALOG_TASK = Table(
    name="sc_task",
    label="catalog tasks",
    dated_by="closed_at",
    fields=(*_TASK, "closed_at", "closed_by", "request_item"),
)
CHANGE = Table(
    name="change_request",
    label="changes",
    dated_by="closed_at",
    fields=(
        *_TASK,
        "closed_at",
        "close_code",
        "close_notes",
        "type",
        "start_date",
        "end_date",
        "work_start",
        "work_end",
        "cmdb_ci",
        "business_service",
    ),
)
PROBLEM = Table(
    name="problem",
    label="problems",
    dated_by="resolved_at",
    undated_by="closed_at",
    fields=(
        *_TASK,
        "closed_at",
        "resolved_at",
        "resolved_by",
        "resolution_code",
        "duplicate_of",
        "cmdb_ci",
        "cause_notes",
        "fix_notes",
    ),
)
IMPROVEMENT = Table(
    name="sn_cim_register",
    label="improvement initiatives",
    dated_by="closed_at",
    fields=(
        *_TASK,
        "closed_at",
        "closure_code",
        "work_start",
        "work_end",
        "percent_complete",
        "base_value",
        "target_value",
        "achieved_outcome_category",
    ),
    open_too=True,
)
IMPROVEMENT_TASK = Table(
    name="sn_cim_task",
    label="improvement tasks",
    dated_by="closed_at",
    fields=(*_TASK, "closed_at", "parent"),
)
PROJECT = Table(
    name="pm_project",
    label="projects",
    dated_by="closed_at",
    fields=(*_TASK, "closed_at", "project_manager", "work_start", "work_end", "percent_complete"),
    open_too=True,
)
ARTICLE = Table(
    name="kb_knowledge",
    label="knowledge articles",
    dated_by="published",
    fields=(
        "sys_id",
        "number",
        "workflow_state",
        "published",
        "valid_to",
        "author",
        "revised_by",
        "ownership_group",
        "article_id",
        "base_version",
        "short_description",
    ),
    date_only=True,
)
ARTICLE_USE = Table(
    name="m2m_kb_task",
    label="articles attached to tasks",
    dated_by="sys_created_on",
    fields=(
        "sys_id",
        "sys_created_on",
        "kb_knowledge",
        "kb_knowledge.author",
        "kb_knowledge.ownership_group",
        "kb_knowledge.article_id",
        "task",
        "task.assigned_to",
        "task.assignment_group",
    ),
)

TABLES: tuple[Table, ...] = (
    INCIDENT,
    REQUEST_ITEM,
    CATALOG_TASK,
    CHANGE,
    PROBLEM,
    IMPROVEMENT,
    IMPROVEMENT_TASK,
    PROJECT,
    ARTICLE,
    ARTICLE_USE,
)
BY_NAME = {table.name: table for table in TABLES}


def missing_fields(table: Table, rows: Iterable[RawRow]) -> list[str]:
    """Fields that no row carries: denied ones are dropped from every row (fact sheet 1.5 no. 2)."""
    seen: set[str] = set()
    seen.update(*rows)
    return [name for name in table.fields if name not in seen] if seen else []
