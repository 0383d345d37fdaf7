"""Exported lists as rows of cells: CSV, CSV in a zip, XLSX, or JSON as the Table API and the list export write it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from drumbeat.errors import ExportUnreadable
from drumbeat.list_files import read_list
from drumbeat.records.columns import field_names
from drumbeat.records.row import Cell, RawRow

_MISSING = frozenset({"", "?"})
"""What a published log writes where it has no value."""
_EMPTY = Cell("", "")
_LISTS = ("result", "records")


def read_rows(path: Path, known: Iterable[str]) -> list[RawRow]:
    """The rows of the file by field name. `known` are the field names of the table the rows are for.

    Raises ExportUnreadable when the file is no such list.
    """
    if path.suffix.lower() == ".json":
        return [_json_row(item, path) for item in _json_items(path)]
    listed = read_list(path)
    names = names_of(listed.header, frozenset(known))
    cells = _Cells()
    rows = [dict(zip(names, map(cells.__getitem__, row), strict=True)) for row in listed.rows]
    return [{name: cell for name, cell in row.items() if name} for row in rows]


def names_of(header: Sequence[str], known: frozenset[str]) -> tuple[str | None, ...]:
    """The fields of a heading line: a heading that is a field of this very table is that field.

    `knowledge` is a flag of an incident, and a link's heading elsewhere.
    """
    plain = [heading.strip().lower() for heading in header]
    guessed = field_names(header)
    taken = {name for name in plain if name in known}
    return tuple(
        name if name in known else (guess if guess not in taken else None)
        for name, guess in zip(plain, guessed, strict=True)
    )


class _Cells(dict[str, Cell]):
    """The cell of each text, made once: a log of 90,000 rows repeats most of its three million."""

    def __missing__(self, text: str) -> Cell:
        self[text] = _text_cell(text)
        return self[text]


def _text_cell(text: str) -> Cell:
    stripped = text.strip()
    return _EMPTY if stripped in _MISSING else Cell(stripped, stripped)


def _json_items(path: Path) -> list[Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise ExportUnreadable(f"There is no file {path}.") from error
    except (OSError, ValueError) as error:
        raise ExportUnreadable(f"{path.name} is not JSON text.") from error
    if isinstance(content, dict):
        content = next((content[name] for name in _LISTS if name in content), None)
    if not isinstance(content, list):
        raise ExportUnreadable(f"{path.name} holds no list of records, neither bare nor under `result`.")
    return content


def _json_row(item: Any, path: Path) -> RawRow:
    if not isinstance(item, dict):
        raise ExportUnreadable(f"{path.name} holds something else than records.")
    return {name: _json_cell(value) for name, value in item.items() if "." not in name}


def _json_cell(value: Any) -> Cell:
    """A plain value, or an object with `value`, `display_value` or both."""
    if isinstance(value, dict):
        stored, shown = str(value.get("value") or ""), str(value.get("display_value") or "")
        return Cell(stored or shown, shown)
    return _text_cell("" if value is None else str(value).lower() if isinstance(value, bool) else str(value))
