"""A team's calendar: in which month its days lie, and in which order."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from drumbeat.editions.rules import monday_to_friday, parse_rule
from drumbeat.editions.timetable import CHECKED_SINCE, CHECKED_YEARS, Timetable, first_disorder, refuse_disorder
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period

BERLIN = ZoneInfo("Europe/Berlin")


def timetable(draft_on="working day 1", send_on="working day 5", is_working=monday_to_friday):
    """A calendar at nine in the morning."""
    return Timetable(parse_rule(draft_on), parse_rule(send_on), time(9), BERLIN, is_working)


def test_october_is_told_in_november():
    """The draft of October is made on November's first working day, and sent on its fifth, at the local hour."""
    october = Period.month(2026, 10, BERLIN)
    assert f"{timetable().draft_at(october):%Y-%m-%d %H:%M}" == "2026-11-02 08:00"
    assert f"{timetable().send_at(october):%Y-%m-%d %H:%M}" == "2026-11-06 08:00"


def test_december_is_told_in_the_next_year():
    """The rules of December's digest apply in January."""
    december = Period.month(2026, 12, BERLIN)
    assert f"{timetable('day 31', 'last day').send_at(december):%Y-%m-%d}" == "2027-01-31"


def test_a_changed_zone_moves_the_hour_and_no_month():
    """Whatever zone the period was made in, the team's zone now decides when its digest leaves."""
    elsewhere = Period.month(2026, 10, ZoneInfo("Pacific/Auckland"))
    assert timetable().send_at(elsewhere) == timetable().send_at(Period.month(2026, 10, BERLIN))


def test_never_drafted_is_never_sent():
    """Without drafts by itself a team sends nothing by itself; without sending the draft is made all the same."""
    october = Period.month(2026, 10, BERLIN)
    off, by_hand = timetable(draft_on="never"), timetable(send_on="never")
    assert (off.draft_at(october), off.send_at(october)) == (None, None)
    assert by_hand.draft_at(october) == timetable().draft_at(october)
    assert by_hand.send_at(october) is None


def test_only_months_are_scheduled():
    """A quarter, or any other days, has no place in a calendar of months."""
    for period in (Period.quarter(2026, 3, BERLIN), Period(date(2026, 10, 5), date(2026, 10, 12), BERLIN)):
        with pytest.raises(ValueError, match="of months"):
            timetable().send_at(period)


@pytest.mark.parametrize(
    ("draft_on", "send_on", "first"),
    [
        ("day 5", "day 4", "January 2024"),
        ("working day 5", "day 6", "February 2024"),
        ("working day 5", "day 7", None),
        ("day 30", "last working day", "March 2024"),
        ("last friday", "last working day", None),
        ("second tuesday", "day 8", "January 2024"),
        ("working day 2", "first monday", "January 2024"),
        ("working day 1", "first monday", None),
        ("last working day", "last friday", "January 2024"),
        ("working day 1", "working day 5", None),
        ("day 31", "last day", None),
        ("day 8", "second tuesday", None),
        ("day 3", "day 3", None),
        ("never", "day 1", None),
        ("last day", "never", None),
    ],
)
def test_sending_before_drafting_is_refused_with_the_month(draft_on, send_on, first):
    """A calendar that would send before it drafts in some month is refused with the first such month.

    The months were worked out by hand. A calendar that never does so is accepted.
    """
    if first is None:
        refuse_disorder(timetable(draft_on, send_on))
        return
    with pytest.raises(SettingsError, match=f"In {first} the digest would be sent on day") as refused:
        refuse_disorder(timetable(draft_on, send_on))
    assert "later one for sending" in refused.value.recovery


def test_holidays_of_one_month_are_enough():
    """A single holiday that turns the order round, in the last year that is looked at, is found."""
    last = CHECKED_SINCE.year + CHECKED_YEARS - 1
    assert last == 2035
    closed = {date(last, 12, day) for day in range(3, 15)}
    with pytest.raises(SettingsError, match="December 2035"):
        refuse_disorder(timetable("working day 3", "day 11", lambda day: monday_to_friday(day) and day not in closed))
    refuse_disorder(timetable("working day 3", "day 11"))


def test_the_next_month_that_turns_the_order_round():
    """Asked from a month on, the first one that is still to come is named, not one that is over."""
    found = first_disorder(timetable("working day 5", "day 6"), date(2026, 11, 1))
    assert found is not None
    assert found[0] >= date(2026, 11, 1)
    assert first_disorder(timetable("working day 5", "day 6"), found[0])[0] == found[0]
