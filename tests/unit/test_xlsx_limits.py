"""Workbooks that would take all memory there is are refused before they are opened."""

from __future__ import annotations

import io
import zipfile

import pytest

from drumbeat.list_files import read_list, workbook_limits
from workbooks import SHEET, refusal, with_rows, writer


@pytest.fixture(name="file")
def _file(tmp_path):
    """What writes a workbook, and gives its path."""
    return writer(tmp_path)


def test_a_workbook_that_unpacks_without_end_is_refused(file):
    """A few hundred kilobytes that unpack to more than 512 MiB are refused before they are unpacked."""
    path = file(["number"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/bomb.xml", "w") as bomb:
        for _ in range(520):
            bomb.write(bytes(1024**2))
    assert path.stat().st_size < 1024**2
    assert "more than 512 MiB" in str(refusal(path))


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>1</v></c>',
        b"<c r='XFD1048576' t='n'><v>1</v></c>",
        b'<c\n r="xfd1048576"\t><v>1</v></c>',
        b'<c s="0" r="XFD1048576"><v>1</v></c>',
        b'<c x="/>" r="XFD1048576"><v>1</v></c>',
        b'<c r="XFD1048576" x="/>"><v>1</v></c>',
        b'<c r="XFD99999999"><v>1</v></c>',
        b'<x:c r="XFD1048576"><x:v>1</x:v></x:c>',
        b"<c><v>1</v></c>",
        b'<c r=" XFD1048576"><v>1</v></c>',
        b'<c r="&#88;FD1048576"><v>1</v></c>',
    ],
)
def test_a_cell_far_outside_is_refused(file, cell):
    """One cell at the far corner would make room for seventeen thousand million; it is refused however written."""
    path = with_rows(file(["number"]), b'<row r="1048576">' + cell + b"</row>")
    error = refusal(path)
    assert "more than 10,000,000 cells" in str(error) or "where they stand" in str(error)


def test_a_far_cell_in_a_part_of_another_name_is_refused(file):
    """A sheet is looked at whatever its part is called."""
    path = with_rows(file(["number"]), b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    whole = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"worksheets/sheet1.xml", b"sharedStrings.xml")
            new.writestr(name.replace("worksheets/sheet1.xml", "sharedStrings.xml"), content)
    assert "more than 10,000,000 cells" in str(refusal(path))


@pytest.mark.parametrize(
    "cell",
    [
        b't="s"><v>0</v>',
        b"t='s'><v> 0 </v>",
        b't="s"><f>A1</f><v>0</v>',
        b't="s"><!-- 1 --><v>0</v>',
        b't="s"><v>&#48;</v>',
        b'x=">" t="s"><v>0</v>',
    ],
)
def test_a_text_shown_without_end_is_refused(file, cell):
    """One long shared text in very many cells would be copied for each of them; it is refused however written."""
    path = file(["number"])
    rows = b"".join(b'<row r="%d"><c r="A%d" %b</c></row>' % (n, n, cell) for n in range(2, 20_000))
    with_rows(path, rows)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"<sst><si><t>" + b"x" * 32_000 + b"</t></si></sst>")
    told = str(refusal(path))
    assert "of text" in told or "where they stand" in told


def test_two_parts_of_one_name_are_refused(file):
    """Readers of zips do not agree which of two parts counts, so what was checked may not be what is read."""
    path = file(["number"])
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(SHEET, archive.read(SHEET))
    assert "damaged" in str(refusal(path))


@pytest.mark.parametrize("size", [40, 64, 100, 1000])
def test_cells_are_counted_however_the_part_is_cut(file, monkeypatch, size):
    """The check reads a part in pieces; where they end makes no difference."""
    monkeypatch.setattr(workbook_limits, "_CHUNK", size)
    rows = [(f"INC{n}", "Closed", n) for n in range(40)]
    path = file(("number", "state", "n"), *rows)
    assert len(read_list(path).rows) == 40
    with_rows(path, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    assert "more than 10,000,000 cells" in str(refusal(path))
