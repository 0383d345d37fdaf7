"""The store on PostgreSQL, made to keep what SQLite promises: one writer at a time, one order, any text.

Its methods read, decide and write in one transaction. On SQLite such a transaction is alone from its beginning. Here
it waits for an advisory lock, which has the same effect on every method there is or will be; ids are then in the order
of the transactions, so that "the last row says how it stands" holds. Transactions are short; readers never wait.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

import sqlalchemy
from psycopg import OperationalError
from psycopg.abc import Buffer
from psycopg.adapt import Dumper, Loader
from sqlalchemy import URL, Connection, event
from sqlalchemy.exc import SQLAlchemyError

from drumbeat.errors import DrumbeatError, SettingsError, StoreError, TryLater
from drumbeat.store.backend import Backend, as_if_changed, in_the_way

_CONNECT_SECONDS = 10
_IDLE_SECONDS = 300
"""A transaction whose client has gone without a word (its machine lost power) is undone after so long."""
WRITES = "writes"
"""The name of the lock that a transaction which writes holds."""
OPEN = "open"
"""The name of the lock that every session shares from its beginning to its end. Who holds it alone, is alone."""
_ESCAPE, _NUL = "\ue000", "\x00"


def open_postgres(address: URL, busy_seconds: int) -> Backend:
    """The database of an address."""
    given = {"application_name": "drumbeat", "connect_timeout": str(_CONNECT_SECONDS)}
    said = {name: value for name, value in given.items() if name not in address.query}
    engine = sqlalchemy.create_engine(
        address,
        connect_args={**said, "client_encoding": "utf8"},
        pool_pre_ping=True,  # a server that was restarted since has closed what the pool holds
    )

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes", False):
            connection.exec_driver_sql(
                f"SET LOCAL lock_timeout = '{busy_seconds}s';"
                f"SET LOCAL idle_in_transaction_session_timeout = '{_IDLE_SECONDS}s';"
                f"SELECT pg_advisory_xact_lock({lock_key(WRITES)})"
            )

    def told(error: SQLAlchemyError) -> DrumbeatError:
        if getattr(getattr(error, "orig", None), "sqlstate", None) == _HELD:
            return TryLater(f"Another process has held the store {named(address)} for {busy_seconds} seconds.")
        return _told(error, named(address))

    def set_up(connection: Any, _record: object) -> None:
        _set_up(connection, busy_seconds)

    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", begin)
    return Backend(
        named(address),
        # Each statement sees what was committed before it, so whoever waited for the lock sees the last one's work.
        engine.execution_options(isolation_level="READ COMMITTED", writes=True),
        engine.execution_options(isolation_level="REPEATABLE READ"),
        told,
        _require_utf8,
        _compare_by_code_point,
    )


def named(address: URL) -> str:
    """The database for people, without the role and its password."""
    return f"“{address.database}” on {address.host or address.query.get('host') or 'this machine'}"


def lock_key(name: str) -> int:
    """The number under which PostgreSQL knows one of our advisory locks; such locks are a database's own."""
    return int.from_bytes(hashlib.sha256(f"drumbeat {name}".encode()).digest()[:8], "big", signed=True)


def _require_utf8(connection: Connection) -> None:
    """Raises SettingsError for a database that cannot hold every letter."""
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise SettingsError(
            f"The database of store.url keeps text as {encoding}, which lacks letters.",
            recovery="Make one with: createdb --encoding UTF8 --template template0 drumbeat",
        )


def _compare_by_code_point(connection: Connection) -> None:
    """Give every text column SQLite's order, that of code points, and SQLite's lengths: none.

    Else the order of names, and what is earlier of two moments kept as text, would be the server's locale's affair.
    """
    found = connection.exec_driver_sql(
        "SELECT c.table_name, c.column_name FROM information_schema.columns c"
        " JOIN information_schema.tables t USING (table_schema, table_name)"
        " WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'"
        " AND c.data_type IN ('text', 'character varying') AND c.collation_name IS DISTINCT FROM 'C'"
        " ORDER BY c.table_name, c.ordinal_position"
    ).all()
    changes: dict[str, list[str]] = {}
    for table, column in found:
        changes.setdefault(table, []).append(f'ALTER COLUMN "{column}" TYPE text COLLATE "C"')
    for table, wanted in changes.items():
        connection.exec_driver_sql(f'ALTER TABLE "{table}" {", ".join(wanted)}')


def _told(error: SQLAlchemyError, name: str) -> DrumbeatError:
    cause = getattr(error, "orig", None)
    code = getattr(cause, "sqlstate", None) or ""
    if isinstance(cause, OperationalError) and not code:
        return _unconnected(str(cause), name)
    if code.startswith(_AWAY):
        return TryLater(f"The server of the store {name} is not there for us now.")
    what, recovery = _failure_of(code, str(cause))
    return StoreError(f"The store {name} failed: {what}.", recovery=recovery)


def _failure_of(code: str, said: str) -> tuple[str, str]:
    """What an SQLSTATE means, and what to do. What the server says is asked for a name of ours alone."""
    if code in _THERE:
        found = re.search(r'^(?:relation|type) "(\w+)" ', said)
        return in_the_way(found[1] if found else "")
    if code in _MISSING:
        return as_if_changed()
    if code.startswith(_BROKEN_RULE):
        return "something breaks a rule of its tables", _LOOK
    return _FAILURES.get(code, (f"the server's error {code or 'without a code'}", _LOOK))


_HELD = "55P03"
_AWAY = ("08", "40", "57P0", "53300", "25P03")
"""No connection, given up for another, shutting down or starting, too many connections, idle for too long.

Codes of PostgreSQL's appendix A; the first two characters are a class of them.
"""
_LOOK = "Look into the log of the database server, then run the command again."
_FAILURES = {
    "53100": ("the server's disk is full", "Make room on the database server, then run the command again."),
    "25006": ("it is read-only, as a standby is", "Point store.url to the server that takes writes."),
    "42501": (
        "the role may not make or change its tables",
        "Make the role the owner of the database, as docs/store.md shows.",
    ),
    "53200": ("the server has no memory left", _LOOK),
    "57014": ("the server gave the statement up", "Let the role's statement_timeout be longer, or 0."),
}
_THERE, _MISSING, _BROKEN_RULE = ("42P07", "42710"), ("42P01", "42703", "42701", "42704"), "23"
"""A relation or another object that is there already; one that is not, or a column that is; a class of codes."""
_REFUSED = (
    ("authentication failed", "does not accept the role and its password", "Correct them in store.url."),
    ("no password supplied", "asks for a password", "Put one into store.url; docs/store.md shows how to keep it."),
    ('database ".*" does not exist', "has no such database", "Make it as docs/store.md shows, or correct store.url."),
    ('role ".*" (does not exist|is not perm)', "has no such role that may log in", "Make it as docs/store.md shows."),
    ("no pg_hba.conf entry", "lets nobody in from here", "Ask its administrator to add a line to pg_hba.conf."),
)
"""What a server says before it lets anybody in comes as words alone: libpq does not pass its code on. Of a server that
speaks another language the general sentence is told."""


def _unconnected(said: str, name: str) -> DrumbeatError:
    for words, what, recovery in _REFUSED:
        if re.search(words, said):
            return SettingsError(f"The server of the store {name} {what}.", recovery=recovery)
    return TryLater(
        f"The server of the store {name} cannot be reached, or does not let Drumbeat in.",
        recovery="See that it runs, and that store.url names it; then run the command again.",
    )


def _set_up(connection: Any, busy_seconds: int) -> None:
    connection.autocommit = True  # one round trip: what is sent at once is one transaction
    connection.execute(f"SET LOCAL lock_timeout = '{busy_seconds}s'; SELECT pg_advisory_lock_shared({lock_key(OPEN)})")
    connection.autocommit = False
    connection.adapters.register_dumper(str, _TextDumper)
    for name in ("text", "varchar"):
        connection.adapters.register_loader(name, _TextLoader)


class _TextDumper(Dumper):
    """PostgreSQL refuses NUL, which tickets may hold: it is kept as two other characters, and comes back as it was."""

    def dump(self, obj: str) -> Buffer:
        if _NUL in obj or _ESCAPE in obj:
            obj = obj.replace(_ESCAPE, _ESCAPE + "1").replace(_NUL, _ESCAPE + "0")
        return obj.encode()


class _TextLoader(Loader):
    def load(self, data: Buffer) -> str:
        text = str(data, "utf-8")
        if _ESCAPE in text:
            text = text.replace(_ESCAPE + "0", _NUL).replace(_ESCAPE + "1", _ESCAPE)
        return text
