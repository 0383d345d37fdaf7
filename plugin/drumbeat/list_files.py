"""Exported lists as files: CSV, or a zip that holds one CSV. A leaf any adapter may use.

Reads bytes into a header and rows of text; what the columns mean is `records.columns`' matter.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drumbeat.errors import ExportUnreadable

ENCODINGS = ("utf-8-sig", "cp1252")
"""ServiceNow exports UTF-8; a list saved again by a spreadsheet on Windows is often cp1252."""

_LONGEST_CELL = 16 * 1024**2
_MOST_BYTES = 2 * 1024**3
"""A guard against a zip that unpacks without end."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What zipfile raises for a broken, cut, locked or oddly compressed archive."""


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list as it stands in the file."""

    name: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]


def read_list(path: Path) -> ListFile:
    """The list in a `.csv` file, or in the one CSV of a `.zip`. Blank lines are passed over.

    Raises ExportUnreadable, naming the line, when a row has more or fewer cells than the header: a shifted
    column would be read as another field.
    """
    csv.field_size_limit(_LONGEST_CELL)
    lines = _lines(_read_bytes(path), path.name)
    _, heading = next(lines, (0, ()))
    if not heading:
        raise ExportUnreadable(f"{path.name} is empty.")
    header = tuple(cell.strip() for cell in heading)
    rows = []
    for line, row in lines:
        if len(row) != len(header):
            raise ExportUnreadable(f"{path.name}, line {line}: {len(row)} cells under {len(header)} headings.")
        rows.append(row)
    return ListFile(path.name, header, rows)


def _lines(data: bytes, name: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Rows that are not blank, with the number of the line on which each ends."""
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


def _read_bytes(path: Path) -> bytes:
    try:
        if path.suffix.lower() != ".zip":
            return path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            return _only_csv(archive, path.name)
    except FileNotFoundError as error:
        raise ExportUnreadable(f"There is no file {path}.", recovery="Check the path.") from error
    except OSError as error:
        reason = error.strerror or "the operating system does not say why"
        raise ExportUnreadable(f"{path} cannot be read: {reason}.", recovery="Check the path.") from error
    except _DAMAGED as error:
        raise ExportUnreadable(f"{path} cannot be read: it is damaged or locked.") from error


def _only_csv(archive: zipfile.ZipFile, name: str) -> bytes:
    lists = [entry for entry in archive.infolist() if _is_list(entry.filename)]
    if len(lists) != 1:
        raise ExportUnreadable(
            f"{name} holds {len(lists)} CSV files; it must hold one.", recovery="Unpack it and name the CSV to read."
        )
    if lists[0].file_size > _MOST_BYTES:
        raise ExportUnreadable(f"{name} unpacks to more than 2 GiB.", recovery="Export one month at a time.")
    return archive.read(lists[0])


def _is_list(name: str) -> bool:
    """A Mac packs a shadow of each file under __MACOSX."""
    return name.lower().endswith(".csv") and not name.startswith("__MACOSX/")


def _encoding(data: bytes, name: str) -> str:
    if b"\0" in data:
        raise ExportUnreadable(
            f"{name} is not a text file.", recovery="Export the list as CSV, not as Excel, PDF or Unicode text."
        )
    for encoding in ENCODINGS:
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise ExportUnreadable(f"{name} is neither UTF-8 nor Windows-1252 text.")
