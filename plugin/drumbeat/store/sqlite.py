"""The store on SQLite: one file, one writer at a time."""

from __future__ import annotations

import os
import re
import sqlite3
from pathlib import Path

import sqlalchemy
from sqlalchemy import URL, Connection, event
from sqlalchemy.exc import SQLAlchemyError

from drumbeat.errors import DrumbeatError, StoreError, TryLater
from drumbeat.sentences import sentence
from drumbeat.store.backend import Backend, as_if_changed, in_the_way

_HELD = "database is locked"
_MEMORY = ":memory:"
_FAILURES = {
    sqlite3.SQLITE_FULL: ("the disk is full", "Make room on it, then run the command again."),
    sqlite3.SQLITE_READONLY: (
        "the file or its folder is read-only",
        "Let the user that runs Drumbeat write both, then run the command again.",
    ),
    sqlite3.SQLITE_CANTOPEN: ("the file cannot be opened or made there", ""),
    sqlite3.SQLITE_IOERR: ("the disk could not be read or written", ""),
    sqlite3.SQLITE_NOTADB: ("the file is not a Drumbeat store", "Let store.url name another file."),
    sqlite3.SQLITE_CORRUPT: ("the file is damaged; restore a backup", "Read one back with drumbeat restore."),
    sqlite3.SQLITE_CONSTRAINT: ("something breaks a rule of its tables", ""),
    sqlite3.SQLITE_NOMEM: ("there is no memory left", "Give the process more memory, then run the command again."),
}
"""By SQLite's primary result codes: what that means, and what to do where it is not what `StoreError` says."""
_PRIMARY = 0xFF
_SAID = (
    (r"^(?:table|index|view) \"?(\w+)\"? already exists$", in_the_way),
    (r"^there is already (?:a table|an index) named (\w+)$", in_the_way),
    (r"^(?:no such (?:table|column): |duplicate column name: |table \w+ has no column named )", as_if_changed),
)
"""What SQLite says with no code of its own. The names are those of our own statements, and no values."""


def open_sqlite(address: URL, busy_seconds: int) -> Backend:
    """The database of a file; one that is missing is made. Raises StoreError when it cannot be."""
    name = _MEMORY
    if address.database and address.database != _MEMORY:
        name = str(Path(address.database).absolute())
        _ensure_file(Path(name))
    engine = sqlalchemy.create_engine(address)

    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        _set_up(connection, busy_seconds)

    def told(error: SQLAlchemyError) -> DrumbeatError:
        cause = getattr(error, "orig", None)
        if str(cause).startswith(_HELD):
            return TryLater(
                sentence(
                    "Another process has held the store {name} for {busy_seconds} seconds.",
                    name=name,
                    busy_seconds=busy_seconds,
                )
            )
        what, recovery = _failure_of(cause or error)
        return StoreError(sentence("The store {name} failed: {what}.", name=name, what=what), recovery=recovery or None)

    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", _begin)
    return Backend(name, engine.execution_options(writes=True), engine, told)


def cause_of(error: BaseException) -> str:
    """What went wrong, in our words. SQLite's may hold values of a statement."""
    return _failure_of(error)[0]


def _failure_of(error: BaseException) -> tuple[str, str]:
    """The same, and what to do; empty where `StoreError` says it."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    if code in _FAILURES:
        return _FAILURES[code]
    for pattern, failure in _SAID:
        if found := re.search(pattern, str(error)):
            return failure(*found.groups())
    return getattr(error, "sqlite_errorname", type(error).__name__), ""


def _ensure_file(path: Path) -> None:
    """A new file is its owner's alone: it holds names and addresses. SQLite gives its side files the same mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
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
