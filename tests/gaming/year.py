"""The neutral world of the gaming suite: eight technicians, fourteen months of honest history, and one month.

The eight are of two groups. Their rows are as the Table API gives them; the fields that an attacker would leave traces
in (who attached an article, who is on the watch list) are there whether or not the product reads them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from drumbeat.records.model import Declaration, Declared, Ref
from gold.bundle import Person, Row, Value, World, cell

Facts = dict[str, Value]
"""Fields of a row."""

MONTH = "2026-10"
NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
"""When the records are read: everything of the month has matured (E5)."""
SINCE = datetime(2024, 7, 1, tzinfo=UTC)
"""Since when records are read: the first times that some rules speak of need two years."""
HISTORY = 14
"""Months of work before the month."""
DAYS = 30.4


@dataclass(slots=True)
class Year(World):
    """The world of the gold bundles, with a team of eight and what was imported about them."""

    declared: list[Declared] = field(default_factory=list)
    monitored: set[str] = field(default_factory=set)
    """Names of the items whose availability is monitored."""

    def __post_init__(self) -> None:
        World.__post_init__(self)
        self.month, self.zone, self.now = MONTH, "Europe/Berlin", NOW
        self.partner = self.partner[:2]

    @property
    def team(self) -> list[Person]:
        """The eight: six of one group, two of the other."""
        return [*self.home, *self.partner]

    def ago(self, months: int, day: int, hour: int = 10) -> datetime:
        """A moment on such a day of the month that lies so many months back."""
        first = (self.start - timedelta(days=DAYS * months)).replace(day=15)
        return first.replace(day=1) + (self.day(day, hour) - self.start)

    def copied(self) -> Year:
        """The same world, to be changed. Cells are never changed in place, so they are shared."""
        made = copy.copy(self)
        made.rng = copy.copy(self.rng)
        made.tables = {name: [dict(row) for row in rows] for name, rows in self.tables.items()}
        made.table_of, made.declared = dict(self.table_of), list(self.declared)
        made.subjects, made.monitored = list(self.subjects), set(self.monitored)
        return made

    def rows(self, table: str, **fields: Person | str) -> Iterator[Row]:
        """The rows of a table whose fields hold these people or values; a snapshot."""
        wanted = {name: value.sys_id if isinstance(value, Person) else value for name, value in fields.items()}
        for row in list(self.tables[table]):
            if all(row[name]["value"] == value for name, value in wanted.items()):
                yield row

    def put(self, row: Row, **fields: Value) -> None:
        """Write cells of a row that is there."""
        table = self.table_of[row["sys_id"]["value"]]
        row.update({name: cell(table, name, value) for name, value in fields.items()})

    def again(self, row: Row, prefix: str, **fields: Value) -> Row:
        """A second record that is like the first, with its own sys_id and number."""
        table = self.table_of[row["sys_id"]["value"]]
        made = dict(row)
        self.tables[table].append(made)
        made["sys_id"] = cell(table, "sys_id", self.sys_id())
        self.table_of[made["sys_id"]["value"]] = table
        self.put(made, number=self.number(prefix), **fields)
        return made

    def declare(
        self, kind: Declaration, person: Person, title: str, day: date, by: Person | None = None, **more: Any
    ) -> None:
        """One row of an imported list."""
        number = len(self.declared)
        self.declared.append(
            Declared(
                sys_id=f"{kind.value}-{number}",
                kind=kind,
                person=Ref(person.sys_id, person.name),
                title=title,
                day=day,
                by=Ref(by.sys_id, by.name) if by else Ref(),
                url=f"https://example.com/{number}",
                **more,
            )
        )


def moment(row: Row, name: str) -> datetime:
    """A stored moment."""
    return datetime.strptime(row[name]["value"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)


def stamp(row: Row) -> datetime:
    """When a row's work was done, or when it was made."""
    for name in ("resolved_at", "closed_at", "sys_created_on", "opened_at"):
        if row.get(name, {}).get("value"):
            return moment(row, name)
    return datetime.combine(date.fromisoformat(row["published"]["value"]), datetime.min.time(), UTC)


def in_month(row: Row) -> bool:
    """Whether the row is of the month that is told."""
    return f"{stamp(row):%Y-%m}" == MONTH
