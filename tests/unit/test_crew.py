"""Workers over sources that do exactly what a moment needs."""

from __future__ import annotations

import threading
import time

import pytest

from books import Book, pulled, three_pages
from drumbeat.errors import SourceError, TableAbsent, TryLater
from drumbeat.ports import FIRST_PAGE, Cursor, Page
from drumbeat.pull.crew import Count, Crew, Job
from drumbeat.pull.plan import Plan
from drumbeat.pull.run import pull
from drumbeat.records.tables import CHANGE, INCIDENT, TABLES
from drumbeat.store.records import RecordStore
from stores import WINDOW, open_database, page, row, sys_id

PATIENT = 10.0
"""Seconds within which everything here has happened long since."""


@pytest.fixture(name="records")
def _records(tmp_path):
    return RecordStore(open_database(tmp_path / "store.db"))


class Endless:
    """A source whose table never ends: a row a page, as fast as it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def fetch(self, table, extent, cursor=FIRST_PAGE) -> Page:  # noqa: ARG002  the port's
        """The next row."""
        self.asked += 1
        assert self.asked < 1000, "nobody ends this"
        number = int(cursor.after or "0", 16) + 1
        return page(row(number), following=number, remaining=1000)

    def count(self, *_what) -> int | None:
        """Nobody counts."""

    def look_up(self, *_what) -> tuple:
        """Nothing is there any more."""
        return ()


class Hanging(Endless):
    """A source that does not come back from a page until it is told to."""

    def __init__(self, at: int = 1) -> None:
        super().__init__()
        self._at = at
        self.hangs = threading.Event()
        self.released = threading.Event()

    def fetch(self, table, extent, cursor=FIRST_PAGE) -> Page:
        """The page, sooner or later."""
        if self.asked + 1 >= self._at:
            self.hangs.set()
            self.released.wait(PATIENT)
        return super().fetch(table, extent, cursor)


def within(seconds: float):
    """Tells how much is left of so many seconds from now."""
    ends = time.monotonic() + seconds
    return lambda: ends - time.monotonic()


def job(cursor: Cursor | None = FIRST_PAGE, **settings) -> Job:
    return Job(INCIDENT, WINDOW, cursor, **settings)


def test_pages_come_in_order():
    """A slice's pages come one after the other, each with the cursor it was fetched from."""
    with Crew([three_pages()]) as crew:
        crew.hire(job())
        brought = [crew.next(within(PATIENT)).page for _ in range(3)]
    assert [cursor.after for cursor, _ in brought] == ["", sys_id(2), sys_id(4)]
    assert brought[2][1].following is None


def test_one_page_is_one_page():
    """A job of one page ends after it, and the worker takes the next job."""
    book = three_pages()
    with Crew([book]) as crew:
        crew.hire(job(is_one_page=True))
        crew.hire(job(Cursor(sys_id(4))))
        cursors = [crew.next(within(PATIENT)).page[0].after for _ in range(2)]
    assert cursors == ["", sys_id(4)]
    assert len(book.asked) == 2


@pytest.mark.parametrize("error", [SourceError("x."), TableAbsent("x."), ValueError("x"), RecursionError("x")])
def test_an_error_is_brought_and_the_worker_lives(error):
    """Whatever a source raises reaches the caller as it is, after the pages before it, and others are served."""
    book = three_pages()
    book.faults[1] = error
    with Crew([book]) as crew:
        crew.hire(job())
        first, second = crew.next(within(PATIENT)), crew.next(within(PATIENT))
        crew.hire(job())
        third = crew.next(within(PATIENT))
    assert (first.error, second.error, third.error) == (None, error, None)
    assert second.page is None


def test_a_cancelled_job_ends():
    """A job that is cancelled brings at most the page under way and one that was ready."""
    source = Endless()
    with Crew([source]) as crew:
        endless = job()
        crew.hire(endless)
        crew.next(within(PATIENT))
        endless.is_cancelled.set()
        crew.hire(Job(CHANGE, WINDOW, FIRST_PAGE, is_one_page=True))
        tables = [crew.next(within(PATIENT)).job.table for _ in range(2)]
        while tables[-1] is not CHANGE:
            tables.append(crew.next(within(PATIENT)).job.table)
    assert len(tables) <= 4
    assert source.asked <= 6


def test_leaving_does_not_wait_for_a_worker_that_hangs():
    """The crew is left at once although a worker sits in a request; it ends when the request does."""
    source = Hanging()
    crew = Crew([source])
    with crew:
        crew.hire(job())
        assert source.hangs.wait(PATIENT)
        with pytest.raises(TryLater, match="as long as it may"):
            crew.next(within(0.01))
    assert not source.released.is_set()
    assert [thread.is_alive() for thread in crew._threads] == [True]
    source.released.set()
    crew._threads[0].join(PATIENT)
    assert not crew._threads[0].is_alive()
    assert source.asked == 1


def test_workers_end_when_nobody_takes_what_they_bring():
    """A worker whose page finds no room ends soon after the crew was left, and reads no further."""
    source = Endless()
    crew = Crew([source])
    with crew:
        crew.hire(job())
        while source.asked < 2:
            time.sleep(0.001)
    for thread in crew._threads:
        thread.join(PATIENT)
    assert not any(thread.is_alive() for thread in crew._threads)
    assert source.asked <= 3


def test_workers_are_not_far_ahead():
    """However slow the keeper is, each worker holds a page or two and no more: memory stays bounded."""
    sources = [Endless() for _ in range(4)]
    with Crew(sources) as crew:
        for _ in sources:
            crew.hire(job())
        crew.next(within(PATIENT))
        time.sleep(0.05)
        asked = sum(source.asked for source in sources)
    assert asked <= 1 + len(sources) * 2


def test_two_jobs_are_done_at_a_time():
    """While one worker hangs another one works."""
    hanging = Hanging()
    with Crew([hanging, three_pages()]) as crew:
        crew.hire(job())
        crew.hire(job())
        brought = [crew.next(within(PATIENT)).page for _ in range(3)]
        assert all(brought)
        hanging.released.set()


@pytest.mark.parametrize(
    ("says", "must", "expected"),
    [
        (7, True, Count(7)),
        (None, True, Count(6)),
        (None, False, Count(None)),
    ],
)
def test_counts(says, must, expected):
    """A count is the Aggregate API's, or a page's where it must be known and that one does not say."""
    book = three_pages()
    book.count = lambda *_what: says
    with Crew([book]) as crew:
        crew.hire(job(None if must else FIRST_PAGE, count=WINDOW, is_one_page=True))
        assert crew.next(within(PATIENT)).count == expected


# The pull over a crew.


def test_a_pull_out_of_time_ends_while_a_worker_hangs(records):
    """When the time is up the pull ends although a request hangs; what was read is kept, and the next one goes on."""
    hanging = Hanging(at=3)
    with pytest.raises(TryLater, match="as long as it may"):
        pull([hanging], records, Plan(WINDOW, TABLES), lambda _table, _state: None, within(0.5))
    assert hanging.hangs.is_set()
    hanging.released.set()
    assert [each["number"].value for each in records.rows("incident")] == ["INC1", "INC2"]
    (state,) = records.pulls()
    assert [cursor.after for cursor in state.cursors] == [sys_id(2)]
    book = Book(page(row(1)), page())
    book._pages = {FIRST_PAGE: page(remaining=3), Cursor(sys_id(2)): page(row(3), remaining=1)}
    assert pulled(book, records)["incident"].rows == 3


@pytest.mark.parametrize("workers", [1, 4])
def test_a_pull_out_of_time_ends_while_pages_come(records, workers):
    """When the time is up the pull ends, even while workers bring one page after the other without a pause."""
    sources = [Endless() for _ in range(workers)]
    calls = iter(range(200))

    def left() -> float:
        return 3.0 - next(calls, 200) / 10  # it is over after thirty looks

    with pytest.raises(TryLater, match="as long as it may"):
        pull(sources, records, Plan(WINDOW, TABLES), lambda _table, _state: None, left)
    assert sum(source.asked for source in sources) < 100


def test_an_unforeseen_error_of_a_worker_ends_the_pull(records):
    """What is no refusal of a table, a programming error too, reaches whoever pulls."""
    book = three_pages()
    book.faults[1] = ZeroDivisionError("x")
    with pytest.raises(ZeroDivisionError):
        pulled(book, records)
    assert len(list(records.rows("incident"))) == 2


def test_an_error_of_the_store_ends_the_workers(records):
    """When keeping fails the error comes out and the workers end."""
    source = Endless()
    before = set(threading.enumerate())
    broken = RecordStore.save_page

    def full(*_arguments):
        raise OSError("disk full")

    try:
        RecordStore.save_page = full
        with pytest.raises(OSError, match="disk full"):
            pull([source] * 2, records, Plan(WINDOW, TABLES), lambda _table, _state: None)
    finally:
        RecordStore.save_page = broken
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENT)
        assert not thread.is_alive()
