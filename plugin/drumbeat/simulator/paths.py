"""Fields by name, dot-walked or not: `state`, `assigned_to.manager.name` (fact sheet 1.2, 1.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drumbeat.simulator.instance import Instance, Row
from drumbeat.simulator.schema import CLASS_NAME, Column, Kind

GLOBAL = "global"
"""A reference value is not always a sys_id: `sys_domain` holds this word (fact sheet 1.2)."""


@dataclass(frozen=True, slots=True)
class Path:
    """A resolved field: the references to follow, then the column to read."""

    name: str
    steps: tuple[Column, ...]

    @property
    def column(self) -> Column:
        """The last column, whose value is read."""
        return self.steps[-1]


def resolve(instance: Instance, table: str, name: str) -> Path | None:
    """The field of that name, or None when there is none: a wrong name, a label, a walk through no reference."""
    steps: list[Column] = []
    for part in name.split("."):
        column = instance.columns(table).get(part) if table else None
        if column is None:
            return None
        steps.append(column)
        table = column.table if column.kind is Kind.REFERENCE else ""
    return Path(name, tuple(steps))


def reader(instance: Instance, path: Path) -> Callable[[Row], str]:
    """A function that reads the stored value; an empty reference on the way gives an empty value."""
    name = path.column.name
    if len(path.steps) == 1:
        return lambda row: row.get(name, "")
    return lambda row: walked(instance, path, row)


def walked(instance: Instance, path: Path, row: Row) -> str:
    """The stored value at the end of a dot-walk."""
    current: Row | None = row
    for step in path.steps[:-1]:
        current = instance.get(step.table, current.get(step.name, "")) if current else None
    return current.get(path.column.name, "") if current else ""


def reference_text(instance: Instance, table: str, value: str) -> str:
    """What a reference shows: the display column of the row it points to; nothing where there is no such row."""
    if value == GLOBAL:
        return value
    row = instance.get(table, value) if value else None
    if row is None:
        return ""
    display = instance.schema.display(row.get(CLASS_NAME) or table)
    column = instance.columns(table).get(display)
    shown = row.get(display, "")
    if column is not None and column.kind is Kind.REFERENCE and shown != value:
        return reference_text(instance, column.table, shown)
    return shown
