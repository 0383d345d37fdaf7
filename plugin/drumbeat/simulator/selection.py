"""Which rows a request is about, for the Table and the Aggregate API alike (fact sheet 1.1, 1.3).

A client that pages by keyset asks the same query again and again with another bound on sys_id. The rows without
that bound are remembered, and where they stand by sys_id the bound is looked up in them.
"""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from drumbeat.simulator.display import display_value
from drumbeat.simulator.instance import Row
from drumbeat.simulator.messages import RefusedError, error_reply
from drumbeat.simulator.operators import COMPARISONS
from drumbeat.simulator.ordering import Sorting, is_by_sys_id, is_total, ordered, sortings
from drumbeat.simulator.paths import Path, reader, resolve
from drumbeat.simulator.predicates import Predicate, Scope, predicate_of
from drumbeat.simulator.query import Condition, Query, parse
from drumbeat.simulator.schema import Kind
from drumbeat.simulator.scripts import PREFIX

_BY_THE_CLOCK = (PREFIX, "RELATIVE")
"""A query with one of these in it means something else a second later."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows of a query in their order: those from `begin` to before `end`."""

    rows: Sequence[Row]
    begin: int
    end: int

    def __len__(self) -> int:
        return self.end - self.begin

    def page(self, offset: int, limit: int) -> list[Row]:
        """So many rows after so many others."""
        first = self.begin + offset
        return list(self.rows[first : min(first + limit, self.end)])


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Rows in a total order, and their sys_ids."""

    rows: list[Row]
    ids: list[str]


def matching(scope: Scope, params: Mapping[str, str]) -> list[Row]:
    """The rows that `sysparm_query`, or else the field=value pairs, select, in no order.

    Raises RefusedError for a table that is not there.
    """
    _require(scope)
    text = params.get("sysparm_query", "")
    if not text:
        return _by_pairs(scope, params)
    query, bounds = _without_bounds(parse(text))
    return _bounded(_found(scope, text, query), bounds)


def selected(scope: Scope, params: Mapping[str, str], rng: random.Random) -> Selection:
    """The rows of `matching` in the order that the query asks for, ties shuffled."""
    _require(scope)
    text = params.get("sysparm_query", "")
    query, bounds = _without_bounds(parse(text))
    by = sortings(query.order if text else (), scope.table, scope.instance)
    if not text or not is_total(by):
        return _whole(ordered(matching(scope, params), by, scope.instance, rng))
    known = _remembered_order(scope, text, query, by, rng)
    return _cut(known, bounds) if is_by_sys_id(by) else _whole(_bounded(known.rows, bounds))


def _require(scope: Scope) -> None:
    if not scope.instance.has_table(scope.table):
        raise RefusedError(error_reply(400, f"Invalid table {scope.table}"))


def _whole(rows: list[Row]) -> Selection:
    return Selection(rows, 0, len(rows))


def _without_bounds(query: Query) -> tuple[Query, tuple[Condition, ...]]:
    """A query of one group without its bounds on sys_id, and these. A script as a bound stays where it is."""
    if len(query.groups) != 1:
        return query, ()
    bounds = tuple(terms[0] for terms in query.groups[0] if len(terms) == 1 and _is_bound(terms[0]))
    rest = tuple(terms for terms in query.groups[0] if not (len(terms) == 1 and _is_bound(terms[0])))
    return replace(query, groups=(rest,)), tuple(bound for bound in bounds if isinstance(bound, Condition))


def _is_bound(term: object) -> bool:
    if not isinstance(term, Condition):
        return False
    return term.field == "sys_id" and term.operator in COMPARISONS and not term.value.startswith(PREFIX)


def _bounded(rows: list[Row], bounds: Iterable[Condition]) -> list[Row]:
    for bound in bounds:
        compare = COMPARISONS[bound.operator]
        rows = [row for row in rows if compare(row["sys_id"], bound.value)]
    return rows


def _cut(known: _Sorted, bounds: Iterable[Condition]) -> Selection:
    """The stretch between the bounds of rows that stand by sys_id."""
    begin, end = 0, len(known.ids)
    for bound in bounds:
        place = bisect_left if bound.operator in (">=", "<") else bisect_right
        found = place(known.ids, bound.value)
        begin, end = (max(begin, found), end) if bound.operator[0] == ">" else (begin, min(end, found))
    return Selection(known.rows, begin, max(begin, end))


def _found(scope: Scope, text: str, query: Query) -> list[Row]:
    def find() -> list[Row]:
        test = predicate_of(query, scope)
        return [row for row in scope.instance.rows(scope.table) if test(row)]

    return scope.instance.memory.recall(scope.instance.state, ("found", *_key(scope, text, query)), find)


def _remembered_order(scope: Scope, text: str, query: Query, by: Sequence[Sorting], rng: random.Random) -> _Sorted:
    def sort() -> _Sorted:
        rows = ordered(_found(scope, text, query), by, scope.instance, rng)
        return _Sorted(rows, [row["sys_id"] for row in rows])

    key = ("sorted", query.order, *_key(scope, text, query))
    return scope.instance.memory.recall(scope.instance.state, key, sort)


def _key(scope: Scope, text: str, query: Query) -> tuple[Hashable, ...]:
    """What the rows of a query follow from, the state of the instance apart."""
    user = scope.session.user
    moment = scope.session.now if any(word in text for word in _BY_THE_CLOCK) else None
    return (scope.table, query.groups, user.user_name, user.time_zone, moment)


def _by_pairs(scope: Scope, params: Mapping[str, str]) -> list[Row]:
    tests = [pair for pair in (_pair(scope, name, value) for name, value in params.items()) if pair]
    return [row for row in scope.instance.rows(scope.table) if all(pair(row) for pair in tests)]


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
