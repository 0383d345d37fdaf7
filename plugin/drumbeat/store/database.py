"""Opening the database: SQLite by default, PostgreSQL by URL; migrated, and foreign errors mapped at one door."""

from __future__ import annotations

import contextlib
import logging
import threading
import weakref
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import URL, Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from drumbeat.errors import DrumbeatError, SettingsError, StoreError, TryLater
from drumbeat.logs import about
from drumbeat.store.backend import Backend
from drumbeat.store.sqlite import open_sqlite

log = logging.getLogger(__name__)

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 30
NEWEST = "0024"
"""The newest revision in `migrations/versions`."""
_SQLITE = ("sqlite", "sqlite+pysqlite")
_POSTGRES = ("postgresql", "postgresql+psycopg", "postgres")


class Database:
    """One database, migrated when it is opened, if wanted. Every change goes through `begin`, which is one transaction.

    Its connections are closed by `close`, or else when nobody holds the database any more.
    """

    def __init__(self, url: str, *, migrate: bool = True, may_upgrade: bool = True) -> None:
        """Raises StoreError where its schema is older, and `may_upgrade` does not allow to bring it up to date here."""
        self._backend = _backend(url)
        self.close = weakref.finalize(self, self._backend.writing.dispose)
        self._shared = threading.local()
        self.address = self._backend.writing.url
        self.is_postgres = self._backend.writing.dialect.name == "postgresql"
        self.named = self._backend.named
        """For people: what and where, without role and password."""
        if migrate:
            with self.mapped():
                _migrate(self._backend, may_upgrade=may_upgrade)

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Makes one transaction of all that this thread reads and writes within, without any other that writes."""
        with self.begin():
            yield

    @contextlib.contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that writes: all of it, or nothing, and no other that writes beside it.

        Whatever its thread reads and writes within is a part of it: a decision rests on what it has read, and needs no
        second connection, for which those who wait for it would leave no room. Raises StoreError, or TryLater when
        another holds the store.
        """
        if (ours := self._ours) is not None:
            with self.mapped():
                yield ours
            return
        with self.mapped(), self._backend.writing.begin() as connection:
            self._shared.connection = connection
            try:
                yield connection
            finally:
                self._shared.connection = None

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that reads, and sees one moment of the store. Raises StoreError, or TryLater as `begin`."""
        if (ours := self._ours) is not None:
            with self.mapped():
                yield ours
            return
        with self.mapped(), self._backend.reading.connect() as connection:
            yield connection

    @property
    def _ours(self) -> Connection | None:
        """The connection of the transaction that this thread is in; None where it is in none."""
        found: Connection | None = getattr(self._shared, "connection", None)
        return found

    @contextlib.contextmanager
    def session(self) -> Iterator[Connection]:
        """A connection of its own on PostgreSQL, closed in the end, in no transaction: for what outlasts any."""
        with self.mapped(), self._backend.reading.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            alone.detach()
            yield alone

    def bring_up_to_date(self, connection: Connection) -> None:
        """What the connection sees as the store gets the newest schema, in its transaction, which is one that writes.

        Raises StoreError where it was made by a newer Drumbeat.
        """
        if _revision(connection) != NEWEST:
            _upgrade(self._backend, connection)

    def revision(self) -> str | None:
        """That of its schema as it is now; None where it has none yet. Raises as `read`."""
        with self.read() as connection:
            return _revision(connection)

    @contextlib.contextmanager
    def mapped(self) -> Iterator[None]:
        """Foreign errors enter here. Their text may hold values of a statement, so only the cause is told."""
        try:
            yield
        except SQLAlchemyError as error:
            raise self._backend.told(error) from None


def moment_text(moment: datetime) -> str:
    """An aware moment as the store writes it: UTC, in whole seconds."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat(" ")


def as_moment(text: str) -> datetime:
    """A moment as the store wrote it."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def insert_of(connection: Connection) -> Any:
    """The database's own `insert`, which can say what is to happen to a row that is there already."""
    return import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert  # one dialect's module, not both


def address_of(url: str) -> URL:
    """What `store.url` says. Raises SettingsError for an address that cannot be used."""
    with contextlib.suppress(ArgumentError, ValueError):  # its text would repeat the address, password and all
        address = make_url(url)
        if address.drivername in _POSTGRES:
            return address.set(drivername="postgresql+psycopg")
        if address.drivername in _SQLITE:
            return address
    raise SettingsError(
        "store.url is no database address that can be used here.",
        recovery="Use sqlite:///path/to/drumbeat.db, or postgresql://role:password@host/database.",
    )


def _backend(url: str) -> Backend:
    address = address_of(url)
    if address.drivername in _SQLITE:
        return open_sqlite(address, _BUSY_SECONDS)
    from drumbeat.store.postgres import open_postgres  # noqa: PLC0415  only who uses it pays for its driver

    return open_postgres(address, _BUSY_SECONDS)


def require_no_newer(revision: str | None, named: str) -> None:
    """Raises StoreError where a newer Drumbeat made it: this one has no such migration. `named`: the store."""
    if revision is not None and not any((_MIGRATIONS / "versions").glob(f"{revision}_*.py")):
        raise StoreError(
            f"The store {named} is of schema {revision}, made by a newer Drumbeat; this one knows schemas up to "
            f"{NEWEST}.",
            recovery="Install the version that made it, or let store.url name another store. To go back to this "
            "version, read back the backup of before the upgrade (docs/operations.md, Upgrade and rollback).",
        )


def _migrate(backend: Backend, *, may_upgrade: bool) -> None:
    with backend.reading.connect() as connection:
        found = _revision(connection)
    if found == NEWEST:
        return
    if not may_upgrade:
        require_no_newer(found, backend.named)
        raise _older(backend, found)
    # Of several that open a new store at once, the others wait here.
    with backend.writing.connect() as connection, connection.begin() as whole:
        before = _revision(connection)
        if before == NEWEST:
            return
        _upgrade(backend, connection)
        try:
            whole.commit()
        except SQLAlchemyError as error:
            if before is None:
                raise
            raise _broken(backend, error, before, is_committing=True) from None


def _upgrade(backend: Backend, connection: Connection) -> None:
    """Bring the schema to the newest revision, or leave it as it is. Alembic is imported only when there is work."""
    from alembic import command  # noqa: PLC0415  half a second that most commands need not pay
    from alembic.config import Config  # noqa: PLC0415

    before = _revision(connection)
    require_no_newer(before, backend.named)
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    backend.before_migration(connection)
    try:
        command.upgrade(config, "head")
        backend.after_migration(connection)
    except Exception as error:
        if before is None:  # nobody has lost anything: a new store says what it always says
            raise
        raise _broken(backend, error, before) from None
    log.info("the store was brought up to date", extra={"before": before or "none", "after": NEWEST})


def _older(backend: Backend, found: str | None) -> StoreError:
    what = f"is of the older schema {found}" if found else "has no tables yet"
    return StoreError(
        f"The store {backend.named} {what}, this Drumbeat needs {NEWEST}, and store.upgrade does not allow it to be "
        "changed here.",
        recovery="Make a backup (drumbeat backup) with the former version, then run: drumbeat migrate",
    )


def _broken(backend: Backend, error: Exception, before: str, *, is_committing: bool = False) -> DrumbeatError:
    """All of an upgrade is one transaction, which is undone: the former version goes on with the store.

    Of a server that was lost while it was asked to commit nobody knows whether it did.
    """
    told = backend.told(error) if isinstance(error, SQLAlchemyError) else error
    if not isinstance(told, DrumbeatError):
        log.error("the store could not be brought up to date", extra=about(error))
        told = StoreError(
            f"With the store {backend.named} that is a bug in Drumbeat ({type(error).__name__}).",
            recovery="Report it with what `drumbeat migrate` prints.",
        )
    is_lost = isinstance(told, TryLater)
    ends = "may be of either, but whole" if is_lost and is_committing else "is as it was"
    return (TryLater if is_lost else StoreError)(
        f"The store could not be brought from schema {before} to {NEWEST}, and {ends}. {told}",
        recovery=f"{_AGAIN if is_lost else told.recovery} Until drumbeat migrate ends well, the former version of "
        "Drumbeat goes on with the store.",
    )


_AGAIN = "Run the command again when the server is there."


def _revision(connection: Connection) -> str | None:
    if not sqlalchemy.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(sqlalchemy.text("SELECT version_num FROM alembic_version"))
    return str(found) if found else None
