"""One list from one file, whatever the kind of file."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from drumbeat.errors import ExportUnreadable
from drumbeat.list_files import kinds, text, workbook
from drumbeat.list_files.most import WHATEVER, Most, too_many_rows
from drumbeat.sentences import sentence

_MOST_BYTES = 2 * 1024**3
"""A guard against a zip that unpacks without end."""


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list as it stands in the file."""

    name: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    numbers: list[int] = field(default_factory=list)
    """Of each row: its place in the file, as an editor or a spreadsheet shows it."""


def read_list(path: Path) -> ListFile:
    """The list in a `.csv` or `.xlsx` file, or in the one CSV of a `.zip`. Blank lines are passed over.

    Raises ExportUnreadable, naming the line, when a row has more or fewer cells than the header: a shifted
    column would be read as another field. In a workbook only cells beyond the last heading can be too many.
    """
    return list_of(_read_bytes(path), path.name)


def list_of(data: bytes, name: str, most: Most = WHATEVER) -> ListFile:
    """The list in the bytes of a file of this name, `.csv` or `.xlsx`.

    Raises ExportUnreadable as `read_list`, and for one with more rows, or a larger workbook, than `most` says.
    """
    lines, word = _lines(data, name, most)
    _, heading = next(lines, (0, ()))
    if not heading:
        raise ExportUnreadable(sentence("{name} is empty.", name=name))
    header = tuple(cell.strip() for cell in _cut(heading, most.letters))
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    for line, row in lines:
        if len(row) != len(header):
            raise ExportUnreadable(_ragged(name, word, (line, len(row), len(header))))
        if len(rows) >= most.rows:
            raise too_many_rows(most)
        rows.append(_cut(row, most.letters))
        numbers.append(line)
    return ListFile(name, header, rows, numbers)


def _cut(row: tuple[str, ...], letters: int) -> tuple[str, ...]:
    """The row, with no cell that is longer."""
    if all(len(cell) <= letters for cell in row):
        return row
    return tuple(cell.strip()[:letters] if len(cell) > letters else cell for cell in row)


def _ragged(name: str, word: str, numbers: tuple[int, int, int]) -> str:
    """What is wrong with a line, or row, that has so many cells under so many headings."""
    line, cells, headings = map(str, numbers)
    if word == "line":
        return sentence(
            "{name}, line {line}: {cells} cells under {headings} headings.",
            name=name,
            line=line,
            cells=cells,
            headings=headings,
        )
    return sentence(
        "{name}, row {line}: {cells} cells under {headings} headings.",
        name=name,
        line=line,
        cells=cells,
        headings=headings,
    )


def _lines(data: bytes, name: str, most: Most) -> tuple[Iterator[tuple[int, tuple[str, ...]]], str]:
    """The lines that are not blank, each with its number, and what such a line is called."""
    if Path(name).suffix.lower() in kinds.WORKBOOKS:
        kinds.refuse_other_than_workbook(data, name)
        return workbook.lines(data, name, most), "row"
    kinds.refuse_other_than_text(data, name)
    return text.lines(data, name), "line"


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
    except kinds.DAMAGED_ZIP as error:
        raise ExportUnreadable(f"{path} cannot be read: it is damaged or locked.") from error


def _only_csv(archive: zipfile.ZipFile, name: str) -> bytes:
    lists = [entry for entry in archive.infolist() if _is_list(entry.filename)]
    if len(lists) != 1:
        raise ExportUnreadable(
            f"{name} holds {len(lists)} CSV files; it must hold one.",
            recovery=sentence("Unpack it and name the CSV or XLSX to read."),
        )
    if lists[0].file_size > _MOST_BYTES:
        raise ExportUnreadable(
            sentence("{name} unpacks to more than 2 GiB.", name=name), recovery=sentence("Export one month at a time.")
        )
    return archive.read(lists[0])


def _is_list(name: str) -> bool:
    """A Mac packs a shadow of each file under __MACOSX."""
    return name.lower().endswith(".csv") and not name.startswith("__MACOSX/")
