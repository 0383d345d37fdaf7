"""Periods: half-open, whole days, in the team's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from drumbeat.records.period import Period

ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Australia/Lord_Howe")


@pytest.mark.parametrize("zone", ZONES)
def test_months_join_without_gap_or_overlap(zone):
    """Every month from 2024 to 2030 begins at the instant at which the month before ends (rule E43)."""
    here = ZoneInfo(zone)
    months = [Period.month(year, month, here) for year in range(2024, 2031) for month in range(1, 13)]
    for before, month in pairwise(months):
        assert before.end_instant == month.first_instant
        assert month.before() == before
        assert month.is_month
        assert month.first_instant.astimezone(here).strftime("%d %H:%M:%S") == "01 00:00:00"


@pytest.mark.parametrize("zone", ZONES)
def test_each_second_of_the_edge_is_in_one_month(zone):
    """The last second of a month and the first of the next lie in different months, never in both (traps 17, 46)."""
    here = ZoneInfo(zone)
    october, november = Period.month(2026, 10, here), Period.month(2026, 11, here)
    edge = november.first_instant
    assert (october.holds(edge), november.holds(edge)) == (False, True)
    last = edge - timedelta(seconds=1)
    assert (october.holds(last), november.holds(last)) == (True, False)


def test_late_evening_local_time_belongs_to_the_local_month():
    """Half past eleven at night on the 31st in Berlin is October there, and November in Kolkata (trap 46)."""
    moment = datetime(2026, 10, 31, 22, 30, tzinfo=UTC)
    assert Period.month(2026, 10, ZoneInfo("Europe/Berlin")).holds(moment)
    assert Period.month(2026, 11, ZoneInfo("Asia/Kolkata")).holds(moment)


def test_a_date_without_time_is_compared_as_a_date():
    """`published` on the first of the month belongs to that month in every zone (trap 59)."""
    for zone in ZONES:
        assert Period.month(2026, 10, ZoneInfo(zone)).holds(date(2026, 10, 1))
        assert not Period.month(2026, 10, ZoneInfo(zone)).holds(date(2026, 11, 1))


def test_periods_before_any_days_are_as_long():
    """Before a period that is no month lie as many days."""
    week = Period(date(2026, 10, 5), date(2026, 10, 12), ZoneInfo("UTC"))
    assert [period.start.day for period in week.earlier(2)] == [28, 21]


def test_a_period_must_end_after_it_starts():
    """An empty period cannot be made."""
    with pytest.raises(ValueError, match="must end after"):
        Period(date(2026, 10, 5), date(2026, 10, 5), ZoneInfo("UTC"))
