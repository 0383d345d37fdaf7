"""A private PostgreSQL server for the tests, started from the programs that are installed here.

`DRUMBEAT_TEST_POSTGRES=postgresql://…` names another server to use: its role must be allowed to make databases.
The server sorts text as English readers do, so that a test would notice whoever leaves the order to it.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from drumbeat.store.database import Database
from drumbeat.store.schema import metadata

SOCKET_USER = "drumbeat"
KEYED = "keyed"
"""A role that needs a password, on a server of ours."""
_TOLD = "DRUMBEAT_TEST_POSTGRES"
ICU_SINCE = 15
"""The version from which a server may sort by ICU's rules."""
_HBA = f"local all {KEYED} scram-sha-256\nlocal all all trust\n"
_QUICK = (
    *("fsync=off", "full_page_writes=off", "synchronous_commit=off"),
    *("listen_addresses=", "max_connections=200", "max_wal_size=64MB", "min_wal_size=32MB"),
)


@dataclass
class Server:
    """A server, with databases by name."""

    url: str
    """Of its database `postgres`, for libpq."""
    folder: Path | None = None
    """Where its socket is, if it is ours."""
    made: list[str] = field(default_factory=list)

    def database_url(self, name: str) -> str:
        """The address of one of its databases, as store.url has it."""
        head, _, query = self.url.partition("?")
        return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")

    def run(self, statement: str, name: str = "", **values: Any) -> list[tuple]:
        """Run a statement in one of its databases; what it gives."""
        address = self.database_url(name) if name else self.url
        with psycopg.connect(address, autocommit=True) as connection:
            found = connection.execute(statement, values or None)
            return found.fetchall() if found.description else []

    def make(self, name: str, more: str = "") -> str:
        """A new database, empty; its address. It is gone after the test."""
        self.run(f'CREATE DATABASE "{name}" {more}')
        self.made.append(name)
        return self.database_url(name)

    @contextlib.contextmanager
    def lent(self, name: str) -> Iterator[str]:
        """A new database for several tests; its address."""
        url = self.make(name)
        self.made.remove(name)
        try:
            yield url
        finally:
            self.made.append(name)
            self.drop_all()

    def drop_all(self) -> None:
        """Drop what was made since the last time."""
        while self.made:
            self.run(f'DROP DATABASE "{self.made.pop()}" WITH (FORCE)')

    def dump(self, table: str, columns: str, name: str) -> list[tuple]:
        """Every row of a table, in order."""
        return sorted(self.run(f"SELECT {columns} FROM {sql.Identifier(table).as_string()}", name))  # noqa: S608


@dataclass(frozen=True)
class Emptied:
    """One migrated database for all tests, without a row at the beginning of each: quicker than one for each."""

    server: Server
    name: str

    @classmethod
    def on(cls, server: Server) -> Emptied:
        """Make it."""
        name = f"drumbeat_test_{os.getpid()}"
        server.make(name)
        server.made.remove(name)  # it stays for the next test
        Database(server.database_url(name)).close()
        return cls(server, name)

    def empty(self) -> None:
        """Let go of all rows."""
        names = (table.name for table in reversed(metadata.sorted_tables))
        self.server.run(";".join(f"DELETE FROM {name}" for name in names), self.name)  # noqa: S608  names of ours


@contextlib.contextmanager
def server() -> Iterator[Server | str]:
    """A server, or why there is none."""
    told = os.environ.get(_TOLD)
    if told:
        yield Server(told)
        return
    programs = _programs()
    if programs is None:
        yield f"no PostgreSQL server is installed here, and {_TOLD} names none"
        return
    # Beside the folders of tests, mostly in memory: there a new database costs a fifth of the CPU time. A socket's path
    # is 107 letters long at most.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    try:
        with _started(programs, folder) as ours:
            yield ours
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_version)
    return found[-1].parent if found else None


def _version(path: Path) -> int:
    return int(path.parents[1].name)


def _major(programs: Path) -> int:
    said = subprocess.run([programs / "postgres", "--version"], check=True, capture_output=True, text=True).stdout
    return int(re.search(r"\d+", said)[0])


@contextlib.contextmanager
def _started(programs: Path, folder: Path) -> Iterator[Server]:
    user = _user()
    if user:
        shutil.chown(folder, user["user"], user["group"])
    data = folder / "data"
    words = ["-U", SOCKET_USER, "-E", "UTF8", "--locale=C.UTF-8"]
    if _major(programs) >= ICU_SINCE:
        words += ["--locale-provider=icu", "--icu-locale=en"]
    made = [programs / "initdb", "-D", data, "--no-sync", "--auth=trust", *words]
    subprocess.run(made, check=True, capture_output=True, cwd=folder, **user)
    (data / "pg_hba.conf").write_text(_HBA)
    settings = [word for each in _QUICK for word in ("-c", each)]
    with (folder / "log").open("w") as log:
        running = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, *settings], stderr=log, cwd=folder, **user
        )
    try:
        yield _awaited(Server(f"postgresql://{SOCKET_USER}@/postgres?host={folder}", folder), running)
    finally:
        running.send_signal(signal.SIGQUIT)  # an end that waits for nothing: its folder goes as well
        running.wait(30)


def _user() -> dict[str, Any]:
    """The server will not run as root."""
    if os.getuid():
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _awaited(server: Server, running: subprocess.Popen) -> Server:
    until = time.monotonic() + 30
    while True:
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            if running.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return server
