"""Incidents, requests, changes and problems, and the tasks below them."""

from __future__ import annotations

from drumbeat.records import fields
from drumbeat.records.choices import Choices
from drumbeat.records.model import (
    CatalogTask,
    Change,
    ChangeTask,
    Incident,
    IncidentAlertTask,
    IncidentTask,
    Problem,
    ProblemTask,
    RequestItem,
)
from drumbeat.records.parse.task import task
from drumbeat.records.row import RawRow
from drumbeat.records.stages import is_scheduled
from drumbeat.records.tables import Table


def incident(table: Table, row: RawRow, choices: Choices) -> Incident:
    """An incident; it counts on `resolved_at`."""
    return Incident(
        **task(table, row, choices),
        also_assigned=fields.refs(row, "additional_assignee_list"),
        close_notes=fields.text(row, "close_notes"),
        caller=fields.ref(row, "caller_id"),
        resolved_by=fields.ref(row, "resolved_by"),
        reopen_count=fields.integer(row, "reopen_count"),
        reassignment_count=fields.integer(row, "reassignment_count"),
        made_sla=fields.boolean(row, "made_sla"),
        parent_incident=fields.ref(row, "parent_incident"),
        major_incident_state=fields.code(row, "major_incident_state"),
        problem=fields.ref(row, "problem_id"),
        category=fields.text(row, "category"),
        subcategory=fields.text(row, "subcategory"),
        cmdb_ci=fields.ref(row, "cmdb_ci"),
        business_service=fields.ref(row, "business_service"),
        service_offering=fields.ref(row, "service_offering"),
        opened_by=fields.ref(row, "opened_by"),
        caused_by=fields.ref(row, "caused_by"),
        contact_type=fields.code(row, "contact_type"),
        hold_reason=fields.text(row, "hold_reason"),
        priority=fields.text(row, "priority"),
        change=fields.ref(row, "rfc"),
        correlation_id=fields.text(row, "correlation_id"),
        ci_class=fields.text(row, "cmdb_ci.sys_class_name"),
        support_group=fields.ref(row, "cmdb_ci.support_group"),
        criticality=fields.text(row, "business_service.busines_criticality"),
        business_impact=fields.text(row, "business_impact"),
        has_review=fields.is_filled(row, "overview", "findings"),
        findings=fields.text(row, "findings"),
        reopened_at=fields.moment(row, "reopened_time"),
    )


def incident_task(table: Table, row: RawRow, choices: Choices) -> IncidentTask:
    """A task below an incident."""
    return IncidentTask(**task(table, row, choices), parent=fields.ref(row, "incident"))


def incident_alert_task(table: Table, row: RawRow, choices: Choices) -> IncidentAlertTask:
    """A task of the communication about an incident."""
    return IncidentAlertTask(
        **task(table, row, choices),
        parent=fields.ref(row, "incident_alert.source_incident"),
    )


def request_item(table: Table, row: RawRow, choices: Choices) -> RequestItem:
    """A requested item."""
    return RequestItem(
        **task(table, row, choices),
        requested_for=fields.ref(row, "requested_for"),
        opened_by=fields.ref(row, "opened_by"),
        closed_by=fields.ref(row, "closed_by"),
    )


def catalog_task(table: Table, row: RawRow, choices: Choices) -> CatalogTask:
    """A task below a requested item."""
    return CatalogTask(
        **task(table, row, choices),
        request_item=fields.ref(row, "request_item"),
        closed_by=fields.ref(row, "closed_by"),
    )


def change(table: Table, row: RawRow, choices: Choices) -> Change:
    """A change request."""
    return Change(
        **task(table, row, choices),
        also_assigned=fields.refs(row, "additional_assignee_list"),
        close_notes=fields.text(row, "close_notes"),
        type=fields.code(row, "type"),
        start_date=fields.moment(row, "start_date"),
        end_date=fields.moment(row, "end_date"),
        work_start=fields.moment(row, "work_start"),
        work_end=fields.moment(row, "work_end"),
        cmdb_ci=fields.ref(row, "cmdb_ci"),
        business_service=fields.ref(row, "business_service"),
        opened_by=fields.ref(row, "opened_by"),
        parent=fields.ref(row, "parent"),
        risk=fields.text(row, "risk"),
        model=fields.ref(row, "chg_model"),
        template=fields.ref(row, "std_change_producer_version"),
        ci_class=fields.text(row, "cmdb_ci.sys_class_name"),
        support_group=fields.ref(row, "cmdb_ci.support_group"),
        criticality=fields.text(row, "business_service.busines_criticality"),
        is_scheduled=is_scheduled(fields.text(row, table.state), fields.label(row, table.state)),
        has_plans=fields.is_filled(row, "backout_plan", "test_plan"),
    )


def change_task(table: Table, row: RawRow, choices: Choices) -> ChangeTask:
    """A task below a change."""
    return ChangeTask(
        **task(table, row, choices),
        parent=fields.ref(row, "change_request"),
        type=fields.code(row, "change_task_type"),
    )


def problem(table: Table, row: RawRow, choices: Choices) -> Problem:
    """A problem."""
    return Problem(
        **task(table, row, choices),
        also_assigned=fields.refs(row, "additional_assignee_list"),
        resolved_by=fields.ref(row, "resolved_by"),
        duplicate_of=fields.ref(row, "duplicate_of"),
        cmdb_ci=fields.ref(row, "cmdb_ci"),
        cause_notes=fields.text(row, "cause_notes"),
        fix_notes=fields.text(row, "fix_notes"),
        opened_by=fields.ref(row, "opened_by"),
        confirmed_by=fields.ref(row, "confirmed_by"),
        workaround_communicated_by=fields.ref(row, "workaround_communicated_by"),
        fix_communicated_by=fields.ref(row, "fix_communicated_by"),
        ci_class=fields.text(row, "cmdb_ci.sys_class_name"),
    )


def problem_task(table: Table, row: RawRow, choices: Choices) -> ProblemTask:
    """A task below a problem."""
    return ProblemTask(
        **task(table, row, choices),
        parent=fields.ref(row, "problem"),
        type=fields.code(row, "problem_task_type"),
    )
