"""What every table that extends task has."""

from __future__ import annotations

from typing import Any

from drumbeat.records import fields
from drumbeat.records.choices import Choices
from drumbeat.records.model import Stage
from drumbeat.records.row import RawRow
from drumbeat.records.tables import Table


def task(table: Table, row: RawRow, choices: Choices) -> dict[str, Any]:
    """The fields of `WorkRecord`."""
    number, sys_id = fields.text(row, "number"), fields.text(row, "sys_id")
    return {
        "table": table.name,
        "sys_id": sys_id or number,
        "number": number or sys_id,
        "stage": stage(table, row, choices),
        "close_code": code(table, row, choices),
        "opened_at": fields.moment(row, "opened_at"),
        "done_at": fields.moment(row, table.dated_by),
        "closed_at": fields.moment(row, "closed_at"),
        "assignment_group": fields.ref(row, "assignment_group"),
        "assigned_to": fields.ref(row, "assigned_to"),
        "short_description": fields.text(row, "short_description"),
    }


def stage(table: Table, row: RawRow, choices: Choices) -> Stage:
    """Where the state cannot be read, the time of completion tells: reopening clears it (fact sheet 2.1)."""
    if table.state not in row:
        return Stage.DONE if fields.text(row, table.dated_by) else Stage.OPEN
    return choices.stage(table.name, fields.text(row, table.state), fields.label(row, table.state))


def code(table: Table, row: RawRow, choices: Choices) -> str:
    """The closure or resolution code; empty where the table has none, or none is recorded."""
    if not table.code:
        return ""
    return choices.code(table.name, fields.text(row, table.code), fields.label(row, table.code))
