"""Backups of a store on PostgreSQL, by the server's own programs `pg_dump` and `pg_restore`."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import sqlalchemy
from sqlalchemy import URL

from drumbeat.errors import SettingsError, StoreError
from drumbeat.ports import AuditEntry
from drumbeat.store.backups import beside, put
from drumbeat.store.database import Database
from drumbeat.store.restored import Doubted, doubt

_MAGIC = b"PGDMP"


def dump(address: URL, out: Path) -> None:
    """The store as of one moment, in the custom format of `pg_dump`, its owner's alone."""
    with beside(out) as new:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={new}", address=address)
        _run("pg_restore", "--list", str(new))
        put(new, out)


def restore_dump(url: str, backup: Path, entry: AuditEntry) -> Doubted:
    """Restore into a database that holds no store; that of before stays where it is.

    Raises SettingsError where the database holds one, or the file is no such backup.
    """
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
    address = _require_empty(url)
    how = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run("pg_restore", *how, str(backup), address=address)
    database = Database(url)
    with database.begin() as connection:
        return doubt(connection, entry)


def _require_empty(url: str) -> URL:
    database = Database(url, migrate=False)
    with database.read() as connection:
        if not sqlalchemy.inspect(connection).has_table("edition"):
            return database.address
    raise SettingsError(
        f"The store {database.named} is there already.",
        recovery="Make a new database with createdb, name it in store.url, and restore there. The old one stays.",
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
