"""Changes that lie ahead, from the instance into the store: read by their plan, kept, and let go."""

from __future__ import annotations

import pytest

from drumbeat.ports import PullStatus
from drumbeat.simulator.access import Access
from drumbeat.simulator.accounts import DEFAULT_USER
from ground import Ground, group


@pytest.fixture(name="ground")
def _ground(tmp_path):
    return Ground(tmp_path)


def _change(ground, number, start="2026-11-21 20:00:00", **fields):
    usual = {"state": "-2", "active": "true", "opened_at": "2026-10-20 08:00:00", "type": "normal"}
    usual |= {"assignment_group": group("Network"), "sys_updated_on": "2026-10-20 08:00:00"}
    return ground.instance.insert("change_request", {"number": number, "start_date": start, **usual, **fields})


def _closed(ground, number, at, **fields):
    return _change(ground, number, **{"closed_at": at, "state": "3", "sys_updated_on": at, **fields})


def _numbers(ground):
    return sorted(ground.rows("change_request"))


@pytest.mark.parametrize("workers", [1, 4])
def test_what_lies_ahead_is_read_and_what_was_forgotten_is_not(ground, workers):
    """Open changes planned since the window began are read, however far ahead; earlier ones, or planless, not."""
    _change(ground, "NEXT")
    _change(ground, "FAR", start="2027-10-01 08:00:00")
    _change(ground, "OVERDUE", start="2026-09-01 08:00:00")
    _change(ground, "FORGOTTEN", start="2019-09-01 08:00:00")
    _change(ground, "UNPLANNED", start="")
    _closed(ground, "DONE", "2026-10-06 08:00:00", start="2019-09-01 08:00:00")
    _closed(ground, "LONG-DONE", "2026-02-06 08:00:00")
    state = ground.pull("change_request", workers=workers)["change_request"]
    assert _numbers(ground) == ["DONE", "FAR", "NEXT", "OVERDUE"]
    assert (state.status, state.rows, state.expected) == (PullStatus.OK, 4, 4)


def test_a_plan_that_comes_nearer_makes_no_pull_a_full_one(ground):
    """Days later, when one day of a plan has passed and another is near, two requests are enough and no row is lost."""
    _change(ground, "SOON", start="2026-11-03 08:00:00")
    _change(ground, "FAR", start="2027-01-10 08:00:00")
    _closed(ground, "DONE", "2026-10-06 08:00:00")
    ground.pull("change_request")
    for _ in range(5):
        ground.later(days=1)
        state = ground.pull("change_request")["change_request"]
        assert (state.is_full, len(ground.calls), state.status) == (False, 2, PullStatus.OK)
    assert _numbers(ground) == ["DONE", "FAR", "SOON"]


def test_a_change_that_is_closed_or_put_off_is_followed(ground):
    """After its day it is a change of its month; one put off has its new plan, one without any plan goes."""
    done, moved, dropped = _change(ground, "DONE"), _change(ground, "MOVED"), _change(ground, "DROPPED")
    ground.pull("change_request")
    ground.later(days=1)
    now = f"{ground.now:%Y-%m-%d %H:%M:%S}"
    ground.instance.update("change_request", done, {"state": "3", "closed_at": now, "sys_updated_on": now})
    ground.instance.update("change_request", moved, {"start_date": "2026-12-05 08:00:00", "sys_updated_on": now})
    ground.instance.update("change_request", dropped, {"start_date": "2019-12-05 08:00:00", "sys_updated_on": now})
    ground.later(hours=1)
    ground.pull("change_request")
    rows = ground.rows("change_request")
    assert rows["DONE"]["closed_at"].value == now
    assert rows["MOVED"]["start_date"].value == "2026-12-05 08:00:00"
    ground.pull("change_request", full=True)
    ground.pull("change_request", full=True)
    assert _numbers(ground) == ["DONE", "MOVED"]


def test_hidden_plans_are_told_as_missing(ground):
    """A change that lies ahead and may not be read makes the table partial, as a closed one does."""
    hidden = _change(ground, "HIDDEN")
    _change(ground, "NEXT")
    ground.instance.change_user(
        DEFAULT_USER.user_name, access=Access(hidden_rows={"change_request": lambda row: row["sys_id"] == hidden})
    )
    state = ground.pull("change_request")["change_request"]
    assert (state.status, _numbers(ground)) == (PullStatus.PARTIAL, ["NEXT"])
