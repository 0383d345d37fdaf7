"""Improvements of any table, projects, demands and ideas, and the tasks below them."""

from __future__ import annotations

from typing import Any

from drumbeat.records import fields
from drumbeat.records.choices import Choices
from drumbeat.records.model import (
    Demand,
    Idea,
    Improvement,
    ImprovementOrigin,
    ImprovementTask,
    Project,
    ProjectTask,
    Proposal,
    RelatedKpi,
)
from drumbeat.records.parse.task import task
from drumbeat.records.row import RawRow
from drumbeat.records.tables import Table


def improvement(table: Table, row: RawRow, choices: Choices) -> Improvement:
    """An improvement initiative, or a row of a table that an installation keeps its improvements in."""
    return Improvement(
        **task(table, row, choices),
        **_progress(row),
        has_closure_code=bool(table.code),
        opened_by=fields.ref(row, "opened_by"),
        requested_for=fields.ref(row, "requested_for"),
        strategies=fields.refs(row, "strategies"),
        business_service=fields.ref(row, "business_service"),
    )


def project(table: Table, row: RawRow, choices: Choices) -> Project:
    """A project."""
    return Project(
        **task(table, row, choices),
        **_progress(row),
        has_closure_code=bool(table.code),
        opened_by=fields.ref(row, "opened_by"),
        project_manager=fields.ref(row, "project_manager"),
        start_date=fields.moment(row, "start_date"),
        end_date=fields.moment(row, "end_date"),
        planned_cost=fields.number(row, "cost"),
        actual_cost=fields.number(row, "work_cost"),
    )


def _progress(row: RawRow) -> dict[str, Any]:
    return {
        "work_start": fields.moment(row, "work_start"),
        "work_end": fields.moment(row, "work_end"),
        "percent_complete": fields.integer(row, "percent_complete"),
        "base_value": fields.text(row, "base_value"),
        "target_value": fields.text(row, "target_value"),
        "outcome": fields.label(row, "achieved_outcome_category"),
        "outcome_code": fields.code(row, "achieved_outcome_category"),
    }


def improvement_task(table: Table, row: RawRow, choices: Choices) -> ImprovementTask:
    """A task of an improvement initiative."""
    return ImprovementTask(**task(table, row, choices), parent=fields.ref(row, "parent"))


def project_task(table: Table, row: RawRow, choices: Choices) -> ProjectTask:
    """A task of a project."""
    return ProjectTask(
        **task(table, row, choices),
        parent=fields.ref(row, "parent"),
        project=fields.ref(row, "top_task"),
    )


def proposal(table: Table, row: RawRow, choices: Choices) -> Proposal:
    """A row of an improvement source that is not to be counted."""
    opened_by = fields.ref(row, "opened_by")
    return Proposal(**task(table, row, choices), submitted_by=opened_by, opened_by=opened_by)


def demand(table: Table, row: RawRow, choices: Choices) -> Demand:
    """A demand."""
    opened_by = fields.ref(row, "opened_by")
    return Demand(
        **task(table, row, choices),
        submitted_by=opened_by,
        opened_by=opened_by,
        demand_manager=fields.ref(row, "demand_manager"),
        project=fields.ref(row, "project"),
    )


def idea(table: Table, row: RawRow, choices: Choices) -> Idea:
    """An idea."""
    opened_by = fields.ref(row, "opened_by")
    return Idea(
        **task(table, row, choices),
        submitted_by=fields.ref(row, "submitter") or opened_by,
        opened_by=opened_by,
    )


def improvement_origin(table: Table, row: RawRow, _choices: Choices) -> ImprovementOrigin:
    """A record that an improvement initiative came from."""
    return ImprovementOrigin(
        table=table.name,
        sys_id=fields.key(row),
        improvement=fields.ref(row, "cim_register"),
        source_table=fields.text(row, "source_table"),
        source_id=fields.text(row, "source_id"),
    )


def related_kpi(table: Table, row: RawRow, _choices: Choices) -> RelatedKpi:
    """A measure that an improvement initiative is to move."""
    return RelatedKpi(
        table=table.name,
        sys_id=fields.key(row),
        improvement=fields.ref(row, "cim_register"),
        kpi=fields.ref(row, "kpi"),
    )
