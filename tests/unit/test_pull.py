"""Pulling: what becomes of each table, what an interruption leaves, and how much is counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from books import Book, Stopping, pulled, three_pages
from drumbeat.errors import SourceError, TableAbsent, TableDenied, TryLater
from drumbeat.ports import FIRST_PAGE, Cursor, Fetched, Page, PullStatus, Window
from drumbeat.pull.plan import RESUME_WITHIN, Plan
from drumbeat.pull.run import pull
from drumbeat.records.tables import CHANGE, INCIDENT, TABLES
from drumbeat.simulator.server import Simulator
from drumbeat.source.servicenow import Patience
from drumbeat.store.records import RecordStore
from sources import Between, in_order, incidents, instance_of, source_of
from stores import WINDOW, dump, fetched, moved, open_database, page, row, sys_id


@pytest.fixture(name="records")
def _records(tmp_path):
    return RecordStore(open_database(tmp_path / "store.db"))


def numbers(records):
    """The incidents kept."""
    return [each["number"].value for each in records.rows("incident")]


def with_rights(records, **limits):
    """Pull ten incidents of an instance that hides some rows or fields."""
    instance = instance_of(incidents(10))
    hidden = in_order(instance)[: limits.pop("hide", 0)]
    between = Between(instance, hidden=hidden, **limits)
    with Simulator(instance, rng=None, before=between) as simulator:
        return pulled(source_of(simulator), records)["incident"]


def test_a_table_read_in_full_is_ok(records):
    """Every row received of those expected: ok, without a note."""
    state = with_rights(records)
    assert (state.status, state.rows, state.expected, state.note) == (PullStatus.OK, 10, 10, "")
    assert len(numbers(records)) == 10


@pytest.mark.parametrize("hide", [1, 5, 9])
def test_a_table_read_in_part_says_how_much_is_missing(records, hide):
    """Rows that may not be read are counted as missing, wherever they lie (promise 2)."""
    state = with_rights(records, hide=hide)
    assert (state.status, state.rows, state.expected) == (PullStatus.PARTIAL, 10 - hide, 10)
    assert state.note.startswith(f"{hide} of 10 rows could not be read")


def test_a_table_of_which_nothing_may_be_read_is_denied(records):
    """Rows are there and none may be read: denied, which is not zero (promise 2)."""
    state = with_rights(records, hide=10)
    assert (state.status, state.rows, state.expected) == (PullStatus.DENIED, 0, 10)
    assert "may read none" in state.note


def test_a_table_without_its_date_is_denied(records):
    """A table whose dating field may not be read is denied, with that field's name."""
    state = with_rights(records, fields=["resolved_at"])
    assert state.status is PullStatus.DENIED
    assert "incident.resolved_at" in state.note


def test_a_source_that_does_not_count_is_ok_at_its_end(records):
    """Without X-Total-Count nothing is expected, and what came counts as all."""
    state = with_rights(records, headers=["X-Total-Count"])
    assert (state.status, state.rows, state.expected) == (PullStatus.OK, 10, None)


def test_an_absent_table_stops_itself_alone(records):
    """A table whose plugin is not active is absent; the tables after it are read."""
    instance = instance_of(incidents(3), absent=frozenset({CHANGE.name, "m2m_kb_task"}))
    with Simulator(instance, rng=None) as simulator:
        states = pulled(source_of(simulator), records)
    found = {name for name, state in states.items() if state.status is PullStatus.ABSENT}
    assert found == {CHANGE.name, "m2m_kb_task"}
    assert {state.status for name, state in states.items() if name not in found} == {PullStatus.OK}
    assert len(states) == len(TABLES)


@pytest.mark.parametrize(
    ("fault", "status"),
    [(TableAbsent("not there."), PullStatus.ABSENT), (TableDenied("not allowed."), PullStatus.DENIED)],
)
def test_a_table_refused_in_its_middle_keeps_what_was_read(records, fault, status):
    """A refusal after two pages ends the table's pull with its reason; four rows stay, and other tables are read."""
    book = three_pages()
    book.faults[2] = fault
    states = pulled(book, records)
    assert (states["incident"].status, states["incident"].note) == (status, str(fault))
    assert numbers(records) == ["INC1", "INC2", "INC3", "INC4"]
    assert states[CHANGE.name].status is PullStatus.OK


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("fault", [TryLater("away."), SourceError("refused.")])
def test_an_interrupted_pull_keeps_what_was_read_and_goes_on(records, tmp_path, fault, at):
    """Stopped at any page, the next pull asks for that page again and ends as an undisturbed one would."""
    book = three_pages()
    book.faults[at] = fault
    with pytest.raises(type(fault)):
        pulled(book, records)
    assert len(numbers(records)) == 2 * at
    assert records.pulls()[0].status is PullStatus.RUNNING
    before = len(book.asked)
    states = pulled(book, records, moved(hours=1))
    assert book.asked[before] == book.asked[before - 1]
    assert [name for name in book.tables if name == "incident"] == ["incident"] * 4

    whole = RecordStore(open_database(tmp_path / "whole.db"))
    assert pulled(three_pages(), whole) == states
    assert dump(tmp_path / "store.db", "record") == dump(tmp_path / "whole.db", "record")


def test_tables_already_read_are_not_read_again(records):
    """A pull that broke off goes on with the table it broke off at, all tables over one window."""
    book = three_pages()
    with pytest.raises(TryLater):
        pulled(Stopping(book, at=TABLES[3].name), records)
    states = pulled(book, records, moved(hours=5))
    assert book.tables.count(TABLES[2].name) == 1
    assert {(state.number, state.window) for state in states.values()} == {(1, WINDOW)}
    assert list(states) == [table.name for table in TABLES]


@pytest.mark.parametrize(
    "asked",
    [
        moved(seconds=RESUME_WITHIN.total_seconds() + 1),
        moved(days=-2),
        Window(WINDOW.start - timedelta(days=31), WINDOW.end),
    ],
    ids=["too late", "the clock was wrong", "further back"],
)
def test_what_cannot_be_gone_on_with_is_begun_anew(records, asked):
    """An interrupted pull that is too old, of another time, or does not reach back far enough is begun anew."""
    book = three_pages()
    with pytest.raises(TryLater):
        pulled(Stopping(book, at=TABLES[1].name), records)
    states = pulled(three_pages(), records, asked)
    assert {state.window for state in states.values()} == {asked}
    assert (states["incident"].number, states["incident"].rows) == (2, 6)


def test_a_month_later_begins_later_and_goes_on(records):
    """An interrupted pull that reaches further back than what is asked for, as on the first of a month, goes on."""
    with pytest.raises(TryLater):
        pulled(Stopping(three_pages(), at=TABLES[1].name), records)
    asked = Window(WINDOW.start + timedelta(days=31), WINDOW.end + timedelta(hours=2))
    assert {state.window for state in pulled(three_pages(), records, asked).values()} == {WINDOW}


def test_a_finished_pull_is_followed_by_a_new_one(records):
    """After a whole pull the next one reads every table again, with the next number, however soon it comes."""
    for number in (1, 2, 3):
        states = pulled(three_pages(), records)
        assert {(state.number, state.status) for state in states.values()} == {(number, PullStatus.OK)}
        assert states["incident"].rows == 6


def test_progress_is_told_of_every_table(records):
    """Progress hears of each table from its first to its last state, of those read before the interruption too."""
    with pytest.raises(TryLater):
        pulled(Stopping(three_pages(), at=TABLES[1].name), records)
    heard = []
    pull(
        [three_pages()],
        records,
        Plan(WINDOW, TABLES),
        lambda table, state: heard.append((table.name, state.rows, state.status)),
    )
    assert heard[0] == ("incident", 6, PullStatus.OK)
    assert list(dict.fromkeys(name for name, _, _ in heard)) == [table.name for table in TABLES]


def test_two_pulls_at_once_share_the_work(records):
    """Where another process saves the same page first, this one takes over its cursor; every row counts once."""
    other, book = three_pages(), three_pages()
    calls = []

    def other_is_faster() -> None:
        if not calls:
            calls.append(1)
            pulled(other, records)

    book.meanwhile = other_is_faster
    states = pulled(book, records)
    assert (states["incident"].rows, states["incident"].status) == (6, PullStatus.OK)
    assert numbers(records) == [f"INC{number}" for number in range(1, 7)]


def test_a_page_that_came_too_late_ends_nothing(records):
    """A process that saw the end where another has since seen more rows goes on with those, and sweeps nothing."""
    pulled(Book(page(row(1), row(2), row(3), remaining=3)), records)
    late = Book(page(row(1), row(2), remaining=2))
    late._pages[Cursor(sys_id(2))] = page(row(3), remaining=1)

    def other_saw_more() -> None:
        late.meanwhile = lambda: None
        begun = records.begin_pull(INCIDENT, moved(hours=1))
        records.save_page(INCIDENT, begun, fetched(row(1), row(2), following=2, remaining=3))

    late.meanwhile = other_saw_more
    states = pulled(late, records, moved(hours=1))
    assert (states["incident"].rows, states["incident"].status) == (3, PullStatus.OK)
    assert numbers(records) == ["INC1", "INC2", "INC3"]


def test_a_refusal_that_came_too_late_ends_nothing(records):
    """A process that was refused while another went on does not end the pull for both."""
    book = three_pages()
    other = three_pages()

    def other_goes_on(table, window, cursor=FIRST_PAGE) -> Page:
        if not other.asked:
            found = other.fetch(table, window, cursor)
            records.save_page(
                INCIDENT, records.begin_pull(INCIDENT, window), Fetched(cursor, found, (found.following,))
            )
            raise TableDenied("refused.")
        return book.fetch(table, window, cursor)

    late = three_pages()
    late.fetch = other_goes_on
    assert pulled(late, records)["incident"].status is PullStatus.OK
    assert numbers(records) == [f"INC{number}" for number in range(1, 7)]


@pytest.mark.long
def test_small_pages_count_as_large_ones_do(records):
    """However many pages the rows come on, each is counted once."""
    instance = instance_of(incidents(101))
    for limit in (2, 7, 50, 100, 101, 500):
        with Simulator(instance, rng=None) as simulator:
            state = pulled(source_of(simulator, patience=Patience(limit=limit, smallest=2)), records)["incident"]
        assert (state.rows, state.expected, state.status) == (101, 101, PullStatus.OK)
