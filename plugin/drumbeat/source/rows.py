"""Rows as the Table API sends them, into raw rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from drumbeat.records.row import Cell, RawRow
from drumbeat.records.tables import Condition

_NOTHING = Cell("", "")


def readable_rows(
    found: Iterable[dict[str, Any]], ours: Mapping[str, str], withheld: Mapping[str, Condition] | None = None
) -> tuple[RawRow, ...]:
    """Rows of display_value=all, in our names for the fields; `ours` maps an instance's own columns to them.

    A row without sys_id is one that may not be read (trap 5), and is left out. `withheld` is the table's: what is
    not to be kept goes here, before anybody else sees it.
    """
    rows = [raw_row(row) for row in found]
    if ours:
        rows = [{ours.get(name, name): cell for name, cell in row.items()} for row in rows]
    for name, condition in (withheld or {}).items():
        for row in rows:
            if name in row and row.get(condition.field, _NOTHING).value not in condition.values:
                row[name] = _NOTHING
    return tuple(row for row in rows if "sys_id" in row and row["sys_id"].value)


def raw_row(row: dict[str, Any]) -> dict[str, Cell]:
    """One row. A bare text stands for both (an empty reference may come as one, trap 48)."""
    try:
        cells = {name: Cell(found["value"], found["display_value"]) for name, found in row.items()}
    except (TypeError, KeyError):
        return {name: _cell(found) for name, found in row.items()}
    for cell in cells.values():
        if type(cell[0]) is not str or type(cell[1]) is not str:
            return {name: _cell(found) for name, found in row.items()}
    return cells


def _cell(found: Any) -> Cell:
    if isinstance(found, dict):
        return Cell(_text(found.get("value")), _text(found.get("display_value")))
    return Cell(_text(found), _text(found))


def _text(found: Any) -> str:
    """A list or an object where a text belongs is none: `[]` is no sys_id."""
    return "" if found is None or isinstance(found, list | dict) else str(found)
