"""On which days people work in a country."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from drumbeat.errors import SettingsError
from drumbeat.schedule.working_days import working_days

JANUARY = [date(2027, 1, 1) + timedelta(days=number) for number in range(31)]


def closed(country):
    """The days of January 2027 on which nobody works, Mondays to Fridays."""
    return {day.day for day in JANUARY if not working_days(country)(day) and day.weekday() < 5}


@pytest.mark.parametrize(
    ("country", "days"),
    [
        ("", set()),
        ("DE", {1}),
        ("DE-BY", {1, 6}),
        ("de-by", {1, 6}),
        (" AT ", {1, 6}),
        ("US", {1, 18}),
        ("GB-SCT", {1, 4}),
        ("NZ-South Canterbury", {1, 4}),
    ],
)
def test_holidays_are_no_working_days(country, days):
    """New Year, Epiphany where it is kept, and holidays moved from a weekend: January 2027 by public calendars."""
    assert closed(country) == days


def test_weekends_are_the_countrys_own():
    """In Egypt Friday and Saturday are free and Sunday is not; without a country Saturday and Sunday are."""
    friday, saturday, sunday = (date(2027, 1, day) for day in (15, 16, 17))
    assert [working_days("EG")(day) for day in (friday, saturday, sunday)] == [False, False, True]
    assert [working_days("")(day) for day in (friday, saturday, sunday)] == [True, False, False]


def test_every_country_has_working_days_in_every_month():
    """Each country that can be named has a working day in every month of a far year: none falls back on its days."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415  200 ms that only this test needs

    codes = {names[1] for names in COUNTRIES.values()}
    assert len(codes) > 200
    for code in codes:
        works = working_days(code)
        months = {
            day.month for day in (date(2035, 1, 1) + timedelta(days=number) for number in range(365)) if works(day)
        }
        assert len(months) == 12, code


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("Germany", "DE"),
        ("GER", "DE"),
        ("UK", "GB"),
        ("USA", "US"),
        ("Switzerlnd", "CH"),
        ("DE-Bayern", "DE-BY"),
        ("DE-BYE", "DE-BY"),
        ("US-Calif", "US-CA"),
        ("GB-England", "GB-ENG"),
    ],
)
def test_an_unknown_country_is_told_with_near_ones(written, near):
    """A name, another code or a slip is refused, and what was meant is among what is near."""
    with pytest.raises(SettingsError) as refused:
        working_days(written)
    assert near in refused.value.recovery.rpartition("Near it: ")[2].rstrip(".").split(", ")


@pytest.mark.parametrize(
    ("written", "told"),
    [("DE-ZZZZ", "DE-SN"), ("DE-", "DE-SN"), ("IS-1", "IS alone"), ("?", "ISO 3166"), ("x" * 5000, "ISO 3166")],
)
def test_what_is_near_nothing_is_told_with_what_there_is(written, told):
    """Where nothing is near, the known parts are told, or how a country is written; little of it is repeated."""
    with pytest.raises(SettingsError) as refused:
        working_days(written)
    assert told in refused.value.recovery
    assert len(str(refused.value)) < 120
