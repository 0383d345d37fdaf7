"""What the store is read as: the status of each table, and what was received."""

from __future__ import annotations

import pytest

from books import Book, pulled, three_pages
from drumbeat.digest.model import SourceStatus
from drumbeat.errors import TableDenied, TryLater
from drumbeat.pipeline import read_store
from drumbeat.records.tables import CHANGE, TABLES
from drumbeat.store.records import RecordStore
from stores import moved, open_database, page, row


@pytest.fixture(name="records")
def _records(tmp_path):
    return RecordStore(open_database(tmp_path / "store.db"))


def numbers(records):
    """The incidents kept."""
    return [each["number"].value for each in records.rows("incident")]


def statuses(records):
    """What the store says of each table."""
    return {read.table.name: read for read in read_store(records)}


def test_a_store_without_pulls_has_no_tables(records):
    """Before the first pull nothing is known of any table."""
    assert list(read_store(records)) == []


def test_tables_that_no_pull_has_come_to_are_named(records):
    """After a first pull that broke off, what was not read is told as not readable, never as zero (promise 2)."""
    book = three_pages()
    book.faults[2] = TryLater("away.")
    with pytest.raises(TryLater):
        pulled(book, records)
    told = statuses(records)
    assert list(told) == [table.name for table in TABLES]
    assert (told["incident"].status, told["incident"].received, told["incident"].expected) == (
        SourceStatus.PARTIAL,
        4,
        6,
    )
    assert "interrupted" in told["incident"].note
    assert {each.status for name, each in told.items() if name != "incident"} == {SourceStatus.DENIED}
    assert "not read yet" in told[CHANGE.name].note
    assert [list(each.rows) for name, each in told.items() if name != "incident"] == [[]] * (len(TABLES) - 1)


def test_a_first_pull_that_got_nothing_is_not_zero(records):
    """A table whose first page never came is not readable yet."""
    book = three_pages()
    book.faults[0] = TryLater("away.")
    with pytest.raises(TryLater):
        pulled(book, records)
    assert statuses(records)["incident"].status is SourceStatus.DENIED


def test_what_is_told_is_what_the_last_pull_received(records):
    """Rows received and expected are the last pull's; older rows that the store keeps are not among them."""
    pulled(Book(page(row(1, "2026-09-05 10:00:00"), row(2), row(3), remaining=3)), records)
    pulled(Book(page(row(2), remaining=2)), records, moved(hours=1))
    read = statuses(records)["incident"]
    assert (read.status, read.received, read.expected) == (SourceStatus.PARTIAL, 1, 2)
    assert numbers(records) == ["INC1", "INC2"]


def test_a_denied_table_is_not_readable_although_rows_are_kept(records):
    """A table that is denied today is told so, even where yesterday's rows are still there."""
    pulled(three_pages(), records)
    book = three_pages()
    book.faults[0] = TableDenied("not allowed.")
    pulled(book, records, moved(hours=1))
    assert statuses(records)["incident"].status is SourceStatus.DENIED
    assert len(numbers(records)) == 6
