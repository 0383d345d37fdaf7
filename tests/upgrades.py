"""Stores as earlier versions made them: each earlier schema by its own migrations, with rows in every table of it.

The rows are made from the schema itself, so that a table or a column that comes with a later migration has some as
well. What a table's name says nothing about (its JSON, its moments, its zones) is said here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Float, Integer, MetaData, Table, insert, inspect, select, text

from drumbeat.store import database as database_module

ROWS = 6
"""In each table."""
Row = dict[str, Any]
Rows = dict[str, list[Row]]
_QUOTED = re.compile(r"'([^']*)'")
_SINGLE = {"home": 1, "origin": 1}
"""Tables that hold one row by what they are."""
_MOMENTS = ("at", "dated", "closed", "since", "lease_until")
_SAID: Mapping[str, str] = {
    "zone": "Europe/Berlin",
    "policy": "review",
    "draft_on": "working day 1",
    "send_on": "working day 5",
    "hour": "09:00",
    "country": "DE-BY",
    "language": "de",
    "begins": "2026-09-01",
    "lead_address": "lead{}@x.example",
    "address": "a{}@x.example",
    "recipient": "Réader{}@x.example",
    "cells": '{{"number": ["INC{0}", "INC{0}"]}}',
    "digest": '{{"figures": [], "sections": [], "n": {}}}',
    "evidence": "[]",
    "lines": '["V02:CIM{}"]',
    "hidden": '["volume:{}"]',
    "arranged": '["reuse:{}"]',
    "content": "{{}}",
    "cursors": '[["{:032x}", 0, ""]]',
    "scopes": "decide read",
    "completeness": "1.0",
}
"""By the name of a column: what the program itself would have written there; `{}` is the row's number."""
_OF: Mapping[tuple[str, str], str] = {
    ("delivery", "kind"): "address",
    ("pull", "after"): "{:032x}",
    ("pull", "hidden"): "3",
    ("consent", "category"): "improvement",
    ("naming", "category"): "improvement",
    ("notice", "kind"): "draft",
    ("notice", "state"): "sent",
    ("declared", "kind"): "talk",
    ("fact", "unit"): "count",
    ("fact", "value"): "41{}",
    ("edition", "team"): "Team {}",
    ("team", "name"): "Team {}",
}
"""The same where several tables have a column of that name."""


def revisions() -> list[str]:
    """Every revision there has been, oldest first."""
    scripts = ScriptDirectory(str(database_module._MIGRATIONS))
    return [each.revision for each in reversed(list(scripts.walk_revisions()))]


@dataclass(frozen=True)
class Held:
    """What a store holds: its rows by table, and the revision of its schema."""

    revision: str
    rows: Rows


def make(url: str, revision: str, more: Mapping[str, Iterable[Row]]) -> Held:
    """A store of that revision at the address, with rows in every table, and with `more` of them as far as it knows."""
    backend = database_module._backend(url)
    config = Config()
    config.set_main_option("script_location", str(database_module._MIGRATIONS).replace("%", "%%"))
    with backend.writing.begin() as connection:
        config.attributes["connection"] = connection
        backend.before_migration(connection)
        command.upgrade(config, revision)
        backend.after_migration(connection)
        for table in _tables(connection):
            _fill(connection, table)
        for table in _tables(connection):  # afterwards, so that what is made hangs on nothing of it
            _add(connection, table, more.get(table.name, ()))
        found = _held(connection)
    backend.writing.dispose()
    return found


def held(url: str) -> Held:
    """All that the store at an address holds, as it is."""
    backend = database_module._backend(url)
    with backend.reading.connect() as connection:
        found = _held(connection)
    backend.writing.dispose()
    return found


def _held(connection: Connection) -> Held:
    rows = {
        table.name: [dict(row) for row in connection.execute(select(table)).mappings()] for table in _tables(connection)
    }
    return Held(connection.scalar(text("SELECT version_num FROM alembic_version")), rows)


def _tables(connection: Connection) -> list[Table]:
    """Whatever others hang on comes first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def _fill(connection: Connection, table: Table) -> None:
    checks = inspect(connection).get_check_constraints(table.name)
    parents = {
        key.parent.name: list(connection.scalars(select(key.column).order_by(key.column).limit(ROWS)))
        for key in table.foreign_keys
    }  # of the rows that are made here alone: what the program made stays as it made it
    for place in range(_SINGLE.get(table.name, ROWS)):
        values = {
            column.name: value_for(table, column, place, checks)
            for column in table.columns
            if not _is_counted(table, column)
        }
        for at, (name, found) in enumerate(sorted(parents.items())):  # of two of one table no row has the same twice
            values[name] = found[(place + at) % len(found)]
        connection.execute(insert(table).values(values))


def _is_counted(table: Table, column: Column[Any]) -> bool:
    """Whether the database itself numbers the rows."""
    return column.name == "id" and isinstance(column.type, Integer) and [*table.primary_key] == [column]


def value_for(table: Table, column: Column[Any], place: int, checks: Iterable[Any]) -> Any:
    """Stable, and another in each row wherever it can be."""
    if column.nullable and place % 3 == 0:
        return None
    said = _OF.get((table.name, column.name), _SAID.get(column.name))
    for check in checks:
        if re.search(rf"\b{column.name}\b", check["sqltext"]) and (allowed := _QUOTED.findall(check["sqltext"])):
            said = allowed[place % len(allowed)]
    if said is None:
        said = _made(table.name, column, place)
    if isinstance(column.type, Float):
        return float(said)
    return int(said) if isinstance(column.type, Integer) else said.format(place)


def _made(table: str, column: Column[Any], place: int) -> str:
    name = column.name
    if name.startswith("is_") or name in ("by_lead", "confirmed"):
        return str(place % 2)
    if isinstance(column.type, Integer | Float):
        return str(place if name == "position" else int(_hash(table, name, place)[:3], 16))
    if name in ("period_start", "day", "expires"):
        return f"2026-{place + 1:02}-01"
    if name == "period_end":
        return f"2026-{place + 2:02}-01"
    if (
        name == "at"
        or name.endswith("_at")
        or name.startswith("window_")
        or name in ("dated", "closed", "since", "lease_until", "ended_by")
    ):
        return f"2026-10-{place + 1:02} 08:00:{place:02}"
    return f"{name} {_hash(table, name, place)[:8]}, “ä” and 'x'"


def _hash(*parts: object) -> str:
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()


def _add(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Rows of a later schema, without what this one does not know; what only this one knows is empty or zero."""
    for row in rows:
        empty = {each.name: 0 if isinstance(each.type, Integer) else "" for each in table.columns if not each.nullable}
        values = {**empty, **{name: value for name, value in row.items() if name in table.c}}
        connection.execute(insert(table).values(values))
