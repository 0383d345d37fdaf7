"""One of several: of the processes that could look after the schedule, one does."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from drumbeat.errors import StoreError
from drumbeat.store.database import Database
from drumbeat.store.sqlite import cause_of

_AWAY_AFTER = {"tcp_keepalives_idle": 30, "tcp_keepalives_interval": 10, "tcp_keepalives_count": 3}
"""Seconds, and how often, until the server gives up a holder whose machine has gone without a word."""


@contextlib.contextmanager
def only_one(database: Database, name: str) -> Iterator[bool]:
    """Whether this is the only holder of the lock of that name, for as long as the block lasts; nobody waits.

    Whoever holds it and dies, by `kill -9` as well, holds it no more: the kernel closes its connection or its file.
    A row with a lease would outlive its holder, and depend on clocks. On PostgreSQL it is a session's advisory lock;
    so between Drumbeat and the server there may be no pool that hands one session to several clients. On SQLite it
    is SQLite's own lock on an empty file beside the store. It only spares work: the ledger decides who sends.
    """
    path = database.address.database or ":memory:"
    if database.is_postgres:
        with database.session() as session:
            yield from _of_session(session, name)
    elif path == ":memory:":
        yield True  # nobody else can reach it
    else:
        yield from _of_file(Path(f"{path}.{name}.lock"))


def _of_session(session: Connection, name: str) -> Iterator[bool]:
    from drumbeat.store.postgres import lock_key  # noqa: PLC0415  only who uses it pays for its driver

    session.exec_driver_sql(";".join(f"SET {setting} = {value}" for setting, value in _AWAY_AFTER.items()))
    is_ours = bool(session.exec_driver_sql(f"SELECT pg_try_advisory_lock({lock_key(name)})").scalar_one())
    try:
        yield is_ours
    finally:
        with contextlib.suppress(SQLAlchemyError):  # a session that was lost has lost its lock as well
            session.exec_driver_sql("SELECT pg_advisory_unlock_all()")


def _of_file(path: Path) -> Iterator[bool]:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"The lock {path} could not be made: {getattr(error, 'strerror', '') or cause_of(error)}."
        ) from error
    with closing(connection):
        yield _is_taken(connection, path)


def _is_taken(connection: sqlite3.Connection, path: Path) -> bool:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise StoreError(f"The lock {path} could not be taken: {cause_of(error)}.") from error
        return False
    return True
