"""Rows and pulls: what was read, and how far the reading has come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from drumbeat.errors import StoreError
from drumbeat.ports import FIRST_PAGE, Cursor, Page, PullState, PullStatus, Window
from drumbeat.records.row import Cell, RawRow
from drumbeat.records.tables import Table
from drumbeat.store.database import Database, moment_text
from drumbeat.store.schema import origin, pull, record


class RecordStore:
    """`ports.Records` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim_origin(self, url: str) -> str:
        """The instance whose records these are: the first that gave any, which is to be `url` if none did yet."""
        with self._database.begin() as connection:
            held = connection.scalar(select(origin.c.url))
            if held is not None and connection.scalar(select(record.c.sys_id).limit(1)) is not None:
                return str(held)
            connection.execute(delete(origin))
            connection.execute(origin.insert().values(url=url))
            return url

    def begin_pull(self, table: Table, window: Window) -> PullState:
        """Go on with the running pull of this window, or begin the next one. The window is kept in whole seconds."""
        asked = Window(_moment(moment_text(window.start)), _moment(moment_text(window.end)))
        with self._database.begin() as connection:
            before = _state(connection, table.name)
            if before is not None and before.status is PullStatus.RUNNING and before.window == asked:
                return before
            number = before.number + 1 if before is not None else 1
            state = PullState(table.name, number, asked, FIRST_PAGE, 0, None, PullStatus.RUNNING)
            _write(connection, state)
            return state

    def save_page(self, table: Table, state: PullState, page: Page) -> PullState:
        """Rows and cursor together; see `ports.Records`. A row that this pull has seen before is not counted again."""
        with self._database.begin() as connection:
            stored = _begun(connection, table.name)
            if _is_elsewhere(stored, state):
                return stored
            moved = replace(
                stored,
                cursor=page.following or stored.cursor,
                rows=stored.rows + _save_rows(connection, table, stored.number, page),
                expected=page.remaining if stored.cursor == FIRST_PAGE else stored.expected,
            )
            _write(connection, moved)
            return moved

    def end_pull(self, state: PullState, status: PullStatus, note: str) -> PullState:
        """Close the pull, unless another process has moved it meanwhile: then it is returned as it stands.

        After a pull that came to the table's end, rows of its window that it did not see go from here: they were
        reopened or deleted, or may not be read any more, which `status` and the two counts tell.
        """
        with self._database.begin() as connection:
            stored = _begun(connection, state.table)
            if _is_elsewhere(stored, state):
                return stored
            if status in (PullStatus.OK, PullStatus.PARTIAL):
                connection.execute(delete(record).where(_unseen(stored)))
            ended = replace(stored, status=status, note=note)
            _write(connection, ended)
            return ended

    def pulls(self) -> list[PullState]:
        """The last pull of each table, by name."""
        with self._database.read() as connection:
            rows = connection.execute(select(pull).order_by(pull.c.table_name)).all()
        return [_as_state(row) for row in rows]

    def rows(self, table: str) -> Iterator[RawRow]:
        """All rows of a table, in the order of their sys_ids."""
        query = select(record.c.cells).where(record.c.table_name == table).order_by(record.c.sys_id)
        with self._database.read() as connection:
            for (cells,) in connection.execute(query.execution_options(yield_per=1000)):
                yield {name: Cell(*pair) for name, pair in json.loads(cells).items()}


def _is_elsewhere(stored: PullState, state: PullState) -> bool:
    """Whether the stored pull is no longer where `state` says it is: another process was faster."""
    here = (state.number, state.cursor, PullStatus.RUNNING)
    return (stored.number, stored.cursor, stored.status) != here


def _unseen(state: PullState) -> ColumnElement[bool]:
    """Rows in the pull's window that it did not see. A date without time equals the first ten characters."""
    start, end = moment_text(state.window.start), moment_text(state.window.end)
    dated = record.c.dated
    return and_(
        record.c.table_name == state.table,
        record.c.pull < state.number,
        dated < end,
        or_(dated == "", dated == start[:10], dated >= start),
    )


def _save_rows(connection: Connection, table: Table, number: int, page: Page) -> int:
    """How many of the page's rows are new in this pull.

    Rows without a readable sys_id cannot be told apart and are not kept (trap 5). JSON is kept in ASCII: text that
    ServiceNow cut within a character comes as half a surrogate pair, which is no UTF-8.
    """
    values = {
        row["sys_id"].value: {
            "table_name": table.name,
            "sys_id": row["sys_id"].value,
            "cells": json.dumps(row, sort_keys=True),
            "dated": _dated(table, row),
            "pull": number,
        }
        for row in page.rows
        if "sys_id" in row and row["sys_id"].value
    }
    if not values:
        return 0
    seen = select(func.count()).where(
        record.c.table_name == table.name, record.c.pull == number, record.c.sys_id.in_(values)
    )
    before = connection.scalar(seen) or 0
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(record)
    changed = {name: statement.excluded[name] for name in ("cells", "dated", "pull")}
    connection.execute(
        statement.on_conflict_do_update(index_elements=["table_name", "sys_id"], set_=changed), list(values.values())
    )
    return len(values) - before


def _dated(table: Table, row: RawRow) -> str:
    for name in (table.dated_by, table.undated_by):
        if name in row and row[name].value:
            return row[name].value[:19]
    return ""


def _state(connection: Connection, table: str) -> PullState | None:
    row = connection.execute(select(pull).where(pull.c.table_name == table)).one_or_none()
    return _as_state(row) if row is not None else None


def _begun(connection: Connection, table: str) -> PullState:
    state = _state(connection, table)
    if state is None:
        raise StoreError(f"The store has lost its pull of {table}.", recovery="Run `drumbeat pull` again.")
    return state


def _as_state(row: Row[Any]) -> PullState:
    return PullState(
        table=row.table_name,
        number=row.number,
        window=Window(_moment(row.window_start), _moment(row.window_end)),
        cursor=Cursor(row.after, row.offset),
        rows=row.rows,
        expected=row.expected,
        status=PullStatus(row.status),
        note=row.note,
    )


def _write(connection: Connection, state: PullState) -> None:
    connection.execute(delete(pull).where(pull.c.table_name == state.table))
    connection.execute(
        pull.insert().values(
            table_name=state.table,
            number=state.number,
            window_start=moment_text(state.window.start),
            window_end=moment_text(state.window.end),
            after=state.cursor.after,
            offset=state.cursor.offset,
            rows=state.rows,
            expected=state.expected,
            status=state.status.value,
            note=state.note,
        )
    )


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
