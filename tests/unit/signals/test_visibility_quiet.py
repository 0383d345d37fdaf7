"""V24 and V25: work that nobody notices."""

from __future__ import annotations

import pytest

from drumbeat.signals.material import Material
from drumbeat.signals.rules.quiet import proactive
from office import NOW, OCTOBER, record, signals, world
from rows import sys_id

AHEAD = ["problem", "sn_cim_register", "change_request", "kb_knowledge", "pm_project_task", "sn_cim_task"]
ITEM = {"cmdb_ci": (sys_id("MX1"), "mx1")}
SERVICE = {"business_service": (sys_id("MAIL"), "Mail")}
WATCHED = {"monitored": frozenset({"Mail", sys_id("MX1")})}


def dated(month, at):
    """The fields that place a record of any table on a day of that month."""
    day = f"2026-{month:02}-{at + 1:02}"
    return {"closed_at": f"{day} 08:00:00", "resolved_at": f"{day} 08:00:00", "published": day}


def month(number, calls, ahead, table="problem", **fields):
    """So many incidents, and so much work that nobody called for."""
    named = [("incident", "INC", at) for at in range(calls)] + [(table, "P", at) for at in range(ahead)]
    return [record(kind, f"{name}{number}{at}", **dated(number, at), **fields) for kind, name, at in named]


@pytest.mark.parametrize(
    ("now", "before", "is_told"),
    [
        ((7, 3), [(8, 2)] * 3, True),
        ((8, 2), [(8, 2)] * 3, False),
        ((6, 3), [(8, 2)] * 3, False),
        ((7, 3), [(8, 2)] * 2, False),
        ((7, 3), [(8, 1)] * 6, True),
        ((7, 3), [(5, 5), (8, 2), (9, 1)], True),
        ((7, 3), [(5, 5), (7, 3), (9, 1)], False),
    ],
    ids=["more", "the same", "nine records", "two months known", "small months", "above the median", "the median"],
)
def test_the_share_is_above_the_teams_own_median(now, before, is_told):
    """V24 needs ten records, three known months of any size, and a share above their median."""
    past = [month(9 - at, *counts) for at, counts in enumerate(before)]
    assert bool(signals("V24", world(month(10, *now), past))) is is_told


@pytest.mark.parametrize("table", AHEAD)
def test_what_is_ahead(table):
    """V24 takes problems, improvements, planned changes, articles, and tasks of projects and improvements."""
    past = [month(at, 9, 1) for at in (7, 8, 9)]
    [signal] = signals("V24", world(month(10, 8, 2, table), past))
    assert not signal.subject
    assert [each.number for each in signal.evidence] == ["P100", "P101"]


def test_emergencies_and_requests_are_not_ahead():
    """V24 takes emergency changes, requests and incidents for work that came of calls."""
    past = [month(at, 9, 1) for at in (7, 8, 9)]
    assert signals("V24", world(month(10, 8, 2, "change_request", type="emergency"), past)) == []
    assert signals("V24", world(month(10, 8, 2, "sc_req_item"), past)) == []
    assert signals("V24", world(month(10, 8, 2, "problem", resolution_code="risk_accepted"), past)) == []


def test_what_is_open_unread_or_another_teams_is_not_ahead():
    """V24 counts neither open tasks of projects, uses of articles, a second version, nor another scope's work."""
    past = [month(at, 9, 1) for at in (7, 8, 9)]
    assert signals("V24", world(month(10, 9, 2, "pm_project_task", state=("2", "Work in Progress")), past)) == []
    uses = [record("m2m_kb_task", f"U{at}", sys_created_on="2026-10-06 08:00:00") for at in range(9)]
    assert signals("V24", world(month(10, 9, 1), uses, past)) == []
    assert signals("V24", world(month(10, 9, 2, "kb_knowledge", article_id="A"), past)) == []
    found = world(month(10, 8, 2), past)
    assert list(proactive(Material(found, OCTOBER, lambda each: not each.number.startswith("P10"), NOW))) == []


def test_months_before_the_records_begin_are_not_known():
    """V24 takes no month that the records do not cover from its first day."""
    past = [month(at, 9, 1) for at in (7, 8, 9)]
    assert signals("V24", world(month(10, 7, 3), past, since="2026-07-01"))
    assert signals("V24", world(month(10, 7, 3), past, since="2026-07-02")) == []


def change(**fields):
    """A successful change on a monitored item."""
    times = {"work_start": "2026-10-06 06:00:00", "work_end": "2026-10-06 08:00:00"}
    return record("change_request", "CHG1", **{**ITEM, **times, **fields})


def outage(begin, end, **fields):
    """An outage of the item."""
    return record("cmdb_ci_outage", "OUT1", **{**ITEM, "type": "outage", "begin": begin, "end": end, **fields})


@pytest.mark.parametrize("where", [ITEM, {"cmdb_ci": "", **SERVICE}], ids=["item by sys_id", "service by name"])
def test_a_change_that_nobody_felt(where):
    """V25 fires for the team on a successful change on what is monitored, without an outage."""
    [signal] = signals("V25", world(change(**where), **WATCHED))
    assert (signal.number, bool(signal.subject)) == ("CHG1", False)


@pytest.mark.parametrize(
    "fields",
    [
        {"close_code": ("unsuccessful", "Unsuccessful")},
        {"work_start": ""},
        {"work_end": ""},
        {"cmdb_ci": (sys_id("X"), "x")},
    ],
)
def test_without_success_times_or_monitoring_nothing_is_known(fields):
    """V25 is silent on failures, on changes without their times, and where nothing watched."""
    assert signals("V25", world(change(**fields), **WATCHED)) == []
    assert signals("V25", world(change())) == []


@pytest.mark.parametrize(
    ("begin", "end", "fields", "is_quiet"),
    [
        ("2026-10-06 07:00:00", "2026-10-06 07:10:00", {}, False),
        ("2026-10-06 07:00:00", "2026-10-06 07:10:00", {"type": "degradation"}, False),
        ("2026-10-06 07:00:00", "2026-10-06 07:10:00", {"type": "planned"}, True),
        ("2026-10-06 07:00:00", "", {"type": "planned"}, False),
        ("2026-09-01 07:00:00", "", {}, False),
        ("2026-10-05 01:00:00", "2026-10-05 06:00:00", {}, False),
        ("2026-10-05 01:00:00", "2026-10-05 05:59:59", {}, True),
        ("2026-10-07 08:00:00", "2026-10-07 09:00:00", {}, False),
        ("2026-10-07 08:00:01", "2026-10-07 09:00:00", {}, True),
        ("2026-10-07 08:00:01", "", {}, True),
        ("2026-10-06 07:00:00", "2026-10-06 07:10:00", {"cmdb_ci": (sys_id("X"), "x")}, True),
        ("2026-10-06 07:00:00", "2026-10-06 07:10:00", {"cmdb_ci": (sys_id("MAIL"), "Mail")}, False),
        ("2026-10-06 07:00:00", "2026-10-06 07:10:00", {"cmdb_ci": "", "task_number": (sys_id("CHG1"), "CHG1")}, False),
    ],
)
def test_an_outage_within_a_day_was_felt(begin, end, fields, is_quiet):
    """V25 looks 24 hours around the work: outages, degradations, and whatever is still open."""
    found = world(change(**SERVICE), outage(begin, end, **fields), **WATCHED)
    assert bool(signals("V25", found)) is is_quiet


@pytest.mark.parametrize("table", ["cmdb_ci_outage", "task_outage"])
def test_outages_that_were_read_in_part_tell_of_no_quiet(table):
    """V25 is silent where rows are left over: one of them may be an outage of that time."""
    assert signals("V25", world(change(), **WATCHED))
    assert signals("V25", world(change(), partial=frozenset({table}), **WATCHED)) == []


def test_an_incident_that_it_caused_was_felt():
    """V25 is silent on a change that an incident names as its cause."""
    incident = record("incident", "INC1", caused_by=(sys_id("CHG1"), "CHG1"))
    assert signals("V25", world(change(), incident, **WATCHED)) == []
