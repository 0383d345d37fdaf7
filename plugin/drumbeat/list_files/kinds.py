"""What kind of file the bytes are, where that is not what the name says.

A name that says another kind is refused rather than believed or overruled: the person may have named the wrong file.
"""

from __future__ import annotations

import re
import zipfile
import zlib

from drumbeat.errors import ExportUnreadable
from drumbeat.sentences import sentence

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls"})
"""Endings of workbooks. An `.xls` is never read, but it is told what it is."""

DAMAGED_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What zipfile raises for a broken, cut, locked or oddly compressed archive."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The container of `.xls`, and of `.xlsx` under a password (MS-CFB 2.2, MS-OFFCRYPTO 2.3.4)."""
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|!--|\?xml|html|head|meta|body|table|style)\b", re.IGNORECASE)


def refuse_other_than_workbook(data: bytes, name: str) -> None:
    """Raises ExportUnreadable unless the bytes can be a workbook under this name."""
    _refuse_old_office(data, name)
    _refuse_markup(data, name)
    if not data:
        raise ExportUnreadable(sentence("{name} is empty.", name=name))
    if not data.startswith(_ZIP):
        raise ExportUnreadable(
            sentence("{name} is not an Excel workbook.", name=name),
            recovery=sentence("If it is a CSV, give it the ending .csv; else export the list again as Excel (.xlsx)."),
        )
    if name.lower().endswith(".xls"):
        raise ExportUnreadable(
            sentence("{name} is not what its ending says.", name=name),
            recovery=sentence("If it is a workbook of today's kind, give it the ending .xlsx."),
        )


def refuse_other_than_text(data: bytes, name: str) -> None:
    """Raises ExportUnreadable where the bytes are of a kind that is no CSV, and can be told apart."""
    _refuse_old_office(data, name)
    _refuse_markup(data, name)
    if data.startswith(_ZIP):
        raise ExportUnreadable(
            sentence("{name} is not a text file: it is an Excel workbook or a zip.", name=name),
            recovery=sentence("Give it the ending .xlsx or .zip, or export the list as CSV."),
        )


def _refuse_old_office(data: bytes, name: str) -> None:
    if not data.startswith(_OLD_OFFICE):
        return
    if _LOCKED in data:
        raise ExportUnreadable(
            sentence("{name} is locked by a password.", name=name),
            recovery=sentence("Open it in Excel, remove the password, and save it as .xlsx."),
        )
    raise ExportUnreadable(
        sentence("{name} is a workbook of the old kind, which ended with Excel 2003.", name=name),
        recovery=sentence("Open it in Excel and save it as .xlsx, or export the list again as CSV."),
    )


def _refuse_markup(data: bytes, name: str) -> None:
    """ServiceNow's oldest Excel export was an HTML table under the name `.xls`."""
    if _MARKUP.match(data):
        raise ExportUnreadable(
            sentence("{name} is a web page or XML, not a list.", name=name),
            recovery=sentence(
                "Export the list again as CSV or Excel (.xlsx), or open it in Excel and save it as .xlsx."
            ),
        )
