"""Lists exported as workbooks: cells as text, and a sentence for every file that is no such list."""
# ruff: noqa: DTZ001  Excel's dates have no zone

from __future__ import annotations

import contextlib
import random
import zipfile
from datetime import UTC, date, datetime, time, timedelta

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from drumbeat.errors import ExportUnreadable
from drumbeat.list_files import read_list
from drumbeat.ports import Window
from drumbeat.records.tables import INCIDENT
from drumbeat.source.exported_list import ExportedList, Reading
from workbooks import SECRET, changed, refusal, with_rows, writer


@pytest.fixture(name="file")
def _file(tmp_path):
    """What writes a workbook, and gives its path."""
    return writer(tmp_path)


# What is read.


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Closed", "Closed"),
        (" as it is \n", " as it is \n"),
        ("007", "007"),
        (3, "3"),
        (3.0, "3"),
        (-2.0, "-2"),
        (3.25, "3.25"),
        (2.0**53, "9007199254740992.0"),
        (1e31, "1e+31"),
        (True, "true"),
        (False, "false"),
        (datetime(2026, 10, 31, 23, 59, 59), "2026-10-31 23:59:59"),
        (datetime(2026, 10, 31, 0, 0, 0), "2026-10-31 00:00:00"),
        (date(2026, 10, 31), "2026-10-31 00:00:00"),
        (time(8, 30), "08:30:00"),
        (timedelta(hours=30, seconds=5), "30:00:05"),
        (None, ""),
    ],
    ids=repr,
)
def test_a_cell_becomes_the_text_a_csv_would_have(file, cell, text):
    """Dates become year-first text, whole floats integers, booleans words; floats too large to be exact stay as is."""
    assert read_list(file(("number", "x"), ("INC1", cell))).rows == [("INC1", text)]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#NAME?"])
def test_error_cells_are_missing(file, error):
    """A cell in which a formula failed is missing, not text."""
    assert read_list(file(("number", "x"), ("INC1", error))).rows == [("INC1", "")]


def test_every_second_of_a_day_is_read_exactly(file):
    """Excel keeps moments as fractions of a day; none comes back a second off (also in the calendar of 1904)."""
    moments = [datetime(2026, 10, 31) + timedelta(seconds=place * 173 + 1) for place in range(499)]
    wanted = [(f"{moment:%Y-%m-%d %H:%M:%S}",) for moment in moments]
    assert read_list(file(["resolved_at"], *([moment] for moment in moments))).rows == wanted
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    for cell in ("resolved_at", *moments):
        book.active.append([cell])
    path = file(data=b"", name="mac.xlsx")
    book.save(path)
    assert read_list(path).rows == wanted


@pytest.mark.parametrize("serial", [b"46326.4999999999", b"46326.499996", b"46326.500004"])
def test_a_hair_beside_a_second_is_that_second(file, serial):
    """A moment that a spreadsheet computed and that lies a hair before its second is not cut to the one before."""
    path = file(["resolved_at"], [datetime(2026, 10, 31, 12)])
    changed(path, lambda xml: xml.replace(b"<v>46326.5</v>", b"<v>" + serial + b"</v>"))
    assert read_list(path).rows == [("2026-10-31 12:00:00",)]


def test_the_calendars_end_is_no_crash(file):
    """The last moment that Excel knows is read as the last second there is."""
    path = file(["valid_to"], [datetime(2026, 10, 31, 12)])
    changed(path, lambda xml: xml.replace(b"<v>46326.5</v>", b"<v>2958465.99999999</v>"))
    assert read_list(path).rows == [("9999-12-31 23:59:59",)]


def test_dates_of_a_workbook_are_not_ambiguous(file):
    """The third of April as an Excel date is that day, where as text in a CSV it could be the fourth of March."""
    path = file(("Number", "Resolved", "Reopen count"), ("INC1", datetime(2026, 4, 3, 10, 0), 2.0))
    window = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    (row,) = ExportedList(path, INCIDENT, Reading()).fetch(INCIDENT, window).rows
    assert {name: cell.value for name, cell in row.items()} == {
        "number": "INC1",
        "resolved_at": "2026-04-03 10:00:00",
        "reopen_count": "2",
    }


def test_dates_as_text_beside_excel_dates_are_refused(file):
    """A list that a spreadsheet read half as dates and half as text is not guessed at."""
    path = file(("number", "resolved_at"), ("INC1", datetime(2026, 4, 3, 10, 0)), ("INC2", "31/10/2026 10:00"))
    with pytest.raises(ExportUnreadable, match="no one format"):
        ExportedList(path, INCIDENT, Reading())


def test_the_list_may_stand_anywhere_on_the_sheet(file):
    """Empty rows above, between and below, and empty columns before and behind, make no difference."""
    path = file((), (None, None), (None, "number", "state", None), (), (None, "INC1", "Closed"), (None, " "), ())
    found = read_list(path)
    assert (found.name, found.header, found.rows) == ("list.xlsx", ("number", "state"), [("INC1", "Closed")])


def test_a_short_row_is_filled(file):
    """Cells that are empty at a row's end are missing values, not a shifted row."""
    assert read_list(file(("number", "a", "b"), ("INC1",), ("INC2", "x"))).rows == [("INC1", "", ""), ("INC2", "x", "")]


def test_a_million_empty_rows_cost_nothing(file):
    """Rows that are only formatted, down to the sheet's end, are no rows."""
    path = file(("number", "state"), ("INC1", "Closed"))
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/><c r="XFD%d" s="0" /></row>' % (n, n, n) for n in range(3, 90_000))
    rows = [*range(200_000, 1_048_577, 1000)]
    empty += b"".join(b'<row r="%d" ht="15"/>' % n for n in rows)
    assert read_list(with_rows(path, empty)).rows == [("INC1", "Closed")]


def test_empty_and_hidden_sheets_are_passed_over(file, tmp_path):
    """The one visible sheet with a cell in it is the list, wherever it stands among empty and hidden ones."""
    book = Workbook()
    book.create_sheet("list").append(["number"])
    book.create_sheet("choices").append(["Closed"])
    book["choices"].sheet_state = "hidden"
    book.create_sheet("empty")
    path = tmp_path / "list.xlsx"
    book.save(path)
    assert read_list(path).header == ("number",)


def test_calculated_formulas_count_as_their_results(file):
    """A formula that Excel has calculated is read as what the sheet shows; an empty text is a result as well."""
    path = with_rows(
        file(["number", "n", "t"]),
        b'<row r="2"><c r="A2" t="str"><f>"INC"&amp;1</f><v>INC1</v></c><c r="B2"><f>1+1</f><v>2</v></c>'
        b'<c r="C2" t="str"><f>""</f><v></v></c></row>',
    )
    assert read_list(path).rows == [("INC1", "2", "")]


def test_equal_cells_are_one_text_in_memory(file):
    """A list repeats most of its cells; they are kept once."""
    found = read_list(file(("number", "state"), *[("INC1", "a cell of some length")] * 500))
    assert len({id(cell) for row in found.rows for cell in row}) == 2


def test_shared_texts_are_read_as_inline_ones_are(file):
    """Texts kept in one table for the whole workbook, with runs of several fonts and escapes, are read as shown."""
    path = with_rows(
        file(["number", "x"]),
        b'<row r="2"><c r="A2" s="0" t="s"><v>1</v></c><c r="B2" t="s"><v>0</v></c></row>'
        b'<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" t="s"><v>2</v></c></row>',
    )
    texts = (
        b'<sst><si><r><t xml:space="preserve">two </t></r><r><rPr><b/></rPr><t>fonts</t></r></si>'
        b"<si><t>INC1</t></si><si><t>a &lt;b&gt; &amp;_x000D_\nc</t></si></sst>"
    )
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", texts)
    assert read_list(path).rows == [("INC1", "two fonts"), ("INC1", "a <b> &\r\nc")]


# What is refused.


@pytest.mark.parametrize("rows", [[], [()], [(None, " ")]])
def test_a_workbook_without_a_cell_is_empty(file, rows):
    """A sheet without a header is no list."""
    assert "is empty" in str(refusal(file(*rows)))


def test_an_empty_file_is_empty(file):
    """No bytes under the name of a workbook are an empty file, not a damaged one."""
    assert "is empty" in str(refusal(file(data=b"")))


def test_a_cell_beyond_the_headings_is_refused(file):
    """A row wider than the header is refused with its row as the sheet numbers it, and without its text."""
    error = refusal(file((), ("number",), (), ("INC1", SECRET)))
    assert "row 4: 2 cells under 1 headings" in str(error)


def test_several_sheets_are_refused(file):
    """Of two visible sheets with cells neither is taken for the list."""
    book = Workbook()
    book.active.append(["number", SECRET])
    book.create_sheet(SECRET).append(["number"])
    path = file(data=b"")
    book.save(path)
    error = refusal(path)
    assert "several sheets" in str(error)
    assert "a file of its own" in error.recovery


@pytest.mark.parametrize("value", [b"<v/>", b"<v />", b"<v></v>", b""])
@pytest.mark.parametrize("formula", [b"<f>1+1</f>", b'<f t="shared" si="0"/>', b'<f t="array" ref="A2">B2</f>'])
def test_formulas_without_results_are_refused(file, formula, value):
    """A sheet that a program wrote and no spreadsheet has calculated would read as empty; it is refused."""
    path = with_rows(file(["number"]), b'<row r="2"><c r="A2">' + formula + value + b"</c></row>")
    error = refusal(path)
    assert "formulas without results" in str(error)
    assert "calculates" in error.recovery


OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LOCKED = OLD_OFFICE + "EncryptedPackage".encode("utf-16-le") + bytes(500)
PAGE = f"<html><body><table><tr><th>Number</th></tr><tr><td>{SECRET}</td></tr></table></body></html>".encode()
XML_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
CSV = f"number,state\nINC1,{SECRET}\n".encode()


@pytest.mark.parametrize(
    ("data", "name", "told", "advice"),
    [
        (LOCKED, "list.xlsx", "locked by a password", "remove the password"),
        (LOCKED, "list.csv", "locked by a password", "remove the password"),
        (OLD_OFFICE, "list.xlsx", "the old kind", "save it as .xlsx"),
        (OLD_OFFICE, "list.xls", "the old kind", "save it as .xlsx"),
        (OLD_OFFICE, "list.csv", "the old kind", "save it as .xlsx"),
        (PAGE, "list.xls", "a web page", "save it as .xlsx"),
        (PAGE, "list.xlsx", "a web page", "Export the list again"),
        (b"\xef\xbb\xbf \r\n" + PAGE.upper(), "LIST.XLS", "a web page", "Export the list again"),
        (PAGE, "list.csv", "a web page", "Export the list again"),
        (XML_2003, "list.xls", "or XML", "save it as .xlsx"),
        (CSV, "list.xlsx", "not an Excel workbook", "the ending .csv"),
        (CSV, "list.xls", "not an Excel workbook", "the ending .csv"),
        (b"%PDF-1.7\n", "list.xlsx", "not an Excel workbook", "export the list again"),
    ],
)
def test_another_kind_of_file_is_told_what_it_is(file, data, name, told, advice):
    """A file that is not what its name says is refused with what it is and what to do."""
    error = refusal(file(data=data, name=name))
    assert told in str(error)
    assert advice in error.recovery


@pytest.mark.parametrize(
    ("name", "told", "advice"),
    [("list.csv", "is an Excel workbook", ".xlsx"), ("list.xls", "not what its ending says", ".xlsx")],
)
def test_a_workbook_under_another_name_is_told_so(file, name, told, advice):
    """A workbook named .csv or .xls is refused with the ending that it should have."""
    error = refusal(file(["number", SECRET], name=name))
    assert told in str(error)
    assert advice in error.recovery


@pytest.mark.parametrize("parts", [{"list.csv": CSV}, {"xl/workbook.bin": b""}, {"content.xml": b"", "mimetype": b""}])
def test_another_zip_is_no_workbook(file, parts):
    """A zip with a CSV, and workbooks of other makers, are not read under the name .xlsx."""
    path = file(data=b"")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert "not an Excel workbook" in str(refusal(path))


def test_a_truncated_workbook_is_refused(file):
    """A workbook cut off at any place is refused."""
    path = file(("number", "state"), ("INC1", SECRET))
    whole = path.read_bytes()
    for end in range(4, len(whole), 13):
        path.write_bytes(whole[:end])
        assert "damaged" in str(refusal(path))


def test_a_locked_part_is_refused(file):
    """A zip under a password, which is no workbook's way, is refused."""
    path = file(["number"])
    data = bytearray(path.read_bytes())
    for place in range(len(data) - 4):
        if data[place : place + 4] == b"PK\x01\x02":
            data[place + 8] |= 1
        elif data[place : place + 4] == b"PK\x03\x04":
            data[place + 6] |= 1
    path.write_bytes(data)
    assert "locked" in str(refusal(path))


def test_a_damaged_workbook_is_a_sentence_or_a_list(file):
    """Whatever bytes of whatever part are changed, lost or repeated: a list, or a sentence without ticket text."""
    path = file(("number", "state", "resolved_at"), *[(f"INC{n}", SECRET, datetime(2026, 10, 1)) for n in range(5)])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    rng = random.Random(7)
    refused = 0
    for _ in range(1500):
        name = rng.choice(list(parts))
        data = bytearray(parts[name])
        for _ in range(rng.randint(1, 4)):
            place, length = rng.randrange(len(data)), rng.randint(1, 30)
            data[place : place + rng.choice((0, 1, length))] = rng.choice(
                (b"", bytes([rng.randrange(256)]), data[: rng.randrange(len(data))][-length:])
            )
            data = data or bytearray(b"<")
        with zipfile.ZipFile(path, "w") as archive:
            for each, content in parts.items():
                archive.writestr(each, data if each == name else content)
        try:
            read_list(path)
        except ExportUnreadable as error:
            refused += 1
            assert SECRET not in f"{error}{error.recovery}{error.__cause__}"  # noqa: PT017  both outcomes are right
    assert 300 < refused < 1500


def test_flipped_bytes_of_the_file_are_a_sentence(file):
    """A byte changed anywhere in the packed file is noticed or does not matter; nothing else is raised."""
    path = file(("number", "state"), ("INC1", SECRET))
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with contextlib.suppress(ExportUnreadable):
            read_list(path)
