"""Lists of recipients as they are sent: how much of one is taken before anybody judges it."""

from __future__ import annotations

import pytest

from drumbeat.desk.pending_lists import MOST_ROWS, given_file, given_lines
from drumbeat.errors import ExportUnreadable
from workbooks import shown_often, writer

LONG = "x" * 100_000


def test_of_a_long_line_the_beginning_is_kept():
    """However a cell of a hundred thousand letters is sent, what is kept of it is about what a verdict looks at."""
    sent = [
        given_lines(f"ann@example.com\n{LONG}"),
        given_file("list.txt", f"ann@example.com\n{LONG}".encode()),
        given_file("list.csv", f"E-Mail\nann@example.com\n{LONG}".encode()),
        given_file("list.csv", f"kind,name,keeper\naddress,ann@example.com,\naddress,bob@example.com,{LONG}".encode()),
    ]
    assert [1_000 < each.letters < 1_300 for each in sent] == [True] * 4


def test_of_a_long_cell_of_a_workbook_the_beginning_is_kept(tmp_path):
    """The same of a workbook's cell."""
    path = writer(tmp_path)(["address"], ["ann@example.com"], ["x" * 32_000])
    assert given_file("list.xlsx", path.read_bytes()).letters < 1_300


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_rows_are_counted_while_they_are_read(tmp_path, name):
    """One row more than ten thousand is refused, in a workbook before it is opened; ten thousand are taken."""
    many = {"list.csv": lambda rows: b"address\n" + b"ann@example.com\n" * rows}
    many["list.xlsx"] = lambda rows: shown_often(writer(tmp_path)(["address"]), "ann@example.com", rows).read_bytes()
    assert len(given_file(name, many[name](MOST_ROWS)).rows) == MOST_ROWS
    with pytest.raises(ExportUnreadable, match="more than 10,000 rows"):
        given_file(name, many[name](MOST_ROWS + 1))


def test_a_small_workbook_that_shows_much_text_is_refused(tmp_path):
    """A few kilobytes whose cells show one long text a thousand times are refused before they are opened."""
    path = shown_often(writer(tmp_path)(["address"]), LONG, 1_000)
    assert path.stat().st_size < 30_000
    with pytest.raises(ExportUnreadable, match="more than 32 MiB of text"):
        given_file("list.xlsx", path.read_bytes())
