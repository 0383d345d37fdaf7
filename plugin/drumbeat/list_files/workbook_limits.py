"""How large a workbook may be, found out before it is opened.

The reader of workbooks makes room for the whole rectangle from the first cell to the last, and a copy of a shared
text for each cell that shows it. A file of a few kilobytes can so ask for more memory than there is, and the
process would end without a word. What is checked here are the bytes themselves: what a file says of itself (its
dimension, its counts) binds nobody.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drumbeat.errors import ExportUnreadable
from drumbeat.list_files.kinds import DAMAGED_ZIP
from drumbeat.list_files.most import WHATEVER, Most, too_many_rows
from drumbeat.sentences import sentence

MOST_CELLS = 10_000_000
"""Of the rectangle that holds all cells: 100,000 rows of 100 columns."""
_MEBIBYTE = 1024**2
_SMALLER = sentence("Export fewer columns or a shorter period, or export as CSV.")
_CHUNK = 4 * 1024**2
_LONGEST_CELL = 4 * _CHUNK
_DAMAGED = (*DAMAGED_ZIP, OSError)

_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_CELL = re.compile(
    rb"<(?:\w+:)?c(?:\s{1,9}(?:r=[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']"
    rb"|[\w:]{1,40}=(?:\"[^\"<>]{0,99}\"|'[^'<>]{0,99}'))){0,9}\s{0,9}(/?)>"
)
"""A cell's tag as spreadsheets write it. Its bounds keep the patterns below, which begin at such a tag, quick."""
_SHARES = rb"<(?:\w+:)?c(?=[^>]{0,1500}\st=[\"']s[\"'])[^>]{0,1500}(?<!/)>"
_SHARING = re.compile(_SHARES)
_SHARED = re.compile(_SHARES + rb"\s{0,9}<(?:\w+:)?v>\s{0,9}([0-9]{1,9})\s{0,9}<")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_UNCALCULATED = re.compile(
    rb"<(?:\w+:)?c(?![^>]{0,1500}\st=\"str\")[^>]{0,1500}><(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_STRING_END = re.compile(rb"</(?:\w+:)?si>")


@dataclass(slots=True)
class _Sheet:
    """What is found in one part of the workbook. Other parts than sheets have cells of other kinds."""

    is_sheet: bool = False
    rows: int = 0
    columns: int = 0
    is_sound: bool = True
    is_calculated: bool = True
    text: int = 0
    """Bytes of the shared texts, as often as cells show them."""

    def add(self, piece: bytes, lengths: Sequence[int]) -> None:
        """Take in the next piece; it must not end within a cell."""
        self.is_sheet |= b"sheetData" in piece
        cells = _CELL.findall(piece)
        self.is_sound &= len(cells) == len(_ANY_CELL.findall(piece)) and all(letters for letters, _, _ in cells)
        if not self.is_sound:
            return
        filled = [(letters, digits) for letters, digits, closed in cells if not closed]
        self.rows = max(self.rows, max((int(digits) for _, digits in filled), default=0))
        self.columns = max(self.columns, max((_column(letters) for letters in {item[0] for item in filled}), default=0))
        if _FORMULA.search(piece):
            self.is_calculated &= _UNCALCULATED.search(piece) is None
        if lengths:
            self.text += _shown(piece, lengths)


def refuse_too_large(data: bytes, name: str, most: Most = WHATEVER) -> None:
    """Raises ExportUnreadable where the workbook cannot be opened safely, or holds formulas without results."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_other_zip(archive, name)
            if sum(entry.file_size for entry in archive.infolist()) > most.mebibytes * _MEBIBYTE:
                raise ExportUnreadable(
                    sentence("{name} unpacks to more than {most} MiB.", name=name, most=str(most.mebibytes)),
                    recovery=_SMALLER,
                )
            _check_parts(archive, name, most)
    except _DAMAGED as error:
        raise ExportUnreadable(
            sentence("{name} cannot be read: it is damaged, cut off or locked.", name=name),
            recovery=sentence("Export the list again."),
        ) from error


def _refuse_other_zip(archive: zipfile.ZipFile, name: str) -> None:
    """Other kinds of workbook in a zip (.xlsb, .ods) are not what is checked here, but the reader would read them."""
    entries = [entry.filename.lower() for entry in archive.infolist()]
    names = set(entries)
    if len(names) < len(entries):
        raise zipfile.BadZipFile("two parts of one name: which of them counts, readers do not agree")
    if "xl/workbook.xml" not in names or names & {"xl/workbook.bin", "content.xml"}:
        raise ExportUnreadable(
            sentence("{name} is a zip, but not an Excel workbook.", name=name),
            recovery=sentence("Export the list again as Excel (.xlsx) or CSV."),
        )


def _check_parts(archive: zipfile.ZipFile, name: str, most: Most) -> None:
    entries = archive.infolist()
    shared = [entry for entry in entries if entry.filename.lower() == "xl/sharedstrings.xml"]
    lengths = [len(item) for entry in shared for item in _STRING_END.split(archive.read(entry))]
    for entry in entries:
        sheet = _Sheet()
        for piece in _pieces(archive, entry):
            sheet.add(piece, lengths)
        if sheet.is_sheet:
            _judge(sheet, name, most)


def _shown(piece: bytes, lengths: Sequence[int]) -> int:
    """Bytes of the shared texts that cells show; a cell that says oddly which one counts as showing the longest."""
    places = [int(place) for place in _SHARED.findall(piece)]
    others = len(_SHARING.findall(piece)) - len(places)
    return sum(lengths[place] for place in places if place < len(lengths)) + others * max(lengths)


def _judge(sheet: _Sheet, name: str, most: Most) -> None:
    if not sheet.is_sound:
        raise ExportUnreadable(
            sentence("{name} has cells that do not say where they stand.", name=name),
            recovery=sentence("Open it in Excel and save it again."),
        )
    if sheet.rows * sheet.columns > MOST_CELLS:
        raise ExportUnreadable(
            sentence("{name} has a sheet of more than {most} cells.", name=name, most=f"{MOST_CELLS:,}"),
            recovery=sentence("Delete what stands far outside the list. {smaller}", smaller=_SMALLER),
        )
    if sheet.rows > most.rows + 1:  # the first is the heading
        raise too_many_rows(most)
    if sheet.text > most.mebibytes * _MEBIBYTE:
        raise ExportUnreadable(
            sentence("{name} has a sheet of more than {most} MiB of text.", name=name, most=str(most.mebibytes)),
            recovery=_SMALLER,
        )
    if not sheet.is_calculated:
        raise ExportUnreadable(
            sentence("{name} has formulas without results.", name=name),
            recovery=sentence("Open it in Excel, which calculates them, and save it."),
        )


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part, in pieces that end where a cell ends. Its checksum is verified on the way."""
    rest = b""
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            rest += chunk
            end = max(rest.rfind(b"</c>") + len(b"</c>"), rest.rfind(b"<row"), rest.rfind(b":row "))
            if end <= len(b"</c>"):
                if len(rest) < _LONGEST_CELL:
                    continue
                end = max(rest.rfind(b"<"), 0) or len(rest)  # no cell is that long, and this is before a tag
            yield rest[:end]
            rest = rest[end:]
    yield rest


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
