"""How long silence says nothing: the time that a lead has to look at a draft."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from drumbeat import app
from drumbeat.editions.due import due
from drumbeat.editions.reviews import review
from drumbeat.editions.standing import Standing
from drumbeat.editions.timetable import Step
from drumbeat.records.period import Period

OCTOBER = Period.month(2026, 10, ZoneInfo("Europe/Berlin"))
LATENESS = timedelta(days=3)


def calendar(draft_on: str = "working day 1", send_on: str = "working day 5", country: str = ""):
    """Of a team in Berlin, at nine."""
    return app.timetable(draft_on=draft_on, send_on=send_on, hour="09:00", country=country, zone=OCTOBER.zone)


def november(day: int, hour: int = 8, minute: int = 0) -> datetime:
    """UTC: nine in Berlin is eight."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shown", "leaves"),
    [
        (november(2), november(6)),  # in time: its scheduled moment
        (november(3), november(6)),
        (november(4, 12), november(9, 12)),  # Wednesday noon: Thursday, Friday, Monday
        (november(5, 7, 59), november(10, 7)),
        (november(6), november(11)),
        (november(9), november(12)),  # three days late, and no more
        (november(9, 8, 1), november(6)),  # too late to leave by itself: it stays overdue
    ],
)
def test_silence_counts_after_three_working_days(shown, leaves):
    """A lead has three working days with the draft, whenever it was shown, until it would be overdue anyway."""
    timetable = calendar()
    assert review(shown, timetable, OCTOBER).leaves_at(timetable.send_at(OCTOBER), LATENESS) == leaves


@pytest.mark.parametrize(
    ("send_on", "shown", "leaves"),
    [
        ("working day 4", november(2, 8, 59), november(5)),  # shown within the hour in which it was drafted
        ("working day 3", november(2, 8, 1), november(4)),
        ("working day 2", november(3, 7), november(4, 7)),  # a late draft has the day that the calendar gives
        ("working day 1", november(2, 8, 1), november(3)),  # the same day: one working day all the same
    ],
)
def test_a_shorter_calendar_is_kept_to(send_on, shown, leaves):
    """Whoever chose two days between draft and sending gets no third; a day there always is."""
    timetable = calendar(send_on=send_on)
    assert review(shown, timetable, OCTOBER).leaves_at(timetable.send_at(OCTOBER), LATENESS) == leaves


def test_holidays_are_no_time_to_look():
    """Working days are those of the team's country."""
    period = Period.month(2026, 11, OCTOBER.zone)
    shown = datetime(2026, 12, 23, 9, tzinfo=OCTOBER.zone)
    late = calendar(draft_on="day 22", send_on="day 31", country="DE")
    assert review(shown, late, period).until == datetime(2026, 12, 29, 9, tzinfo=OCTOBER.zone)


@pytest.mark.parametrize(
    ("now", "step"),
    [
        (november(9, 11, 59), Step.NOTHING),
        (november(9, 12), Step.SEND),
        (november(12, 12), Step.SEND),
        (november(12, 12, 1), Step.SEND_MISSED),
    ],
)
def test_lateness_counts_from_when_silence_lets_it_leave(now, step):
    """A draft whose lead had to be given time is not overdue while the time runs, but may be late afterwards."""
    months = OCTOBER.before(), {OCTOBER: Standing.DRAFT}
    found = due(calendar(), *months, now, LATENESS, reviewed={OCTOBER: november(9, 12)})
    assert [each.step for each in found if each.period == OCTOBER] == [step]
