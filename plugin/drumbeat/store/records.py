"""Rows and pulls: what was read, and how far the reading has come."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, delete, func, or_, select, update

from drumbeat.errors import StoreError
from drumbeat.ports import FIRST_PAGE, AuditEntry, Cursor, Fetched, PullState, PullStatus, Window
from drumbeat.records.row import RawRow
from drumbeat.records.tables import Table
from drumbeat.records.windows import bounds
from drumbeat.store.audit import log
from drumbeat.store.database import Database, as_moment, moment_text
from drumbeat.store.rows import (
    cells_of,
    let_go_of_those_set_aside,
    row_of,
    save_changes,
    save_rows,
    set_aside,
    sweep,
    unseen,
)
from drumbeat.store.schema import origin, pull, record

_AT_ONCE = 50_000
"""Rows that one transaction lets go of."""


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

    def begin_pull(self, table: Table, window: Window, since: datetime | None = None) -> PullState:
        """Go on with the running pull of this window, or begin the next one. The window is kept in whole seconds."""
        asked = Window(as_moment(moment_text(window.start)), as_moment(moment_text(window.end)))
        with self._database.begin() as connection:
            before = _state(connection, table.name)
            if before is not None and before.status is PullStatus.RUNNING:
                if (before.window, before.question) == (asked, table.question):
                    return before
                since = None
            number = before.number + 1 if before is not None else 1
            state = _first_state(table, number, asked)
            if before is not None and since is not None:
                kept = ("rows", "expected", "counted", "hidden", "full", "full_at")
                known = {name: getattr(before, name) for name in kept}
                state = replace(state, **known, since=as_moment(moment_text(since)))
            if state.is_full:
                let_go_of_those_set_aside(connection, state)
            _write(connection, state)
            return state

    def note_count(self, state: PullState, counted: int | None) -> PullState:
        """Keep what the Aggregate API counts."""
        with self._database.begin() as connection:
            stored = _begun(connection, state.table)
            if not _is_running(stored, state):
                return stored
            noted = replace(stored, counted=counted)
            _write(connection, noted)
            return noted

    def save_page(self, table: Table, state: PullState, fetched: Fetched) -> PullState:
        """Rows and cursor together; see `ports.Records`. A row that this pull has seen before is not counted again."""
        with self._database.begin() as connection:
            stored = _begun(connection, table.name)
            if not _is_running(stored, state) or fetched.cursor not in stored.cursors:
                return stored
            if stored.is_full:
                new = save_rows(connection, table, stored.number, fetched)
            else:
                save_changes(connection, table, stored, fetched.page.rows)
                new = 0
            others = tuple(cursor for cursor in stored.cursors if cursor != fetched.cursor)
            is_first = fetched.cursor == FIRST_PAGE and stored.is_full
            moved = replace(
                stored,
                cursors=(*others, *fetched.following),
                rows=stored.rows + new,
                expected=fetched.page.remaining if is_first else stored.expected,
            )
            _write(connection, moved)
            return moved

    def end_pull(self, state: PullState, status: PullStatus, note: str) -> PullState:
        """Close the pull, unless another process has moved it meanwhile: then it is returned as it stands.

        After a pull that came to the end of the window, rows of it that it did not see go from here: they were
        reopened or deleted, or may not be read any more, which `status` and the counts tell.
        """
        with self._database.begin() as connection:
            stored = _begun(connection, state.table)
            if not _is_running(stored, state) or stored.cursors != state.cursors:
                return stored
            if status in (PullStatus.OK, PullStatus.PARTIAL) and stored.is_full:
                sweep(connection, stored)
            ended = replace(state, status=status, note=note, cursors=())
            _write(connection, ended)
            return ended

    def unseen(self, state: PullState) -> list[str]:
        """The sys_ids that a sweep would take now."""
        with self._database.read() as connection:
            return unseen(connection, state)

    def set_aside(self, table: Table, rows: Sequence[RawRow]) -> None:
        """Keep rows that no longer belong as they are now; see `ports.Records`."""
        with self._database.begin() as connection:
            set_aside(connection, table, rows)

    def kept(self, table: Table, state: PullState, end: datetime | None = None) -> int:
        """Rows that the last full pull saw, and later changes; with `end`, as many as a window to there would have."""
        query = select(func.count()).where(record.c.table_name == state.table, record.c.pull >= state.full)
        if end is not None and table.dated_by:
            last = bounds(table, state.window.start, end)[1]
            query = query.where(or_(record.c.dated < last, and_(record.c.closed != "", record.c.closed < last)))
        with self._database.read() as connection:
            return connection.scalar(query) or 0

    def pulls(self) -> list[PullState]:
        """The last pull of each table, by name."""
        with self._database.read() as connection:
            rows = connection.execute(select(pull).order_by(pull.c.table_name)).all()
        return [_as_state(row) for row in rows]

    def rows(self, table: str) -> Iterator[RawRow]:
        """All rows of a table, in the order of their sys_ids."""
        query = select(record.c.cells).where(record.c.table_name == table).order_by(record.c.sys_id)
        some = query.execution_options(yield_per=1000)
        # A reader may stop half-way; a cursor on a server is then to be closed.
        with self._database.read() as connection, connection.execute(some) as found:
            for (cells,) in found:
                yield row_of(cells)

    def behind(self, table: str, first: str, seen_by: int) -> int:
        """How many rows `let_go` would forget now."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).where(_is_behind(table, first, seen_by))) or 0

    def let_go(self, table: str, first: str, seen_by: int, entry: Callable[[int], AuditEntry]) -> int:
        """Forget rows whose work was done and closed before `first`, a literal as rows carry it; how many.

        Rows without a date stay: they are under way, or nobody can say of when they are. So do those that a pull of
        number `seen_by` or later saw. Each transaction takes `_AT_ONCE` at most, so that others wait for seconds, and
        has its own line in the audit log: `entry` says of how many rows it tells.
        """
        return self._forget(table, _is_behind(table, first, seen_by), entry)

    def drop(self, table: str, entry: Callable[[int], AuditEntry]) -> int:
        """Forget a table whole, and that it was ever pulled; how many rows. In transactions like those of `let_go`."""
        gone = self._forget(table, record.c.table_name == table, entry)
        with self._database.begin() as connection:
            connection.execute(delete(pull).where(pull.c.table_name == table))
        return gone

    def _forget(self, table: str, which: ColumnElement[bool], entry: Callable[[int], AuditEntry]) -> int:
        some = select(record.c.sys_id).where(which).limit(_AT_ONCE)
        gone = 0
        while True:
            with self._database.begin() as connection:
                taken = delete(record).where(record.c.table_name == table, record.c.sys_id.in_(some))
                count = connection.execute(taken).rowcount
                if count:
                    log(connection, entry(count))
            gone += count
            if count < _AT_ONCE:
                return gone

    def changes(self, table: str, change: Callable[[RawRow], RawRow]) -> list[Change]:
        """The rows of which `change` makes others than they are."""
        query = select(record.c.sys_id, record.c.cells).where(record.c.table_name == table).order_by(record.c.sys_id)
        with self._database.read() as connection:
            found = connection.execute(query).all()
        made = (Change(row.sys_id, row.cells, cells_of(change(row_of(row.cells)))) for row in found)
        return [each for each in made if row_of(each.after) != row_of(each.before)]

    def rewrite(self, table: str, changes: Sequence[Change], entry: Callable[[int], AuditEntry]) -> int:
        """Put other rows in the place of these; how many were still as they had been.

        A row that a pull has replaced meanwhile stays as it is. `entry` says of how many rows the audit log tells.
        """
        if not changes:
            return 0
        with self._database.begin() as connection:
            count = 0
            for each in changes:
                is_same = and_(
                    record.c.table_name == table, record.c.sys_id == each.sys_id, record.c.cells == each.before
                )
                count += connection.execute(update(record).where(is_same).values(cells=each.after)).rowcount
            log(connection, entry(count))
            return count


@dataclass(frozen=True, slots=True)
class Change:
    """One row as it is kept, and as it is to be."""

    sys_id: str
    before: str
    after: str


def _is_behind(table: str, first: str, seen_by: int) -> ColumnElement[bool]:
    dated, closed = record.c.dated, record.c.closed
    return and_(record.c.table_name == table, dated != "", dated < first, closed < first, record.c.pull < seen_by)


def _first_state(table: Table, number: int, window: Window) -> PullState:
    return PullState(
        table=table.name,
        number=number,
        window=window,
        cursors=(FIRST_PAGE,),
        rows=0,
        expected=None,
        status=PullStatus.RUNNING,
        question=table.question,
        full=number,
        full_at=window.end,
    )


def _is_running(stored: PullState, state: PullState) -> bool:
    """Whether the stored pull is the one that `state` speaks of, and has not ended."""
    return (stored.number, stored.status) == (state.number, PullStatus.RUNNING)


_OF_TABLE = pull.c.table_name == bindparam("of")
_READ, _GONE, _NEW = select(pull).where(_OF_TABLE), delete(pull).where(_OF_TABLE), pull.insert()
"""Said several times a page: to make a statement takes longer than to run it."""


def _state(connection: Connection, table: str) -> PullState | None:
    row = connection.execute(_READ, {"of": table}).one_or_none()
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
        window=Window(as_moment(row.window_start), as_moment(row.window_end)),
        cursors=tuple(Cursor(*cursor) for cursor in json.loads(row.cursors)),
        rows=row.rows,
        expected=row.expected,
        counted=row.counted,
        hidden=row.hidden,
        question=row.question,
        full=row.full,
        full_at=as_moment(row.full_at) if row.full_at else None,
        since=as_moment(row.since) if row.since else None,
        status=PullStatus(row.status),
        note=row.note,
    )


def _write(connection: Connection, state: PullState) -> None:
    connection.execute(_GONE, {"of": state.table})
    written = {
        "table_name": state.table,
        "number": state.number,
        "window_start": moment_text(state.window.start),
        "window_end": moment_text(state.window.end),
        "cursors": json.dumps([astuple(cursor) for cursor in state.cursors]),
        "rows": state.rows,
        "expected": state.expected,
        "counted": state.counted,
        "hidden": state.hidden,
        "question": state.question,
        "full": state.full,
        "full_at": moment_text(state.full_at) if state.full_at else "",
        "since": moment_text(state.since) if state.since else "",
        "status": state.status.value,
        "note": state.note,
    }
    connection.execute(_NEW, written)
