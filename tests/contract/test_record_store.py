"""What `ports.Records` promises, over a real database of either kind: pages, cursors, and what goes in the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from drumbeat.errors import StoreError
from drumbeat.ports import FIRST_PAGE, Cursor, PullState, PullStatus, Window
from drumbeat.records.tables import ARTICLE, CHANGE, IMPROVEMENT, INCIDENT
from drumbeat.store.records import RecordStore
from stores import NOW, WINDOW, fetched, row, sys_id

NEXT = Window(WINDOW.start, NOW)


@pytest.fixture(name="records")
def _records(place):
    return RecordStore(place.open())


def pulled(records, *rows, table=INCIDENT, window=WINDOW, status=PullStatus.OK):
    """One pull of one page."""
    state = records.save_page(table, records.begin_pull(table, window), fetched(*rows, remaining=len(rows)))
    return records.end_pull(state, status, "")


def numbers(records, table="incident"):
    """The numbers of the rows kept."""
    return [each["number"].value for each in records.rows(table)]


def test_first_pull_begins_at_the_beginning(records):
    """A first pull has number 1, the first page's cursor, no rows, and is running."""
    state = records.begin_pull(INCIDENT, WINDOW)
    assert state == PullState(
        "incident",
        1,
        WINDOW,
        (FIRST_PAGE,),
        0,
        None,
        PullStatus.RUNNING,
        question=INCIDENT.question,
        full=1,
        full_at=WINDOW.end,
    )
    assert records.pulls() == [state]


def test_page_and_cursor_are_kept_together(records):
    """After a page its rows are there, the cursor has moved, and the first page's count is what is expected."""
    begun = records.begin_pull(INCIDENT, WINDOW)
    state = records.save_page(INCIDENT, begun, fetched(row(1), row(2), following=2, remaining=5))
    assert (state.cursors, state.rows, state.expected) == ((Cursor(sys_id(2)),), 2, 5)
    assert numbers(records) == ["INC1", "INC2"]
    later = records.save_page(INCIDENT, state, fetched(row(3), cursor=2, remaining=3))
    assert (later.rows, later.expected) == (3, 5)


def test_a_running_pull_is_gone_on_with(records):
    """Beginning again over the same window gives the running pull with its number, cursor and counts."""
    begun = records.begin_pull(INCIDENT, WINDOW)
    state = records.save_page(INCIDENT, begun, fetched(row(1), following=1, remaining=9))
    assert records.begin_pull(INCIDENT, WINDOW) == state


def test_another_window_begins_anew(records):
    """A running pull of another window is not gone on with: the next number begins at the beginning."""
    begun = records.begin_pull(INCIDENT, WINDOW)
    records.save_page(INCIDENT, begun, fetched(row(1), following=1))
    state = records.begin_pull(INCIDENT, NEXT)
    assert (state.number, state.cursors, state.rows, state.window) == (2, (FIRST_PAGE,), 0, NEXT)


def test_an_ended_pull_is_not_gone_on_with(records):
    """After an end, the next pull of the same window has the next number."""
    ended = pulled(records, row(1))
    assert (ended.status, records.begin_pull(INCIDENT, WINDOW).number) == (PullStatus.OK, 2)


def test_a_window_is_kept_in_utc_and_whole_seconds(records):
    """A window of another zone, with microseconds, is frozen as UTC in whole seconds and found again."""
    zone = timezone(timedelta(hours=2))
    asked = Window(WINDOW.start.astimezone(zone), WINDOW.end.astimezone(zone) + timedelta(microseconds=7))
    state = records.begin_pull(INCIDENT, asked)
    assert state.window == WINDOW
    assert records.begin_pull(INCIDENT, asked) == records.pulls()[0] == state


def test_a_page_from_another_cursor_is_dropped(records):
    """A page that another process has saved already changes nothing; the stored state is handed back."""
    begun = records.begin_pull(INCIDENT, WINDOW)
    moved = records.save_page(INCIDENT, begun, fetched(row(1), row(2), following=2, remaining=4))
    assert records.save_page(INCIDENT, begun, fetched(row(1), row(9), following=9, remaining=7)) == moved
    assert numbers(records) == ["INC1", "INC2"]
    assert records.pulls() == [moved]


def test_a_page_of_an_earlier_pull_is_dropped(records):
    """A process that slept through the beginning of the next pull cannot write into that one."""
    asleep = records.begin_pull(INCIDENT, WINDOW)
    awake = records.begin_pull(INCIDENT, NEXT)
    assert records.save_page(INCIDENT, asleep, fetched(row(1))) == awake
    assert numbers(records) == []


def test_a_page_after_the_end_is_dropped(records):
    """An ended pull takes no more pages."""
    begun = records.begin_pull(INCIDENT, WINDOW)
    ended = records.end_pull(begun, PullStatus.DENIED, "no")
    assert records.save_page(INCIDENT, begun, fetched(row(1))) == ended
    assert numbers(records) == []


def test_after_the_last_page_nothing_is_left_to_read(records):
    """A process that died between the last page and the end has nothing to read again, only to end."""
    begun = records.begin_pull(INCIDENT, WINDOW)
    first = records.save_page(INCIDENT, begun, fetched(row(1), following=1, remaining=3))
    last = fetched(row(2), row(3), cursor=1, remaining=2)
    state = records.save_page(INCIDENT, first, last)
    assert records.save_page(INCIDENT, records.begin_pull(INCIDENT, WINDOW), last) == state
    assert (state.rows, state.cursors, state.status) == (3, (), PullStatus.RUNNING)


def test_pages_that_overlap_count_once(records):
    """Where an offset moved over rows that may not be read, the next page begins a little earlier: no row is new."""
    begun = records.begin_pull(INCIDENT, WINDOW)
    moved = replace(fetched(row(1), row(2)), following=(Cursor("", 3),))
    state = records.save_page(INCIDENT, begun, moved)
    again = replace(fetched(row(2), row(3)), cursor=Cursor("", 3), following=())
    assert records.save_page(INCIDENT, state, again).rows == 3


def test_slices_are_kept_and_read_by_themselves(records):
    """Where the rest is cut into slices, each has its cursor; a page moves its own alone, in whatever order."""
    begun = records.begin_pull(INCIDENT, WINDOW)
    rest = (Cursor(sys_id(1), 0, sys_id(5)), Cursor(sys_id(5), 0, sys_id(8)), Cursor(sys_id(8)))
    cut = records.save_page(INCIDENT, begun, replace(fetched(row(1), remaining=9), following=rest))
    assert cut.cursors == rest
    middle = records.save_page(INCIDENT, cut, replace(fetched(row(6)), cursor=rest[1], following=()))
    assert set(middle.cursors) == {rest[0], rest[2]}
    further = Cursor(sys_id(3), 0, sys_id(5))
    first = records.save_page(INCIDENT, cut, replace(fetched(row(3)), cursor=rest[0], following=(further,)))
    assert set(first.cursors) == {further, rest[2]}
    assert records.begin_pull(INCIDENT, WINDOW) == first
    assert (first.rows, first.expected) == (3, 9)


def test_a_row_twice_in_a_page_is_one(records):
    """The same sys_id twice is one row, counted once, as it came last."""
    begun = records.begin_pull(INCIDENT, WINDOW)
    state = records.save_page(INCIDENT, begun, fetched(row(1), row(1, "2026-10-06 10:00:00")))
    assert state.rows == 1
    assert [each["resolved_at"].value for each in records.rows("incident")] == ["2026-10-06 10:00:00"]


def test_rows_without_a_readable_sys_id_are_not_kept(records):
    """Rows whose sys_id is missing or empty are neither kept nor counted (trap 5)."""
    nameless = {name: cell for name, cell in row(1).items() if name != "sys_id"}
    begun = records.begin_pull(INCIDENT, WINDOW)
    assert records.save_page(INCIDENT, begun, fetched(nameless, row(2, sys_id=""), row(3))).rows == 1
    assert numbers(records) == ["INC3"]


def test_a_row_comes_back_as_it_arrived(records):
    """Cells come back as they arrived: umlauts, quotes, line ends, NUL, and half a surrogate pair."""
    said = row(1, short_description='Zoë said "no"\r\n\x00 ☕ \ud83d', close_notes="")
    pulled(records, said)
    assert list(records.rows("incident")) == [said]


def test_rows_come_in_the_order_of_their_sys_ids(records):
    """Rows come in one order, whatever order they arrived in, and only those of the table asked for."""
    pulled(records, row(3), row(1), row(2))
    pulled(records, row(7), table=CHANGE)
    assert numbers(records) == ["INC1", "INC2", "INC3"]
    assert numbers(records, "change_request") == ["INC7"]


def test_what_a_full_pull_did_not_see_goes(records):
    """After a pull that is ok, rows of its window that it did not see are gone; those that it saw are renewed."""
    pulled(records, row(1), row(2), row(3))
    pulled(records, row(2, "2026-10-09 10:00:00"), window=NEXT)
    assert [each["resolved_at"].value for each in records.rows("incident")] == ["2026-10-09 10:00:00"]


def test_what_a_pull_in_part_did_not_see_goes_too(records):
    """Rows that an account may not read any more go as well: else one such row would keep all reopened ones."""
    pulled(records, row(1), row(2))
    pulled(records, row(1), status=PullStatus.PARTIAL)
    assert numbers(records) == ["INC1"]


@pytest.mark.parametrize("status", [PullStatus.DENIED, PullStatus.ABSENT])
def test_a_refused_pull_takes_nothing_away(records, status):
    """A table that is denied or absent today keeps the rows of yesterday."""
    pulled(records, row(1), row(2))
    ended = records.end_pull(records.begin_pull(INCIDENT, NEXT), status, "closed")
    assert (ended.status, ended.note) == (status, "closed")
    assert numbers(records) == ["INC1", "INC2"]


def test_rows_outside_the_window_stay(records):
    """The sweep ends where the window ends: rows dated before its start or from its end on stay, others go."""
    dates = ["2026-09-30 23:59:59", "2026-10-01 00:00:00", "2026-10-31 23:59:59", "2026-11-01 00:00:00", ""]
    pulled(records, *(row(number, date) for number, date in enumerate(dates, 1)))
    pulled(records)
    assert numbers(records) == ["INC1", "INC4"]


def test_the_sweep_keeps_to_the_second(records):
    """A window that begins in the middle of a day leaves that morning's rows alone."""
    pulled(records, row(1, "2026-10-01 05:59:59"), row(2, "2026-10-01 06:00:00"))
    pulled(records, window=Window(WINDOW.start + timedelta(hours=6), WINDOW.end))
    assert numbers(records) == ["INC1"]


def test_dates_without_time_are_swept_by_day(records):
    """Of a table dated by day, the first day of the window belongs to it even when the window begins at noon."""
    articles = [row(1, published="2026-09-30"), row(2, published="2026-10-01"), row(3, published="2026-10-02")]
    pulled(records, *articles, table=ARTICLE)
    pulled(records, table=ARTICLE, window=Window(WINDOW.start + timedelta(hours=12), WINDOW.end))
    assert numbers(records, "kb_knowledge") == ["INC1"]


def test_the_sweep_takes_no_other_table(records):
    """Ending one table's pull leaves the rows of others."""
    pulled(records, row(1, closed_at="2026-10-05 10:00:00"), table=CHANGE)
    pulled(records, row(2))
    assert numbers(records, "change_request") == ["INC1"]


def test_a_row_is_dated_by_its_stand_in_where_the_date_is_empty(records):
    """An incident closed without resolved_at is placed by closed_at, so that it goes when it is gone."""
    pulled(records, row(1, "", closed_at="2026-10-05 10:00:00"), row(2, "", closed_at="2026-09-05 10:00:00"))
    pulled(records)
    assert numbers(records) == ["INC2"]


def test_open_work_goes_when_it_is_gone(records):
    """An open improvement, which carries no date, goes when a full pull does not see it."""
    pulled(records, row(1, closed_at=""), row(2, closed_at=""), table=IMPROVEMENT)
    pulled(records, row(2, closed_at=""), table=IMPROVEMENT)
    assert numbers(records, "sn_cim_register") == ["INC2"]


def test_a_pull_that_has_moved_is_not_ended(records):
    """A process that is behind cannot end the pull for one that is ahead, nor sweep what that has yet to see."""
    pulled(records, row(1), row(2))
    behind = records.begin_pull(INCIDENT, NEXT)
    ahead = records.save_page(INCIDENT, behind, fetched(row(1), following=1, remaining=2))
    assert records.end_pull(behind, PullStatus.OK, "") == ahead
    assert records.end_pull(replace(ahead, number=1), PullStatus.OK, "") == ahead
    assert numbers(records) == ["INC1", "INC2"]
    assert records.pulls() == [ahead]


def test_an_end_is_final(records):
    """The second to end a pull changes neither status nor note."""
    begun = records.begin_pull(INCIDENT, WINDOW)
    ended = records.end_pull(begun, PullStatus.ABSENT, "not there")
    assert records.end_pull(begun, PullStatus.OK, "") == ended


def test_pulls_come_by_table(records):
    """The last pull of each table is told, one each, by name."""
    for table in (INCIDENT, CHANGE, INCIDENT):
        pulled(records, row(1), table=table)
    assert [(state.table, state.number) for state in records.pulls()] == [("change_request", 1), ("incident", 2)]


def test_a_lost_pull_is_said(records, place):
    """A pull that a restored backup does not know ends with a sentence, not in an endless loop."""
    state = records.begin_pull(INCIDENT, WINDOW)
    other = RecordStore(place.open("other"))
    with pytest.raises(StoreError, match="lost its pull"):
        other.save_page(INCIDENT, state, fetched(row(1)))


def test_a_large_page_is_kept(records):
    """A page of the greatest size that the settings allow is kept in one go."""
    begun = records.begin_pull(INCIDENT, WINDOW)
    assert records.save_page(INCIDENT, begun, fetched(*(row(number) for number in range(10_000)))).rows == 10_000


def test_a_reader_does_not_hold_up_a_pull(records):
    """Rows can be read while pages are saved; the reader sees the store as it stood when it began."""
    pulled(records, row(1), row(2))
    reading = records.rows("incident")
    assert next(reading)["number"].value == "INC1"
    pulled(records, row(3), window=NEXT)
    assert [each["number"].value for each in reading] == ["INC2"]
    assert numbers(records) == ["INC3"]


# Pulls of changes.


def changed(records, *rows, table=INCIDENT):
    """A pull of changes, of one page, over a window that ends later."""
    state = records.begin_pull(table, NEXT, since=WINDOW.end)
    return records.save_page(table, state, fetched(*rows, remaining=len(rows)))


def test_a_pull_of_changes_begins_with_what_is_known(records):
    """It carries on counts and the number of the last full pull, and says since when it reads."""
    pulled(records, row(1), row(2))
    state = records.begin_pull(INCIDENT, NEXT, since=WINDOW.end)
    assert (state.number, state.full, state.full_at, state.since) == (2, 1, WINDOW.end, WINDOW.end)
    assert (state.rows, state.expected, state.window, state.status) == (2, 2, NEXT, PullStatus.RUNNING)
    assert records.pulls() == [state]


def test_without_a_pull_before_there_are_no_changes(records):
    """A table that was never read is read whole, whatever is asked for."""
    assert records.begin_pull(INCIDENT, NEXT, since=WINDOW.end).is_full


def test_changed_rows_are_renewed_added_and_set_aside(records):
    """One that was resolved comes, one said otherwise is renewed, one that was reopened is kept but counts no more."""
    pulled(records, row(1), row(2), row(3, short_description="old"))
    news = (row(1, ""), row(3, short_description="new"), row(4, "2026-11-01 10:00:00"), row(5, ""))
    ended = records.end_pull(changed(records, *news), PullStatus.OK, "")
    assert numbers(records) == ["INC1", "INC2", "INC3", "INC4"]
    assert next(records.rows("incident"))["resolved_at"].value == ""
    assert [each["short_description"].value for each in records.rows("incident") if "short_description" in each] == [
        "new"
    ]
    assert (records.kept(INCIDENT, ended), ended.cursors) == (3, ())


def test_a_pull_of_changes_sweeps_nothing(records):
    """What it did not see was not changed: it stays."""
    pulled(records, row(1), row(2))
    records.end_pull(changed(records), PullStatus.OK, "")
    assert numbers(records) == ["INC1", "INC2"]


def test_a_full_pull_after_changes_sweeps_what_both_kept(records):
    """Rows that came by changes go like others when a whole window does not show them any more."""
    pulled(records, row(1), row(2))
    records.end_pull(changed(records, row(3)), PullStatus.OK, "")
    pulled(records, row(3), window=NEXT)
    assert numbers(records) == ["INC3"]


def test_rows_are_counted_to_a_day(records):
    """How many rows a window holds is told of the whole and of what lies before a moment, 14 h over-fetch included."""
    ended = pulled(records, row(1, "2026-10-05 10:00:00"), row(2, "2026-10-20 23:59:59"), row(3, "2026-10-21 14:00:00"))
    assert records.kept(INCIDENT, ended) == 3
    assert records.kept(INCIDENT, ended, WINDOW.end - timedelta(days=11)) == 2
    older = pulled(records, row(9), window=Window(WINDOW.start + timedelta(days=4), WINDOW.end))
    assert records.kept(INCIDENT, older) == 1


def test_what_a_sweep_would_take_is_told_before(records):
    """Before a whole window's pull ends, the rows that it did not see are known by their keys."""
    pulled(records, row(1), row(2), row(3))
    state = records.save_page(INCIDENT, records.begin_pull(INCIDENT, NEXT), fetched(row(2), remaining=1))
    assert records.unseen(state) == [sys_id(1), sys_id(3)]


def test_rows_set_aside_outlive_one_sweep_and_count_nowhere(records):
    """A vanished row that was looked up stays as it is now until the next whole pull; unknown ones are not taken in."""
    pulled(records, row(1), row(2), row(3))
    state = records.save_page(INCIDENT, records.begin_pull(INCIDENT, NEXT), fetched(row(2), remaining=1))
    records.set_aside(INCIDENT, [row(1, ""), row(9, "")])
    ended = records.end_pull(state, PullStatus.OK, "")
    assert numbers(records) == ["INC1", "INC2"]
    assert records.kept(INCIDENT, ended) == 1
    pulled(records, row(2), window=NEXT)
    assert numbers(records) == ["INC2"]


def test_a_row_set_aside_that_is_resolved_again_counts_again(records):
    """What belongs to the window again is a row like any other."""
    pulled(records, row(1))
    records.end_pull(changed(records, row(1, "")), PullStatus.OK, "")
    ended = records.end_pull(changed(records, row(1, "2026-10-30 10:00:00")), PullStatus.OK, "")
    assert records.kept(INCIDENT, ended) == 1
