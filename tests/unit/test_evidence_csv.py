"""The evidence as CSV: whole, as other programs read it, and inert in a spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, replace
from zoneinfo import ZoneInfo

import pytest

from drumbeat.desk.formats import Format, Report, render
from drumbeat.digest.build import Built
from drumbeat.digest.evidence.lines import EvidenceLine
from drumbeat.records.team import Team
from drumbeat.settings import Settings
from evidence_months import AWKWARD, line, small_month

TEAM = Team("Network", ("Network",), (), ZoneInfo("UTC"))
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    "  =1",
    "\ufeff=1",
    " \t\uff1d1",
)
HARMLESS = ("E-mail", "a=b", "5", "", "'quoted", "INC0010001", "2026-10-05", "Büro, 2. OG", 'say "so"')


def csv_of(lines):
    """The file."""
    built = Built(small_month()[0], tuple(lines))
    return render(Format.CSV, Report(built, TEAM, Settings()))


def rows_of(raw):
    """The file as a program reads it that knows UTF-8 with its mark."""
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))


def starts_a_formula(cell):
    """Whether a spreadsheet would take the cell for a formula: it passes over what cannot be seen."""
    seen = cell.strip(" \t\r\n\v\f\ufeff\u200b")
    return seen[:1] in tuple("=+-@\uff1d\uff0b\uff0d\uff20") or cell[:1] in tuple("\t\r\n")


@pytest.mark.parametrize("column", range(6))
@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(column, text):
    """Whatever stands in whichever column, a spreadsheet shows it and runs nothing; the text is still there."""
    values = ["f", "INC1", "incident", "E-mail", "2026-10-05", ""]
    values[column] = text
    _, row = rows_of(csv_of([EvidenceLine(*values)]))
    assert starts_a_formula(text) or text.startswith("\ufeff")
    assert not starts_a_formula(row[column])
    assert row[column] == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_is_as_it_was(text):
    """What cannot act is not touched."""
    _, row = rows_of(csv_of([line("f", "INC1", service=text)]))
    assert row[3] == text


def test_every_line_comes_back():
    """All lines with all columns, in their order, and a heading."""
    lines = [*small_month()[1], line("f", AWKWARD, service=AWKWARD, reason=AWKWARD)]
    heading, *rows = rows_of(csv_of(lines))
    assert heading == ["figure", "number", "kind", "service", "day", "reason"]
    assert [tuple(row) for row in rows] == [astuple(each) for each in lines]


def test_bytes_are_those_of_the_standard():
    """CR LF at every line's end, the last one's too (RFC 4180), and the mark by which Excel knows UTF-8."""
    raw = csv_of([line("f", "INC1", service="Büro")])
    assert raw.startswith(b"\xef\xbb\xbffigure,number,kind,service,day,reason\r\n")
    assert raw.endswith("Büro,2026-10-05,\r\n".encode())
    assert raw.count(b"\n") == raw.count(b"\r\n") == 2


def test_a_cell_with_a_line_s_end_is_one_cell():
    """Line ends, quotes and commas within a cell do not make another row."""
    odd = replace(line("f", "INC1"), service='a,b\r\n"c"')
    _, row = rows_of(csv_of([odd]))
    assert row[3] == 'a,b\r\n"c"'
