"""Backups of a store on PostgreSQL, by the server's own programs `pg_dump` and `pg_restore`.

Restoring is one transaction: `pg_restore` only says what to run, and what is not to leave by itself is marked before
anybody sees it. Whoever is killed on the way has changed nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, count, takewhile
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy
from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError

from drumbeat.errors import SettingsError, StoreError, TryLater
from drumbeat.ports import AuditEntry
from drumbeat.store.backups import beside, put_new
from drumbeat.store.database import Database, require_no_newer
from drumbeat.store.postgres import OPEN, lock_key
from drumbeat.store.restored import (
    LAST_PERIOD,
    WORK,
    Before,
    Doubted,
    Restored,
    difference,
    doubt,
    made_at,
    refuse_early,
    refuse_newer,
)
from drumbeat.store.schema import home, metadata

_TABLES = (*metadata.tables, "alembic_version")
_MAGIC = b"PGDMP"
_IN_LIST = re.compile(r"^\d+; \d+ \d+ TABLE (.+) edition ", re.MULTILINE)
"""A line of `pg_restore --list`; it has the schema of the table."""
_COPY = re.compile(rb"COPY .* FROM stdin;\n")
_COPIED = b"\\.\n"
_PATIENCE, _PAUSE = 2.0, 0.05
"""Seconds."""


def dump(database: Database, out: Path) -> None:
    """The store as of one moment, in the custom format of `pg_dump`, its owner's alone.

    Its own tables, and nothing else that lies in the database. It does not say which place may send by itself: what
    is read back by other means, into the same tables as well, has to be adopted.
    """
    with database.read() as connection:
        schema = _schema_of(connection)
    ours = [f"--table={_quoted(schema)}.{_quoted(name)}" for name in _TABLES]
    homeless = f"--exclude-table-data={_quoted(schema)}.{home.name}"
    with beside(out) as new:
        without = ("--no-owner", "--no-privileges", homeless)
        _run("pg_dump", "--format=custom", "--strict-names", *without, *ours, f"--file={new}", address=database.address)
        _run("pg_restore", "--list", str(new))
        put_new(new, out)


def restore_dump(url: str, backup: Path, entry: AuditEntry, *, force: bool) -> Restored:
    """Put a backup in the place of the store, or where none is.

    The store of before is kept in the same database, its tables in a schema of their own; what else lies beside them
    stays. Raises SettingsError where it holds newer work, unless `force` says so, or where the file is no such backup;
    TryLater where another process has it open.
    """
    made_in = _schema_in(backup)
    database = Database(url, migrate=False)
    try:
        with database.begin() as connection:
            _take_alone(connection, database.named)
            place = _schema_of(connection)
            before = _set_aside(connection, database, place, entry)
            is_new = _ensure_schema(connection, made_in)
            _load(connection, backup, made_in)
            _look_in(connection, made_in)
            database.bring_up_to_date(connection)
            if not force:
                refuse_early(made_at(connection), entry.at)
                _require_nothing_newer(connection, before.schema, made_in)
            aside = f"in the schema {before.schema} of {database.named}" if before.schema else ""
            doubted = doubt(connection, entry, Before(aside, before.last_period))
            if made_in != place:
                _move(connection, made_in, place)
            if is_new:
                connection.exec_driver_sql(f"DROP SCHEMA {_quoted(made_in)}")
        return Restored(doubted, aside)
    finally:
        database.close()


@dataclass(frozen=True, slots=True)
class _Aside:
    """The store of before."""

    schema: str = ""
    """Where its tables are now; empty where there was none."""
    last_period: str = ""
    """The end of the last period that it knows to have left; or empty."""


def doubt_dump(url: str, entry: AuditEntry) -> Doubted:
    """Make a database safe that was read back by other means. Raises TryLater where another process has it open."""
    database = Database(url, migrate=False)
    try:
        with database.begin() as connection:
            _take_alone(connection, database.named)
            database.bring_up_to_date(connection)
            return doubt(connection, entry, Before("", ""))
    finally:
        database.close()


def _set_aside(connection: Connection, database: Database, place: str, entry: AuditEntry) -> _Aside:
    """Move the store's tables into a new schema."""
    if not sqlalchemy.inspect(connection).has_table("edition", schema=place):
        return _Aside()
    try:
        require_no_newer(database.revision(), database.named)
    except StoreError as error:  # which of the tables beside ours are its own, nobody can say here
        raise StoreError(str(error), recovery=_ELSEWHERE) from None
    database.bring_up_to_date(connection)  # it is of an older Drumbeat, perhaps
    _refuse_views(connection, place)
    last = connection.exec_driver_sql(LAST_PERIOD).scalar_one() or ""
    schema = _unused(connection, f"before_{entry.at:%Y%m%dt%H%M%Sz}")
    connection.exec_driver_sql(f"CREATE SCHEMA {_quoted(schema)}")
    _move(connection, place, schema)
    return _Aside(schema, last)


_ELSEWHERE = (
    "It stays as it is. Make an empty database (createdb), let store.url name it, and restore the backup there;"
    " or upgrade Drumbeat."
)


def _unused(connection: Connection, name: str) -> str:
    """The name, or with a number behind it: two may be kept in one second, and clocks are set back."""
    names = chain([name], (f"{name}_{number}" for number in count(2)))
    return next(each for each in names if not sqlalchemy.inspect(connection).has_schema(each))


def _move(connection: Connection, place: str, to: str) -> None:
    """Their indexes and sequences go with them."""
    for name in _TABLES:
        connection.exec_driver_sql(f"ALTER TABLE {_quoted(place)}.{_quoted(name)} SET SCHEMA {_quoted(to)}")


_VIEWS = """
SELECT DISTINCT pg_rewrite.ev_class::regclass::text AS name FROM pg_rewrite
JOIN pg_depend ON pg_depend.classid = 'pg_rewrite'::regclass AND pg_depend.objid = pg_rewrite.oid
JOIN pg_class ON pg_depend.refclassid = 'pg_class'::regclass AND pg_depend.refobjid = pg_class.oid
WHERE pg_class.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :place) AND pg_class.relname IN :names
ORDER BY name
"""


def _refuse_views(connection: Connection, place: str) -> None:
    """A view goes with the tables that it was made of: it would go on telling of the store of before."""
    asked = sqlalchemy.text(_VIEWS).bindparams(sqlalchemy.bindparam("names", expanding=True))
    found = [row.name for row in connection.execute(asked, {"place": place, "names": _TABLES})]
    if found:
        raise SettingsError(
            f"Somebody else's views are made of the store's tables: {', '.join(found)}.",
            recovery="Drop them, run the command again, then make them anew.",
        )


def _ensure_schema(connection: Connection, name: str) -> bool:
    """Make the schema if there is none; whether it was made."""
    if sqlalchemy.inspect(connection).has_schema(name):
        return False
    connection.exec_driver_sql(f"CREATE SCHEMA {_quoted(name)}")
    return True


def _load(connection: Connection, backup: Path, schema: str) -> None:
    """Do what `pg_restore` would do, in the transaction of this connection."""
    how = ("--no-owner", "--no-privileges", f"--schema={schema}", "--file=-")
    words = [_program("pg_restore"), *how, str(backup)]
    with (
        closing(connection.connection.cursor()) as cursor,
        subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as restoring,  # noqa: S603
    ):
        try:
            _run_script(cursor, iter(restoring.stdout or ()))
        except psycopg.Error as error:
            raise DBAPIError(None, None, error) from None
    if restoring.returncode:
        raise _failed("pg_restore")


def _run_script(cursor: Any, lines: Iterator[bytes]) -> None:
    """Run a script of `pg_restore`: statements, and rows between a COPY and its end."""
    statements: list[bytes] = []
    for line in lines:
        if _COPY.fullmatch(line):
            cursor.execute(b"".join(statements))
            statements.clear()
            with cursor.copy(line) as rows:
                for row in takewhile(_COPIED.__ne__, lines):
                    rows.write(row)
        elif not line.startswith(b"\\"):  # what begins so is for the program psql
            statements.append(line)
    cursor.execute(b"".join(statements))


def _require_nothing_newer(connection: Connection, store: str, backup: str) -> None:
    """Raises SettingsError where the rows of the store of before, if there was one, are not the backup's."""
    if store:
        asked = {table: difference(table, _quoted(store), _quoted(backup)) for table in WORK}
        differing = [table for table, query in asked.items() if connection.exec_driver_sql(query).first()]
        refuse_newer(differing, made_at(connection))


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


def _look_in(connection: Connection, schema: str) -> None:
    connection.exec_driver_sql(f"SET LOCAL search_path TO {_quoted(schema)}")


def _schema_of(connection: Connection) -> str:
    """Where the store's tables lie, or would be made."""
    found = connection.exec_driver_sql(
        "SELECT coalesce((SELECT nspname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
        " WHERE pg_class.oid = to_regclass('edition')), current_schema())"
    ).scalar_one()
    if found is None:
        raise SettingsError(
            "The search path of store.url names no schema that is there.", recovery="Make the schema, or correct it."
        )
    return str(found)


def _schema_in(backup: Path) -> str:
    """Where the tables lay of which the backup was made. Raises SettingsError for what is no backup of a store."""
    try:
        with backup.open("rb") as file:
            is_dump = file.read(len(_MAGIC)) == _MAGIC
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise SettingsError(f"The backup {backup} cannot be read: {reason}.") from None
    found = _IN_LIST.search(_run("pg_restore", "--list", str(backup))) if is_dump else None
    if found is None:
        raise SettingsError(
            f"{backup} is no backup of a store on PostgreSQL.",
            recovery="Name a file that `drumbeat backup` wrote for the same kind of store.url.",
        )
    return found[1]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _run(program: str, *words: str, address: URL | None = None) -> str:
    """Run it; what it says. The password goes by the environment: other users see a command's words."""
    path = _program(program)
    environment = dict(os.environ)
    if address is not None:
        plain = address.set(drivername="postgresql", password=None)
        words = (*words, f"--dbname={plain.render_as_string(hide_password=False)}")
        environment |= {"PGPASSWORD": str(address.password)} if address.password else {}
    done = subprocess.run([path, *words], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise _failed(program, next(iter(done.stderr.split("\n")), "") if "version" in done.stderr else "")
    return done.stdout


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise StoreError(
            f"PostgreSQL's program {name} is not installed here.",
            recovery="Install the package postgresql-client, or have the server's administrator do it.",
        )
    return path


def _failed(program: str, cause: str = "") -> StoreError:
    return StoreError(
        f"PostgreSQL's program {program} failed{f': {cause}' if cause else ''}.",
        recovery=f"Run {program} yourself to see why: it must not be older than the server.",
    )
