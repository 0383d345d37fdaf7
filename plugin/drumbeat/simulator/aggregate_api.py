"""The Aggregate API: counts, sums, averages, least and greatest, by group (fact sheet 1.10)."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from drumbeat.simulator.display import display_value
from drumbeat.simulator.instance import Row
from drumbeat.simulator.messages import Reply, Request, is_true, json_reply
from drumbeat.simulator.moments import duration_of, seconds_of
from drumbeat.simulator.operators import COMPARISONS, NUMERIC, number
from drumbeat.simulator.paths import Path, reader, resolve
from drumbeat.simulator.predicates import Scope
from drumbeat.simulator.rights import check_query, check_table, readable, visible
from drumbeat.simulator.schema import Kind
from drumbeat.simulator.selection import matching

FUNCTIONS = ("sum", "avg", "min", "max")
Group: TypeAlias = tuple[tuple[str, ...], list[Row]]
"""The stored values of the grouping fields, and the rows that have them."""

_EQUALITIES: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda first, second: first == second,
    "!=": lambda first, second: first != second,
}
_HAVING_PARTS = 4


def stats_reply(scope: Scope, request: Request, rng: random.Random) -> Reply:
    """Aggregates of the rows of a query: an object without grouping, a list with it.

    Whether row ACLs reduce a count is an open question of the fact sheet; by default they do not.
    """
    params = request.params
    check_table(scope)
    check_query(scope, params, _named(params))
    rows = visible(scope, params, matching(scope, params))
    if scope.instance.properties.stats_after_acl:
        rows = list(readable(scope, rows))
    by = _paths(scope, params.get("sysparm_group_by", ""))
    if not by:
        return json_reply(200, {"result": {"stats": _stats(scope, params, rows)}})
    groups = _ordered(scope, params, _grouped(scope, by, rows, rng), by)
    kept = [group for group in groups if _having(scope, params, group)]
    return json_reply(200, {"result": [_group(scope, params, by, group) for group in kept]})


def _named(params: Mapping[str, str]) -> list[str]:
    """The fields that a request groups or aggregates by; the fact sheet is silent on their rights, we ask for them."""
    lists = [params.get(f"sysparm_{function}_fields", "") for function in FUNCTIONS]
    names = ",".join([params.get("sysparm_group_by", ""), *lists]).split(",")
    return [name.strip() for name in names if name.strip()]


def _paths(scope: Scope, names: str) -> list[Path]:
    """The fields named; unknown ones are dropped, as everywhere (fact sheet 1.10)."""
    resolved = (resolve(scope.instance, scope.table, name.strip()) for name in names.split(",") if name.strip())
    return [path for path in resolved if path is not None]


def _grouped(scope: Scope, by: Sequence[Path], rows: Sequence[Row], rng: random.Random) -> list[Group]:
    """The rows by the values of the grouping fields, in random order: none was promised."""
    read = [reader(scope.instance, path) for path in by]
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(value(row) for value in read), []).append(row)
    items = list(groups.items())
    rng.shuffle(items)
    return items


def _stats(scope: Scope, params: Mapping[str, str], rows: Sequence[Row]) -> dict[str, Any]:
    stats: dict[str, Any] = {}
    if is_true(params, "sysparm_count"):
        stats["count"] = str(len(rows))
    for function in FUNCTIONS:
        paths = _paths(scope, params.get(f"sysparm_{function}_fields", ""))
        if paths:
            stats[function] = {path.name: _aggregate(function, scope, path, rows) for path in paths}
    return stats


def _group(scope: Scope, params: Mapping[str, str], by: Sequence[Path], group: Group) -> dict[str, Any]:
    values, rows = group
    mode = params.get("sysparm_display_value", "").lower()
    fields = []
    for path, value in zip(by, values, strict=True):
        shown = display_value(scope.instance, scope.session, path.column, value)
        entry = {"field": path.name, "value": shown if mode == "true" else value}
        fields.append({**entry, "display_value": shown} if mode == "all" else entry)
    return {"stats": _stats(scope, params, rows), "groupby_fields": fields}


def _aggregate(function: str, scope: Scope, path: Path, rows: Sequence[Row]) -> str:
    """One aggregate as text. Empty values do not take part; with none left the result is empty."""
    read = reader(scope.instance, path)
    values = [value for value in map(read, rows) if value]
    kind = path.column.kind
    if function in ("min", "max"):
        return _extreme(function, kind, values)
    numbers = _numbers(kind, values)
    if not numbers:
        return ""
    total = sum(numbers)
    if kind is Kind.DURATION:
        return duration_of(total if function == "sum" else total / len(numbers))
    return f"{total / len(numbers):.4f}" if function == "avg" else f"{total:.10g}"


def _numbers(kind: Kind, values: Sequence[str]) -> list[float]:
    if kind is Kind.DURATION:
        return [float(seconds_of(value)) for value in values]
    return [found for found in map(number, values) if found is not None]


def _extreme(function: str, kind: Kind, values: Sequence[str]) -> str:
    choose: Callable[..., str] = min if function == "min" else max
    if kind in NUMERIC:
        values = [value for value in values if number(value) is not None]
        return choose(values, key=number, default="")
    return choose(values, default="")


def _having(scope: Scope, params: Mapping[str, str], group: Group) -> bool:
    """`sysparm_having=count^priority^>^3`: whether the group's aggregate satisfies every condition."""
    written = [text.split("^") for text in params.get("sysparm_having", "").split(",") if text]
    return all(_satisfies(scope, parts, group[1]) for parts in written if len(parts) == _HAVING_PARTS)


def _satisfies(scope: Scope, parts: Sequence[str], rows: Sequence[Row]) -> bool:
    function, name, symbol, wanted = parts
    compare = {**COMPARISONS, **_EQUALITIES}.get(symbol)
    found, bound = _measure(scope, function.lower(), name, rows), number(wanted)
    return compare is not None and found is not None and bound is not None and compare(found, bound)


def _measure(scope: Scope, function: str, name: str, rows: Sequence[Row]) -> float | None:
    """An aggregate as a number; `count` counts rows, whatever field stands beside it."""
    if function == "count":
        return float(len(rows))
    path = resolve(scope.instance, scope.table, name)
    if path is None or function not in FUNCTIONS:
        return None
    return number(_aggregate(function, scope, path, rows))


def _ordered(scope: Scope, params: Mapping[str, str], groups: list[Group], by: Sequence[Path]) -> list[Group]:
    """`sysparm_order_by=AVG^state`, `COUNT^DESC` or `state^DESC`, several by commas; ascending by default."""
    for text in reversed(params.get("sysparm_order_by", "").split(",")):
        parts = [part for part in text.split("^") if part]
        descending = parts[-1:] == ["DESC"]
        names = parts[:-1] if descending else parts
        if names:
            groups.sort(key=_group_key(scope, names, by), reverse=descending)
    return groups


def _group_key(scope: Scope, names: Sequence[str], by: Sequence[Path]) -> Callable[[Group], tuple[float, str]]:
    places = {path.name: place for place, path in enumerate(by)}
    if names[0] in places:
        place = places[names[0]]
        numeric = by[place].column.kind in NUMERIC
        return lambda group: _sortable(group[0][place], numeric=numeric)
    function, field = names[0].lower(), names[1] if len(names) > 1 else ""
    lowest = float("-inf")

    def key(group: Group) -> tuple[float, str]:
        measure = _measure(scope, function, field, group[1])
        return (lowest if measure is None else measure, "")

    return key


def _sortable(value: str, *, numeric: bool) -> tuple[float, str]:
    found = number(value) if numeric else None
    return (float("-inf"), value) if found is None else (found, "")
