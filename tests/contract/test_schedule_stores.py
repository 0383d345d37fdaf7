"""Acts, notices, heartbeats and schedules, over a real database of either kind."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from drumbeat.editions.notices import Notice, Told
from drumbeat.editions.standing import Act, ActKind
from drumbeat.errors import SettingsError
from drumbeat.ports import AuditEntry
from drumbeat.records.team import Schedule, Team
from drumbeat.store.acts import ActStore
from drumbeat.store.notices import NoticeStore
from drumbeat.store.schedulers import SchedulerStore
from drumbeat.store.teams import TeamStore
from drumbeat.store.timetables import TimetableStore
from stores import NOW, OCTOBER, later

ENTRY = AuditEntry(NOW, "marit", "decide")
DRAFT = Notice("Network", OCTOBER, Told.DRAFT)


@pytest.fixture(name="database")
def _database(place):
    return place.open()


def test_acts_come_back_in_their_order(database):
    """What was decided is kept as it was said, the oldest first, apart from other teams and months."""
    acts = ActStore(database)
    said = [Act(ActKind.HOLD, "", "Marit", NOW, "a figure", "marit"), Act(ActKind.RELEASE, "", "Ann", NOW, "", "marit")]
    for act in said:
        acts.add("Network", OCTOBER, act, ENTRY)
    assert acts.of("Network", OCTOBER) == said
    assert acts.of("Desk", OCTOBER) == acts.of("Network", OCTOBER.before()) == []


def test_a_removed_teams_decisions_go_with_it(database):
    """A later team of the name is not approved by what was decided for the earlier one."""
    teams, acts = TeamStore(database), ActStore(database)
    teams.add(Team("Network", ("Network",), (), ZoneInfo("UTC")))
    acts.add("Network", OCTOBER, Act(ActKind.APPROVE, "", "Marit", NOW), ENTRY)
    teams.remove("Network", NOW)
    assert acts.of("Network", OCTOBER) == []


def test_a_notice_is_told_once(database):
    """Who claims it first tells it; given back, it is told by the next; another kind or key is another notice."""
    notices = NoticeStore(database)
    assert notices.claim(DRAFT, NOW)
    assert not notices.claim(DRAFT, later(days=1))
    notices.give_back(DRAFT)
    assert notices.at(DRAFT) is None
    assert notices.claim(DRAFT, later(days=1))
    notices.settle(DRAFT)
    assert notices.at(DRAFT) == later(days=1)
    assert notices.claim(Notice("Network", OCTOBER, Told.LEFT, "ann"), NOW)
    assert notices.claim(Notice("Network", OCTOBER, Told.LEFT, "bob"), NOW)


def test_what_was_told_is_forgotten_for_one_month(database):
    """Whoever leads the team from now on is told of that month anew; other months and teams stay told."""
    notices = NoticeStore(database)
    others = [Notice("Network", OCTOBER.before(), Told.DRAFT), Notice("Desk", OCTOBER, Told.DRAFT)]
    for each in (DRAFT, replace(DRAFT, kind=Told.WAITING, key="why"), *others):
        notices.claim(each, NOW)
        notices.settle(each)
    notices.forget("Network", OCTOBER)
    assert notices.claim(DRAFT, later(days=1))
    assert notices.claim(replace(DRAFT, kind=Told.WAITING, key="why"), later(days=1))
    assert not any(notices.claim(each, later(days=1)) for each in others)


def test_whether_a_lead_was_reached_is_kept(database):
    """Taken for telling, told to nobody, or in doubt is not reached; another notice of the kind is known as another."""
    notices = NoticeStore(database)
    other = replace(DRAFT, key="other")
    for told in (DRAFT, other):
        assert not notices.tells_another(told)
    notices.claim(DRAFT, NOW)
    assert notices.reached(DRAFT) is None
    notices.settle(DRAFT, is_reached=False)
    assert (notices.reached(DRAFT), notices.at(DRAFT)) == (None, NOW)
    notices.claim(other, NOW)
    notices.settle(other)
    assert (notices.reached(other), notices.tells_another(other)) == (NOW, True)
    assert not notices.tells_another(replace(other, team="Desk"))


def test_what_a_wrong_clock_told_may_be_told_again(database):
    """Told later than can be: it is doubted, once, unless it is so anyway; what else was told stays told."""
    notices = NoticeStore(database)
    overdue = replace(DRAFT, kind=Told.OVERDUE)
    desk = replace(overdue, team="Desk")
    for each in (overdue, desk, DRAFT):
        notices.claim(each, later(days=30))
        notices.settle(each)
    notices.doubt(Told.OVERDUE, later(days=30), ())
    assert notices.at(overdue) == later(days=30)
    for _ in range(2):
        notices.doubt(Told.OVERDUE, NOW, {("Desk", OCTOBER.start)})
    assert (notices.was_doubted(overdue), notices.was_doubted(desk)) == (True, False)
    assert [notices.claim(each, NOW) for each in (overdue, desk, DRAFT)] == [True, False, False]


def test_what_a_wrong_clock_told_twice_at_one_moment_may_be_told_again(database):
    """A clock that starts at the same wrong moment each time tells it anew each time: it is doubted each time."""
    notices, overdue = NoticeStore(database), replace(DRAFT, kind=Told.OVERDUE)
    for _ in range(2):
        notices.claim(overdue, later(days=30))
        notices.settle(overdue)
        notices.doubt(Told.OVERDUE, NOW, ())
    assert notices.was_doubted(overdue)
    assert notices.claim(overdue, NOW)


def test_of_many_who_claim_a_notice_one_has_it(database):
    """Eight at the same moment: one tells it."""
    notices, gate, won = NoticeStore(database), threading.Barrier(8), []

    def claim() -> None:
        gate.wait()
        won.append(notices.claim(DRAFT, NOW))

    claimants = [threading.Thread(target=claim) for _ in range(8)]
    for each in claimants:
        each.start()
    for each in claimants:
        each.join()
    assert sorted(won) == [False] * 7 + [True]


def test_heartbeats_tell_who_was_seen_last(database):
    """A process is there once, with when it began, when it was seen last, what it did; the long lost are forgotten."""
    seen = SchedulerStore(database)
    seen.beat("old:1", "nothing", NOW - timedelta(days=40))
    seen.beat("a:1", "nothing due", NOW)
    seen.beat("b:2", "drafted one", later(minutes=1))
    seen.beat("a:1", "sent one", later(minutes=2))
    assert [(each.name, each.started_at, each.seen_at, each.did) for each in seen.last_seen()] == [
        ("a:1", NOW, later(minutes=2), "sent one"),
        ("b:2", later(minutes=1), later(minutes=1), "drafted one"),
    ]


def test_a_schedule_comes_back_as_it_was_said(database):
    """A new team has the default; what a lead chooses is kept; an unknown team is refused."""
    teams = TeamStore(database)
    teams.add(Team("Network", ("Network",), (), ZoneInfo("UTC")))
    assert teams.get("Network").schedule == Schedule()
    chosen = Schedule("required", "day 1", "last working day", "07:30", "DE-BY", date(2026, 10, 1))
    TimetableStore(database).change("Network", chosen, ENTRY)
    assert teams.get("Network").schedule == chosen
    with pytest.raises(SettingsError, match="no team"):
        TimetableStore(database).change("Desk", chosen, ENTRY)
