"""Service levels, outages, answers to surveys, notes and templates. They are no work: they tell how work went."""

from __future__ import annotations

from drumbeat.records import fields
from drumbeat.records.choices import Choices
from drumbeat.records.model import Note, Outage, StandardChangeTemplate, SurveyAnswer, TaskOutage, TaskSla
from drumbeat.records.parse.task import stage
from drumbeat.records.row import RawRow
from drumbeat.records.tables import Table

_WORK_NOTES = "work_notes"


def service_level(table: Table, row: RawRow, choices: Choices) -> TaskSla:
    """How a task stood against one agreement."""
    return TaskSla(
        table=table.name,
        sys_id=fields.key(row),
        task=fields.ref(row, "task"),
        type=fields.code(row, "sla.type"),
        stage=stage(table, row, choices),
        has_breached=fields.boolean(row, "has_breached"),
        end_time=fields.moment(row, "end_time"),
    )


def outage(table: Table, row: RawRow, _choices: Choices) -> Outage:
    """A time in which something was out."""
    return Outage(
        table=table.name,
        sys_id=fields.key(row),
        type=fields.code(row, "type"),
        begin=fields.moment(row, "begin"),
        end=fields.moment(row, "end"),
        cmdb_ci=fields.ref(row, "cmdb_ci"),
        ci_class=fields.text(row, "cmdb_ci.sys_class_name"),
        task=fields.ref(row, "task_number"),
    )


def task_outage(table: Table, row: RawRow, _choices: Choices) -> TaskOutage:
    """An outage that belongs to a task."""
    return TaskOutage(
        table=table.name, sys_id=fields.key(row), task=fields.ref(row, "task"), outage=fields.ref(row, "outage")
    )


def survey_answer(table: Table, row: RawRow, _choices: Choices) -> SurveyAnswer:
    """A number that somebody gave; whose it is stays unread."""
    return SurveyAnswer(
        table=table.name,
        sys_id=fields.key(row),
        response=fields.ref(row, "instance"),
        metric=fields.ref(row, "metric"),
        value=fields.number(row, "normalized_value"),
        task=fields.ref(row, "instance.trigger_id") or fields.ref(row, "instance.task_id"),
        given_at=fields.moment(row, "sys_created_on"),
    )


def note(table: Table, row: RawRow, _choices: Choices) -> Note:
    """A work note; or that a comment was written, whose words end here."""
    element = fields.text(row, "element")
    return Note(
        table=table.name,
        sys_id=fields.key(row),
        on_record=fields.text(row, "element_id"),
        element=element,
        author=fields.text(row, "sys_created_by"),
        text=fields.text(row, "value") if element == _WORK_NOTES else "",
        written_at=fields.moment(row, "sys_created_on"),
    )


def standard_change(table: Table, row: RawRow, _choices: Choices) -> StandardChangeTemplate:
    """A version of a standard change template."""
    return StandardChangeTemplate(
        table=table.name,
        sys_id=fields.key(row),
        name=fields.text(row, "name"),
        producer=fields.ref(row, "std_change_producer"),
        author=fields.text(row, "sys_created_by"),
    )
