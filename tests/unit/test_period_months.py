"""Months, quarters and years: what lies before and after them, over year ends, in several zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from drumbeat.digest.figures.periods import view_of
from drumbeat.records.period import Period

ZONES = (
    *("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Australia/Lord_Howe"),
    *("America/Sao_Paulo", "Pacific/Kiritimati", "Africa/Cairo"),
)
"""Whole and half hours away, on both sides of the date line, and with clocks that change at midnight."""
QUARTERS = [(year, quarter) for year in range(2017, 2031) for quarter in range(1, 5)]


@pytest.fixture(name="zone", params=ZONES)
def _zone(request):
    """Each of the zones."""
    return ZoneInfo(request.param)


def test_quarters_join_without_gap_or_overlap(zone):
    """Every quarter ends at the instant at which the next begins, year ends included, and knows the one before."""
    for before, quarter in pairwise(Period.quarter(*each, zone) for each in QUARTERS):
        assert before.end_instant == quarter.first_instant
        assert quarter.before() == before
        assert (quarter.months, quarter.is_month) == (3, False)


def test_years_join_without_gap_or_overlap(zone):
    """Every year ends at the instant at which the next begins, and knows the one before."""
    for before, year in pairwise(Period.year(each, zone) for each in range(2015, 2031)):
        assert before.end_instant == year.first_instant
        assert year.before() == before
        assert (year.months, year.is_month) == (12, False)


def test_four_quarters_and_twelve_months_are_the_year(zone):
    """Quarters and months of a year begin and end with it, and each moment lies in one of each."""
    year = Period.year(2026, zone)
    for parts in (
        [Period.quarter(2026, each, zone) for each in range(1, 5)],
        [Period.month(2026, each, zone) for each in range(1, 13)],
    ):
        assert (parts[0].first_instant, parts[-1].end_instant) == (year.first_instant, year.end_instant)
        for day in range(0, 365, 7):
            moment = year.first_instant + timedelta(days=day, hours=5)
            assert sum(part.holds(moment) for part in parts) == 1


def test_edges_belong_to_one_side(zone):
    """The first instant of a year is in it and its last quarter's end is not; a second before, it is the old year."""
    old, new = Period.quarter(2025, 4, zone), Period.quarter(2026, 1, zone)
    edge = new.first_instant
    assert (old.holds(edge), new.holds(edge)) == (False, True)
    assert (old.holds(edge - timedelta(seconds=1)), new.holds(edge - timedelta(seconds=1))) == (True, False)
    assert edge.astimezone(zone).date() == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("period", "starts"),
    [
        (Period.month(2026, 2, ZoneInfo("UTC")), [(2026, 1), (2025, 12), (2025, 11)]),
        (Period.quarter(2026, 2, ZoneInfo("UTC")), [(2026, 1), (2025, 10), (2025, 7)]),
        (Period.year(2026, ZoneInfo("UTC")), [(2025, 1), (2024, 1), (2023, 1)]),
    ],
    ids=["month", "quarter", "year"],
)
def test_earlier_periods_are_of_the_same_kind(period, starts):
    """Going back over a year's end gives whole months, quarters or years, the nearest first."""
    earlier = period.earlier(3)
    assert [(each.start.year, each.start.month) for each in earlier] == starts
    assert {each.months for each in earlier} == {period.months}
    assert {each.start.day for each in earlier} == {1}


def test_leap_years_are_a_day_longer():
    """29 February belongs to its month, quarter and year; the year before it is a whole year all the same."""
    zone = ZoneInfo("UTC")
    for period in (Period.month(2028, 2, zone), Period.quarter(2028, 1, zone), Period.year(2028, zone)):
        assert period.holds(date(2028, 2, 29))
    assert Period.month(2028, 2, zone).last_day == date(2028, 2, 29)
    assert Period.year(2028, zone).before() == Period.year(2027, zone)
    assert Period.year(2029, zone).before().end - Period.year(2028, zone).start == timedelta(days=366)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 2, 1), date(2026, 5, 1)),
        (date(2026, 7, 1), date(2027, 7, 1)),
        (date(2026, 1, 1), date(2026, 3, 1)),
        (date(2026, 1, 2), date(2026, 2, 2)),
        (date(2026, 10, 1), date(2026, 10, 31)),
        (date(2026, 1, 1), date(2028, 1, 1)),
    ],
)
def test_other_days_are_no_quarter_or_year(start, end):
    """Three months that are no calendar quarter, a year that begins in July: as many days lie before them."""
    period = Period(start, end, ZoneInfo("UTC"))
    assert (period.months, period.is_month) == (0, False)
    before = period.before()
    assert before.end == period.start
    assert before.end - before.start == period.end - period.start


@pytest.mark.parametrize("quarter", [0, 5])
def test_there_are_four_quarters(quarter):
    """A quarter outside the year cannot be made."""
    with pytest.raises(ValueError, match="month"):
        Period.quarter(2026, quarter, ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("period", "months", "previous"),
    [
        (Period.month(2027, 1, ZoneInfo("Europe/Berlin")), 1, date(2026, 12, 1)),
        (Period.quarter(2027, 1, ZoneInfo("Europe/Berlin")), 3, date(2026, 10, 1)),
        (Period.year(2027, ZoneInfo("Europe/Berlin")), 12, date(2026, 1, 1)),
        (Period(date(2027, 1, 4), date(2027, 1, 11), ZoneInfo("Europe/Berlin")), 0, date(2026, 12, 28)),
    ],
    ids=["month", "quarter", "year", "week"],
)
def test_a_digest_knows_the_period_before(period, months, previous):
    """What a digest holds of its period: days, zone, kind, and where the period before begins."""
    view = view_of(period)
    assert (view.start, view.end, view.time_zone) == (period.start, period.end, "Europe/Berlin")
    assert (view.months, view.previous_start, view.is_whole) == (months, previous, True)


def test_a_quarter_over_a_change_of_clocks_is_an_hour_longer():
    """The last quarter in Berlin has one hour more than its days, since clocks go back in October."""
    quarter = Period.quarter(2026, 4, ZoneInfo("Europe/Berlin"))
    assert quarter.end_instant - quarter.first_instant == timedelta(days=92, hours=1)
    assert quarter.first_instant == datetime(2026, 9, 30, 22, tzinfo=UTC)
