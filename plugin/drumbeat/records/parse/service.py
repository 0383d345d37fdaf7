"""Service levels and outages. They are no work: they tell how work went."""

from __future__ import annotations

from drumbeat.records import fields
from drumbeat.records.choices import Choices
from drumbeat.records.model import Outage, TaskOutage, TaskSla
from drumbeat.records.parse.task import stage
from drumbeat.records.row import RawRow
from drumbeat.records.tables import Table


def service_level(table: Table, row: RawRow, choices: Choices) -> TaskSla:
    """How a task stood against one agreement."""
    return TaskSla(
        table=table.name,
        sys_id=_key(row),
        task=fields.ref(row, "task"),
        agreement=fields.ref(row, "sla"),
        type=fields.code(row, "sla.type"),
        stage=stage(table, row, choices),
        has_breached=fields.boolean(row, "has_breached"),
        end_time=fields.moment(row, "end_time"),
    )


def outage(table: Table, row: RawRow, _choices: Choices) -> Outage:
    """A time in which something was out."""
    return Outage(
        table=table.name,
        sys_id=_key(row),
        type=fields.code(row, "type"),
        begin=fields.moment(row, "begin"),
        end=fields.moment(row, "end"),
        cmdb_ci=fields.ref(row, "cmdb_ci"),
        task=fields.ref(row, "task_number"),
    )


def task_outage(table: Table, row: RawRow, _choices: Choices) -> TaskOutage:
    """An outage that belongs to a task."""
    return TaskOutage(
        table=table.name, sys_id=_key(row), task=fields.ref(row, "task"), outage=fields.ref(row, "outage")
    )


def _key(row: RawRow) -> str:
    return fields.text(row, "sys_id") or fields.text(row, "number")
