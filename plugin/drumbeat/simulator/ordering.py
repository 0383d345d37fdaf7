"""The order of rows. Where the query gives none, or leaves ties, it is random at every request.

ServiceNow promises no order that was not asked for: paging by offset then repeats some rows and skips others
(fact sheet 1.6, traps 13 and 14). A simulator that always answered in the same order would hide that mistake.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from drumbeat.simulator.instance import Instance, Row
from drumbeat.simulator.operators import NUMERIC, number
from drumbeat.simulator.paths import Path, reader, reference_text, resolve
from drumbeat.simulator.query import Order
from drumbeat.simulator.schema import Kind

_UNIQUE = "sys_id"


def ordered(
    rows: Iterable[Row], order: tuple[Order, ...], table: str, instance: Instance, rng: random.Random
) -> list[Row]:
    """The rows in the order asked for, ties shuffled. ORDERBY of an unknown field is dropped."""
    resolved = [(resolve(instance, table, term.field), term.descending) for term in order]
    known = [(path, descending) for path, descending in resolved if path is not None]
    arranged = list(rows)
    if not any(path.name == _UNIQUE for path, _ in known):
        rng.shuffle(arranged)
    for path, descending in reversed(known):
        arranged.sort(key=_key(path, instance), reverse=descending)
    return arranged


def _key(path: Path, instance: Instance) -> Callable[[Row], str | tuple[float, str]]:
    """Numbers by size, references by what they show, everything else by stored text; empty comes first."""
    read, column = reader(instance, path), path.column
    if column.kind in NUMERIC:
        return lambda row: _size(read(row))
    if column.kind is Kind.REFERENCE:
        return lambda row: reference_text(instance, column.table, read(row))
    return read


def _size(value: str) -> tuple[float, str]:
    found = number(value)
    return (float("-inf"), value) if found is None else (found, "")
