"""From the cells of a list to stored values: labels to choice values, names to references, dates to UTC."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from drumbeat.errors import ExportUnreadable
from drumbeat.records.dates import DateFormat, UnclearDates, detect
from drumbeat.records.row import Cell, RawRow
from drumbeat.simulator.instance import Row, sys_id_for
from drumbeat.simulator.moments import stored
from drumbeat.simulator.operators import NUMERIC
from drumbeat.simulator.schema import Column, Kind, Schema

_SYS_ID = re.compile(r"[0-9a-f]{32}")
_BOOLEANS = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false", "0": "false"}
_DATED = (Kind.DATETIME, Kind.DATE)


class Target(NamedTuple):
    """A row that a reference points to."""

    table: str
    row: tuple[tuple[str, str], ...]


class Stored(NamedTuple):
    """A stored value, and the row it points to where it is a reference by name."""

    value: str
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One converted row with the rows it refers to."""

    row: Row
    targets: tuple[Target, ...]


_NOTHING = Stored("")


class Converter:
    """Converts rows for one table. Every distinct cell of a column is worked out once."""

    def __init__(self, schema: Schema, columns: Mapping[str, Column], form: DateFormat | None, zone: ZoneInfo) -> None:
        self._schema = schema
        self._columns = columns
        self._form = form
        self._zone = zone
        self._remembered: dict[tuple[str, Cell], Stored] = {}

    def record(self, raw: RawRow) -> Record:
        """The row as it would be stored."""
        cells = {name: self.cell(name, cell) for name, cell in raw.items()}
        targets = tuple(found.target for found in cells.values() if found.target)
        return Record({name: found.value for name, found in cells.items()}, targets)

    def cell(self, name: str, cell: Cell) -> Stored:
        """One cell under the field of that name."""
        found = self._remembered.get((name, cell))
        if found is None:
            column = self._columns.get(name) or Column(name)
            found = self._stored(column, cell) if cell.value else _NOTHING
            self._remembered[name, cell] = found
        return found

    def _stored(self, column: Column, cell: Cell) -> Stored:
        if column.choices:
            return Stored(_choice_value(column, cell.value))
        if column.kind is Kind.REFERENCE:
            return self._reference(column.table, cell)
        if column.kind in _DATED:
            return Stored(self._moment(column.kind, cell.value))
        if column.kind is Kind.BOOLEAN:
            return Stored(_BOOLEANS.get(cell.value.lower(), cell.value))
        return Stored(cell.value.replace(",", "") if column.kind in NUMERIC else cell.value)

    def _reference(self, table: str, cell: Cell) -> Stored:
        """A name becomes a row of the referenced table, with a sys_id made from the name."""
        display = self._schema.display(table)
        is_id = cell.value != cell.display or bool(_SYS_ID.fullmatch(cell.value))
        name = cell.display if is_id else cell.value
        sys_id = cell.value if is_id else sys_id_for(table, name)
        if not name or name == sys_id or display == "sys_id":
            return Stored(sys_id)
        return Stored(sys_id, Target(table, (("sys_id", sys_id), (display, name))))

    def _moment(self, kind: Kind, text: str) -> str:
        if self._form is None:
            return text
        moment = self._form.parse(text)
        if kind is Kind.DATE:
            return moment.date().isoformat()
        return stored(moment.replace(tzinfo=self._zone))


def date_format(columns: Mapping[str, Column], rows: Iterable[RawRow]) -> DateFormat | None:
    """The one format that all dates of the list are written in; None where there are none.

    Raises ExportUnreadable when no format, or more than one, reads them all.
    """
    dated = [name for name, column in columns.items() if column.kind in _DATED]
    texts = {row[name].value for row in rows for name in dated if name in row} - {""}
    try:
        return detect(texts) if texts else None
    except UnclearDates as error:
        fitting = ", ".join(error.fitting) or "none"
        raise ExportUnreadable(f"The dates of the list are not written in one clear format: {fitting}.") from error


def _choice_value(column: Column, text: str) -> str:
    """The stored value of a label; a value, and a label that the list does not have, stay as they are."""
    if text in dict(column.choices):
        return text
    by_label = {label.lower(): value for value, label in column.choices}
    return by_label.get(text.lower(), text)
