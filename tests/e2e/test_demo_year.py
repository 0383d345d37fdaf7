"""A year of the schedule by a clock that is set: twelve editions a team, each recipient once."""

from __future__ import annotations

import resource
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from email import policy
from email.parser import BytesHeaderParser

import pytest

from command import drumbeat
from demo_store import TEAMS
from drumbeat.cli.demo_year import SetClock, go_through
from drumbeat.desk.context import Context
from drumbeat.records.period import Period
from installation import NETWORK
from schedules import ANN, LEAD, ZOE, office
from stores import dump

YEAR = {f"{2025 + month // 12}-{month % 12 + 1:02}-01" for month in range(9, 21)}
"""First days of the months from October 2025 to September 2026."""

TWO_MINUTES = 120
"""Seconds of a core: whoever else uses the machine is not what is measured."""


def headers(folder):
    """Of every mail in an outbox."""
    parser = BytesHeaderParser(policy=policy.default)
    return [parser.parsebytes(path.read_bytes()) for path in folder.glob("*.eml")]


def mailed(folder):
    """How many digests lie in an outbox, by team's list and recipient; a lead's notices belong to no list."""
    return Counter((mail["List-Id"], mail["To"]) for mail in headers(folder) if mail["List-Id"])


@pytest.mark.long
def test_a_year_of_the_demo(tmp_path):
    """Three teams, twelve months, two minutes at most: each edition sent, each recipient once, no Message-ID twice."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = drumbeat("demo", "--year", cwd=tmp_path, timeout=600)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (ended.code, ended.err) == (0, "")
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < TWO_MINUTES
    store = tmp_path / "demo-out" / "demo.db"
    editions = dump(store, "edition", "team, period_start, state")
    assert set(editions) == {(team, month, "sent") for team in TEAMS for month in YEAR}
    assert len(editions) == 36
    deliveries = dump(store, "delivery", "edition_id, recipient, message_id, state, attempts")
    sent = [each for each in deliveries if each[3] == "sent"]
    assert len(sent) > 300
    assert {attempts for *_, attempts in sent} == {1}
    assert len({(edition, recipient.casefold()) for edition, recipient, *_ in sent}) == len(sent)
    assert len({identity for _, _, identity, *_ in sent}) == len(sent)
    found = headers(tmp_path / "demo-out" / "demo-mails")
    assert len({mail["Message-ID"] for mail in found}) == len(found)
    assert set(mailed(tmp_path / "demo-out" / "demo-mails").values()) == {12}
    rows = [line.split() for line in ended.out.splitlines() if " 12 sent " in line]
    assert [row[-1] for row in rows] == ["0", "0", "0"]
    assert sum(int(row[-3]) for row in rows) == len(sent)


def test_three_months_of_a_small_team(tmp_path):
    """A sample of the same: a first edition that its lead approves, two that leave by themselves, nobody twice."""
    here = office(tmp_path)
    clock = SetClock(datetime(2026, 9, 1, tzinfo=UTC))
    context = Context(None, clock=clock, given=here.context.settings, actor=lambda: "tester")
    schedule = replace(context.store.teams.get("Network").schedule, begins=date(2026, 8, 1))
    context.store.timetables.change("Network", schedule, context.entry("change schedule"))
    assert go_through(context, clock, datetime(2026, 11, 16, tzinfo=UTC)) > 75
    months = Period.month(2026, 11, NETWORK.zone).earlier(3)
    editions = [context.store.editions.find("Network", month) for month in months]
    deliveries = [each for edition in editions for each in context.store.editions.deliveries(edition.id)]
    assert [edition.state for edition in editions] == ["sent"] * 3
    assert [len(context.store.acts.of("Network", month)) for month in months] == [0, 0, 1]
    assert {each.attempts for each in deliveries} == {1}
    assert len({each.message_id for each in deliveries}) == len(deliveries) == 6
    assert {(to, count) for (_, to), count in mailed(here.outbox).items()} == {(ANN, 3), (ZOE, 3)}
    assert len(here.mails(LEAD)) == 3
