"""Encoded queries, built from checked parts only (fact sheet 1.3, traps 9, 10, 39 to 42)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from drumbeat.ports import Changes, Cursor, Extent
from drumbeat.records.tables import FIELD_NAME, Condition, Table
from drumbeat.records.windows import OVER_FETCH, bounds, literal

CLOCKS_APART = timedelta(hours=1)
"""How far the instance's clock and ours may differ, and a transaction may last, before a change is overlooked."""

SYS_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
"""32 hexadecimal digits but for a few rows that were imported with a key of their own."""


def extent_query(table: Table, extent: Extent | None) -> str:
    """The rows of a table in the extent, a little more on both sides, without order; None: all of its rows.

    `^OR` binds to the condition before it, so each bound carries its own alternative; `^NQ` is not used, since
    before-query rules reach only its first part.
    """
    conditions = [_condition(table, each) for each in table.conditions]
    if isinstance(extent, Changes):
        conditions.append(f"sys_updated_on>={literal(extent.since - OVER_FETCH - CLOCKS_APART)}")
    elif extent is not None and table.dated_by:
        first, last = bounds(table, extent.start, extent.end)
        conditions += [_bound(table, ">=", first), _bound(table, "<", last)]
        if table.planned_by:
            conditions.append(f"{_field(table, table.dated_by)}>={first}^OR{_field(table, table.planned_by)}>={first}")
    return "^".join(conditions)


def page_query(table: Table, extent: Extent, cursor: Cursor) -> str:
    """One page of the extent: after the cursor's sys_id, in total order (traps 13 and 14)."""
    parts = [extent_query(table, extent)]
    parts += [f"sys_id>{_sys_id(cursor.after)}"] if cursor.after else []
    parts += [f"sys_id<={_sys_id(cursor.until)}"] if cursor.until else []
    parts.append("ORDERBYsys_id")
    return "^".join(filter(None, parts))


def asked_about(table: Table, extent: Extent) -> tuple[str, ...]:
    """The instance's columns that a page's query asks about."""
    own = (table.dated_by, table.undated_by, table.planned_by)
    dates = ("sys_updated_on",) if isinstance(extent, Changes) else own
    names = (*(each.field for each in table.conditions), *dates, "sys_id")
    return tuple(dict.fromkeys(_field(table, name) for name in names if name))


def these_query(sys_ids: Sequence[str]) -> str:
    """Rows by their keys."""
    return f"sys_idIN{','.join(_sys_id(each) for each in sys_ids)}^ORDERBYsys_id"


def _bound(table: Table, operator: str, date: str) -> str:
    conditions = [f"{_field(table, table.dated_by)}{operator}{date}"]
    if table.undated_by:
        conditions.append(f"{_field(table, table.undated_by)}{operator}{date}")
    if table.open_too:
        conditions.append(f"{_field(table, table.dated_by)}ISEMPTY")
    return "^OR".join(conditions)


def _condition(table: Table, condition: Condition) -> str:
    """Its values hold no separator: a `Condition` with one cannot be made (trap 39)."""
    return f"{_field(table, condition.field)}{condition.operator}{','.join(condition.values)}"


def _field(table: Table, name: str) -> str:
    """A label in place of a field name would be dropped, and the whole table returned (trap 9)."""
    column = table.column(name)
    if not FIELD_NAME.fullmatch(column):
        raise ValueError(f"{column!r} is not a field name")
    return column


def _sys_id(value: str) -> str:
    if not SYS_ID.fullmatch(value):
        raise ValueError("a cursor must be a sys_id")
    return value
