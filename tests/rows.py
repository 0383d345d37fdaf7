"""Raw rows as ServiceNow gives them, for tests of the pure layers."""

from __future__ import annotations

from typing import Any

from drumbeat.records.model import WorkRecord
from drumbeat.records.parse import parse
from drumbeat.records.row import Cell, RawRow
from drumbeat.records.tables import BY_NAME


def cells(**fields: Any) -> RawRow:
    """A row; a value is a text, or a pair of stored value and display value. `__` in a name stands for a dot."""
    return {
        name.replace("__", "."): Cell(*value) if isinstance(value, tuple) else Cell(value, value)
        for name, value in fields.items()
    }


def sys_id(key: str) -> str:
    """A made-up sys_id."""
    return f"{abs(hash_of(key)):032x}"[-32:]


def hash_of(key: str) -> int:
    """A number that is the same in every process."""
    return int.from_bytes(key.encode().ljust(16, b"\0")[:16], "big")


def group(name: str) -> tuple[str, str]:
    """A reference to a group."""
    return sys_id(f"g{name}"), name


def person(name: str) -> tuple[str, str]:
    """A reference to a user."""
    return sys_id(f"p{name}"), name


def incident_row(number: str = "INC0000001", **fields: Any) -> RawRow:
    """A closed incident of October 2026, resolved by Ann in Network for Carl."""
    usual = {
        "sys_id": sys_id(number),
        "number": number,
        "state": ("7", "Closed"),
        "opened_at": "2026-10-05 08:00:00",
        "resolved_at": "2026-10-06 08:00:00",
        "assignment_group": group("Network"),
        "resolved_by": person("Ann"),
        "caller_id": person("Carl"),
        "close_code": "Solution provided",
        "reopen_count": "0",
        "reassignment_count": "0",
        "made_sla": "true",
        "short_description": f"Ticket {number}",
    }
    return cells(**{**usual, **fields})


def parsed(table: str, row: RawRow) -> WorkRecord:
    """The record of a row that is known to be one."""
    record = parse(BY_NAME[table], row)
    assert isinstance(record, WorkRecord), record
    return record


def incident(number: str = "INC0000001", **fields: Any) -> WorkRecord:
    """The record of `incident_row`."""
    return parsed("incident", incident_row(number, **fields))
