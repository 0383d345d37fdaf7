"""Raw rows into records. Never raises on data: a row that is no record is Rejected with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from drumbeat.records import fields
from drumbeat.records.choices import DOCUMENTED, Choices
from drumbeat.records.model import Record, Rejected
from drumbeat.records.parse import improvements, knowledge, people, service, tickets
from drumbeat.records.row import RawRow
from drumbeat.records.tables import Kind, Table


def parse(table: Table, row: RawRow, choices: Choices = DOCUMENTED) -> Record | Rejected:
    """The record in a row of `table`; KeyError for a table whose rows are kept as they come (`Kind.ROWS`).

    Rejected: a row whose number or sys_id cannot be read (every field denied, trap 5), and a row with a date,
    number or flag that is none; but for an optional one, which is left out as if it could not be read.
    """
    key = fields.text(row, "number") or fields.text(row, "sys_id")
    if not key:
        return Rejected(table.name, "", "neither number nor sys_id could be read")
    try:
        return _PARSERS[table.kind](table, row, choices)
    except fields.MalformedError as error:
        malformed = str(error)
    if malformed in table.optional:
        return parse(table, {name: cell for name, cell in row.items() if name != malformed}, choices)
    return Rejected(table.name, key, f"{malformed} is not what the field holds")


def parse_all(
    table: Table, rows: Iterable[RawRow], choices: Choices = DOCUMENTED
) -> tuple[list[Record], list[Rejected]]:
    """All records of a table, and what was rejected."""
    records: list[Record] = []
    rejected: list[Rejected] = []
    for row in rows:
        found = parse(table, row, choices)
        if isinstance(found, Rejected):
            rejected.append(found)
        else:
            records.append(found)
    return records, rejected


_PARSERS: dict[Kind, Callable[[Table, RawRow, Choices], Record]] = {
    Kind.INCIDENT: tickets.incident,
    Kind.INCIDENT_TASK: tickets.incident_task,
    Kind.INCIDENT_ALERT_TASK: tickets.incident_alert_task,
    Kind.REQUEST_ITEM: tickets.request_item,
    Kind.CATALOG_TASK: tickets.catalog_task,
    Kind.CHANGE: tickets.change,
    Kind.CHANGE_TASK: tickets.change_task,
    Kind.PROBLEM: tickets.problem,
    Kind.PROBLEM_TASK: tickets.problem_task,
    Kind.IMPROVEMENT: improvements.improvement,
    Kind.IMPROVEMENT_TASK: improvements.improvement_task,
    Kind.PROJECT: improvements.project,
    Kind.PROJECT_TASK: improvements.project_task,
    Kind.DEMAND: improvements.demand,
    Kind.IDEA: improvements.idea,
    Kind.PROPOSAL: improvements.proposal,
    Kind.ARTICLE: knowledge.article,
    Kind.ARTICLE_USE: knowledge.article_use,
    Kind.FEEDBACK_TASK: knowledge.feedback_task,
    Kind.SERVICE_LEVEL: service.service_level,
    Kind.OUTAGE: service.outage,
    Kind.TASK_OUTAGE: service.task_outage,
    Kind.USER: people.user,
    Kind.GROUP: people.group,
    Kind.MEMBER: people.membership,
    Kind.NOTE: service.note,
    Kind.SURVEY_ANSWER: service.survey_answer,
    Kind.ARTICLE_FEEDBACK: knowledge.article_feedback,
    Kind.IMPROVEMENT_ORIGIN: improvements.improvement_origin,
    Kind.RELATED_KPI: improvements.related_kpi,
    Kind.STANDARD_CHANGE: service.standard_change,
}
