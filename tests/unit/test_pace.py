"""One pace for all workers."""

from __future__ import annotations

import threading

import pytest

from drumbeat.source.pace import Pace


class Time:
    """A clock that moves when somebody sleeps; `before_sleep` is called first: what others do meanwhile."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.before_sleep = lambda: None

    def sleep(self, seconds: float) -> None:
        """Pass the time."""
        assert seconds > 0
        self.before_sleep()
        self.now += seconds


def pace_of(time: Time, per_hour: int = 0) -> Pace:
    return Pace(per_hour, clock=lambda: time.now, sleep=time.sleep)


def leaving(pace: Pace, time: Time, count: int) -> list[float]:
    """When so many requests leave, in seconds from now."""
    began, left = time.now, []
    for _ in range(count):
        pace.wait()
        left.append(time.now - began)
    return left


def test_without_a_limit_nobody_waits():
    """With 0 an hour every request leaves at once."""
    time = Time()
    assert leaving(pace_of(time), time, 5) == [0.0] * 5


def test_so_many_an_hour():
    """With 600 an hour requests leave six seconds apart, the first at once."""
    time = Time()
    assert leaving(pace_of(time, 600), time, 5) == pytest.approx([0, 6, 12, 18, 24])


def test_idle_time_is_not_saved_up():
    """After a long silence requests do not leave in a heap."""
    time = Time()
    pace = pace_of(time, 3600)
    pace.wait()
    time.now += 500
    assert leaving(pace, time, 3) == pytest.approx([0, 1, 2])


def test_a_pause_holds_for_all():
    """What one worker was told keeps the next request of every worker back, and the pace goes on from there."""
    time = Time()
    pace = pace_of(time, 3600)
    pace.pause(30)
    assert leaving(pace, time, 3) == pytest.approx([30, 31, 32])


def test_the_longest_pause_counts():
    """A shorter pause does not end a longer one, and a negative one is none."""
    time = Time()
    pace = pace_of(time)
    pace.pause(30)
    pace.pause(5)
    pace.pause(-100)
    assert leaving(pace, time, 1) == [30]


def test_a_pause_holds_for_those_who_wait_already():
    """A request that was already waiting for its turn does not leave within a pause that is told meanwhile."""
    time = Time()
    pace = pace_of(time, 60)
    pace.wait()
    began = time.now

    def another_is_told() -> None:
        time.before_sleep = lambda: None
        pace.pause(300)

    time.before_sleep = another_is_told
    pace.wait()
    assert time.now - began >= 300


def test_requests_are_counted():
    """Each request counts once, those of several threads too, and no two have the same turn."""
    slept: list[float] = []
    pace = Pace(3600, clock=lambda: 0.0, sleep=slept.append)
    threads = [threading.Thread(target=lambda: [pace.wait() for _ in range(250)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pace.requests == 1000
    assert len(set(slept)) == 999
