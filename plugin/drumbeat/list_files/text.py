"""A list as delimited text: CSV with comma, semicolon or tab, in UTF-8 or Windows-1252."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from drumbeat.errors import ExportUnreadable
from drumbeat.sentences import sentence

ENCODINGS = ("utf-8-sig", "cp1252")
"""ServiceNow exports UTF-8; a list saved again by a spreadsheet on Windows is often cp1252."""

_LONGEST_CELL = 16 * 1024**2


def lines(data: bytes, name: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Rows that are not blank, with the number of the line on which each ends.

    Raises ExportUnreadable where the bytes are no such text.
    """
    csv.field_size_limit(_LONGEST_CELL)
    seen: dict[str, str] = {}  # a list repeats most of its cells
    with io.TextIOWrapper(io.BytesIO(data), _encoding(data, name), newline="") as text:
        delimiter = _delimiter(text.readline())
        text.seek(0)
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            for row in reader:
                if any(cell.strip() for cell in row):
                    yield reader.line_num, tuple(seen.setdefault(cell, cell) for cell in row)
        except csv.Error as error:
            raise ExportUnreadable(f"{name}, line {reader.line_num}: no CSV, {error}.") from error


def _delimiter(heading: str) -> str:
    """Comma, semicolon (German and French spreadsheets) or tab, whichever the heading line uses most."""
    return max(",;\t", key=heading.count)


def _encoding(data: bytes, name: str) -> str:
    if b"\0" in data:
        raise ExportUnreadable(
            sentence("{name} is not a text file.", name=name),
            recovery=sentence("Export the list as CSV or XLSX, not as PDF or Unicode text."),
        )
    for encoding in ENCODINGS:
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise ExportUnreadable(sentence("{name} is neither UTF-8 nor Windows-1252 text.", name=name))
