"""Rows that lie behind the months that are read go; all others stay, over a real database of either kind (F15)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from drumbeat.ports import AuditEntry, PullState, PullStatus, Window
from drumbeat.records.tables import IMPROVEMENT, INCIDENT
from drumbeat.records.windows import bounds
from drumbeat.store.audit import AuditLog
from drumbeat.store.records import RecordStore
from stores import NOW, WINDOW, fetched, row

FIRST = bounds(INCIDENT, WINDOW.start, WINDOW.end)[0]
"""Fourteen hours before October."""
WIDER = Window(datetime(2026, 1, 1, tzinfo=UTC), WINDOW.end)
ROWS = {
    "old": row(1, "2026-02-05 10:00:00", closed_at="2026-02-12 10:00:00"),
    "just old": row(2, "2026-09-30 09:59:59", closed_at="2026-09-30 09:59:59"),
    "just read": row(3, "2026-09-30 10:00:00"),
    "closed within": row(4, "2026-09-29 10:00:00", closed_at="2026-10-06 10:00:00"),
    "not closed": row(5, "2026-09-01 10:00:00"),
    "never resolved": row(6, "", closed_at="2026-03-01 10:00:00"),
    "under way": row(7, ""),
}


@pytest.fixture(name="database")
def _database(place):
    return place.open()


@pytest.fixture(name="records")
def _records(database):
    return RecordStore(database)


def pulled(records, *rows, window=WINDOW, table=INCIDENT) -> PullState:
    """One whole pull of one page."""
    state = records.save_page(table, records.begin_pull(table, window), fetched(*rows, remaining=len(rows)))
    return records.end_pull(state, PullStatus.OK, "")


def numbers(records, table=INCIDENT) -> set[str]:
    """Of the rows that are kept."""
    return {each["number"].value for each in records.rows(table.name)}


def entry(count: int) -> AuditEntry:
    """What the log is to tell."""
    return AuditEntry(NOW, "root", "purge rows", detail=str(count))


def test_rows_that_fell_behind_go(records, database):
    """What was done and closed before the window goes, to the second; what is within, dated or not, stays."""
    pulled(records, *ROWS.values(), window=WIDER)
    state = pulled(records, ROWS["just read"], ROWS["closed within"])
    assert records.behind("incident", FIRST, state.full) == 4
    assert records.let_go("incident", FIRST, state.full, entry) == 4
    assert numbers(records) == {"INC3", "INC4"}  # the window's own sweep takes what is without a date
    assert [each.detail for each in AuditLog(database).all()] == ["4"]
    assert records.let_go("incident", FIRST, state.full, entry) == 0
    assert len(AuditLog(database).all()) == 1


def test_many_rows_go_in_shares(records, database, monkeypatch):
    """However many there are, a transaction takes no more than its share, and the log has a line of each."""
    monkeypatch.setattr("drumbeat.store.records._AT_ONCE", 2)
    pulled(records, *(row(at, "2026-02-05 10:00:00") for at in range(1, 6)), window=WIDER)
    state = pulled(records)
    assert records.let_go("incident", FIRST, state.full, entry) == 5
    assert [each.detail for each in AuditLog(database).all()] == ["2", "2", "1"]
    assert numbers(records) == set()


def test_work_under_way_stays(records):
    """An open improvement, which no date places anywhere, is kept however long ago it was begun."""
    rows = [
        row(1, "", opened_at="2020-01-01 08:00:00"),
        row(2, "", opened_at="2020-01-01 08:00:00", closed_at="2026-02-01 08:00:00"),
    ]
    state = pulled(records, *rows, table=IMPROVEMENT)
    assert records.let_go("sn_cim_register", FIRST, state.number + 1, entry) == 1
    assert numbers(records, IMPROVEMENT) == {"INC1"}


def test_what_the_last_whole_pull_saw_stays(records):
    """Whatever a row's date looks like: what ServiceNow shows as within the months that are read is not behind them."""
    state = pulled(records, row(1, "01/10/2026 08:00"), row(2, "2026-02-05 10:00:00"))
    assert records.let_go("incident", FIRST, state.full, entry) == 0
    assert numbers(records) == {"INC1", "INC2"}


def test_other_tables_keep_theirs(records):
    """A table's rows go by that table alone."""
    pulled(records, row(1, "2026-02-05 10:00:00"))
    state = pulled(records, row(1, "", closed_at="2026-02-05 10:00:00"), table=IMPROVEMENT)
    assert records.let_go("sn_cim_register", FIRST, state.number + 1, entry) == 1
    assert numbers(records) == {"INC1"}
