"""Improvement initiatives, projects, demands and ideas (fact sheet 2.5). Each needs a plugin of its own."""

from __future__ import annotations

from drumbeat.records.tables.spec import Kind, Table
from drumbeat.records.tables.tickets import TICKET

PROGRESS = ("closed_at", "work_start", "work_end", "percent_complete")

IMPROVEMENT = Table(
    name="sn_cim_register",
    label="improvement initiatives",
    dated_by="closed_at",
    open_too=True,
    kind=Kind.IMPROVEMENT,
    state="state",
    code="closure_code",
    fields=(
        *TICKET,
        "closed_at",
        "closure_code",
        "work_start",
        "work_end",
        "percent_complete",
        "base_value",
        "target_value",
        "achieved_outcome_category",
        "opened_by",
        "requested_for",
        "strategies",
        "business_service",
    ),
    optional=("opened_by", "requested_for", "strategies", "business_service"),
)
IMPROVEMENT_TASK = Table(
    name="sn_cim_task",
    label="improvement tasks",
    dated_by="closed_at",
    kind=Kind.IMPROVEMENT_TASK,
    state="state",
    fields=(*TICKET, "closed_at", "parent"),
)
RELATED_KPI = Table(
    name="sn_cim_related_kpi",
    label="measures of improvement initiatives",
    dated_by="",
    kind=Kind.RELATED_KPI,
    fields=("sys_id", "cim_register", "kpi"),
)
IMPROVEMENT_ORIGIN = Table(
    name="sn_cim_inbound_m2m",
    label="origins of improvement initiatives",
    dated_by="",
    kind=Kind.IMPROVEMENT_ORIGIN,
    fields=("sys_id", "cim_register", "source_table", "source_id"),
)
PROJECT = Table(
    name="pm_project",
    label="projects",
    dated_by="closed_at",
    open_too=True,
    kind=Kind.PROJECT,
    state="state",
    fields=(*TICKET, *PROGRESS, "project_manager", "start_date", "end_date", "cost", "work_cost", "opened_by"),
    optional=("start_date", "end_date", "cost", "work_cost", "opened_by"),
)
PROJECT_TASK = Table(
    name="pm_project_task",
    label="project tasks",
    dated_by="closed_at",
    kind=Kind.PROJECT_TASK,
    state="state",
    fields=(*TICKET, "closed_at", "parent", "top_task"),
    optional=("top_task",),
)
IDEA = Table(
    name="im_idea_core",
    label="ideas",
    dated_by="closed_at",
    open_too=True,
    kind=Kind.IDEA,
    state="state",
    fields=(*TICKET, "closed_at", "submitter", "opened_by"),
    optional=("submitter", "opened_by"),
)
DEMAND = Table(
    name="dmn_demand",
    label="demands",
    dated_by="closed_at",
    open_too=True,
    kind=Kind.DEMAND,
    state="state",
    fields=(*TICKET, *PROGRESS, "demand_manager", "opened_by", "project"),
    optional=("work_start", "work_end", "percent_complete", "demand_manager", "opened_by", "project"),
)
