"""What an instance does with tickets over time, and which stamps move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from drumbeat.simulator.instance import Instance, Row
from drumbeat.simulator.lifecycle import bulk, incidents, tickets
from drumbeat.simulator.lifecycle.writing import system_user, write


class Calendar:
    """An instance's clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: int) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def instance(calendar) -> Instance:
    instance = Instance(clock=calendar)
    for name in ("ada", "ben"):
        instance.insert("sys_user", {"sys_id": name, "user_name": f"{name}.tech", "name": name.title()})
    return instance


def incident(instance: Instance, number: str = "INC1", **values: str) -> str:
    row = {"number": number, "state": "2", "active": "true", "opened_at": "2026-10-05 08:00:00"}
    return instance.insert("incident", row | values)


def row_of(instance: Instance, sys_id: str, table: str = "task") -> Row:
    row = instance.get(table, sys_id)
    assert row is not None
    return row


def test_a_change_moves_the_stamps(instance, calendar):
    """sys_updated_on, sys_updated_by and sys_mod_count move with each change, sys_created_on never."""
    sys_id = incident(instance)
    for count, by in ((1, "ada"), (2, "ben"), (3, "")):
        calendar.pass_by(minutes=5)
        assert write(instance, "task", sys_id, {"priority": str(count)}, by)
        row = row_of(instance, sys_id)
        assert row["sys_mod_count"] == str(count)
        assert row["sys_updated_on"] == f"2026-10-05 09:{5 * count:02}:00"
        assert row["sys_updated_by"] == {"ada": "ada.tech", "ben": "ben.tech", "": "system"}[by]
        assert row["sys_created_on"] == "2026-10-05 08:00:00"


def test_writing_what_stands_there_is_no_change(instance, calendar):
    """A record that is saved without a change keeps its stamps, an empty value that was never set included."""
    sys_id = incident(instance)
    calendar.pass_by(days=1)
    before = row_of(instance, sys_id)
    assert not write(instance, "task", sys_id, {"state": "2", "close_code": ""}, "ada")
    assert row_of(instance, sys_id) is before


def test_resolving(instance):
    """Resolving stamps person and moment, keeps both state columns equal and leaves the record active (2.1)."""
    sys_id = incident(instance, hold_reason="4")
    incidents.resolve(instance, sys_id, by="ada", notes="Cable replaced.")
    row = row_of(instance, sys_id)
    assert (row["state"], row["incident_state"], row["active"], row["hold_reason"]) == ("6", "6", "true", "")
    assert (row["resolved_at"], row["resolved_by"]) == ("2026-10-05 09:00:00", "ada")
    assert (row["calendar_stc"], row["calendar_duration"]) == ("3600", "1970-01-01 01:00:00")
    assert not row.get("closed_at")


def test_reopening_clears_the_resolution(instance, calendar):
    """A reopened ticket has no resolved_at and no resolved_by, as empty text; the count tells of it (trap 50)."""
    sys_id = incident(instance)
    incidents.resolve(instance, sys_id, by="ada")
    calendar.pass_by(days=2)
    incidents.reopen(instance, sys_id, by="ben")
    row = row_of(instance, sys_id)
    assert (row["resolved_at"], row["resolved_by"], row["state"], row["incident_state"]) == ("", "", "2", "2")
    assert (row["reopen_count"], row["reopened_time"], row["reopened_by"]) == ("1", "2026-10-07 09:00:00", "ben")
    assert row["sys_mod_count"] == "2"


def test_resolving_again_in_a_later_month(instance, calendar):
    """The later resolution replaces the first, of which only reopen_count is left (trap 51)."""
    sys_id = incident(instance)
    incidents.resolve(instance, sys_id, by="ada")
    calendar.pass_by(days=3)
    incidents.reopen(instance, sys_id, by="ada")
    calendar.pass_by(days=30)
    incidents.resolve(instance, sys_id, by="ben")
    row = row_of(instance, sys_id)
    assert (row["resolved_at"], row["resolved_by"], row["reopen_count"]) == ("2026-11-07 09:00:00", "ben", "1")


def test_a_closed_ticket_cannot_be_reopened(instance):
    """Closed and cancelled are ends: nothing leads out of them (fact sheet 2.1)."""
    closed, cancelled = incident(instance, "INC1"), incident(instance, "INC2")
    incidents.close(instance, closed, by="ada")
    incidents.cancel(instance, cancelled, by="ada")
    for sys_id in (closed, cancelled):
        before = row_of(instance, sys_id)
        for step in (incidents.reopen, incidents.resolve, incidents.close, incidents.cancel):
            with pytest.raises(ValueError, match="INC"):
                step(instance, sys_id, by="ben")
        assert row_of(instance, sys_id) is before


def test_auto_close(instance, calendar):
    """The job closes as the system user, days later, and leaves who resolved it and when untouched (trap 52)."""
    sys_id = incident(instance)
    incidents.resolve(instance, sys_id, by="ada")
    calendar.pass_by(days=6, hours=23)
    assert incidents.auto_close(instance) == []
    calendar.pass_by(hours=1)
    assert incidents.auto_close(instance) == [sys_id]
    row = row_of(instance, sys_id)
    assert (row["state"], row["active"]) == ("7", "false")
    assert (row["closed_at"], row["closed_by"]) == ("2026-10-12 09:00:00", system_user(instance))
    assert (row["resolved_at"], row["resolved_by"]) == ("2026-10-05 09:00:00", "ada")
    assert row["sys_updated_by"] == "system"
    assert incidents.auto_close(instance) == []


def test_auto_close_in_the_resolvers_name(instance, calendar):
    """Some instances stamp the resolver as who closed it: late all the same (trap 52, fact sheet 2.1)."""
    sys_id = incident(instance)
    incidents.resolve(instance, sys_id, by="ada")
    calendar.pass_by(days=8)
    incidents.auto_close(instance, as_resolver=True)
    assert (row_of(instance, sys_id)["closed_by"], row_of(instance, sys_id)["closed_at"][:10]) == ("ada", "2026-10-13")


def test_what_is_resolved_is_not_resolved_again(instance):
    """A second resolution needs a reopening first; until then moment and person stand (fact sheet 2.1)."""
    sys_id = incident(instance)
    incidents.resolve(instance, sys_id, by="ada")
    with pytest.raises(ValueError, match="resolved already"):
        incidents.resolve(instance, sys_id, by="ben")
    assert row_of(instance, sys_id)["resolved_by"] == "ada"


def test_auto_close_of_what_has_no_resolved_at(instance, calendar):
    """An imported record in state 6 without resolved_at is closed too, and still has none (trap 52)."""
    sys_id = incident(instance, state="6")
    calendar.pass_by(days=8)
    assert incidents.auto_close(instance) == [sys_id]
    row = row_of(instance, sys_id)
    assert row["closed_at"]
    assert not row.get("resolved_at")


def test_closing_without_resolving(instance):
    """An incident can be closed that never was resolved (trap 52)."""
    sys_id = incident(instance)
    incidents.close(instance, sys_id, by="ben")
    row = row_of(instance, sys_id)
    assert (row["state"], row["closed_by"], row.get("resolved_at", "")) == ("7", "ben", "")


def test_a_major_incident_resolves_its_children(instance):
    """All open children get the parent's resolver and second; those that were over before do not (trap 53)."""
    parent = incident(instance, "INC0", priority="1")
    children = [incident(instance, f"INC{place}") for place in range(1, 6)]
    for child in children:
        incidents.attach_child(instance, child, parent=parent, by="ben")
    incidents.resolve(instance, children[0], by="ben")
    incidents.cancel(instance, children[1], by="ben")
    assert row_of(instance, parent)["child_incidents"] == "5"
    assert incidents.resolve_with_children(instance, parent, by="ada") == children[2:]
    for sys_id in (parent, *children[2:]):
        assert (row_of(instance, sys_id)["resolved_by"], row_of(instance, sys_id)["state"]) == ("ada", "6")
    assert row_of(instance, children[0])["resolved_by"] == "ben"
    assert row_of(instance, children[1])["state"] == "8"


def test_cancelled_and_duplicate(instance):
    """A cancelled ticket is closed without resolution; a duplicate looks resolved but for its code (trap 54)."""
    original, cancelled, duplicate = (incident(instance, f"INC{place}") for place in range(3))
    incidents.cancel(instance, cancelled, by="ada")
    incidents.resolve_as_duplicate(instance, duplicate, of=original, by="ada")
    row = row_of(instance, cancelled)
    assert (row["state"], row["active"], row.get("resolved_at", "")) == ("8", "false", "")
    row = row_of(instance, duplicate)
    assert (row["state"], row["close_code"], row["close_notes"]) == ("6", "Duplicate", "Duplicate of INC0.")
    assert row["resolved_by"] == "ada"


@pytest.mark.parametrize(
    ("code", "resolved"), [("fix_applied", "ada"), ("risk_accepted", "ada"), ("duplicate", ""), ("canceled", "")]
)
def test_problems_all_end_in_107(instance, code, resolved):
    """Solved, accepted, duplicate and cancelled problems have one state and differ in resolution_code (trap 54)."""
    first = instance.insert("problem", {"number": "PRB1", "state": "101"})
    sys_id = instance.insert("problem", {"number": "PRB2", "state": "104"})
    tickets.end_problem(instance, sys_id, code=code, by="ada", duplicate_of=first if code == "duplicate" else "")
    row = row_of(instance, sys_id)
    assert (row["state"], row["problem_state"], row["active"]) == ("107", "107", "false")
    assert (row["resolution_code"], row.get("resolved_by", "")) == (code, resolved)


def test_membership_has_no_history(instance):
    """Joining adds a row, leaving takes it away; the ticket keeps its group (trap 61)."""
    sys_id = incident(instance, assignment_group="network")
    tickets.join(instance, user="ada", group="network")
    tickets.join(instance, user="ben", group="network")
    tickets.leave(instance, user="ada", group="network")
    assert [row["user"] for row in instance.rows("sys_user_grmember")] == ["ben"]
    assert row_of(instance, sys_id)["assignment_group"] == "network"


def test_regrouping(instance):
    """A ticket handed over loses who holds it, counts the hand-over, and keeps who resolved it (trap 61)."""
    sys_id = incident(instance, assignment_group="network", assigned_to="ada")
    incidents.resolve(instance, sys_id, by="ada")
    tickets.regroup(instance, sys_id, group="desk", by="ben")
    tickets.regroup(instance, sys_id, group="desk", by="ben")
    row = row_of(instance, sys_id)
    assert (row["assignment_group"], row["assigned_to"], row["reassignment_count"]) == ("desk", "", "1")
    assert (row["resolved_by"], row["sys_mod_count"]) == ("ada", "2")


def test_deleting_leaves_no_trace(instance):
    """A deleted ticket is gone with its service levels; its children stand alone (trap 62)."""
    parent, child = incident(instance, "INC0"), incident(instance, "INC1")
    incidents.attach_child(instance, child, parent=parent, by="ada")
    instance.insert("task_sla", {"sys_id": "1", "task": parent})
    instance.insert("task_sla", {"sys_id": "2", "task": child})
    tickets.delete(instance, parent)
    assert instance.get("task", parent) is None
    assert [row["task"] for row in instance.rows("task_sla")] == [child]
    assert row_of(instance, child)["parent_incident"] == ""


def test_a_bulk_update_takes_one_second(instance, calendar):
    """More rows than a page share one sys_updated_on; what is so already is not written (trap 16)."""
    ids = [incident(instance, f"INC{place}", priority="4" if place else "2") for place in range(30)]
    calendar.pass_by(hours=1)
    assert bulk.update_all(instance, "incident", ids, {"priority": "2"}, "ada") == ids[1:]
    assert [row["sys_updated_on"] for row in instance.rows("incident")].count("2026-10-05 10:00:00") == 29


def test_stirring_goes_round(instance):
    """Each turn stirs other records, in the order of sys_id, and begins again at the end (trap 15)."""
    ids = sorted(incident(instance, f"INC{place}") for place in range(5))
    assert [bulk.stir(instance, "incident", 2, turn=turn) for turn in range(3)] == [
        ids[0:2],
        ids[2:4],
        [ids[4], ids[0]],
    ]
    assert bulk.stir(instance, "problem", 2, turn=0) == []
    assert bulk.stir(instance, "no_such_table", 2, turn=0) == []
    assert len(bulk.stir(instance, "incident", 99, turn=1)) == 5
