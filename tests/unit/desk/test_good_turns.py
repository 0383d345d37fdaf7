"""When the schedule last did all that was due: what an alert rests on. The store knows it, not a process."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drumbeat.cli import run_due, status
from drumbeat.cli.run_due import one_turn
from drumbeat.cli.serve import tick
from drumbeat.cli.status_files import whole_status
from drumbeat.desk.readiness import refuse_unready
from drumbeat.errors import SourceError
from schedules import drafted, office


def good_turn_at(here):
    """As any process finds it in the store now."""
    return here.context.store.census.good_turn_at(here.clock())


def test_a_turn_that_skips_what_failed_is_no_good_one(tmp_path, monkeypatch, capsys):
    """Between two tries nothing fails, and nothing is well either; once the step works, turns are good again."""
    here = office(tmp_path)
    refuse_unready(here.context)
    here.clock.at(10, 1)
    began = good_turn_at(here)

    def refused(_context):
        raise SourceError("The sign-in was refused.")

    with monkeypatch.context() as broken:
        broken.setattr(run_due, "bring_up_to_date", refused)
        for _ in range(70):
            tick(here.context)
            here.clock.now += timedelta(minutes=1)
    assert good_turn_at(here) == began
    status._say_seen(here.context)
    assert "Since 2026-10-01 08:59 UTC no turn has done all that was due" in capsys.readouterr().out
    here.clock.now += timedelta(hours=1)
    tick(here.context)
    assert good_turn_at(here) == here.clock()
    status._say_seen(here.context)
    assert "all that was due" not in capsys.readouterr().out


def test_a_restart_does_not_make_it_young(tmp_path, monkeypatch):
    """A process that is started again and again, and never does what is due, is told of by the age of what did."""
    here = office(tmp_path)
    one_turn(here.context)
    good = here.clock()
    for number in range(3):
        here.clock.now += timedelta(hours=6)
        monkeypatch.setattr("drumbeat.app.process_name", lambda number=number: f"pod-{number}:1")
        refuse_unready(here.fresh())
    assert good_turn_at(here) == good
    assert whole_status(here.context)["good_turn_at"] == "2026-10-01T08:59:00Z"


@pytest.mark.parametrize("is_alone", [True, False])
def test_a_turn_of_another_process_is_none_of_ours(tmp_path, monkeypatch, is_alone):
    """Where another process is at the schedule, this one has done nothing that could have been good."""
    here = office(tmp_path)
    drafted(here)
    monkeypatch.setattr(run_due, "turn", lambda *_: [] if is_alone else None)
    tick(here.context)
    assert (good_turn_at(here) is not None) is is_alone
