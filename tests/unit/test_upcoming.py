"""What comes next: which planned work is told, by what words, and which is nobody's business yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from drumbeat.digest.language.phrase import Days
from drumbeat.digest.language.wording import ENGLISH, NO_BREAK
from drumbeat.records.stages import is_scheduled
from drumbeat.signals.gate import GateRules
from drumbeat.signals.gate.rules import Names, Scope
from moves import ORDERS, change, moved, october, project
from rows import cells, group, sys_id

SCHEDULED = {
    "state": ("-2", "Scheduled"),
    "close_code": "",
    "closed_at": "",
    "work_start": "",
    "work_end": "",
    "short_description": "Replace fw-kie-01",
    "cmdb_ci": ("f" * 32, "fw-kie-01"),
}


def _ahead(number="CHG5", start="11-21 20:00", end="11-21 22:00", **fields):
    times = {"start_date": f"2026-{start}:00", "end_date": f"2026-{end}:00" if end else ""}
    return change(number, parent="", **{**SCHEDULED, **times, **fields})


def _told(*changes, projects=(), until=None, zone="UTC", **said):
    known = moved(changes=[change(), *changes], more={"pm_project": [project(), *projects]}, **said)
    known = known if until is None else replace(known, until=known.until + until)
    built = october(known, zone=zone)
    return [ENGLISH.say(each.sentence).replace(NO_BREAK, " ") for each in built.digest.upcoming]


def _under_way(number="PRJ5", end="2026-11-20 15:00:00", **fields):
    usual = {"state": ("2", "Work in Progress"), "closed_at": "", "work_end": "", "end_date": end}
    return project(number, **{**usual, "short_description": "New network for the Lyon office", **fields})


def test_planned_work_is_told_by_service_day_and_window():
    """Neither the change's title nor the name of its item, often a host's, is told."""
    assert _told(_ahead()) == ["Mail: planned work on 21 November, in a window of 2 h."]
    assert _told(_ahead(end="")) == ["Mail: planned work on 21 November."]
    assert _told(_ahead(business_service="")) == []


def test_the_day_is_the_teams():
    """What begins at 23:30 in London begins on the next day in Berlin."""
    assert _told(_ahead(start="11-21 23:30", end="11-22 00:30"), zone="Europe/Berlin") == [
        "Mail: planned work on 22 November, in a window of 1 h."
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"state": ("-5", "New")},
        {"state": ("-4", "Assess")},
        {"state": ("4", "Canceled")},
        {"state": ("3", "Closed"), "closed_at": "2026-11-02 08:00:00", "close_code": "successful"},
        {"state": ("9", "Waiting for the moon")},
        {"type": "standard"},
        {"work_start": "2026-11-02 08:00:00"},
        {"start": "11-02 20:00", "end": "11-04 20:00"},
        {"start": "12-19 20:00", "end": "12-19 22:00"},
        {"assignment_group": group("Desk")},
    ],
    ids=["draft", "assessed", "cancelled", "done", "unknown", "standard", "begun", "past", "far", "another team's"],
)
def test_what_is_not_to_be_announced(fields):
    """Drafts, everyday work, what has begun, was given up, lies behind or more than 45 days ahead, or is others'."""
    assert _told(_ahead(**fields)) == []


def test_what_is_confidential_is_not_announced():
    """Planned work that is kept out of scope, by itself or by what it hangs on, is told of nowhere."""
    rules = GateRules(scope=Scope(groups=Names(frozenset({"Legal"}))))
    below = _ahead("CHG7", start="11-22 20:00", end="11-22 21:00") | cells(parent=(sys_id("CHG6"), "CHG6"))
    assert len(_told(below)) == 1
    assert _told(_ahead(), below, _ahead("CHG6", assignment_group=group("Legal")), rules=rules) == [
        "Mail: planned work on 21 November, in a window of 2 h."
    ]


def test_projects_that_are_due_stand_among_the_work():
    """In the order of days; a project that is due later, or has no day, or is complete by now, is not among them."""
    projects = [
        _under_way(),
        _under_way("PRJ6", end="2027-02-20 15:00:00"),
        _under_way("PRJ7", end=""),
        _under_way("PRJ8", state=("3", "Closed Complete"), closed_at="2026-11-02 08:00:00", short_description="Done"),
    ]
    assert _told(_ahead(), _ahead("CHG6", start="11-14 20:00", end="11-14 23:00"), projects=projects) == [
        "Mail: planned work on 14 November, in a window of 3 h.",
        "“New network for the Lyon office” is due on 20 November.",
        "Mail: planned work on 21 November, in a window of 2 h.",
    ]


def test_a_handful_and_the_same_once():
    """Five at the most, the nearest; two changes of one service in one window are one piece of planned work."""
    many = [_ahead(f"CHG{at}", start=f"11-{at} 20:00", end=f"11-{at} 21:00") for at in range(10, 20)]
    found = _told(_ahead("CHG30", start="11-10 20:00", end="11-10 21:00"), *reversed(many))
    assert found == [f"Mail: planned work on {at} November, in a window of 1 h." for at in range(10, 15)]


def test_a_month_long_past_has_nothing_that_comes_next():
    """A report on October made in the next year announces nothing of that year."""
    ahead = _ahead(start="12-30 20:00", end="12-30 21:00", business_service=ORDERS)
    assert _told(ahead, until=timedelta(days=42)) == ["Order entry: planned work on 30 December, in a window of 1 h."]
    assert _told(ahead, until=timedelta(days=50)) == []


def test_evidence_opens_for_what_comes_next():
    """Each number has a line under `upcoming`, with its service."""
    built = october(moved(changes=[change(), _ahead()]))
    [line] = [line for line in built.evidence if line.figure == "upcoming"]
    assert (line.number, line.kind, line.service) == ("CHG5", "change", "Mail")
    assert [each.number for each in built.digest.upcoming] == ["CHG5"]


@pytest.mark.parametrize(
    ("value", "label", "expected"),
    [
        ("-2", "Scheduled", True),
        ("-1", "Implement", True),
        ("17", "Scheduled", True),
        ("-2", "Geplant", True),
        ("-2", "New", False),
        ("-3", "Authorize", False),
        ("0", "Review", False),
        ("", "", False),
    ],
)
def test_a_label_decides_where_it_is_known(value, label, expected):
    """Instances renumber states and translate labels; a label that is known says more than a number."""
    assert is_scheduled(value, label) is expected


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 11, 21), date(2026, 11, 21), "21 November"),
        (date(2026, 10, 10), date(2026, 10, 11), "10 to 11 October"),
        (date(2026, 10, 30), date(2026, 11, 2), "30 October to 2 November"),
        (date(2026, 11, 2), date(2027, 11, 3), "2 November to 3 November"),
    ],
)
def test_days_without_their_year(first, last, said):
    """A day, several of a month, or of two months."""
    assert ENGLISH.said(Days(first, last)) == said
