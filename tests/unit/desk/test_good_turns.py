"""When the schedule last did all that was due: what an alert rests on."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

import pytest

from drumbeat.app import clock
from drumbeat.cli import run_due
from drumbeat.cli.serve import tick
from drumbeat.desk.pulse import Pulse
from drumbeat.errors import SourceError
from drumbeat.schedule.waker import Waker
from schedules import drafted, office


def test_a_turn_that_skips_what_failed_is_no_good_one(tmp_path, monkeypatch):
    """Between two tries nothing fails, and nothing is well either; once the step works, turns are good again."""
    here = office(tmp_path)
    here.clock.at(10, 1)
    began, pulse = here.clock(), Pulse(good_turn_at=here.clock())

    def refused(_context):
        raise SourceError("The sign-in was refused.")

    with monkeypatch.context() as broken:
        broken.setattr(run_due, "bring_up_to_date", refused)
        for _ in range(20):
            tick(here.context, pulse)
            here.clock.now += timedelta(minutes=1)
    assert pulse.good_turn_at == began
    here.clock.now += timedelta(hours=1)
    tick(here.context, pulse)
    assert pulse.good_turn_at == here.clock()


def test_a_turn_that_hangs_is_no_good_one():
    """The alarm clock rings on while a turn hangs, so that the last good turn alone grows old, which an alert tells."""
    pulse, stop, released = Pulse(), Event(), Event()

    def hangs():
        released.wait(10)
        pulse.good_turn_at = clock()

    def ring():
        pulse.ring()
        rang.append(pulse.good_turn_at)
        if len(rang) == 3:
            stop.set()
            released.set()

    rang = []
    Waker(hangs, clock, timedelta(seconds=0.02), ring).run_until(stop)
    assert (rang, pulse.is_silent) == ([None] * 3, False)
    assert pulse.good_turn_at is not None


@pytest.mark.parametrize("is_alone", [True, False])
def test_a_turn_of_another_process_is_none_of_ours(tmp_path, monkeypatch, is_alone):
    """Where another process is at the schedule, this one has done nothing that could have been good."""
    here, pulse = office(tmp_path), Pulse()
    drafted(here)
    monkeypatch.setattr(run_due, "turn", lambda *_: [] if is_alone else None)
    tick(here.context, pulse)
    assert (pulse.good_turn_at is not None) is is_alone
