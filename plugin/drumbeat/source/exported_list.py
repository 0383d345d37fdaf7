"""The exported-list source: the records of a CSV, for those without API access.

The list's columns may be field names or labels; `?` and blank are missing; many rows a number are a log of
updates, of which the last is the record. Dates are read in the one format that fits the whole list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from drumbeat.errors import ExportUnreadable, TableAbsent
from drumbeat.list_files import ListFile, read_list
from drumbeat.ports import FIRST_PAGE, Cursor, Extent, Page
from drumbeat.records.columns import field_name, field_names
from drumbeat.records.dates import DateFormat, UnclearDates, detect
from drumbeat.records.history import latest
from drumbeat.records.row import Cell, RawRow
from drumbeat.records.tables import Table

_MISSING = frozenset({"", "?"})
_UPDATED = "sys_updated_on"
_TIMES = frozenset(
    {
        *("opened_at", "resolved_at", "closed_at", "sys_created_on", _UPDATED),
        *("start_date", "end_date", "work_start", "work_end", "begin", "end", "end_time"),
    }
)
_DAYS = frozenset({"published", "valid_to"})
"""Days without time and zone; they are not shifted."""
_DATES = _TIMES | _DAYS
_Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read the list; what is not said is found out, or refused."""

    zone: tzinfo = UTC
    """The zone in which the list's times were exported. Of an hour that occurs twice, the first is meant."""
    dates: DateFormat | None = None


class ExportedList:
    """One table's rows from a file."""

    def __init__(self, path: Path, table: Table, reading: Reading) -> None:
        self._table = table
        self._name = path.name
        self._zone = reading.zone
        rows = _named(read_list(path), table)
        self._form = reading.dates or _detected(path.name, rows)
        self._rows = tuple(self._raw(row) for row in self._newest(rows))

    def fetch(self, table: Table, extent: Extent, cursor: Cursor = FIRST_PAGE) -> Page:  # noqa: ARG002  the whole list is one page
        """All rows of the list; the window is the reader's to apply."""
        if table.name != self._table.name:
            raise TableAbsent(
                f"{self._name} is a list of {self._table.label}, not of {table.label}.",
                recovery=f"Export {table.label} as a list of their own.",
            )
        return Page(self._rows, None, len(self._rows))

    def _newest(self, rows: list[_Row]) -> list[_Row]:
        """One row a number. Versions of an article share theirs and are no updates (trap 57)."""
        if _key(self._table) != "number" or self._table.date_only:
            return rows
        numbered = [row for row in rows if row["number"]]
        unnumbered = [row for row in rows if not row["number"]]
        newest = latest(numbered, key=lambda row: row["number"], updated=lambda row: self._moment(row, _UPDATED))
        return [*newest, *unnumbered]

    def _raw(self, row: _Row) -> RawRow:
        """The fields a pull would have asked for, as ServiceNow stores them."""
        return {name: self._cell(row, name) for name in self._table.fields if name in row}

    def _cell(self, row: _Row, name: str) -> Cell:
        text = row[name]
        if name in _DATES:
            moment = self._moment(row, name)
            text = f"{moment:%Y-%m-%d %H:%M:%S}"[: 10 if name in _DAYS else None] if moment else ""
        return Cell(text, text)

    def _moment(self, row: _Row, name: str) -> datetime | None:
        text = row.get(name, "")
        if not text:
            return None
        try:
            local = self._form.parse(text)
            return local if name in _DAYS else local.replace(tzinfo=self._zone).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ExportUnreadable(
                f"{self._name}: the column {name} holds a date that is not {self._form.name}.",
                recovery="Say --dates, or export again.",
            ) from None


def _key(table: Table) -> str:
    """What tells rows apart: a link between an article and a task has no number."""
    return "number" if "number" in table.fields else "sys_id"


def _in_our_names(found: ListFile, table: Table) -> ListFile:
    """The list with our fields' names above the columns that hold them on this instance."""
    ours = {column: name for name, column in table.renamed.items()}
    return replace(found, header=tuple(ours.get(heading.strip().lower(), heading) for heading in found.header))


def _named(found: ListFile, table: Table) -> list[_Row]:
    found = _in_our_names(found, table)
    names = field_names(found.header, table.fields)
    missing = [table.column(name) for name in (_key(table), table.dated_by) if name not in names]
    if missing:
        raise ExportUnreadable(
            f"{found.name} has no column {' and no column '.join(missing)}.",
            recovery=f"Add the field to the list's columns in ServiceNow and export again; a list of {table.label} "
            f"needs at least {_key(table)} and {table.column(table.dated_by)}.",
        )
    _refuse_two_of_a_field(found, table)
    read = _DATES.union(table.fields)
    columns = [(place, name) for place, name in enumerate(names) if name is not None and name in read]
    return [{name: _text(cells[place]) for place, name in columns} for cells in found.rows]


def _refuse_two_of_a_field(found: ListFile, table: Table) -> None:
    """Two columns of one field with different cells: either could be the one that was meant."""
    seen: dict[str, int] = {}
    for place, heading in enumerate(found.header):
        name = field_name(heading, table.fields)
        if name not in table.fields:
            continue
        other = seen.setdefault(name, place)
        same_kind = (heading.strip().lower() == name) == (found.header[other].strip().lower() == name)
        if same_kind and any(cells[place] != cells[other] for cells in found.rows):
            raise ExportUnreadable(
                f"{found.name} has two columns for {name}, and they differ.",
                recovery="Export the list again with one of them.",
            )


def _text(cell: str) -> str:
    stripped = cell.strip()
    return "" if stripped in _MISSING else stripped


def _detected(name: str, rows: Iterable[_Row]) -> DateFormat:
    try:
        return detect(text for row in rows for field, text in row.items() if field in _DATES and text)
    except UnclearDates as error:
        if error.fitting:
            message = f"{name}: its dates can be read as {' or as '.join(error.fitting)}."
            recovery = f"Say which: --dates {' or --dates '.join(error.fitting)}."
        else:
            message = f"{name}: no one format fits all its dates."
            recovery = "Export the list again with dates like 2026-10-31 23:59:59."
        raise ExportUnreadable(message, recovery=recovery) from None
