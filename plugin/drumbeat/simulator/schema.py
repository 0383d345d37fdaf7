"""What a table is: its columns, their types, and the class hierarchy (fact sheet section 2).

A row of a child class is also a row of its parents, with the parents' columns: `task` shows incidents without
`resolved_at`. The tables themselves are data, in `schema_task.py` and `schema_platform.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TypeAlias

Choices: TypeAlias = tuple[tuple[str, str], ...]
"""A choice list: stored value and label, in order."""


class Kind(StrEnum):
    """The dictionary type of a column."""

    STRING = "string"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATETIME = "glide_date_time"
    DATE = "glide_date"
    DURATION = "glide_duration"
    REFERENCE = "reference"
    LIST = "glide_list"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name and type, the table a reference or a list points to, the choices of a choice list."""

    name: str
    kind: Kind = Kind.STRING
    table: str = ""
    choices: Choices = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDef:
    """One table: its own columns by type (names separated by blanks), without those it inherits."""

    name: str
    label: str
    parent: str = ""
    display: str = ""
    """The column that a reference to this table shows; inherited when empty."""
    strings: str = ""
    integers: str = ""
    decimals: str = ""
    booleans: str = ""
    datetimes: str = ""
    dates: str = ""
    durations: str = ""
    references: Mapping[str, str] = field(default_factory=dict)
    """Column name to referenced table."""
    lists: Mapping[str, str] = field(default_factory=dict)
    """Column name to the table whose rows it lists: sys_ids with commas between."""
    choices: Mapping[str, Choices] = field(default_factory=dict)

    def columns(self) -> dict[str, Column]:
        """The table's own columns by name."""
        plain = (
            (Kind.STRING, self.strings),
            (Kind.INTEGER, self.integers),
            (Kind.DECIMAL, self.decimals),
            (Kind.BOOLEAN, self.booleans),
            (Kind.DATETIME, self.datetimes),
            (Kind.DATE, self.dates),
            (Kind.DURATION, self.durations),
        )
        columns = {name: Column(name, kind) for kind, names in plain for name in names.split()}
        columns |= {name: Column(name, Kind.REFERENCE, table) for name, table in self.references.items()}
        columns |= {name: Column(name, Kind.LIST, table) for name, table in self.lists.items()}
        return columns | {name: _choice(name, choices) for name, choices in self.choices.items()}


def _choice(name: str, choices: Choices) -> Column:
    """A choice list is an integer column when every stored value is one, like `state`."""
    whole = all(value.lstrip("-").isdigit() for value, _ in choices)
    return Column(name, Kind.INTEGER if whole else Kind.STRING, choices=choices)


EVERY_TABLE = TableDef(
    name="",
    label="",
    strings="sys_id sys_created_by sys_updated_by sys_tags",
    integers="sys_mod_count",
    datetimes="sys_created_on sys_updated_on",
)
"""The columns that every table has."""

CLASS_NAME = "sys_class_name"
"""The column that says which class a row of a hierarchy is; its label is the table's (fact sheet 1.2)."""


class Schema:
    """A set of tables with their hierarchy. Immutable; lookups are remembered."""

    def __init__(self, tables: Iterable[TableDef]) -> None:
        self._tables = {table.name: table for table in tables}
        self.columns = cache(self._columns)
        self.descendants = cache(self._descendants)

    def __contains__(self, table: str) -> bool:
        return table in self._tables

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def extended(self, table: TableDef) -> Schema:
        """This schema with one more table."""
        return Schema((*self._tables.values(), table))

    def label(self, table: str) -> str:
        """What people call one row of the table; the name itself for an unknown table."""
        return self._tables[table].label if table in self._tables else table

    def lineage(self, table: str) -> tuple[str, ...]:
        """The table and its parents, nearest first. Empty for an unknown table."""
        names: list[str] = []
        while table in self._tables:
            names.append(table)
            table = self._tables[table].parent
        return tuple(names)

    def is_hierarchical(self, table: str) -> bool:
        """Whether rows of this table carry `sys_class_name`."""
        return CLASS_NAME in self.columns(table)

    def display(self, table: str) -> str:
        """The name of the display column: the nearest one that a table of the lineage declares."""
        declared = (self._tables[name].display for name in self.lineage(table))
        return next((name for name in declared if name), "sys_id")

    def _columns(self, table: str) -> Mapping[str, Column]:
        """All columns, inherited ones first; a child's choice list replaces its parent's."""
        columns = EVERY_TABLE.columns()
        for name in reversed(self.lineage(table)):
            columns |= self._tables[name].columns()
        return columns

    def _descendants(self, table: str) -> tuple[str, ...]:
        """The table and every class below it."""
        return tuple(name for name in self._tables if table in self.lineage(name))
