"""How fast mails leave, by moments that are given: a minute's, a day's, and when the server asks for less."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drumbeat.delivery.pace import Pace, Pacer, duration_of
from drumbeat.settings import MailSettings


def moments(pace, count, *, begins=0.0):
    """When so many mails leave that are always ready."""
    now, found = begins, []
    for _ in range(count):
        now += pace.seconds(now)
        pace = pace.taken(now)
        found.append(now)
    return found


@pytest.mark.parametrize("per_minute", [1, 7, 30, 600])
def test_no_minute_has_more_than_allowed(per_minute):
    """In whatever 60 seconds one looks, no more mails leave than a minute may have (rule E41)."""
    found = moments(Pace(per_minute), 3 * per_minute + 5, begins=12.3)
    for first in found:
        assert sum(first <= each < first + 59.999 for each in found) <= per_minute


def test_thirty_a_minute_are_two_seconds_apart():
    """The first leaves at once, the others every two seconds; after a rest nothing is made up for."""
    assert moments(Pace(), 4, begins=100.0) == [100.0, 102.0, 104.0, 106.0]
    rested = Pace().taken(0.0)
    assert moments(rested, 3, begins=500.0) == [500.0, 502.0, 504.0]


def test_without_limit_nothing_waits():
    """0 a minute is no limit."""
    assert moments(Pace(0), 5) == [0.0] * 5


@pytest.mark.parametrize(
    ("per_day", "left", "used_up"), [(10, 9, False), (10, 10, True), (10, 11, True), (0, 10**6, False)]
)
def test_the_day_is_used_up(per_day, left, used_up):
    """As many as may in a day, and no more; 0 is no limit."""
    assert Pace(per_day=per_day).is_used_up(left) is used_up


def test_a_day_without_limit_asks_nobody():
    """Where there is no daily limit the store is not asked how many have left."""
    assert not Pacer(Pace(0, 0)).is_used_up(lambda: pytest.fail("asked"))
    assert Pacer(Pace(0, 2)).is_used_up(lambda: 2)


def test_slower_when_asked():
    """After a request nothing leaves for a minute, then half as many; the next pause is twice as long."""
    slower = Pace().slowed(10.0)
    assert slower.seconds(10.0) == 60.0
    assert moments(slower, 3, begins=70.0) == [70.0, 74.0, 78.0]
    again = slower.slowed(80.0)
    assert again.seconds(80.0) == 120.0
    assert moments(again, 2, begins=200.0) == [200.0, 208.0]


def test_requests_during_a_pause_are_of_mails_before_it():
    """Three connections that are told at once slow down once."""
    once = Pace().slowed(10.0)
    assert once.slowed(10.1).slowed(10.2) == once


@pytest.mark.parametrize(("first", "then", "expected"), [(5.0, None, 5.0), (5.0, 90.0, 91.0), (None, 3.0, 60.0)])
def test_the_server_may_say_how_long(first, then, expected):
    """A pause that the server names is kept; the longer of two holds."""
    pace = Pace().slowed(0.0, first).slowed(1.0, then)
    assert pace.seconds(0.0) == expected


def test_it_never_stands_still():
    """However often it is slowed, a mail a minute may leave; and a pace without limit is slowed to Exchange's."""
    pace = Pace(pause=0.0)
    for moment in range(20):
        pace = pace.slowed(float(moment))
    assert pace.per_minute == 1.0
    assert Pace(0).slowed(0.0).per_minute == 30


def test_the_pacer_goes_by_the_clock():
    """What is taken and slowed counts from the moment in which it happens."""
    now = [1000.0]
    pacer = Pacer(Pace(60), clock=lambda: now[0])
    assert pacer.seconds() == 0.0
    pacer.take()
    assert pacer.seconds() == 1.0
    now[0] += 0.75
    assert pacer.seconds() == 0.25
    pacer.slow_down(10.0)
    assert pacer.seconds() == 10.0


@pytest.mark.parametrize(
    ("count", "per_minute", "expected"),
    [
        (10_000, 30, timedelta(hours=5, minutes=33, seconds=20)),
        (1, 30, timedelta(seconds=2)),
        (0, 30, timedelta()),
        (500, 0, timedelta()),
    ],
)
def test_how_long_sending_takes(count, per_minute, expected):
    """For previews: 10,000 mails take five and a half hours at Exchange's pace."""
    assert duration_of(count, per_minute) == expected


def test_defaults_are_exchanges():
    """30 a minute, three connections, 10,000 a day, unless the settings say otherwise (rule E41)."""
    mail = MailSettings()
    assert (mail.per_minute, mail.connections, mail.per_day) == (30, 3, 10_000)
