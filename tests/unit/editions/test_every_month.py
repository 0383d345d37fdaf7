"""Every month from 2024 to 2035, in seven zones, each form of rule, four hours: the right instant, once.

The oracle shares nothing with the schedule. Days come from dateutil's rrule. Instants come from a walk along UTC that
only ever asks what a wall clock shows: the first moment that shows the wanted time is the right one, and where the
clock leaps over it, the time is counted from the minute before the leap.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from drumbeat.editions.rules import Never, parse_rule
from drumbeat.editions.timetable import Timetable
from drumbeat.records.period import Period
from measured import CALENDAR

ZONES = (
    *("UTC", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Australia/Lord_Howe"),
    *("Pacific/Apia", "Africa/Cairo"),
)
HOURS = (time(0), time(2, 30), time(9), time(23, 59))
_WORKING = "BYDAY=MO,TU,WE,TH,FR"
FORMS = {
    "day 1": "BYMONTHDAY=1",
    "day 5": "BYMONTHDAY=5",
    "day 31": "BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
    "last day": "BYMONTHDAY=-1",
    "2nd day before the end": "BYMONTHDAY=-2",
    "working day 1": f"{_WORKING};BYSETPOS=1",
    "working day 5": f"{_WORKING};BYSETPOS=5",
    "last working day": f"{_WORKING};BYSETPOS=-1",
    "2nd working day before the end": f"{_WORKING};BYSETPOS=-2",
    "second tuesday": "BYDAY=+2TU",
    "last friday": "BYDAY=-1FR",
    "first sunday": "BYDAY=+1SU",  # clocks change on these three
    "second sunday": "BYDAY=+2SU",
    "last thursday": "BYDAY=-1TH",
}
FIRST, MONTHS = datetime(2024, 1, 1), 144  # noqa: DTZ001  a wall clock's
START, END = datetime(2023, 12, 30, tzinfo=UTC), datetime(2036, 1, 3, tzinfo=UTC)
STRIDE, MINUTE = timedelta(hours=6), timedelta(minutes=1)


class Clock:
    """A wall clock that was watched for twelve years: by the minute wherever six hours did not take six hours."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.shown: dict[datetime, datetime] = {}
        """What it shows -> when it first does."""
        self.leapt: dict[datetime, datetime] = {}
        """What it leaps over -> when it would be that late, had it not leapt."""
        self.twice: set[datetime] = set()
        moment = START
        while moment < END:
            self._watch(moment, STRIDE)
            moment += STRIDE

    def _watch(self, moment: datetime, stride: timedelta) -> None:
        wall, later = (each.astimezone(self.zone).replace(tzinfo=None, fold=0) for each in (moment, moment + stride))
        if later - wall == stride or stride == MINUTE:
            for wanted in self._between(wall, max(later, wall + MINUTE)):
                is_shown = wanted - wall < stride
                if is_shown and wanted in self.shown:
                    self.twice.add(wanted)
                (self.shown if is_shown else self.leapt).setdefault(wanted, moment + (wanted - wall))
        else:
            for minute in range(stride // MINUTE):
                self._watch(moment + minute * MINUTE, MINUTE)

    @staticmethod
    def _between(wall: datetime, later: datetime) -> list[datetime]:
        times = {datetime.combine(each, hour) for each in (wall, later) for hour in HOURS}
        return [each for each in times if wall <= each < later]

    def right(self, wanted: datetime) -> datetime:
        """The instant that is right for a local time."""
        return self.shown.get(wanted) or self.leapt[wanted]


@cache
def clock(zone):
    """The watched clock of a zone."""
    return Clock(ZoneInfo(zone))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("zone", ZONES)
def test_each_month_has_the_right_instant_once(zone, form, record_property):
    """In every month there is one instant, of the right local day and hour, after the last month's (E44, E45)."""
    here, watched = ZoneInfo(zone), clock(zone)
    days = list(rrulestr(f"FREQ=MONTHLY;COUNT={MONTHS};{FORMS[form]}", dtstart=FIRST))
    told = months(Period.month(2023, 12, here))  # what January tells
    wanted = {hour: [datetime.combine(day, hour) for day in days] for hour in HOURS}
    first, rule = parse_rule("day 1"), parse_rule(form)
    found = {hour: [Timetable(first, rule, hour, here).send_at(each) for each in told] for hour in HOURS}
    drafts = {hour: [Timetable(rule, Never(), hour, here).draft_at(each) for each in told] for hour in HOURS}
    pairs = [pair for each in (found, drafts) for hour in HOURS for pair in zip(wanted[hour], each[hour], strict=True)]
    wrong = [(local, instant) for local, instant in pairs if instant != watched.right(local)]
    leapt, twofold = (sum(local in times for local, _ in pairs) for times in (watched.leapt, watched.twice))
    counts = {"forms": 1, "instants": len(pairs), "leapt": leapt, "twofold": twofold, "wrong": len(wrong)}
    record_property(CALENDAR.name, {"what": zone, **counts})
    assert wrong == []
    for hour in HOURS:
        assert all(earlier < later for earlier, later in pairwise(found[hour]))
        local = Counter(f"{each.astimezone(here):%Y-%m}" for each in found[hour])
        assert local == Counter(f"{each:%Y-%m}" for each in wanted[hour])
        assert len(local) == MONTHS


def months(first):
    """So many months from the first."""
    number = first.start.year * 12 + first.start.month - 1
    return [Period.month(each // 12, each % 12 + 1, first.zone) for each in range(number, number + MONTHS)]


def test_the_table_meets_clocks_that_change():
    """The hours above are leapt over, and come twice, on days of the rules above: the table is no easy one."""
    new_york, cairo, auckland = clock("America/New_York"), clock("Africa/Cairo"), clock("Pacific/Auckland")
    assert len(new_york.leapt) == 12
    assert all(each.time() == time(2, 30) and each.weekday() == 6 and 8 <= each.day <= 14 for each in new_york.leapt)
    assert {each.time() for each in cairo.leapt} == {time(0)}
    assert {each.time() for each in cairo.twice} == {time(23, 59)}
    assert {each.time() for each in auckland.leapt} == {each.time() for each in auckland.twice} == {time(2, 30)}
    for zone in ("UTC", "Asia/Kolkata", "Pacific/Apia"):
        assert not clock(zone).leapt
        assert not clock(zone).twice
