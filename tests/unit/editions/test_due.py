"""What is due, from what the store knows and the time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from drumbeat.editions.due import MAX_LATENESS, MOST_LATENESS, due, following
from drumbeat.editions.rules import parse_rule
from drumbeat.editions.standing import Standing
from drumbeat.editions.timetable import Step, Timetable
from drumbeat.records.period import Period

BERLIN = ZoneInfo("Europe/Berlin")
LONG_AGO = Period.month(2020, 1, BERLIN)
AUGUST, SEPTEMBER, OCTOBER = (Period.month(2026, month, BERLIN) for month in (8, 9, 10))
DRAFTED, SENT = datetime(2026, 11, 2, 8, tzinfo=UTC), datetime(2026, 11, 6, 8, tzinfo=UTC)
"""When October's digest is drafted and sent."""
TOLD = {AUGUST: Standing.SENT, SEPTEMBER: Standing.SENT}
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def calendar(draft_on="working day 1", send_on="working day 5", hour=time(9), zone=BERLIN):
    """Nine in the morning in Berlin."""
    return Timetable(parse_rule(draft_on), parse_rule(send_on), hour, zone)


def october(standing, now, timetable=None, **more):
    """What is to be done about October; the months before were sent."""
    known = TOLD if standing is None else {**TOLD, OCTOBER: Standing(standing)}
    *before, last = due(timetable or calendar(), LONG_AGO, known, now, **more)
    assert [(each.step, each.at) for each in before] == [(Step.NOTHING, None)] * 2
    assert [each.period for each in (*before, last)] == [AUGUST, SEPTEMBER, OCTOBER]
    return last


@pytest.mark.parametrize(
    ("standing", "now", "step", "at"),
    [
        (None, DRAFTED - MINUTE, "nothing", DRAFTED),
        (None, DRAFTED, "draft", DRAFTED),
        (None, DRAFTED + MAX_LATENESS, "draft", DRAFTED),
        (None, DRAFTED + MAX_LATENESS + MINUTE, "draft missed", DRAFTED),
        (None, SENT, "draft missed", DRAFTED),
        ("draft", DRAFTED, "nothing", SENT),
        ("draft", SENT - MINUTE, "nothing", SENT),
        ("draft", SENT, "send", SENT),
        ("approved", SENT, "send", SENT),
        ("approved", SENT - MINUTE, "nothing", SENT),
        ("sending", SENT + HOUR, "send", SENT),
        ("approved", SENT + MAX_LATENESS, "send", SENT),
        ("approved", SENT + MAX_LATENESS + MINUTE, "send missed", SENT),
        ("sending", SENT + MAX_LATENESS + MINUTE, "send missed", SENT),
        ("held", SENT, "nothing", None),
        ("skipped", SENT, "nothing", None),
        ("sent", SENT, "nothing", None),
        ("held", SENT + MAX_LATENESS + MINUTE, "nothing", None),
    ],
)
def test_what_is_due(standing, now, step, at):
    """By how an edition stands and by the time, to the minute: nothing yet, draft, send, or missed, and since when."""
    found = october(standing, now)
    assert (found.step, found.at) == (step, at)
    assert found.step.is_missed == ("missed" in step)


def test_lateness_is_a_setting():
    """Who allows no lateness is asked a minute later, who allows four weeks is not; other bounds are refused."""
    assert october("draft", SENT, max_lateness=timedelta(0)).step is Step.SEND
    assert october("draft", SENT + MINUTE, max_lateness=timedelta(0)).step is Step.SEND_MISSED
    assert october("draft", SENT + timedelta(days=20), max_lateness=MOST_LATENESS).step is Step.SEND
    for wrong in (timedelta(days=-1), MOST_LATENESS + MINUTE):
        with pytest.raises(ValueError, match="max_lateness"):
            due(calendar(), LONG_AGO, {}, SENT, wrong)


def test_nothing_happens_before_the_team_begins():
    """Months before the first one that may leave by itself are not even looked at."""
    assert [each.period for each in due(calendar(), OCTOBER, {}, DRAFTED)] == [OCTOBER]
    assert due(calendar(), Period.month(2026, 11, BERLIN), {}, DRAFTED) == []


def test_a_long_outage_is_asked_about_and_not_caught_up_with():
    """After half a year the last three months are each missed, and none is drafted or sent by itself (E49)."""
    found = due(calendar(), LONG_AGO, {SEPTEMBER: Standing.APPROVED}, datetime(2026, 11, 29, tzinfo=UTC))
    assert [(each.period, each.step) for each in found] == [
        (AUGUST, "draft missed"),
        (SEPTEMBER, "send missed"),
        (OCTOBER, "draft missed"),
    ]


def test_a_restored_database_does_not_send():
    """A copy made when October's digest was approved, and started a week after it was sent, asks first (E49)."""
    assert october("approved", SENT + timedelta(days=7)).step is Step.SEND_MISSED


def test_a_month_that_ends_late_is_caught_up_with_in_the_next():
    """What was to be sent on a month's last evening is still sent in the next month, before that one's draft is due."""
    late = calendar(send_on="last day", hour=time(23, 59))
    now = datetime(2026, 12, 1, 6, tzinfo=UTC)
    found = due(late, LONG_AGO, {**TOLD, OCTOBER: Standing.APPROVED}, now)
    assert [(each.period.start.month, each.step) for each in found] == [(9, "nothing"), (10, "send"), (11, "nothing")]


def test_a_changed_zone_drafts_nothing_twice():
    """An edition made while the team was elsewhere is that month's edition; the new zone says when it leaves."""
    moved = calendar(zone=ZoneInfo("America/New_York"))
    found = due(moved, LONG_AGO, {**TOLD, OCTOBER: Standing.DRAFT}, SENT + MINUTE)
    assert [(each.step, each.at) for each in found][-1] == ("nothing", SENT + 6 * HOUR)


def test_the_running_month_is_the_teams_own():
    """On the first of the month in Auckland, where it is still the last in UTC, the new month's digest is due."""
    auckland = calendar("day 1", "day 2", time(0), ZoneInfo("Pacific/Auckland"))
    found = due(auckland, LONG_AGO, TOLD, datetime(2026, 10, 31, 11, tzinfo=UTC))
    assert (found[-1].period.start.month, found[-1].step) == (10, "draft")


def test_quarters_are_no_months():
    """A report of the quarter that begins with August's neighbour is not taken for a month's edition."""
    quarter = Period.quarter(2026, 4, BERLIN)
    assert october(None, DRAFTED).step is Step.DRAFT
    assert due(calendar(), OCTOBER, {quarter: Standing.SENT}, DRAFTED)[0].step is Step.DRAFT


def test_never():
    """A calendar that is off does nothing; one that never sends makes drafts, and leaves them to a person."""
    assert october(None, SENT, calendar(draft_on="never")).step is Step.NOTHING
    assert october("approved", SENT, calendar(draft_on="never")).step is Step.NOTHING
    assert october(None, DRAFTED, calendar(send_on="never")).step is Step.DRAFT
    assert october("approved", SENT, calendar(send_on="never")).at is None


def test_the_next_dates_are_told():
    """The next six dates after now, in order, across the turn of the year; a date that is now is no next one."""
    found = following(calendar(), LONG_AGO, DRAFTED)
    assert [(each.period.start.month, each.step, f"{each.at:%Y-%m-%d}") for each in found] == [
        (10, "send", "2026-11-06"),
        (11, "draft", "2026-12-01"),
        (11, "send", "2026-12-07"),
        (12, "draft", "2027-01-01"),
        (12, "send", "2027-01-07"),
        (1, "draft", "2027-02-01"),
    ]
    assert len(following(calendar(), LONG_AGO, DRAFTED, 40)) == 40


def test_the_next_dates_begin_with_the_team():
    """Before the first month that may leave by itself there are none, and none at all where drafting is never."""
    january = Period.month(2027, 1, BERLIN)
    assert following(calendar(), january, DRAFTED)[0].period == january
    assert following(calendar(draft_on="never"), LONG_AGO, DRAFTED) == []
    assert {each.step for each in following(calendar(send_on="never"), LONG_AGO, DRAFTED)} == {"draft"}
