"""Backups of a store on PostgreSQL, by the server's own programs `pg_dump` and `pg_restore`."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy
from sqlalchemy import URL, Connection

from drumbeat.errors import SettingsError, StoreError, TryLater
from drumbeat.ports import AuditEntry
from drumbeat.store.backups import beside, put
from drumbeat.store.database import Database, address_of
from drumbeat.store.postgres import OPEN, lock_key
from drumbeat.store.restored import LAST_WORK, UNDATED, Doubted, Restored, doubt, refuse_newer

_MAGIC = b"PGDMP"
_PATIENCE, _PAUSE = 2.0, 0.05
"""Seconds."""
_ASIDE = "before_"
"""Begins the name of a schema that keeps a store of before; it is no part of a backup."""


def dump(address: URL, out: Path) -> None:
    """The store as of one moment, in the custom format of `pg_dump`, its owner's alone."""
    with beside(out) as new:
        without = ("--no-owner", "--no-privileges", f"--exclude-schema={_ASIDE}*")
        _run("pg_dump", "--format=custom", *without, f"--file={new}", address=address)
        _run("pg_restore", "--list", str(new))
        put(new, out)


def restore_dump(url: str, backup: Path, entry: AuditEntry, *, force: bool) -> Restored:
    """Put a backup in the place of the store, or where none is.

    The store of before is kept in the same database, in a schema of its own. Raises SettingsError where it holds newer
    work, unless `force` says so, or where the file is no such backup; TryLater where another process has it open.
    """
    _require_dump(backup)
    database = Database(url, migrate=False)
    try:
        return _restored(database, url, backup, entry, force=force)
    finally:
        database.close()


def _restored(database: Database, url: str, backup: Path, entry: AuditEntry, *, force: bool) -> Restored:
    with database.read() as connection:
        is_new = not sqlalchemy.inspect(connection).has_table("edition")
    if is_new:
        return Restored(_doubted(url, backup, entry), "")
    Database(url).close()  # of an older Drumbeat, perhaps
    aside = f"{_ASIDE}{entry.at:%Y%m%dt%H%M%Sz}"
    place = _set_aside(database, aside)
    try:
        doubted = _doubted(url, backup, entry, None if force else _Beside(place, aside))
    except BaseException:
        _put_back(database, place, aside)
        raise
    return Restored(doubted, f"in the schema {aside} of {database.named}")


@dataclass(frozen=True, slots=True)
class _Beside:
    """Two schemas of one database: that of the backup, and that of the store of before."""

    backup: str
    store: str


def _doubted(url: str, backup: Path, entry: AuditEntry, beside_store: _Beside | None = None) -> Doubted:
    """What the backup holds, in the database; compared with the store of before, where it is to hold no newer work."""
    how = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run("pg_restore", *how, str(backup), address=address_of(url))
    database = Database(url)
    try:
        with database.begin() as connection:
            if beside_store is not None:
                _require_nothing_newer(connection, beside_store)
            return doubt(connection, entry)
    finally:
        database.close()


def _require_nothing_newer(connection: Connection, schemas: _Beside) -> None:
    works = {}
    for schema in (schemas.store, schemas.backup):  # the last one is where everything else is looked for
        connection.exec_driver_sql(f'SET LOCAL search_path TO "{schema}"')
        works[schema] = connection.exec_driver_sql(LAST_WORK).scalar_one() or ""
    pairs = ((schemas.store, schemas.backup), (schemas.backup, schemas.store))
    differs = any(
        connection.exec_driver_sql(
            f'SELECT 1 FROM (SELECT * FROM "{one}".{table} EXCEPT SELECT * FROM "{other}".{table}) AS rows LIMIT 1'  # noqa: S608
        ).first()
        for one, other in pairs
        for table in UNDATED
    )
    refuse_newer(works[schemas.store], works[schemas.backup], differs=differs)


def _set_aside(database: Database, aside: str) -> str:
    """Give the store's schema another name, and make an empty one in its place; what that is called."""
    with database.begin() as connection:
        _take_alone(connection, database.named)
        if sqlalchemy.inspect(connection).has_schema(aside):
            raise TryLater("Another store was put aside in this second.", recovery="Run the command again.")
        place = str(connection.exec_driver_sql("SELECT current_schema()").scalar_one())
        connection.exec_driver_sql(f'ALTER SCHEMA "{place}" RENAME TO "{aside}"')
        connection.exec_driver_sql(f'CREATE SCHEMA "{place}"')
    return place


def _take_alone(connection: Connection, named: str) -> None:
    """Nobody else has the store open from now on to the end of this transaction. Raises TryLater where somebody has.

    A session ends a moment after its client has gone. It is asked for and not waited for: who waits here for another
    that waits to write would be ended by the server, or the other.
    """
    ends = time.monotonic() + _PATIENCE
    while not connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({lock_key(OPEN)})").scalar_one():
        if time.monotonic() >= ends:
            raise TryLater(
                f"Another process has the store {named} open.",
                recovery="End it, `drumbeat serve` as well, then run the command again.",
            )
        time.sleep(_PAUSE)


def _put_back(database: Database, place: str, aside: str) -> None:
    with database.begin() as connection:
        connection.exec_driver_sql(f'DROP SCHEMA "{place}" CASCADE')
        connection.exec_driver_sql(f'ALTER SCHEMA "{aside}" RENAME TO "{place}"')


def _require_dump(backup: Path) -> None:
    try:
        with backup.open("rb") as file:
            is_dump = file.read(len(_MAGIC)) == _MAGIC
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise SettingsError(f"The backup {backup} cannot be read: {reason}.") from None
    if not is_dump:
        raise SettingsError(
            f"{backup} is no backup of a store on PostgreSQL.",
            recovery="Name a file that `drumbeat backup` wrote for the same kind of store.url.",
        )


def _run(program: str, *words: str, address: URL | None = None) -> None:
    """Run it. The password goes by the environment: other users see a command's words."""
    path = shutil.which(program)
    if path is None:
        raise StoreError(
            f"PostgreSQL's program {program} is not installed here.",
            recovery="Install the package postgresql-client, or have the server's administrator do it.",
        )
    environment = dict(os.environ)
    if address is not None:
        plain = address.set(drivername="postgresql", password=None)
        words = (*words, f"--dbname={plain.render_as_string(hide_password=False)}")
        environment |= {"PGPASSWORD": str(address.password)} if address.password else {}
    done = subprocess.run([path, *words], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        cause = next(iter(done.stderr.split("\n")), "") if "version mismatch" in done.stderr else ""
        raise StoreError(
            f"PostgreSQL's program {program} failed{f': {cause}' if cause else ''}.",
            recovery=f"Run {program} yourself to see why: it must not be older than the server.",
        )
