"""Encoded queries, built from checked parts only (fact sheet 1.3, traps 9, 10, 39 to 42)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from drumbeat.ports import Cursor, Window
from drumbeat.records.tables import Table

OVER_FETCH = timedelta(hours=14)
"""Literal times may be read in the user's zone, and no zone is further than 14 h from UTC (fact sheet 1.4)."""

_FIELD = re.compile(r"[a-z][a-z0-9_.]*")
_SYS_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
"""32 hexadecimal digits but for a few rows that were imported with a key of their own."""


def window_query(table: Table, window: Window) -> str:
    """The rows of a table in the window, a little more on both sides, without order.

    `^OR` binds to the condition before it, so each bound carries its own alternative; `^NQ` is not used, since
    before-query rules reach only its first part.
    """
    start, end = window.start - OVER_FETCH, window.end + OVER_FETCH
    return f"{_bound(table, '>=', start)}^{_bound(table, '<', end)}"


def page_query(table: Table, window: Window, cursor: Cursor) -> str:
    """One page of the window: after the cursor's sys_id, in total order (traps 13 and 14)."""
    query = window_query(table, window)
    if cursor.after:
        if not _SYS_ID.fullmatch(cursor.after):
            raise ValueError("a cursor must be a sys_id")
        query += f"^sys_id>{cursor.after}"
    return f"{query}^ORDERBYsys_id"


def _bound(table: Table, operator: str, moment: datetime) -> str:
    literal = f"{moment:%Y-%m-%d}" if table.date_only else f"{moment:%Y-%m-%d %H:%M:%S}"
    if table.date_only and operator == "<":
        literal = f"{moment + timedelta(days=1):%Y-%m-%d}"
    conditions = [f"{_field(table.dated_by)}{operator}{literal}"]
    if table.undated_by:
        conditions.append(f"{_field(table.undated_by)}{operator}{literal}")
    if table.open_too:
        conditions.append(f"{_field(table.dated_by)}ISEMPTY")
    return "^OR".join(conditions)


def _field(name: str) -> str:
    """A label in place of a field name would be dropped, and the whole table returned (trap 9)."""
    if not _FIELD.fullmatch(name):
        raise ValueError(f"{name!r} is not a field name")
    return name
