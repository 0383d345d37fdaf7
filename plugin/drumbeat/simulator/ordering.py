"""The order of rows. Where the query gives none, or leaves ties, it is random at every request.

ServiceNow promises no order that was not asked for: paging by offset then repeats some rows and skips others
(fact sheet 1.6, traps 13 and 14). A simulator that always answered in the same order would hide that mistake.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from drumbeat.simulator.instance import Instance, Row
from drumbeat.simulator.operators import NUMERIC, number
from drumbeat.simulator.paths import Path, reader, reference_text, resolve
from drumbeat.simulator.query import Order
from drumbeat.simulator.schema import Kind

_UNIQUE = "sys_id"


class Sorting(NamedTuple):
    """One ORDERBY of a field that is there."""

    path: Path
    descending: bool


def sortings(order: Iterable[Order], table: str, instance: Instance) -> tuple[Sorting, ...]:
    """What the ORDERBY terms ask for; that of an unknown field is dropped."""
    resolved = ((resolve(instance, table, term.field), term.descending) for term in order)
    return tuple(Sorting(path, descending) for path, descending in resolved if path is not None)


def is_total(by: Iterable[Sorting]) -> bool:
    """Whether nothing is left to chance: the unique field is among them."""
    return any(path.name == _UNIQUE for path, _ in by)


def is_by_sys_id(by: Sequence[Sorting]) -> bool:
    """Whether the rows stand by ascending sys_id before all else."""
    return bool(by) and by[0].path.name == _UNIQUE and not by[0].descending


def ordered(rows: Iterable[Row], by: Sequence[Sorting], instance: Instance, rng: random.Random) -> list[Row]:
    """The rows in the order asked for, ties shuffled."""
    arranged = list(rows)
    if not is_total(by):
        rng.shuffle(arranged)
    for path, descending in reversed(by):
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
