"""The alarm clock: it rings at once, goes on whatever happens, and keeps nothing."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import apscheduler.schedulers.base
import pytest

from drumbeat.app import wake
from drumbeat.errors import TryLater
from drumbeat.schedule.waker import Waker

SOON = timedelta(milliseconds=50)
PATIENCE = 10.0
"""Seconds; a busy machine is slow, and a ring that never comes must not hold the tests up."""


def now():
    """The time of the machine."""
    return datetime.now(UTC)


@contextmanager
def ringing(tick, every=SOON, clock=now):
    """An alarm clock in a thread of its own, stopped at the end."""
    stop = threading.Event()
    thread = threading.Thread(target=Waker(tick, clock, every).run_until, args=(stop,))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


class Rings:
    """Counts rings, and waits for the n-th."""

    def __init__(self, *, fails_with: Exception | None = None) -> None:
        self.times: list[float] = []
        self.fails_with = fails_with
        self._rang = threading.Condition()

    def __call__(self) -> None:
        with self._rang:
            self.times.append(time.monotonic())
            self._rang.notify_all()
        if self.fails_with is not None:
            raise self.fails_with

    def wait_for(self, count: int, patience: float = PATIENCE) -> bool:
        """Whether it rang so often in time."""
        with self._rang:
            return self._rang.wait_for(lambda: len(self.times) >= count, patience)


def test_it_rings_at_once_and_again():
    """The first ring comes at the start, not a minute later, and others follow."""
    rings = Rings()
    with ringing(rings, every=timedelta(hours=1)):
        assert rings.wait_for(1)
        assert not rings.wait_for(2, 0.2)
    rings = Rings()
    with ringing(rings):
        assert rings.wait_for(4)


def test_it_stops_when_it_is_told():
    """Once it has been stopped it returns and rings no more."""
    rings = Rings()
    with ringing(rings):
        assert rings.wait_for(2)
    rung = len(rings.times)
    time.sleep(0.2)
    assert len(rings.times) == rung


def test_a_stop_that_came_before_is_kept_to():
    """Stopped before it began, it returns; it does not ring for ever."""
    stop = threading.Event()
    stop.set()
    Waker(Rings(), now, SOON).run_until(stop)


def test_a_failure_does_not_end_the_schedule(caplog):
    """An error is logged by its class, and the next ring comes (a failing report ended others' schedules, E48)."""
    rings = Rings(fails_with=TryLater("The instance is away."))
    with caplog.at_level(logging.ERROR), ringing(rings):
        assert rings.wait_for(3)
    assert [(each.error, each.exit) for each in caplog.records[:1]] == [("TryLater", 75)]
    assert "The instance" not in caplog.text
    assert "Traceback" not in caplog.text


def test_a_bug_is_logged_by_its_kind_alone(caplog):
    """The text of an unforeseen error may hold a ticket's words: no record holds it, at any level."""
    rings = Rings(fails_with=KeyError("Payroll is down"))
    with caplog.at_level(logging.DEBUG), ringing(rings):
        assert rings.wait_for(3)
    told = next(each for each in caplog.records if each.name.startswith("drumbeat"))
    assert (told.error, told.exit, told.through.split(":")[0]) == ("KeyError", 70, "schedule/waker.py")
    assert "Payroll" not in caplog.text + repr([vars(each) for each in caplog.records])


def test_a_long_ring_is_not_overtaken(caplog):
    """While a call is under way no second one starts, nobody is warned of it, and the rings go on afterwards."""
    under_way, most, go_on = [], [], threading.Event()
    rings = Rings()

    def tick():
        under_way.append(1)
        most.append(len(under_way))
        rings()
        go_on.wait(PATIENCE)
        under_way.pop()

    with caplog.at_level(logging.WARNING), ringing(tick):
        assert rings.wait_for(1)
        time.sleep(6 * SOON.total_seconds())
        assert len(rings.times) == 1
        go_on.set()
        assert rings.wait_for(3)
    assert max(most) == 1
    assert not caplog.records


def test_it_shows_that_it_is_alive_while_a_call_takes_long():
    """What watches over the alarm clock hears of it at every ring, also while a long call keeps others away."""
    go_on, alive = threading.Event(), threading.Event()
    beats, stop = [], threading.Event()

    def beat():
        beats.append(1)
        if len(beats) > 3:
            alive.set()

    waker = Waker(lambda: go_on.wait(PATIENCE), now, SOON, beat)
    thread = threading.Thread(target=waker.run_until, args=(stop,))
    thread.start()
    assert alive.wait(PATIENCE)
    go_on.set()
    stop.set()
    thread.join()


def test_stopping_waits_for_a_call_that_is_under_way():
    """A mail that is being sent when the process is asked to end is sent and recorded first."""
    started, go_on, ended = threading.Event(), threading.Event(), []

    def tick():
        started.set()
        go_on.wait(PATIENCE)
        ended.append(True)

    with ringing(tick, every=timedelta(hours=1)) as stop:
        assert started.wait(PATIENCE)
        stop.set()
        time.sleep(0.1)
        go_on.set()
    assert ended == [True]


@pytest.mark.parametrize("jump", [timedelta(hours=-5), timedelta(hours=5)])
def test_a_clock_that_is_set_does_not_stop_the_rings(jump, monkeypatch):
    """After the machine's clock was set back or forward by hours the next ring comes at once, and only one."""
    off = timedelta()

    class Clock(datetime):
        """What APScheduler takes the time from."""

        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + off

    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Clock)
    rings = Rings()
    with ringing(rings, every=timedelta(milliseconds=200), clock=lambda: Clock.now(UTC)):
        assert rings.wait_for(2)
        off, rung = jump, len(rings.times)
        assert rings.wait_for(rung + 3, 5)
        assert len(rings.times) < rung + 10


def test_the_schedule_is_woken_by_the_composition_root():
    """`wake` rings every minute, at once for the first time, until it is stopped, here from within a ring."""
    stop, rung = threading.Event(), []

    def tick():
        rung.append(now())
        stop.set()

    wake(tick, now, stop)
    assert len(rung) == 1
