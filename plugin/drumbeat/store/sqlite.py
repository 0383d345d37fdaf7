"""The store on SQLite: one file, one writer at a time."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import sqlalchemy
from sqlalchemy import URL, Connection, event
from sqlalchemy.exc import SQLAlchemyError

from drumbeat.errors import DrumbeatError, StoreError, TryLater
from drumbeat.sentences import sentence
from drumbeat.store.backend import Backend

_HELD = "database is locked"
_CAUSES = {
    "database or disk is full": "the disk is full",
    "attempt to write a readonly database": "the file or its folder is read-only",
    "unable to open database file": "the file cannot be opened or made there",
    "disk I/O error": "the disk could not be read or written",
    "file is not a database": "the file is not a Drumbeat store",
    "database disk image is malformed": "the file is damaged; restore a backup",
}


def open_sqlite(address: URL, busy_seconds: int) -> Backend:
    """The database of a file; one that is missing is made. Raises StoreError when it cannot be."""
    if address.database:
        _ensure_file(Path(address.database))
    engine = sqlalchemy.create_engine(address)

    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        _set_up(connection, busy_seconds)

    def told(error: SQLAlchemyError) -> DrumbeatError:
        cause = getattr(error, "orig", None)
        name = address.render_as_string(hide_password=True)
        if str(cause).startswith(_HELD):
            return TryLater(
                sentence(
                    "Another process has held the store {name} for {busy_seconds} seconds.",
                    name=name,
                    busy_seconds=busy_seconds,
                )
            )
        return StoreError(sentence("The store {name} failed: {what}.", name=name, what=cause_of(cause or error)))

    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", _begin)
    return Backend(address.render_as_string(hide_password=True), engine.execution_options(writes=True), engine, told)


def cause_of(error: BaseException) -> str:
    """What went wrong, in our words. SQLite's may hold values of a statement."""
    said = str(error).strip().split("\n")[0]
    return _CAUSES.get(said, type(error).__name__)


def _ensure_file(path: Path) -> None:
    """A new file is its owner's alone: it holds names and addresses. SQLite gives its side files the same mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if str(path) != ":memory:" and not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise StoreError(sentence("The store {path} could not be made: {reason}.", path=path, reason=reason)) from error


def _set_up(connection: sqlite3.Connection, busy_seconds: int) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {busy_seconds * 1000}")
    cursor.execute("PRAGMA foreign_keys = ON")
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        # Of several processes that open a new file at once one switches it; the others need not, and do not wait.
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin(connection: Connection) -> None:
    """A transaction that writes takes the lock at once: two that first both read would otherwise fail, not wait."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
