"""The instance: tables in memory, and who may read them.

Values are stored as ServiceNow stores them: every value a string, references as sys_ids, times in UTC as
"YYYY-MM-DD HH:MM:SS", dates as "YYYY-MM-DD", durations as an offset from 1970-01-01 00:00:00, empty as "".
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeAlias

from drumbeat.simulator.accounts import DEFAULT_CLIENT, DEFAULT_USER, OAuthClient, Properties, User
from drumbeat.simulator.limits import Limits, Proxy
from drumbeat.simulator.memory import Memory
from drumbeat.simulator.moments import stored
from drumbeat.simulator.schema import CLASS_NAME, Column, Schema, TableDef
from drumbeat.simulator.schema_platform import PLATFORM_TABLES
from drumbeat.simulator.schema_system import SYSTEM_TABLES
from drumbeat.simulator.schema_task import TASK_TABLES

Row: TypeAlias = dict[str, str]
"""One row: column name to stored value."""

SHIPPED = Schema((*TASK_TABLES, *PLATFORM_TABLES, *SYSTEM_TABLES))
STANDING_STILL = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
"""The instance's time where nobody gives it a clock: the same input then gives the same bytes."""

_TWINS = {"incident": ("state", "incident_state"), "problem": ("state", "problem_state")}
"""Two columns that ServiceNow keeps equal (fact sheet 2.1)."""


def sys_id_for(table: str, key: str) -> str:
    """The sys_id that a row of `table` gets from its number or name: 32 hexadecimal digits, always the same."""
    return hashlib.sha256(f"{table}:{key}".encode()).hexdigest()[:32]


def _standing_still() -> datetime:
    return STANDING_STILL


class Instance:
    """The tables and accounts of one instance.

    `lock` is held by every method and, by the server, for the length of one answer: a request sees one state.
    A row that `rows` or `get` hands out is never changed afterwards; `update` puts a new one in its place.
    """

    def __init__(
        self,
        *,
        absent: frozenset[str] = frozenset(),
        users: Iterable[User] = (DEFAULT_USER,),
        clients: Iterable[OAuthClient] = (DEFAULT_CLIENT,),
        properties: Properties | None = None,
        limits: Limits | None = None,
        proxy: Proxy | None = None,
        clock: Callable[[], datetime] = _standing_still,
    ) -> None:
        """`absent` are tables whose plugin is not active: they answer 400 Invalid table (fact sheet 1.8)."""
        self.absent = absent
        self.schema = SHIPPED
        self.users = {user.user_name: user for user in users}
        self.clients = {client.client_id: client for client in clients}
        self.properties = properties or Properties()
        self.limits = limits or Limits()
        self.proxy = proxy or Proxy()
        self.clock = clock
        self.lock = threading.RLock()
        self.memory = Memory()
        self._version = 0
        self._tables: dict[str, dict[str, Row]] = {name: {} for name in SHIPPED}
        self._extra: dict[str, dict[str, Column]] = {}
        for user in self.users.values():
            self._add_user(user)

    @property
    def state(self) -> tuple[object, ...]:
        """Equal only as long as nothing has changed: what `memory` holds was worked out from it."""
        return (self._version, self.absent, self.properties)

    def add_user(self, user_name: str, password: str, **settings: Any) -> User:
        """Make one more account, with its row of `sys_user`; the settings are those of `User`."""
        user = User(user_name, password, **settings)
        with self.lock:
            self.users[user_name] = user
            self._add_user(user)
        return user

    def change_user(self, user_name: str, **changes: Any) -> User:
        """Give an account other rights, roles or another password while the instance runs: `access=...`, `roles=...`.

        The names are those of `User`; the row of `sys_user` stays. Raises KeyError for an unknown account.
        """
        with self.lock:
            self.users[user_name] = replace(self.users[user_name], **changes)
            return self.users[user_name]

    def add_table(self, table: TableDef) -> None:
        """Make a table of the customer's own; its parent must be there."""
        with self.lock:
            self._version += 1
            self.schema = self.schema.extended(table)
            self._tables.setdefault(table.name, {})

    def has_table(self, table: str) -> bool:
        """Whether the API knows the table: it is in the schema and its plugin is active."""
        return table in self.schema and table not in self.absent

    def columns(self, table: str) -> Mapping[str, Column]:
        """All columns of the table by name, those included that only rows have brought along."""
        known = self.schema.columns(table)
        extra = [self._extra[name] for name in self.schema.lineage(table) if name in self._extra]
        if not extra:
            return known
        merged: dict[str, Column] = {}
        for columns in reversed(extra):
            merged |= columns
        return {**merged, **known}

    def insert(self, table: str, row: Mapping[str, str]) -> str:
        """Add one row and return its sys_id.

        What is missing of sys_id, sys_class_name, sys_created_on, sys_updated_on and sys_mod_count is filled in.
        Raises KeyError for an unknown table, ValueError for a sys_id that is taken.
        """
        with self.lock:
            rows = self._tables[table]
            filled = self._filled(table, row)
            sys_id = filled["sys_id"]
            if sys_id in rows:
                raise ValueError(f"{table} already has a row with sys_id {sys_id}")
            self._note_columns(table, filled)
            self._version += 1
            rows[sys_id] = filled
            return sys_id

    def update(self, table: str, sys_id: str, values: Mapping[str, str]) -> None:
        """Change columns of one row; sys_updated_on and sys_mod_count move on unless `values` sets them.

        `table` may be a parent of the row's class. Raises KeyError when there is no such row.
        """
        with self.lock:
            owner = self._owner(table, sys_id)
            before = self._tables[owner][sys_id]
            moved = {
                "sys_updated_on": stored(self.clock()),
                "sys_mod_count": str(int(before.get("sys_mod_count") or 0) + 1),
            }
            self._note_columns(owner, values)
            self._version += 1
            self._tables[owner][sys_id] = {**before, **moved, **in_step(owner, values)}

    def delete(self, table: str, sys_id: str) -> None:
        """Remove one row. Raises KeyError when there is none."""
        with self.lock:
            owner = self._owner(table, sys_id)
            self._version += 1
            del self._tables[owner][sys_id]

    def extend(self, tables: Mapping[str, Iterable[Mapping[str, str]]]) -> None:
        """Insert many rows: table name to rows."""
        with self.lock:
            for table, rows in tables.items():
                for row in rows:
                    self.insert(table, row)

    def rows(self, table: str) -> list[Row]:
        """The rows of the table and of its child classes, in the order of insertion within each class."""
        with self.lock:
            found: list[Row] = []
            for name in self._readable(table):
                found.extend(self._tables[name].values())
            return found

    def get(self, table: str, sys_id: str) -> Row | None:
        """One row of the table or of its child classes."""
        with self.lock:
            for name in self._readable(table):
                row = self._tables[name].get(sys_id)
                if row is not None:
                    return row
            return None

    def _readable(self, table: str) -> list[str]:
        return [name for name in self.schema.descendants(table) if name not in self.absent]

    def _owner(self, table: str, sys_id: str) -> str:
        for name in self.schema.descendants(table):
            if sys_id in self._tables[name]:
                return name
        raise KeyError(sys_id)

    def _filled(self, table: str, row: Mapping[str, str]) -> Row:
        now = stored(self.clock())
        filled = in_step(table, row)
        if not filled.get("sys_id"):
            filled["sys_id"] = self._new_sys_id(table, filled)
        if self.schema.is_hierarchical(table) and not filled.get(CLASS_NAME):
            filled[CLASS_NAME] = table
        filled["sys_created_on"] = filled.get("sys_created_on") or filled.get("opened_at") or now
        filled["sys_updated_on"] = filled.get("sys_updated_on") or filled["sys_created_on"]
        filled["sys_mod_count"] = filled.get("sys_mod_count") or "0"
        return filled

    def _new_sys_id(self, table: str, row: Mapping[str, str]) -> str:
        """From the number or name; versions of one article share a number and get one each."""
        key = row.get("number") or row.get(self.schema.display(table)) or row.get("name") or ""
        taken = self._tables[table]
        sys_id = sys_id_for(table, key or str(len(taken)))
        attempt = 1
        while sys_id in taken:
            attempt += 1
            sys_id = sys_id_for(table, f"{key or len(taken)}#{attempt}")
        return sys_id

    def _note_columns(self, table: str, row: Mapping[str, str]) -> None:
        unknown = [name for name in row if name not in self.schema.columns(table)]
        if unknown:
            extra = self._extra.setdefault(table, {})
            extra.update({name: Column(name) for name in unknown if name not in extra})

    def _add_user(self, user: User) -> None:
        row = {
            "user_name": user.user_name,
            "name": user.name or user.user_name,
            "active": str(user.active).lower(),
            "roles": ",".join(sorted(user.roles)),
            "time_zone": user.time_zone,
            "date_format": user.date_format,
            "time_format": user.time_format,
            "sys_id": sys_id_for("sys_user", user.user_name),
        }
        self.insert("sys_user", row)


def in_step(table: str, row: Mapping[str, str]) -> Row:
    """A copy of the row in which the two columns that ServiceNow keeps equal are equal."""
    copy = dict(row)
    first, second = _TWINS.get(table, ("", ""))
    if first in copy or second in copy:
        value = copy.get(first) or copy.get(second, "")
        copy[first] = copy[second] = value
    return copy
