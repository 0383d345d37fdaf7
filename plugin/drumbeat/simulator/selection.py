"""Which rows a request is about, for the Table and the Aggregate API alike (fact sheet 1.1, 1.3)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from drumbeat.simulator.display import display_value
from drumbeat.simulator.instance import Row
from drumbeat.simulator.messages import RefusedError, error_reply
from drumbeat.simulator.paths import Path, reader, resolve
from drumbeat.simulator.predicates import Predicate, Scope, predicate_of
from drumbeat.simulator.query import Order, parse
from drumbeat.simulator.schema import Kind


def matching(scope: Scope, params: Mapping[str, str]) -> tuple[list[Row], tuple[Order, ...]]:
    """The rows that `sysparm_query`, or else the field=value pairs, select, and the order asked for.

    Raises RefusedError for a table that is not there.
    """
    if not scope.instance.has_table(scope.table):
        raise RefusedError(error_reply(400, f"Invalid table {scope.table}"))
    rows = scope.instance.rows(scope.table)
    text = params.get("sysparm_query", "")
    if text:
        query = parse(text)
        test = predicate_of(query, scope)
        return [row for row in rows if test(row)], query.order
    tests = [pair for pair in (_pair(scope, name, value) for name, value in params.items()) if pair]
    return [row for row in rows if all(pair(row) for pair in tests)], ()


def _pair(scope: Scope, name: str, value: str) -> Predicate | None:
    """One field=value pair; the value may be the stored one or what a person sees (fact sheet 1.1)."""
    path = None if name.startswith("sysparm_") else resolve(scope.instance, scope.table, name)
    return partial(_is_value, scope, path, value) if path else None


def _is_value(scope: Scope, path: Path, wanted: str, row: Row) -> bool:
    stored = reader(scope.instance, path)(row)
    if stored == wanted:
        return True
    shown = display_value(scope.instance, scope.session, path.column, stored)
    if path.column.choices or path.column.kind is Kind.REFERENCE:
        return bool(stored) and wanted.lower() in (shown.lower(), _user_name(scope, path, stored))
    return False


def _user_name(scope: Scope, path: Path, stored: str) -> str:
    row = scope.instance.get("sys_user", stored) if path.column.table == "sys_user" else None
    return row.get("user_name", "").lower() if row else ""
