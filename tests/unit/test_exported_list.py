"""Exported lists as a source: headings, missing values, dates and zones, logs of updates."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from drumbeat.errors import ExportUnreadable, TableAbsent
from drumbeat.ports import Window
from drumbeat.records.dates import DAY_FIRST, MONTH_FIRST
from drumbeat.records.parse import parse_all
from drumbeat.records.tables import ARTICLE, ARTICLE_USE, CHANGE, INCIDENT, PROBLEM
from drumbeat.source.exported_list import ExportedList, Reading

EVER = Window(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def rows_of(tmp_path):
    """The rows of a list with this text, as field to stored value."""

    def read(text, table=INCIDENT, zone=UTC, dates=None):
        path = tmp_path / "list.csv"
        path.write_text(text, encoding="utf-8")
        page = ExportedList(path, table, Reading(zone, dates)).fetch(table, EVER)
        assert page.following is None
        assert page.remaining == len(page.rows)
        return [{name: cell.value for name, cell in row.items()} for row in page.rows]

    return read


@pytest.fixture
def refusal_of(rows_of):
    """The error of a list with this text."""

    def refuse(text, **reading):
        with pytest.raises(ExportUnreadable) as caught:
            rows_of(text, **reading)
        return caught.value

    return refuse


def test_labels_and_field_names_give_the_same_rows(rows_of):
    """A header of labels and one of field names, in any order, give the same rows; unknown columns are left out."""
    by_name = "number,resolved_at,assignment_group,u_own\nINC1,2026-10-31 10:00:00,Network,x\n"
    by_label = "Assignment group,Our Own,Resolved,Number\nNetwork,x,2026-10-31 10:00:00,INC1\n"
    assert rows_of(by_name) == rows_of(by_label)
    assert rows_of(by_name) == [{"number": "INC1", "resolved_at": "2026-10-31 10:00:00", "assignment_group": "Network"}]


@pytest.mark.parametrize("cell", ["", "?", "  ", " ? "])
def test_question_marks_and_blanks_are_missing(rows_of, cell):
    """`?` and blank cells are empty values, in dates as in texts; a question mark within a text is text."""
    (row,) = rows_of(f"number,resolved_at,assigned_to,short_description\nINC1,{cell},{cell},Why?\n")
    assert row == {"number": "INC1", "resolved_at": "", "assigned_to": "", "short_description": "Why?"}


@pytest.mark.parametrize(
    ("missing", "text"),
    [
        ("no column number.", "resolved_at\n2026-10-31\n"),
        ("no column resolved_at.", "number\nINC1\n"),
        ("no column number and no column resolved_at.", "state\nClosed\n"),
    ],
)
def test_a_list_without_the_needed_columns_is_refused(refusal_of, missing, text):
    """Without what names a record and what dates it, the list is refused, and the error says which to add."""
    error = refusal_of(text)
    assert missing in str(error)
    assert "number and resolved_at" in error.recovery


def test_a_list_of_links_needs_no_number(rows_of, refusal_of):
    """Links between articles and tasks have no number; their sys_id names them, and equal tasks are no updates."""
    text = "sys_id,Created,Task,Knowledge\na1,2026-10-30 10:00:00,INC1,KB1\na2,2026-10-31 10:00:00,INC1,KB1\n"
    rows = rows_of(text, ARTICLE_USE)
    assert [(row["sys_id"], row["task"], row["kb_knowledge"]) for row in rows] == [
        ("a1", "INC1", "KB1"),
        ("a2", "INC1", "KB1"),
    ]
    assert "no column sys_id" in str(refusal_of("Created,Task\n2026-10-30 10:00:00,INC1\n", table=ARTICLE_USE))


def test_the_same_label_is_read_by_table(rows_of):
    """`Resolution code` is an incident's close_code and a problem's resolution_code."""
    text = "Number,Resolved,Resolution code\nX1,2026-10-31 10:00:00,Fixed\n"
    assert rows_of(text)[0]["close_code"] == "Fixed"
    assert rows_of(text, PROBLEM)[0]["resolution_code"] == "Fixed"


# Dates.


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("2026-10-31 23:30:00", "2026-10-02 08:00:00"),
        ("31/10/2026 23:30", "2/10/2026 08:00"),
        ("31.10.2026 23.30.00", "02.10.2026 08.00.00"),
        ("10/31/2026 11:30:00 PM", "10/2/2026 8:00:00 AM"),
        ("10-31-2026 23:30", "10-02-2026 08:00"),
    ],
)
def test_the_order_of_dates_is_found_from_the_whole_list(rows_of, one, two):
    """One date that decides, in any column, decides for all."""
    first, second = rows_of(f"number,resolved_at,opened_at\nINC1,{one},{two}\nINC2,{two},{two}\n")
    assert (first["resolved_at"], second["resolved_at"]) == ("2026-10-31 23:30:00", "2026-10-02 08:00:00")
    assert second["opened_at"] == "2026-10-02 08:00:00"


def test_dates_of_columns_nobody_reads_decide_too(rows_of):
    """A date in a column that is not kept still tells how the list writes dates."""
    (row,) = rows_of("number,resolved_at,Updated\nINC1,3/4/2026 10:00,13/4/2026 10:00\n")
    assert row == {"number": "INC1", "resolved_at": "2026-04-03 10:00:00"}


def test_unclear_dates_are_refused_with_what_to_say(refusal_of, rows_of):
    """Dates that two orders can read are not guessed: the error names the option and both values."""
    text = "number,resolved_at\nINC1,3/4/2026 10:00\n"
    error = refusal_of(text)
    assert str(error) == "list.csv: its dates can be read as day-first or as month-first."
    assert error.recovery == "Say which: --dates day-first or --dates month-first."
    assert rows_of(text, dates=DAY_FIRST)[0]["resolved_at"] == "2026-04-03 10:00:00"
    assert rows_of(text, dates=MONTH_FIRST)[0]["resolved_at"] == "2026-03-04 10:00:00"


@pytest.mark.parametrize("other", ["2026-10-31", "4/13/2026", "soon", "31/02/2026", "45230.5"])
def test_mixed_formats_are_refused(refusal_of, other):
    """A list whose dates no one order reads is refused, without its text, and the error says how to export it."""
    error = refusal_of(f"number,resolved_at\nINC1,13/4/2026\nINC2,{other}\n")
    assert "no one format" in str(error)
    assert "2026-10-31 23:59:59" in error.recovery
    assert other not in str(error)


def test_a_said_format_that_does_not_fit_is_refused(refusal_of):
    """A date that is not in the said order is refused with its column and without its text."""
    error = refusal_of("number,resolved_at\nINC1,4/13/2026\n", dates=DAY_FIRST)
    assert "the column resolved_at holds a date that is not day-first" in str(error)
    assert "13" not in str(error)


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-07-01 00:30:00", "2026-06-30 22:30:00"),
        ("2026-10-25 01:59:59", "2026-10-24 23:59:59"),
        ("2026-10-25 02:30:00", "2026-10-25 00:30:00"),
        ("2026-10-25 03:00:00", "2026-10-25 02:00:00"),
        ("2026-03-29 02:30:00", "2026-03-29 01:30:00"),
        ("2026-03-29 03:00:00", "2026-03-29 01:00:00"),
    ],
)
def test_times_are_of_the_lists_zone(rows_of, local, utc):
    """Times become UTC; of an hour that occurs twice the first is meant, and one that never occurs is put after."""
    assert rows_of(f"number,resolved_at\nINC1,{local}\n", zone=BERLIN)[0]["resolved_at"] == utc


@pytest.mark.parametrize("local", ["0001-01-01 00:00:00", "9999-12-31 23:59:59"])
def test_times_beyond_the_calendar_are_refused(refusal_of, local):
    """A time that has no UTC within the calendar is refused, not a crash."""
    zone = ZoneInfo("Asia/Tokyo" if local.startswith("0001") else "America/New_York")
    assert "resolved_at" in str(refusal_of(f"number,resolved_at\nINC1,{local}\n", zone=zone))


def test_days_are_not_shifted(rows_of):
    """A day without time stays that day in every zone (trap 59)."""
    (row,) = rows_of("number,published,valid_to\nKB1,2026-10-31,2100-01-01\n", ARTICLE, zone=BERLIN)
    assert (row["published"], row["valid_to"]) == ("2026-10-31", "2100-01-01")


# Logs of updates.


def test_the_last_update_of_a_number_is_the_record(rows_of):
    """Of many rows a number the last by time of update counts, the later in the file where the minute is the same."""
    rows = rows_of(
        "number,sys_updated_at,resolved_at,state\n"
        "INC1,31/10/2026 10:05,?,Late\n"
        "INC1,31/10/2026 09:00,?,Early\n"
        "INC2,31/10/2026 10:00,?,First of the minute\n"
        "INC2,31/10/2026 10:00,30/10/2026 10:00,Last of the minute\n"
        "INC2,?,?,Nobody knows when\n"
    )
    assert [(row["number"], row["state"]) for row in rows] == [("INC1", "Late"), ("INC2", "Last of the minute")]


def test_without_a_time_of_update_the_last_row_counts(rows_of):
    """A log without a column for the time of update is taken to be in order."""
    rows = rows_of("number,resolved_at,state\nINC1,,New\nINC1,,Closed\n")
    assert [row["state"] for row in rows] == ["Closed"]


def test_updates_are_ordered_as_times_not_as_text(rows_of):
    """The ninth comes before the tenth, and nine o'clock before ten, however they are written."""
    rows = rows_of(
        "number,Updated,resolved_at,state\nINC1,10/10/2026 9:00,,Late\nINC1,9/10/2026 10:00,13/1/2026,Early\n"
    )
    assert [row["state"] for row in rows] == ["Late"]


def test_rows_without_a_number_are_handed_on(rows_of, tmp_path):
    """Rows without a number are no updates of each other; they are kept, and counted as unusable when parsed."""
    rows_of("number,resolved_at\nINC1,2026-10-31\n,2026-10-30\n?,2026-10-29\n")
    page = ExportedList(tmp_path / "list.csv", INCIDENT, Reading()).fetch(INCIDENT, EVER)
    records, rejected = parse_all(INCIDENT, page.rows)
    assert ([record.number for record in records], len(rejected)) == (["INC1"], 2)


def test_versions_of_an_article_are_no_updates(rows_of):
    """Versions share the article's number, and all are kept (trap 57)."""
    assert (
        len(rows_of("number,published,Updated\nKB1,2026-10-01,2026-10-01\nKB1,2026-10-02,2026-10-02\n", ARTICLE)) == 2
    )


def test_only_a_header_is_a_list_of_nothing(rows_of):
    """A list without rows has no rows, and its dates are not unclear."""
    assert rows_of("number,resolved_at\n") == []


def test_another_table_is_not_in_the_list(tmp_path):
    """Asked for another table, the list says that it is not there, and what it is a list of."""
    path = tmp_path / "list.csv"
    path.write_text("number,resolved_at\n", encoding="utf-8")
    with pytest.raises(TableAbsent, match="a list of incidents, not of changes"):
        ExportedList(path, INCIDENT, Reading()).fetch(CHANGE, EVER)


@pytest.mark.parametrize(("second", "is_refused"), [("Open", True), ("Closed", False)])
def test_two_columns_of_a_field_must_agree(tmp_path, second, is_refused):
    """Where two columns stand for one field and differ, neither is taken for the right one."""
    path = tmp_path / "incidents.csv"
    path.write_text(f"Number,Resolved,State,State\nINC1,2026-10-03 08:00:00,Closed,{second}\n")
    if is_refused:
        with pytest.raises(ExportUnreadable, match="two columns for state"):
            ExportedList(path, INCIDENT, Reading())
    else:
        assert (
            ExportedList(path, INCIDENT, Reading())
            .fetch(INCIDENT, Window(datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)))
            .rows
        )
