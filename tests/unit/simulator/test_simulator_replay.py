"""Playing a log of updates back."""

from __future__ import annotations

import pytest

from drumbeat.simulator.instance import Instance
from drumbeat.simulator.loading import load
from drumbeat.simulator.replay import apply, events

LOG = """\
number,incident_state,sys_mod_count,sys_updated_at,assignment_group,resolved_by,resolved_at,closed_at
INC1,New,1,29/2/2016 01:23,Group 12,Resolved by 149,29/2/2016 11:29,5/3/2016 12:00
INC1,Resolved,2,29/2/2016 11:29,Group 12,Resolved by 149,29/2/2016 11:29,5/3/2016 12:00
INC1,Active,3,29/2/2016 12:00,Group 12,Resolved by 149,29/2/2016 11:29,5/3/2016 12:00
INC1,Closed,4,5/3/2016 12:00,Group 12,Resolved by 149,29/2/2016 11:29,5/3/2016 12:00
INC2,New,5,29/2/2016 01:23,Group 13,?,?,?
INC2,Active,6,29/2/2016 01:23,Group 13,?,?,?
"""


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8")
    return path


def test_events_come_in_order_of_update(log):
    """Events are ordered by sys_updated_on, and by their place in the file within one minute."""
    order = [(event.row["number"], event.row["state"]) for event in events(log, "incident")]
    assert order[:3] == [("INC1", "1"), ("INC2", "1"), ("INC2", "Active")]
    assert [number for number, _ in order].count("INC1") == 4


def test_a_record_does_not_know_its_future(log):
    """No resolution shows before the first row that is Resolved or Closed, as a live instance has none (trap 50)."""
    seen = [event.row["resolved_at"] for event in events(log, "incident") if event.row["number"] == "INC1"]
    assert seen == ["", "2016-02-29 11:29:00", "2016-02-29 11:29:00", "2016-02-29 11:29:00"]
    first = events(log, "incident")[0].row
    assert (first["resolved_by"], first["closed_at"]) == ("", "")


def test_all_events_together_are_the_loaded_list(log):
    """After the last event the instance holds what loading the list gives."""
    played, loaded = Instance(), Instance()
    for event in events(log, "incident"):
        apply(played, event)
    load(loaded, log)
    assert played.rows("incident") == loaded.rows("incident")
    assert played.rows("sys_user_group") == loaded.rows("sys_user_group")


def test_events_can_be_played_up_to_a_moment(log):
    """Between two events the instance stands as it stood then."""
    instance = Instance()
    for event in events(log, "incident"):
        if event.at.day == 29:
            apply(instance, event)
    states = {row["number"]: row["state"] for row in instance.rows("incident")}
    assert states == {"INC1": "Active", "INC2": "Active"}
