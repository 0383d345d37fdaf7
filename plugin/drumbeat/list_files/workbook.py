"""A list as a workbook: XLSX with one sheet that holds something.

ServiceNow's *Export → Excel* writes one sheet: a header of labels, dates as Excel dates or as text, numbers as
floats. Excel's dates carry no order of day and month, so nothing about them is to be guessed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from drumbeat.errors import ExportUnreadable
from drumbeat.list_files.most import Most
from drumbeat.list_files.workbook_limits import refuse_too_large
from drumbeat.sentences import sentence

_EXACT = 2**53
"""Below this a float holds every whole number exactly."""
_LAST_SECOND = datetime(9999, 12, 31, 23, 59, 59)  # noqa: DTZ001  a sheet does not say its zone
_HALF_A_SECOND = timedelta(milliseconds=500)

Cell = str | float | bool | datetime | date | time | timedelta


def lines(data: bytes, name: str, most: Most) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Rows that are not blank, as text, with the number that the sheet shows beside each.

    Every row is as wide as the first, the header, or wider where a cell stands beyond the last heading. Raises
    ExportUnreadable for what is no workbook, is too large, or holds more than one sheet that could be the list.
    """
    refuse_too_large(data, name, most)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheet = _only_sheet(book, name)
            yield from _texts(sheet) if sheet else ()
    except PasswordError as error:
        raise ExportUnreadable(
            sentence("{name} is locked by a password.", name=name), recovery=sentence("Remove it, and save it again.")
        ) from error
    except CalamineError:  # its words may be words of the sheet
        raise ExportUnreadable(
            sentence("{name} is damaged: Excel's parts are there, but cannot be read.", name=name),
            recovery=sentence("Open it in Excel and save it again, or export the list again."),
        ) from None


def _only_sheet(book: CalamineWorkbook, name: str) -> CalamineSheet | None:
    """The one visible sheet with a cell in it; None where none has one.

    Raises ExportUnreadable where several have: which of them is the list, the file does not say.
    """
    found = None
    for place, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet or about.visible != SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_index(place)
        if not sheet.height:
            continue
        if found is not None:
            raise ExportUnreadable(
                sentence("{name} holds several sheets.", name=name),
                recovery=sentence("Save the sheet with the list as a file of its own."),
            )
        found = sheet
    return found


def _texts(sheet: CalamineSheet) -> Iterator[tuple[int, tuple[str, ...]]]:
    seen: dict[str, str] = {}  # a list repeats most of its cells
    width = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        texts = [text_of(cell) for cell in row]
        used = next((place for place in range(len(texts), 0, -1) if texts[place - 1].strip()), 0)
        if used:
            width = width or used
            yield number, tuple(seen.setdefault(text, text) for text in texts[: max(width, used)])


def text_of(cell: Cell) -> str:
    """A cell as a CSV would write it; empty cells and errors such as #N/A are empty texts already."""
    match cell:
        case str():
            text = cell
        case bool():
            text = "true" if cell else "false"
        case float() | int():
            text = str(int(cell)) if abs(cell) < _EXACT and float(cell).is_integer() else repr(cell)
        case datetime():
            text = _second(cell)
        case date():
            text = f"{cell.isoformat()} 00:00:00"  # midnight, or a day: the reader does not tell them apart
        case time():
            text = cell.isoformat("seconds")
        case _:
            text = _length(cell)
    return text


def _second(moment: datetime) -> str:
    """The nearest second: Excel keeps a moment as a fraction of a day, and may lie a hair beside it."""
    nearest = min(moment, _LAST_SECOND) + _HALF_A_SECOND
    return nearest.isoformat(" ", "seconds")


def _length(span: timedelta) -> str:
    """A length of time as Excel's [h]:mm:ss shows it."""
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
