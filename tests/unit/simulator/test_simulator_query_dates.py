"""Dates and times in encoded queries (fact sheet 1.3, 1.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from drumbeat.simulator.accounts import DEFAULT_USER, Properties
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.predicates import Scope, predicate_of
from drumbeat.simulator.query import parse
from drumbeat.simulator.scripts import evaluate
from drumbeat.simulator.session import Session

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
"""A Monday; in Los Angeles still midnight of that day."""
PACIFIC = replace(DEFAULT_USER, time_zone="America/Los_Angeles")

RESOLVED = {
    "first second": "2026-10-01 00:00:00",
    "last second": "2026-10-31 23:59:59",
    "next month": "2026-11-01 00:00:00",
    "half an hour ago": "2026-11-02 07:30:00",
    "open": "",
}


def filled(**settings) -> Instance:
    instance = Instance(**settings)
    for name, moment in RESOLVED.items():
        instance.insert("incident", {"number": name, "resolved_at": moment})
    return instance


def found(query: str, instance: Instance | None = None, *, user=DEFAULT_USER, table: str = "incident") -> set[str]:
    instance = instance or filled()
    test = predicate_of(parse(query), Scope(instance, table, Session(user, NOW)))
    return {row["number"] for row in instance.rows(table) if test(row)}


OCTOBER = {"first second", "last second"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("resolved_at>=2026-10-01 00:00:00^resolved_at<2026-11-01 00:00:00", OCTOBER),
        ("resolved_at>=2026-10-01^resolved_at<2026-11-01", OCTOBER),
        ("resolved_atBETWEEN2026-10-01 00:00:00@2026-11-01 00:00:00", {*OCTOBER, "next month"}),
        ("resolved_at>2026-10-31 23:59:59", {"next month", "half an hour ago"}),
        ("resolved_at=2026-11-01 00:00:00", {"next month"}),
        ("resolved_atISEMPTY", {"open"}),
        ("resolved_at>javascript:gs.beginningOfLastMonth()", {"last second", "next month", "half an hour ago"}),
        (
            "resolved_atBETWEENjavascript:gs.beginningOfLastMonth()@javascript:gs.endOfLastMonth()",
            OCTOBER,
        ),
        ("resolved_at>=javascript:gs.dateGenerate('2026-11-01','00:00:00')", {"next month", "half an hour ago"}),
        ("resolved_at>=javascript:gs.daysAgoStart(1)", {"next month", "half an hour ago"}),
        ("resolved_at<=javascript:gs.daysAgoEnd(2)", OCTOBER),
        ("resolved_atONToday@javascript:gs.daysAgoStart(0)@javascript:gs.daysAgoEnd(0)", {"half an hour ago"}),
        (
            "resolved_atNOTONToday@javascript:gs.daysAgoStart(0)@javascript:gs.daysAgoEnd(0)",
            {*OCTOBER, "next month"},
        ),
        ("resolved_atRELATIVEGT@hour@ago@1", {"half an hour ago"}),
        ("resolved_atRELATIVELT@hour@ago@1", {*OCTOBER, "next month"}),
        ("resolved_atRELATIVEEE@month@ago@1", OCTOBER),
        ("resolved_atRELATIVEGT@fortnight@ago@1", set()),
        ("resolved_atDATEPARTMonday@javascript:gs.datePart('dayofweek','monday','EE')", {"half an hour ago"}),
        (
            "resolved_atDATEPARTMonday@javascript:gs.datePart('dayofweek','monday','LE')",
            {"half an hour ago", "next month"},
        ),
        (
            "resolved_atDATEPARTOctober@javascript:gs.datePart('month','october','EE')",
            OCTOBER,
        ),
        ("resolved_atDATEPARTMonday@javascript:gs.datePart('dayofweek','someday','EE')", set()),
    ],
)
def test_time_operators(query, names):
    """Time literals are UTC, BETWEEN includes both ends, scripts give moments (fact sheet 1.3, 1.4; trap 17)."""
    assert found(query) == names


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("opened_atMORETHANclosed_at@day@before@1", {"two days"}),
        ("opened_atMORETHANclosed_at@day@before@2", set()),
        ("opened_atLESSTHANclosed_at@day@before@1", {"an hour"}),
        ("opened_atLESSTHANclosed_at@day@before@2", {"an hour", "two days"}),
        ("closed_atMORETHANopened_at@day@after@1", {"two days"}),
        ("closed_atLESSTHANopened_at@day@after@2", {"an hour", "two days"}),
        ("closed_atLESSTHANopened_at@day@before@2", set()),
        ("closed_atLESSTHANopened_at@hour@before or after@3", {"an hour"}),
        ("opened_atMORETHANclosed_at@day@sideways@1", set()),
        ("opened_atSAMEASclosed_at@day", {"an hour"}),
        ("opened_atNSAMEASclosed_at@day", {"two days"}),
        ("opened_atSAMEASclosed_at@month", {"an hour", "two days"}),
    ],
)
def test_two_times_of_one_record(query, names):
    """MORETHAN, LESSTHAN and SAMEAS@unit compare two times; an empty one matches nothing (fact sheet 1.3)."""
    instance = Instance()
    instance.insert("incident", {"number": "two days", "opened_at": "2026-10-01 09:00:00"})
    instance.insert("incident", {"number": "an hour", "opened_at": "2026-10-05 09:00:00"})
    instance.insert("incident", {"number": "open", "opened_at": "2026-10-06 09:00:00"})
    for row, closed in zip(instance.rows("incident"), ("2026-10-03 09:00:00", "2026-10-05 10:00:00"), strict=False):
        instance.update("incident", row["sys_id"], {"closed_at": closed})
    assert found(query, instance) == names


@pytest.mark.parametrize(
    ("script", "in_utc", "in_los_angeles"),
    [
        ("gs.beginningOfLastMonth()", "2026-10-01 00:00:00", "2026-10-01 07:00:00"),
        ("gs.endOfLastMonth()", "2026-10-31 23:59:59", "2026-11-01 06:59:59"),
        ("gs.beginningOfThisMonth()", "2026-11-01 00:00:00", "2026-11-01 07:00:00"),
        ("gs.daysAgoStart(0)", "2026-11-02 00:00:00", "2026-11-02 08:00:00"),
        ("gs.daysAgoEnd(1)", "2026-11-01 23:59:59", "2026-11-02 07:59:59"),
        ("gs.dateGenerate('2026-07-01','12:00:00')", "2026-07-01 12:00:00", "2026-07-01 19:00:00"),
        ("gs.dateGenerate('2026-07-01','end')", "2026-07-01 23:59:59", "2026-07-02 06:59:59"),
        ("gs.hoursAgo(3)", "2026-11-02 05:00:00", "2026-11-02 05:00:00"),
        ("gs.beginningOfThisWeek()", "2026-11-02 00:00:00", "2026-11-02 08:00:00"),
        ("gs.beginningOfThisQuarter()", "2026-10-01 00:00:00", "2026-10-01 07:00:00"),
        ("gs.endOfLastYear()", "2025-12-31 23:59:59", "2026-01-01 07:59:59"),
    ],
)
def test_scripts_use_the_users_day(script, in_utc, in_los_angeles):
    """Day and month boundaries of gs functions are the session user's, daylight saving included (trap 44)."""
    assert evaluate(f"javascript:{script}", Session(DEFAULT_USER, NOW)) == in_utc
    assert evaluate(f"javascript:{script}", Session(PACIFIC, NOW)) == in_los_angeles


def test_hours_are_lengths_and_days_are_days():
    """Over the end of daylight saving an hour ago stays an hour, and a day begins at local midnight (trap 46)."""
    after_the_change = Session(PACIFIC, datetime(2026, 11, 1, 10, 0, tzinfo=UTC))
    assert evaluate("javascript:gs.hoursAgo(3)", after_the_change) == "2026-11-01 07:00:00"
    assert evaluate("javascript:gs.daysAgoStart(0)", after_the_change) == "2026-11-01 07:00:00"
    assert evaluate("javascript:gs.daysAgoEnd(0)", after_the_change) == "2026-11-02 07:59:59"
    late_that_day = Session(PACIFIC, datetime(2026, 11, 2, 7, 30, tzinfo=UTC))
    assert evaluate("javascript:gs.daysAgoStart(1)", late_that_day) == "2026-10-31 07:00:00"


def test_both_readings_of_a_literal():
    """A plain literal is UTC, or with the other setting the user's local time (fact sheet 1.4, disputed)."""
    query = "resolved_at>=2026-10-31 18:00:00^resolved_at<2026-10-31 20:00:00"
    local = filled(properties=Properties(literals_in_user_time_zone=True))
    assert found(query, filled(), user=PACIFIC) == set()
    assert found(query, local, user=PACIFIC) == set()
    shifted = "resolved_at>=2026-10-31 17:00:00^resolved_at<2026-10-31 17:00:01"
    assert found(shifted, local, user=PACIFIC) == {"next month"}
    assert found(shifted, local) == set()


def test_a_script_is_not_shifted_twice():
    """The setting for literals leaves scripts alone: they already answer in UTC (fact sheet 1.4)."""
    local = filled(properties=Properties(literals_in_user_time_zone=True))
    query = "resolved_at=javascript:gs.dateGenerate('2026-10-31','17:00:00')"
    assert found(query, local, user=PACIFIC) == {"next month"}


def test_dates_without_time_compare_as_days():
    """`published` is a date: its literal has no time, a moment is cut to the user's day (trap 59)."""
    instance = Instance()
    for day in ("2026-09-30", "2026-10-01", "2026-10-31", "2026-11-01"):
        instance.insert("kb_knowledge", {"number": day, "published": day})
    october = {"2026-10-01", "2026-10-31"}
    ends = "published>=2026-10-01^published<2026-11-01"
    assert found(ends, instance, table="kb_knowledge") == october
    scripted = "published>=javascript:gs.beginningOfLastMonth()^published<=javascript:gs.endOfLastMonth()"
    assert found(scripted, instance, table="kb_knowledge") == october
    assert found(scripted, instance, user=PACIFIC, table="kb_knowledge") == october


def test_durations_compare_as_offsets():
    """A duration is an offset from 1970, so more than a day is more than 1970-01-02 (trap 49)."""
    instance = Instance()
    instance.insert("incident", {"number": "short", "calendar_duration": "1970-01-01 02:00:00"})
    instance.insert("incident", {"number": "long", "calendar_duration": "1970-01-03 00:00:00"})
    assert found("calendar_duration>1970-01-02 00:00:00", instance) == {"long"}
