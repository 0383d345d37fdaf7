"""Rows as they are kept: written by the page, let go when they belong no more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import orjson
from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select

from drumbeat.ports import Fetched, PullState
from drumbeat.records.row import Cell, RawRow
from drumbeat.records.tables import Table
from drumbeat.records.windows import belongs
from drumbeat.store.database import insert_of, moment_text
from drumbeat.store.schema import record

_NO_PULL = 0
"""The number of rows that were set aside: they belong to no window any more."""


def save_rows(connection: Connection, table: Table, number: int, fetched: Fetched) -> int:
    """Keep a page's rows; how many of them are new in this pull.

    By keyset a pull sees no row twice; only where an offset moved over rows that may not be read do pages overlap.
    """
    kept = _readable(fetched.page.rows)
    ids = {row["sys_id"].value for row in kept}
    before = _seen(connection, table.name, number, ids) if fetched.cursor.offset else 0
    _upsert(connection, table, number, kept)
    return len(ids) - before


def save_changes(connection: Connection, table: Table, state: PullState, rows: tuple[RawRow, ...]) -> None:
    """Keep the changed rows that belong to the pull's window, and set aside kept ones that do not belong any more.

    An incident that was reopened has no time of resolution left (trap 50).
    """
    readable = _readable(rows)
    staying = [row for row in readable if belongs(table, row, state.window.start, state.window.end)]
    _upsert(connection, table, state.number, staying)
    stays = {row["sys_id"].value for row in staying}
    set_aside(connection, table, [row for row in readable if row["sys_id"].value not in stays])


def set_aside(connection: Connection, table: Table, rows: Sequence[RawRow]) -> None:
    """Keep those of the rows that are kept already as they are now, as rows of no pull."""
    ids = [row["sys_id"].value for row in rows]
    query = select(record.c.sys_id).where(record.c.table_name == table.name, record.c.sys_id.in_(ids))
    known = set(connection.scalars(query))
    _upsert(connection, table, _NO_PULL, [row for row in rows if row["sys_id"].value in known])


def unseen(connection: Connection, state: PullState) -> list[str]:
    """The rows of earlier pulls in the window that this one did not see."""
    query = select(record.c.sys_id).where(_is_unseen(state), record.c.pull != _NO_PULL)
    return list(connection.scalars(query.order_by(record.c.sys_id)))


def sweep(connection: Connection, state: PullState) -> None:
    """Let go rows in the pull's window that it did not see, but for those that were set aside for it just now."""
    connection.execute(delete(record).where(_is_unseen(state), record.c.pull != _NO_PULL))


def let_go_of_those_set_aside(connection: Connection, state: PullState) -> None:
    """Forget what an earlier pull set aside."""
    connection.execute(delete(record).where(record.c.table_name == state.table, record.c.pull == _NO_PULL))


def _is_unseen(state: PullState) -> ColumnElement[bool]:
    """A date without time equals the first ten characters of one with."""
    start, end = moment_text(state.window.start), moment_text(state.window.end)
    dated = record.c.dated
    return and_(
        record.c.table_name == state.table,
        record.c.pull < state.number,
        dated < end,
        or_(dated == "", dated == start[:10], dated >= start),
    )


def row_of(cells: str) -> RawRow:
    """A row as it arrived."""
    try:
        found = orjson.loads(cells)
    except orjson.JSONDecodeError:
        found = json.loads(cells)
    return {name: Cell(*pair) for name, pair in found.items()}


def cells_of(row: RawRow) -> str:
    """The row as JSON. Text that ServiceNow cut within a character holds half a surrogate pair, which is no UTF-8."""
    try:
        return orjson.dumps(row, default=tuple).decode()
    except TypeError:
        return json.dumps(row)


def _readable(rows: Iterable[RawRow]) -> list[RawRow]:
    """Rows without a readable sys_id cannot be told apart and are not kept (trap 5)."""
    return [row for row in rows if "sys_id" in row and row["sys_id"].value]


def _upsert(connection: Connection, table: Table, number: int, rows: list[RawRow]) -> None:
    values = {
        row["sys_id"].value: {
            "table_name": table.name,
            "sys_id": row["sys_id"].value,
            "cells": cells_of(row),
            "dated": _dated(table, row),
            "closed": _date(row, table.undated_by),
            "pull": number,
        }
        for row in rows
    }
    if not values:
        return
    statement = insert_of(connection)(record)
    changed = {name: statement.excluded[name] for name in ("cells", "dated", "closed", "pull")}
    connection.execute(
        statement.on_conflict_do_update(index_elements=["table_name", "sys_id"], set_=changed), list(values.values())
    )


def _seen(connection: Connection, table: str, number: int, ids: set[str]) -> int:
    query = select(func.count()).where(record.c.table_name == table, record.c.pull == number, record.c.sys_id.in_(ids))
    return connection.scalar(query) or 0


def _dated(table: Table, row: RawRow) -> str:
    return _date(row, table.dated_by) or _date(row, table.undated_by)


def _date(row: RawRow, name: str) -> str:
    return row[name].value[:19].encode(errors="replace").decode() if name in row else ""
