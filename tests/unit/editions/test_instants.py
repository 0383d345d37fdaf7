"""Local days and hours in UTC, where clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from drumbeat.editions.instants import instant, parse_hour
from drumbeat.editions.rules import parse_rule
from drumbeat.editions.timetable import Timetable
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period


@pytest.mark.parametrize(
    ("zone", "day", "hour", "utc"),
    [
        ("America/New_York", date(2027, 3, 14), time(2), "2027-03-14 07:00"),
        ("America/New_York", date(2027, 3, 14), time(1, 59), "2027-03-14 06:59"),
        ("America/New_York", date(2027, 11, 7), time(2), "2027-11-07 07:00"),
        ("Australia/Lord_Howe", date(2027, 4, 4), time(1, 45), "2027-04-03 14:45"),
        ("Australia/Lord_Howe", date(2027, 10, 3), time(2, 30), "2027-10-02 15:30"),
        ("Africa/Cairo", date(2027, 10, 28), time(23, 30), "2027-10-28 20:30"),
        ("Pacific/Apia", date(2011, 12, 29), time(9), "2011-12-29 19:00"),
        ("Pacific/Apia", date(2011, 12, 31), time(9), "2011-12-30 19:00"),
        ("Pacific/Kwajalein", date(1993, 8, 21), time(9), "1993-08-21 21:00"),
        ("America/Nuuk", date(2026, 3, 28), time(23, 30), "2026-03-29 01:30"),
    ],
)
def test_the_hour_of_a_day_on_which_clocks_change(zone, day, hour, utc):
    """Beside and within what is skipped or doubled, an hour is one instant, worked out by hand (E45, RFC 5545)."""
    found = instant(day, hour, ZoneInfo(zone))
    assert f"{found:%Y-%m-%d %H:%M}" == utc
    assert found.tzinfo is UTC


def test_the_second_of_two_hours_is_not_meant():
    """An hour that was marked as the second of two is the first all the same: it runs once, and always then."""
    zone, day = ZoneInfo("Europe/Berlin"), date(2026, 10, 25)
    assert (
        instant(day, time(2, 30, fold=1), zone)
        == instant(day, time(2, 30), zone)
        == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    )


def test_no_hour_of_a_long_day_runs_backwards():
    """Minute by minute through days on which clocks change, a later hour is never an earlier instant, nor days away."""
    for zone, day in (("Africa/Cairo", date(2027, 4, 30)), ("Australia/Lord_Howe", date(2027, 10, 3))):
        here = ZoneInfo(zone)
        for minute in range(24 * 60):
            found = instant(day, time(minute // 60, minute % 60), here).astimezone(here)
            written = datetime.combine(day, time(minute // 60, minute % 60))
            assert timedelta() <= found.replace(tzinfo=None) - written <= timedelta(hours=1)


def test_a_month_that_lacks_a_day_has_its_instant():
    """Apia had no 30 December 2011: a digest of that day, its last Friday, leaves on the 31st, and once."""
    zone = ZoneInfo("Pacific/Apia")
    november = Period.month(2011, 11, zone)
    for rule in ("last friday", "day 30", "2nd day before the end", "last working day"):
        sent = Timetable(parse_rule("day 1"), parse_rule(rule), time(9), zone).send_at(november)
        assert f"{sent.astimezone(zone):%Y-%m-%d %H:%M}" == "2011-12-31 09:00"


@pytest.mark.parametrize("text", ["09:00", "9:00", "00:00", " 23:59 "])
def test_an_hour_is_read(text):
    """An hour on the 24-hour clock is read, and kept in one form."""
    assert f"{parse_hour(text):%H:%M}" == text.strip().zfill(5)


@pytest.mark.parametrize(
    "text", ["", "24:00", "9", "09.00", "9:5", "12:60", "9am", "-1:00", "09:00:00", "\u0660\u0669:\u0660\u0660"]
)
def test_what_is_no_hour_is_refused_with_an_example(text):
    """Anything else is a mistake that is told with what to write."""
    with pytest.raises(SettingsError) as refused:
        parse_hour(text)
    assert "09:00" in refused.value.recovery
