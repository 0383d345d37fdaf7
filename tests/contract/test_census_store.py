"""Counts of the whole store, on a file and on PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drumbeat.editions.census import BACKED_UP, Counts
from drumbeat.editions.deliveries import DeliveryState, EditionState, Outcome, Planned
from drumbeat.ports import AuditEntry, PullStatus
from drumbeat.records.tables import BY_NAME
from drumbeat.store.audit import AuditLog
from drumbeat.store.census import CensusStore
from drumbeat.store.editions import EditionStore
from drumbeat.store.records import RecordStore
from drumbeat.store.schedulers import SchedulerStore
from stores import CONTENT, NOW, OCTOBER, WINDOW, claim, settle

SENT, FAILED, LATER, UNKNOWN, WAITING = (f"{name}@x.example" for name in ("a", "b", "c", "d", "e"))


@pytest.fixture(name="database")
def _database(place):
    """A store in which October leaves: one mail is sent, one refused, one put off, one unknown, one waits."""
    database = place.open()
    editions = EditionStore(database)
    draft = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW)
    editions.save_draft("Service Desk", OCTOBER, CONTENT, [], NOW)
    everybody = (SENT, FAILED, LATER, UNKNOWN, WAITING)
    editions.plan(draft.id, [Planned(each, f"<{each}>") for each in everybody], NOW)
    ends = {
        SENT: Outcome(SENT, DeliveryState.SENT),
        FAILED: Outcome(FAILED, DeliveryState.FAILED, "550"),
        LATER: Outcome(LATER, DeliveryState.PLANNED, "451", NOW + timedelta(hours=1)),
        UNKNOWN: Outcome(UNKNOWN, DeliveryState.UNKNOWN, "?"),
    }
    for whom, outcome in ends.items():
        assert claim(editions, draft.id, whom, NOW)
        settle(editions, draft.id, outcome)
    return database


def test_an_empty_store(place):
    """Of nothing there is nothing, and no moment."""
    assert CensusStore(place.open()).counts(NOW) == Counts()


def test_editions_and_deliveries_by_state(database):
    """Each state is counted; put off is what was tried and waits, left is what may have within a day."""
    counts = CensusStore(database).counts(NOW)
    assert counts.editions == {EditionState.SENDING: 1, EditionState.DRAFT: 1}
    assert counts.deliveries == {
        DeliveryState.SENT: 1,
        DeliveryState.FAILED: 1,
        DeliveryState.UNKNOWN: 1,
        DeliveryState.PLANNED: 2,
    }
    assert (counts.put_off, counts.left_today, counts.today) == (1, 2, counts.deliveries)
    later = CensusStore(database).counts(NOW + timedelta(hours=25))
    assert (later.left_today, later.today, later.deliveries) == (0, {}, counts.deliveries)


def test_what_is_tried_no_more_is_not_put_off(database):
    """A mail whose month is too late or skipped is never tried again: a day after the last try it counts no more."""
    counts = CensusStore(database).counts
    assert [counts(NOW + timedelta(hours=hours)).put_off for hours in (1, 23, 25, 60 * 24)] == [1, 1, 0, 0]


def test_tables_by_status(database):
    """Tables are counted by how their last pull ended; the latest that came to an end says when."""
    records = RecordStore(database)
    for name, status in (("incident", PullStatus.OK), ("problem", PullStatus.PARTIAL), ("kb_use", PullStatus.DENIED)):
        records.end_pull(records.begin_pull(BY_NAME[name], WINDOW), status, "")
    records.begin_pull(BY_NAME["change_request"], WINDOW)
    counts = CensusStore(database).counts(NOW)
    assert counts.tables == {"ok": 1, "partial": 1, "denied": 1, "running": 1}
    assert counts.pulled_at == WINDOW.end


def test_schedulers_and_backups(database):
    """The scheduler that was seen last by a clock that can be believed, and the last backup, whoever made it."""
    schedulers, log = SchedulerStore(database), AuditLog(database)
    schedulers.beat("one", "nothing was due", NOW - timedelta(hours=2))
    schedulers.beat("ahead", "nothing was due", NOW + timedelta(days=30))
    for days, act in ((9, BACKED_UP), (3, BACKED_UP), (1, "restore store")):
        log.note(AuditEntry(NOW - timedelta(days=days), "ops", act, "", ""))
    counts = CensusStore(database).counts(NOW)
    assert counts.scheduler_at == counts.good_turn_at == NOW - timedelta(hours=2)
    assert counts.backed_up_at == NOW - timedelta(days=3)


def test_the_last_good_turn(database):
    """It is that of any process, and a restart does not make it young; before the first, since when one is there."""
    schedulers, census = SchedulerStore(database), CensusStore(database)
    assert census.good_turn_at(NOW) is None
    schedulers.beat("one", "began", NOW - timedelta(hours=9))
    schedulers.beat("two", "began", NOW - timedelta(hours=8))
    assert census.good_turn_at(NOW) == NOW - timedelta(hours=9)
    schedulers.beat("one", "sent one", NOW - timedelta(hours=7), is_good=True)
    schedulers.beat("two", "nothing was due", NOW - timedelta(hours=6), is_good=True)
    schedulers.beat("ahead", "nothing was due", NOW + timedelta(days=30), is_good=True)
    schedulers.beat("two", "the sign-in was refused", NOW - timedelta(hours=1))
    schedulers.beat("three", "began", NOW)
    assert census.good_turn_at(NOW) == NOW - timedelta(hours=6)
    assert census.counts(NOW).good_turn_at == NOW - timedelta(hours=6)


def test_the_newest_schema(place):
    """A store is known to be of the newest schema until somebody changes it."""
    census = CensusStore(place.open("aged"))
    assert census.is_newest()
    place.run("UPDATE alembic_version SET version_num = '0001'", "aged")
    assert not census.is_newest()


def test_an_edition_is_open_while_a_mail_may_leave(database):
    """What is on its way or due counts, what was put off does once its time has come, and what is settled never.

    What a clock put off that has been set back since is due, by the ledger's word as by the delivery's own.
    """
    editions = EditionStore(database)
    (leaving,) = (each.id for each in editions.summaries(None, None) if each.state is EditionState.SENDING)
    assert editions.is_open(leaving, NOW)
    claim(editions, leaving, WAITING, NOW)
    assert editions.is_open(leaving, NOW)
    settle(editions, leaving, Outcome(WAITING, DeliveryState.SENT))
    for minutes, is_open in (
        (-2880, True),
        (-126, True),
        (-125, False),
        (0, False),
        (59, False),
        (60, True),
        (61, True),
    ):
        now = NOW + timedelta(minutes=minutes)
        assert editions.is_open(leaving, now) is is_open
        assert is_open is any(each.is_due(now) for each in editions.deliveries(leaving))
    settle(editions, leaving, Outcome(claim(editions, leaving, LATER, now).recipient, DeliveryState.FAILED, "550"))
    assert not editions.is_open(leaving, now)
