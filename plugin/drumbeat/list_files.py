"""Exported lists as files: CSV, or a zip that holds one CSV. A leaf any adapter may use.

Reads bytes into a header and rows of text; what the columns mean is `records.columns`' matter.
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from drumbeat.errors import ExportUnreadable

ENCODINGS = ("utf-8-sig", "cp1252")
"""ServiceNow exports UTF-8; a list saved again by a spreadsheet on Windows is often cp1252."""

_MOST_BYTES = 2 * 1024**3
"""A guard against a zip that unpacks without end."""


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list as it stands in the file."""

    name: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]


def read_list(path: Path) -> ListFile:
    """The list in a `.csv` file, or in the one CSV of a `.zip`.

    Raises ExportUnreadable, naming the line, when a row has more or fewer cells than the header: a shifted
    column would be read as another field.
    """
    text = _decode(_read_bytes(path), path)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), dialect=_dialect(text), strict=True))
    except csv.Error as error:
        message = f"{path.name} is not a CSV file: {error}."
        raise ExportUnreadable(message) from error
    rows = [row for row in rows if row]
    if not rows:
        message = f"{path.name} is empty."
        raise ExportUnreadable(message)
    header = tuple(cell.strip() for cell in rows[0])
    _refuse_ragged(path.name, header, rows)
    return ListFile(path.name, header, [tuple(row) for row in rows[1:]])


def _refuse_ragged(name: str, header: tuple[str, ...], rows: list[list[str]]) -> None:
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            message = f"{name}, row {line}: {len(row)} cells under {len(header)} headings."
            raise ExportUnreadable(message)


def _dialect(text: str) -> type[csv.Dialect]:
    """Comma, semicolon (German and French spreadsheets) or tab, whichever the heading line uses most."""
    heading = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=heading.count)

    class Delimited(csv.excel):
        pass

    Delimited.delimiter = delimiter
    return Delimited


def _read_bytes(path: Path) -> bytes:
    try:
        if path.suffix.lower() != ".zip":
            return path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            return _only_csv(archive, path.name)
    except FileNotFoundError as error:
        message = f"There is no file {path}."
        raise ExportUnreadable(message) from error
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is damaged or locked"
        message = f"{path} cannot be read: {reason}."
        raise ExportUnreadable(message) from error


def _only_csv(archive: zipfile.ZipFile, name: str) -> bytes:
    lists = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".csv")]
    if len(lists) != 1:
        message = f"{name} holds {len(lists)} CSV files; it must hold one."
        raise ExportUnreadable(message)
    if lists[0].file_size > _MOST_BYTES:
        message = f"{name} unpacks to more than 2 GiB."
        raise ExportUnreadable(message, recovery="Export one month at a time.")
    return archive.read(lists[0])


def _decode(data: bytes, path: Path) -> str:
    if b"\0" in data[:4096]:
        message = f"{path.name} is not a text file."
        raise ExportUnreadable(message, recovery="Export the list as CSV, not as Excel or PDF.")
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    message = f"{path.name} is neither UTF-8 nor Windows-1252 text."
    raise ExportUnreadable(message)
