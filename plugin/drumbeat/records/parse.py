"""Raw rows into work records. Never raises on data: a row that is no record is Rejected with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from drumbeat.records import fields, tables
from drumbeat.records.model import (
    Article,
    ArticleUse,
    CatalogTask,
    Change,
    Improvement,
    ImprovementTask,
    Incident,
    Problem,
    Project,
    Rejected,
    RequestItem,
    Stage,
    WorkRecord,
)
from drumbeat.records.row import RawRow
from drumbeat.records.stages import stage

_CHANGE_CODES = {"successful_with_issues": "successful_issues"}


def parse(table: str, row: RawRow) -> WorkRecord | Rejected:
    """The work record in a row of `table`.

    Rejected: a row whose number or sys_id cannot be read (every field denied, trap 5), and a row with a date,
    number or flag that is none.
    """
    key = fields.text(row, "number") or fields.text(row, "sys_id")
    if not key:
        return Rejected(table, "", "neither number nor sys_id could be read")
    try:
        return _PARSERS[table](row)
    except fields.MalformedError as error:
        return Rejected(table, key, f"{error} is not what the field holds")


def parse_all(table: str, rows: Iterable[RawRow]) -> tuple[list[WorkRecord], list[Rejected]]:
    """All records of a table, and what was rejected."""
    records: list[WorkRecord] = []
    rejected: list[Rejected] = []
    for row in rows:
        found = parse(table, row)
        if isinstance(found, Rejected):
            rejected.append(found)
        else:
            records.append(found)
    return records, rejected


def _task(table: tables.Table, row: RawRow) -> dict[str, Any]:
    """What every table that extends task has."""
    number = fields.text(row, "number")
    return {
        "sys_id": fields.text(row, "sys_id") or number,
        "number": number or fields.text(row, "sys_id"),
        "stage": _stage(table, row),
        "opened_at": fields.moment(row, "opened_at"),
        "closed_at": fields.moment(row, "closed_at"),
        "assignment_group": fields.ref(row, "assignment_group"),
        "assigned_to": fields.ref(row, "assigned_to"),
        "short_description": fields.text(row, "short_description"),
    }


def _stage(table: tables.Table, row: RawRow) -> Stage:
    """Where the state cannot be read, the time of completion tells: reopening clears it (fact sheet 2.1)."""
    if "state" not in row:
        return Stage.DONE if fields.text(row, table.dated_by) else Stage.OPEN
    return stage(table.name, fields.text(row, "state"), fields.label(row, "state"))


def _incident(row: RawRow) -> Incident:
    return Incident(
        **_task(tables.INCIDENT, row),
        done_at=fields.moment(row, "resolved_at"),
        close_code=fields.code(row, "close_code"),
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
    )


def _request_item(row: RawRow) -> RequestItem:
    return RequestItem(
        **_task(tables.REQUEST_ITEM, row),
        done_at=fields.moment(row, "closed_at"),
        requested_for=fields.ref(row, "requested_for"),
        cat_item=fields.ref(row, "cat_item"),
        closed_by=fields.ref(row, "closed_by"),
    )


def _catalog_task(row: RawRow) -> CatalogTask:
    return CatalogTask(
        **_task(tables.CATALOG_TASK, row),
        done_at=fields.moment(row, "closed_at"),
        request_item=fields.ref(row, "request_item"),
        closed_by=fields.ref(row, "closed_by"),
    )


def _change(row: RawRow) -> Change:
    code = fields.code(row, "close_code")
    return Change(
        **_task(tables.CHANGE, row),
        done_at=fields.moment(row, "closed_at"),
        close_code=_CHANGE_CODES.get(code, code),
        close_notes=fields.text(row, "close_notes"),
        type=fields.code(row, "type"),
        start_date=fields.moment(row, "start_date"),
        end_date=fields.moment(row, "end_date"),
        work_start=fields.moment(row, "work_start"),
        work_end=fields.moment(row, "work_end"),
        cmdb_ci=fields.ref(row, "cmdb_ci"),
        business_service=fields.ref(row, "business_service"),
    )


def _problem(row: RawRow) -> Problem:
    return Problem(
        **_task(tables.PROBLEM, row),
        done_at=fields.moment(row, "resolved_at"),
        close_code=fields.code(row, "resolution_code"),
        resolved_by=fields.ref(row, "resolved_by"),
        duplicate_of=fields.ref(row, "duplicate_of"),
        cmdb_ci=fields.ref(row, "cmdb_ci"),
        cause_notes=fields.text(row, "cause_notes"),
        fix_notes=fields.text(row, "fix_notes"),
    )


def _progress(row: RawRow) -> dict[str, Any]:
    return {
        "done_at": fields.moment(row, "closed_at"),
        "work_start": fields.moment(row, "work_start"),
        "work_end": fields.moment(row, "work_end"),
        "percent_complete": fields.integer(row, "percent_complete"),
    }


def _improvement(row: RawRow) -> Improvement:
    return Improvement(
        **_task(tables.IMPROVEMENT, row),
        **_progress(row),
        close_code=fields.label_code(row, "closure_code"),
        base_value=fields.text(row, "base_value"),
        target_value=fields.text(row, "target_value"),
        outcome=fields.label(row, "achieved_outcome_category"),
    )


def _project(row: RawRow) -> Project:
    return Project(
        **_task(tables.PROJECT, row),
        **_progress(row),
        project_manager=fields.ref(row, "project_manager"),
    )


def _improvement_task(row: RawRow) -> ImprovementTask:
    return ImprovementTask(
        **_task(tables.IMPROVEMENT_TASK, row),
        done_at=fields.moment(row, "closed_at"),
        parent=fields.ref(row, "parent"),
    )


def _article(row: RawRow) -> Article:
    sys_id = fields.text(row, "sys_id") or fields.text(row, "number")
    return Article(
        sys_id=sys_id,
        number=fields.text(row, "number") or sys_id,
        stage=stage(tables.ARTICLE.name, fields.code(row, "workflow_state"), fields.label(row, "workflow_state")),
        done_at=fields.day(row, "published"),
        assignment_group=fields.ref(row, "ownership_group"),
        short_description=fields.text(row, "short_description"),
        author=fields.ref(row, "author"),
        revised_by=fields.ref(row, "revised_by"),
        article_id=fields.text(row, "article_id") or sys_id,
        base_version=fields.ref(row, "base_version"),
        valid_to=fields.day(row, "valid_to"),
    )


def _article_use(row: RawRow) -> ArticleUse:
    article, task = fields.ref(row, "kb_knowledge"), fields.ref(row, "task")
    sys_id = fields.text(row, "sys_id")
    return ArticleUse(
        sys_id=sys_id,
        number=task.name or sys_id,
        stage=Stage.DONE,
        done_at=fields.moment(row, "sys_created_on"),
        assignment_group=fields.ref(row, "kb_knowledge.ownership_group"),
        assigned_to=fields.ref(row, "task.assigned_to"),
        article=article,
        article_id=fields.text(row, "kb_knowledge.article_id") or article.key,
        author=fields.ref(row, "kb_knowledge.author"),
        task=task,
        task_group=fields.ref(row, "task.assignment_group"),
    )


_PARSERS: dict[str, Callable[[RawRow], WorkRecord]] = {
    tables.INCIDENT.name: _incident,
    tables.REQUEST_ITEM.name: _request_item,
    tables.CATALOG_TASK.name: _catalog_task,
    tables.CHANGE.name: _change,
    tables.PROBLEM.name: _problem,
    tables.IMPROVEMENT.name: _improvement,
    tables.IMPROVEMENT_TASK.name: _improvement_task,
    tables.PROJECT.name: _project,
    tables.ARTICLE.name: _article,
    tables.ARTICLE_USE.name: _article_use,
}
