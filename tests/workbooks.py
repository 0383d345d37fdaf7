"""Workbooks that are changed part by part, and what refusing one says."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from drumbeat.errors import ExportUnreadable
from drumbeat.list_files import read_list

SHEET = "xl/worksheets/sheet1.xml"
SECRET = "TICKET-TEXT of Jane Roe"


def writer(folder):
    """What writes a workbook with these rows, or these bytes, and gives its path."""

    def write(*rows, data=None, name="list.xlsx"):
        path = folder / name
        if data is not None:
            path.write_bytes(data)
            return path
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
        return path

    return write


def changed(path, change, part=SHEET):
    """The workbook with one part of it changed."""
    whole = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return path


def shown_often(path, text, times):
    """The workbook with so many rows below its heading that show one shared text."""
    with_rows(path, b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(2, times + 2)))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst><si><t>{text}</t></si></sst>")
    return path


def with_rows(path, rows):
    """The workbook with this XML behind its last row."""
    return changed(path, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))


def refusal(path):
    """The error of a file: a sentence with its name, something to do, and no word of a cell."""
    with pytest.raises(ExportUnreadable) as caught:
        read_list(path)
    told = str(caught.value)
    assert caught.value.exit_code == 3
    assert told.endswith(".")
    assert path.name in told
    assert caught.value.recovery.endswith(".")
    assert SECRET not in told + caught.value.recovery
    return caught.value
