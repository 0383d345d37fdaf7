"""Exported lists as files: what is read, and what is refused with a sentence that says what to do."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path

import pytest

from drumbeat.errors import ExportUnreadable
from drumbeat.list_files import read_list

PLAIN = b"number,state\r\nINC1,Closed\r\nINC2,Open\r\n"
HEADER, ROWS = ("number", "state"), [("INC1", "Closed"), ("INC2", "Open")]


def written(folder: Path, data: bytes, name: str = "list.csv") -> Path:
    """A file with these bytes."""
    path = folder / name
    path.write_bytes(data)
    return path


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def refusal(path: Path) -> ExportUnreadable:
    """The error of a file."""
    with pytest.raises(ExportUnreadable) as caught:
        read_list(path)
    assert caught.value.exit_code == 3
    assert str(caught.value).endswith(".")
    assert path.name in str(caught.value)
    assert caught.value.recovery.endswith(".")
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        PLAIN.replace(b"\r\n", b"\n"),
        PLAIN.replace(b"\r\n", b"\r"),
        PLAIN.removesuffix(b"\r\n"),
        b"\xef\xbb\xbf" + PLAIN,
        PLAIN.replace(b",", b";"),
        PLAIN.replace(b",", b"\t"),
        b'"number","state"\n"INC1","Closed"\n"INC2","Open"\n',
        b"\xef\xbb\xbf" + b'"number";"state"\n"INC1";"Closed"\n"INC2";"Open"\n',
        b" number , state \nINC1,Closed\nINC2,Open\n",
        b"number,state\n\nINC1,Closed\n,\n  , \nINC2,Open\n\n\n",
        b"\n\nnumber,state\nINC1,Closed\nINC2,Open\n",
    ],
    ids=["crlf", "lf", "cr", "no end", "bom", "semicolon", "tab", "quoted", "bom and quotes", "padded", "blank", "top"],
)
def test_a_list_is_a_list_however_it_is_written(tmp_path, data):
    """Line ends, byte order mark, delimiter, quotes and blank lines make no difference."""
    found = read_list(written(tmp_path, data))
    assert (found.name, found.header, found.rows) == ("list.csv", HEADER, ROWS)


def test_cells_keep_delimiters_quotes_and_line_ends(tmp_path):
    """What stands in quotes is one cell, exactly as it is."""
    cell = 'a, "b";\tc\r\nd\n\ne '
    data = f'number,state\nINC1,"{cell.replace(chr(34), chr(34) * 2)}"\n'.encode()
    assert read_list(written(tmp_path, data)).rows == [("INC1", cell)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_encoding_is_found(tmp_path, encoding):
    """UTF-8 with and without mark, and Windows-1252, give the same text."""
    data = "number,state\nINC1,Größe – “é” €\n".encode(encoding)
    assert read_list(written(tmp_path, data)).rows == [("INC1", "Größe – “é” €")]


def test_a_delimiter_inside_a_heading_does_not_mislead(tmp_path):
    """The heading line's most frequent delimiter counts, not the first."""
    data = b'number;"state, or phase";x\nINC1;Closed;1\n'
    assert read_list(written(tmp_path, data)).rows == [("INC1", "Closed", "1")]


def test_a_list_without_rows_is_a_list(tmp_path):
    """Only a header is a list of nothing."""
    assert read_list(written(tmp_path, b"number,state\n")).rows == []


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b" , \n"])
def test_an_empty_file_is_refused(tmp_path, data):
    """A file without a header is no list."""
    assert "is empty" in str(refusal(written(tmp_path, data)))


@pytest.mark.parametrize("row", ["INC2", "INC2,Open,more", "INC2,a,b,c"])
def test_a_row_of_another_length_is_refused(tmp_path, row):
    """A shifted row is refused with its line in the file, blank lines and lines in quotes counted."""
    data = f'number,state\n\n"INC1","two\nlines"\n{row}\n'.encode()
    error = refusal(written(tmp_path, data))
    assert "line 5:" in str(error)
    assert "under 2 headings" in str(error)
    assert "INC2" not in str(error)


@pytest.mark.parametrize("data", [b'number,state\n"INC1"x,Closed\n', b'number,state\nINC1,"Closed\n'])
def test_broken_quotes_are_refused(tmp_path, data):
    """A quote that goes on after its end, or never ends, is refused with its line and without its text."""
    error = refusal(written(tmp_path, data))
    assert "line 2: no CSV" in str(error)
    assert "INC1" not in str(error)


@pytest.mark.parametrize(
    "data",
    [
        b"number,state\nINC1,\0\n",
        PLAIN + b"x" * 10_000 + b"\0",
        PLAIN.decode().encode("utf-16"),
        packed({"[Content_Types].xml": b"<x/>"}),
    ],
    ids=["nul", "late nul", "utf-16", "a spreadsheet"],
)
def test_what_is_no_text_is_refused(tmp_path, data):
    """NUL bytes, wherever they are, mean another kind of file; the error says which kind to export."""
    error = refusal(written(tmp_path, data))
    assert "not a text file" in str(error)
    assert "as CSV" in error.recovery


def test_an_unknown_encoding_is_refused(tmp_path):
    """Bytes that are neither UTF-8 nor Windows-1252 are not guessed at."""
    assert "neither UTF-8 nor" in str(refusal(written(tmp_path, b"number,state\nINC1,\x81\x8d\n")))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("name", ["list.csv", "folder/LIST.CSV"])
def test_the_one_csv_of_a_zip_is_read(tmp_path, method, name):
    """A zip with one CSV among other files is read as that CSV, a Mac's shadow copy not counted."""
    files = {"readme.txt": b"x", name: PLAIN, f"__MACOSX/._{name}": b"\0"}
    found = read_list(written(tmp_path, packed(files, method), "export.ZIP"))
    assert (found.header, found.rows) == (HEADER, ROWS)


@pytest.mark.parametrize(("files", "count"), [({}, 0), ({"a.txt": b""}, 0), ({"a.csv": PLAIN, "b.csv": PLAIN}, 2)])
def test_a_zip_without_one_csv_is_refused(tmp_path, files, count):
    """None or several CSVs in a zip are refused with their number."""
    assert f"holds {count} CSV files" in str(refusal(written(tmp_path, packed(files), "export.zip")))


def test_a_damaged_zip_is_refused(tmp_path):
    """A zip that is cut or garbled at any place is refused, or read as what it was; nothing else is raised."""
    whole = packed({"list.csv": PLAIN * 20})
    for place in range(len(whole)):
        for data in (whole[:place], whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]):
            with contextlib.suppress(ExportUnreadable):
                assert read_list(written(tmp_path, data, "export.zip")).header == HEADER
    assert "damaged" in str(refusal(written(tmp_path, whole[:-30], "export.zip")))


def test_a_locked_zip_is_refused(tmp_path):
    """A CSV under a password is refused."""
    data = bytearray(packed({"list.csv": PLAIN}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "locked" in str(refusal(written(tmp_path, bytes(data), "export.zip")))


def test_a_zip_that_unpacks_without_end_is_refused(tmp_path):
    """A CSV that says it unpacks to more than 2 GiB is refused before it is unpacked."""
    data = bytearray(packed({"list.csv": PLAIN}))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (2**31 + 1).to_bytes(4, "little")
    assert "more than 2 GiB" in str(refusal(written(tmp_path, bytes(data), "export.zip")))


@pytest.mark.parametrize("name", ["missing.csv", "missing.zip"])
def test_a_file_that_is_not_there_is_named(tmp_path, name):
    """A wrong path is said to be one."""
    assert "There is no file" in str(refusal(tmp_path / name))


@pytest.mark.parametrize("name", ["folder.csv", "folder.zip"])
def test_a_folder_is_no_list(tmp_path, name):
    """A folder's path is refused with the operating system's reason."""
    (tmp_path / name).mkdir()
    assert "cannot be read: Is a directory" in str(refusal(tmp_path / name))


def test_a_file_without_permission_is_refused(tmp_path, monkeypatch):
    """A file that may not be opened is refused with the operating system's reason."""

    def forbidden(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", forbidden)  # root may open any file, so no real one will do
    assert "Permission denied" in str(refusal(tmp_path / "list.csv"))


def test_a_large_wide_list_repeats_no_cell_in_memory(tmp_path):
    """Of 20,000 rows by 100 columns, equal cells are one text in memory, and every row is there."""
    header = ",".join(f"field_{place}" for place in range(100))
    row = ",".join("a cell of some length, as they are"[place % 7 :].replace(",", "") for place in range(100))
    found = read_list(written(tmp_path, "\n".join([header, *[row] * 20_000]).encode()))
    assert len(found.rows) == 20_000
    assert len({id(cell) for each in found.rows for cell in each}) == 7
