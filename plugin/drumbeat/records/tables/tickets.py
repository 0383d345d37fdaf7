"""Incidents, requests, changes and problems, with the tasks below them (fact sheet 2.1 to 2.4).

Tasks carry no short description here: they tell who had a part in a ticket, not what it was about.
"""

from __future__ import annotations

from drumbeat.records.tables.spec import Kind, Table

TICKET = ("sys_id", "number", "state", "opened_at", "assignment_group", "assigned_to", "short_description")
"""What every table that extends task has."""
BELOW = ("sys_id", "number", "state", "opened_at", "closed_at", "assignment_group", "assigned_to")
"""The same for a task under a ticket."""
OF_THE_ITEM = ("cmdb_ci.sys_class_name", "cmdb_ci.support_group")
IMPORTANCE = ("business_service.busines_criticality",)
"""Spelt as ServiceNow spells it."""

INCIDENT = Table(
    name="incident",
    label="incidents",
    dated_by="resolved_at",
    undated_by="closed_at",
    kind=Kind.INCIDENT,
    state="state",
    code="close_code",
    fields=(
        *TICKET,
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
        "caused_by",
        "contact_type",
        "hold_reason",
        "opened_by",
        "priority",
        "service_offering",
        "reopened_time",
        "rfc",
        "correlation_id",
        "additional_assignee_list",
        *OF_THE_ITEM,
        *IMPORTANCE,
        "business_impact",
        "overview",
        "findings",
    ),
    optional=(
        *("caused_by", "contact_type", "hold_reason", "opened_by", "priority", "service_offering"),
        *("reopened_time", "rfc", "correlation_id", "additional_assignee_list", *OF_THE_ITEM, *IMPORTANCE),
        *("business_impact", "overview", "findings"),
    ),
)
INCIDENT_TASK = Table(
    name="incident_task",
    label="incident tasks",
    dated_by="closed_at",
    kind=Kind.INCIDENT_TASK,
    state="state",
    fields=(*BELOW, "incident"),
)
INCIDENT_ALERT_TASK = Table(
    name="incident_alert_task",
    label="incident communication tasks",
    dated_by="closed_at",
    kind=Kind.INCIDENT_ALERT_TASK,
    state="state",
    fields=(*BELOW, "incident_alert.source_incident"),
    optional=("incident_alert.source_incident",),
)
REQUEST_ITEM = Table(
    name="sc_req_item",
    label="requested items",
    dated_by="closed_at",
    kind=Kind.REQUEST_ITEM,
    state="state",
    fields=(*TICKET, "closed_at", "closed_by", "requested_for", "opened_by"),
    optional=("opened_by",),
)
CATALOG_TASK = Table(
    name="sc_task",
    label="catalog tasks",
    dated_by="closed_at",
    kind=Kind.CATALOG_TASK,
    state="state",
    fields=(*TICKET, "closed_at", "closed_by", "request_item"),
)
CHANGE = Table(
    name="change_request",
    label="changes",
    dated_by="closed_at",
    open_too=True,
    planned_by="start_date",
    kind=Kind.CHANGE,
    state="state",
    code="close_code",
    fields=(
        *TICKET,
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
        "parent",
        "risk",
        "opened_by",
        "chg_model",
        "std_change_producer_version",
        "additional_assignee_list",
        *OF_THE_ITEM,
        *IMPORTANCE,
        "backout_plan",
        "test_plan",
    ),
    optional=(
        *("parent", "risk", "opened_by", "chg_model", "std_change_producer_version"),
        *("additional_assignee_list", *OF_THE_ITEM, *IMPORTANCE, "backout_plan", "test_plan"),
    ),
)
CHANGE_TASK = Table(
    name="change_task",
    label="change tasks",
    dated_by="closed_at",
    kind=Kind.CHANGE_TASK,
    state="state",
    fields=(*BELOW, "change_request", "change_task_type"),
    optional=("change_task_type",),
)
STANDARD_CHANGE = Table(
    name="std_change_producer_version",
    label="standard change templates",
    dated_by="",
    kind=Kind.STANDARD_CHANGE,
    fields=("sys_id", "name", "std_change_producer", "sys_created_by"),
)
PROBLEM = Table(
    name="problem",
    label="problems",
    dated_by="resolved_at",
    undated_by="closed_at",
    kind=Kind.PROBLEM,
    state="state",
    code="resolution_code",
    fields=(
        *TICKET,
        "closed_at",
        "resolved_at",
        "resolved_by",
        "resolution_code",
        "duplicate_of",
        "cmdb_ci",
        "cause_notes",
        "fix_notes",
        "opened_by",
        "confirmed_by",
        "workaround_communicated_by",
        "fix_communicated_by",
        "additional_assignee_list",
        "cmdb_ci.sys_class_name",
    ),
    optional=(
        *("opened_by", "confirmed_by", "workaround_communicated_by", "fix_communicated_by"),
        *("additional_assignee_list", "cmdb_ci.sys_class_name"),
    ),
)
PROBLEM_TASK = Table(
    name="problem_task",
    label="problem tasks",
    dated_by="closed_at",
    kind=Kind.PROBLEM_TASK,
    state="state",
    code="close_code",
    fields=(*BELOW, "close_code", "problem", "problem_task_type"),
    optional=("close_code", "problem_task_type"),
)
