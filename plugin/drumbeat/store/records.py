"""Rows and pulls: what was read, and how far the reading has come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from drumbeat.ports import Cursor, Page, PullState, PullStatus, Window
from drumbeat.records.row import Cell, RawRow
from drumbeat.records.tables import Table
from drumbeat.store.database import Database, moment_text
from drumbeat.store.schema import pull, record

RESUME_WITHIN = timedelta(hours=24)
"""A pull that stopped longer ago than this is begun anew: its window would end in the past."""


class RecordStore:
    """`ports.Records` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin_pull(self, table: Table, window: Window) -> PullState:
        """Go on with a running pull, or begin the next one."""
        with self._database.begin() as connection:
            before = _state(connection, table.name)
            if before and before.status is PullStatus.RUNNING and before.window.end >= window.end - RESUME_WITHIN:
                return before
            number = before.number + 1 if before else 1
            state = PullState(table.name, number, window, Cursor(), 0, None, PullStatus.RUNNING)
            _write(connection, state)
            return state

    def save_page(self, table: Table, state: PullState, page: Page) -> PullState:
        """Rows and cursor together; see `ports.Records`."""
        with self._database.begin() as connection:
            stored = _state(connection, state.table)
            if stored is None or (stored.number, stored.cursor, stored.status) != (
                *(state.number, state.cursor),
                PullStatus.RUNNING,
            ):
                return stored or state
            kept = _save_rows(connection, table, state.number, page)
            moved = replace(
                state,
                cursor=page.following or state.cursor,
                rows=state.rows + kept,
                expected=page.remaining if state.cursor == Cursor() else state.expected,
            )
            _write(connection, moved)
            return moved

    def end_pull(self, state: PullState, status: PullStatus, note: str) -> PullState:
        """Close the pull, and sweep what has gone from the source when all of it was seen."""
        ended = replace(state, status=status, note=note)
        with self._database.begin() as connection:
            if status is PullStatus.OK:
                connection.execute(
                    delete(record).where(
                        record.c.table_name == state.table,
                        record.c.pull < state.number,
                        record.c.dated < moment_text(state.window.end),
                        (record.c.dated == "") | (record.c.dated >= moment_text(state.window.start)[:10]),
                    )
                )
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


def _save_rows(connection: Connection, table: Table, number: int, page: Page) -> int:
    """Rows without a readable sys_id cannot be told apart and are not kept (trap 5)."""
    values = [
        {
            "table_name": table.name,
            "sys_id": row["sys_id"].value,
            "cells": json.dumps(row, ensure_ascii=False, sort_keys=True),
            "dated": _dated(table, row),
            "pull": number,
        }
        for row in page.rows
        if "sys_id" in row and row["sys_id"].value
    ]
    if values:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        statement = insert(record)
        changed = {name: statement.excluded[name] for name in ("cells", "dated", "pull")}
        connection.execute(
            statement.on_conflict_do_update(index_elements=["table_name", "sys_id"], set_=changed), values
        )
    return len(values)


def _dated(table: Table, row: RawRow) -> str:
    for name in (table.dated_by, table.undated_by):
        if name in row and row[name].value:
            return row[name].value[:19]
    return ""


def _state(connection: Connection, table: str) -> PullState | None:
    row = connection.execute(select(pull).where(pull.c.table_name == table)).one_or_none()
    return _as_state(row) if row is not None else None


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
