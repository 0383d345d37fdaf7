"""Opening the database: SQLite by default, migrated to the newest schema, foreign errors mapped at one door."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from drumbeat.errors import SettingsError, StoreError, TryLater

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 30
NEWEST = "0007"
"""The newest revision in `migrations/versions`."""


class Database:
    """One database, migrated when it is opened. Every change goes through `begin`, which is one transaction.

    Its connections are closed by `close`, or else when nobody holds the database any more.
    """

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self._shared = threading.local()
        self.close = weakref.finalize(self, self._engine.dispose)
        with self._mapped():
            _migrate(self._engine)

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Makes one transaction of all that this thread writes within: every `begin` in it is a part of it."""
        with self.begin() as connection:
            self._shared.connection = connection
            try:
                yield
            finally:
                self._shared.connection = None

    @contextlib.contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that writes: all of it, or nothing. Raises StoreError, or TryLater when it is held."""
        shared: Connection | None = getattr(self._shared, "connection", None)
        if shared is not None:
            with self._mapped():
                yield shared
            return
        with self._mapped(), self._engine.execution_options(writes=True).begin() as connection:
            yield connection

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that reads. Raises StoreError."""
        with self._mapped(), self._engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def _mapped(self) -> Iterator[None]:
        """Foreign errors enter here. Their text may hold values of a statement, so only the cause is told."""
        try:
            yield
        except SQLAlchemyError as error:
            cause = str(getattr(error, "orig", "") or "").strip().split("\n")[0]
            name = self._engine.url.render_as_string(hide_password=True)
            if cause == _HELD:
                raise TryLater(f"Another process has held the store {name} for {_BUSY_SECONDS} seconds.") from None
            raise StoreError(f"The store {name} failed: {_CAUSES.get(cause, type(error).__name__)}.") from None


_HELD = "database is locked"
_CAUSES = {
    "database or disk is full": "the disk is full",
    "attempt to write a readonly database": "the file or its folder is read-only",
    "unable to open database file": "the file cannot be opened or made there",
    "disk I/O error": "the disk could not be read or written",
    "file is not a database": "the file is not a Drumbeat store",
    "database disk image is malformed": "the file is damaged; restore a backup",
}


def moment_text(moment: datetime) -> str:
    """An aware moment as the store writes it: UTC, in whole seconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def as_moment(text: str) -> datetime:
    """A moment as the store wrote it."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)


def _engine(url: str) -> Engine:
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite" and address.database:
            _ensure_file(Path(address.database))
        engine = sqlalchemy.create_engine(address)
    except (ArgumentError, ImportError) as error:
        raise SettingsError(
            "store.url is no database address that can be used here.", recovery="Use sqlite:///path/to/drumbeat.db."
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _ensure_file(path: Path) -> None:
    """A new file is its owner's alone: it holds names and addresses. SQLite gives its side files the same mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if str(path) != ":memory:" and not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise StoreError(f"The store {path} could not be made: {reason}.") from error


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA foreign_keys = ON")
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        # Of several processes that open a new file at once one switches it; the others need not, and do not wait.
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A transaction that writes takes the lock at once: two that first both read would otherwise fail, not wait."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(engine: Engine) -> None:
    """Bring the schema to the newest revision. Alembic is imported only when there is something to do."""
    with engine.connect() as connection:
        if _revision(connection) == NEWEST:
            return
    from alembic import command  # noqa: PLC0415  half a second that most commands need not pay
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError(
                "The store was made by a newer Drumbeat.", recovery="Upgrade Drumbeat, or use another store."
            ) from error


def _revision(connection: Connection) -> str | None:
    if not sqlalchemy.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(sqlalchemy.text("SELECT version_num FROM alembic_version"))
    return str(found) if found else None
