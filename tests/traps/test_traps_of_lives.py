"""Traps 50 to 56, 61 and 65: what happens to tickets and people after the work was done."""

from __future__ import annotations

import pytest

from drumbeat.digest.later.corrections import Cause, Frozen, corrections
from drumbeat.ports import PullStatus
from drumbeat.records.model import Stage
from drumbeat.records.parse import parse
from drumbeat.records.period import Period
from drumbeat.records.tables import BY_NAME, CATALOG_TASK, CHANGE, INCIDENT, PROBLEM, SERVICE_LEVEL
from drumbeat.records.team import Team
from drumbeat.simulator.lifecycle import bulk, fixtures, incidents, tickets
from ground import BERLIN, STAFF, evidence, group, left_out, person, status_of, value
from said import notes_of

BOTH_WAYS = pytest.mark.parametrize("full", [False, True], ids=["changes", "everything"])
OCTOBER = Period.month(2026, 10, BERLIN)


def frozen(ground, *tables) -> Frozen:
    """October's edition as it was made."""
    built = ground.digest(*tables)
    return Frozen(OCTOBER, [figure.id for figure in built.digest.figures], built.evidence)


def corrected(ground, edition: Frozen, *tables) -> dict[str, Cause]:
    """What has changed about its incidents since: number -> cause."""
    found = corrections(edition, ground.digest(*tables), ground.stock(*tables).judged)
    return {each.number: each.cause for each in found if each.figure == "incidents_resolved"}


@BOTH_WAYS
def test_trap_50_a_reopened_ticket_is_withdrawn(ground, full):
    """A ticket that is reopened after its month loses its resolution: it is credited no more, and known as reopened."""
    ids = ground.month(6)
    ground.pull()
    edition = frozen(ground)
    ground.later(days=4)
    incidents.reopen(ground.instance, ids[2], by=person("Ben"))
    number = ground.instance.get("incident", ids[2])["number"]
    with ground.naive() as client:
        october = client.rows("incident", "resolved_at>=2026-10-01 00:00:00^resolved_at<2026-11-01 00:00:00")
        assert number not in {row["number"] for row in october}
    ground.later(hours=1)
    state = ground.pull(full=full)["incident"]
    assert (state.is_full, state.status) == (full, PullStatus.OK)
    assert number not in evidence(ground.digest())
    assert value(ground.digest(), "incidents_resolved") == 5
    assert corrected(ground, edition) == {number: Cause.REOPENED}


@BOTH_WAYS
def test_trap_51_a_ticket_resolved_again_is_credited_once_at_most(ground, full):
    """Resolved in October, reopened, resolved again in November: no month counts it twice, and it is known why."""
    ids = ground.month(6)
    ground.pull()
    edition = frozen(ground)
    ground.later(days=2)
    incidents.reopen(ground.instance, ids[2], by=person("Ben"))
    ground.later(days=3)
    incidents.resolve(ground.instance, ids[2], by=person("Cem"))
    number = ground.instance.get("incident", ids[2])["number"]
    for place in range(10, 16):
        ground.resolved(f"INC{place}", at="2026-11-03 08:00:00", sys_updated_on="2026-11-07 08:00:00")
    ground.later(hours=1)
    ground.pull(full=full)
    assert ground.kept().count(ids[2]) == 1
    credited = [number in evidence(ground.digest(month=month)) for month in (10, 11)]
    assert credited.count(True) <= 1
    assert credited[0] is False
    assert left_out(ground.digest(month=11)) == {number: "reopened"}
    assert corrected(ground, edition) == {number: Cause.DONE_LATER}


def test_trap_51_between_two_pulls_only_the_end_is_seen(ground):
    """Reopened and resolved again while nobody looked: the pull of changes has the later resolution and no other."""
    ids = ground.month(6)
    ground.pull()
    for _ in range(2):
        ground.later(hours=3)
        incidents.reopen(ground.instance, ids[0], by=person("Ben"))
        ground.later(hours=3)
        incidents.resolve(ground.instance, ids[0], by=person("Cem"))
    ground.pull()
    row = ground.rows_by_id()[ids[0]]
    assert (row["resolved_at"].value, row["reopen_count"].value) == ("2026-11-02 20:00:00", "2")
    assert value(ground.digest(), "incidents_resolved") == 5


@pytest.mark.parametrize("as_resolver", [False, True])
@BOTH_WAYS
def test_trap_52_closing_is_not_resolving(ground, as_resolver, full):
    """The nightly job closes tickets a week later in somebody's name: month and credit stay those of the resolution."""
    ids = ground.month(6, at="2026-10-30 08:00:00")
    ground.pull()
    ground.later(days=5)
    assert sorted(incidents.auto_close(ground.instance, as_resolver=as_resolver)) == ids
    with ground.naive() as client:
        closed = client.rows("incident", "closed_at>=2026-10-01 00:00:00^closed_at<2026-11-01 00:00:00")
        assert closed == []
    ground.pull(full=full)
    assert {row["closed_at"].value[:10] for row in ground.rows().values()} == {"2026-11-07"}
    assert value(ground.digest(), "incidents_resolved") == 6
    records = [parse(INCIDENT, row) for row in ground.rows().values()]
    assert {record.principal.name for record in records} == set(STAFF)


def test_trap_52_closed_without_a_resolution_is_reported(ground):
    """A ticket closed without a time of resolution is not counted, and is named as left out in the month of closing."""
    ground.month(6)
    ground.opened("INC90", state="7", closed_at="2026-10-20 08:00:00", close_code="Solution provided")
    late = ground.opened("INC91", state="6")
    ground.instance.update("incident", late, {"sys_updated_on": "2026-10-01 08:00:00"})
    incidents.auto_close(ground.instance)
    ground.pull()
    built = ground.digest()
    assert (value(built, "incidents_resolved"), left_out(built)) == (
        6,
        {"INC90": "closed without a time of resolution"},
    )
    assert [each.reason for each in built.digest.excluded] == ["undated"]


def test_trap_53_a_cascade_is_one_piece_of_work(ground):
    """Two hundred children resolved with their parent are people helped, not two hundred tickets of one person."""
    ground.month(6)
    ground.now = ground.now.replace(month=10, day=10)
    parent = ground.opened("INC500", priority="1", major_incident_state="accepted")
    for place in range(1000, 1200):
        child = ground.opened(f"INC{place}", caller_id=f"{place:032x}", assignment_group=group("Network"))
        ground.instance.update("incident", child, {"parent_incident": parent})
    incidents.resolve_with_children(ground.instance, parent, by=person("Ann"))
    with ground.naive() as client:
        assert client.count("incident", f"resolved_by={person('Ann')}") == 202
    ground.now = ground.now.replace(month=11, day=2)
    ground.patience = type(ground.patience)(limit=100)
    ground.pull()
    built = ground.digest()
    assert value(built, "incidents_resolved") == 7
    assert value(built, "people_helped") == 200
    assert [(each.reason, each.count) for each in built.digest.excluded] == [("child", 200)]


def test_trap_54_what_is_no_solution_does_not_count(ground):
    """Cancelled tickets, duplicates, problems that end in the state of solved ones: left out, each with its reason."""
    ids = ground.month(6)
    ground.now = ground.now.replace(month=10, day=10)
    incidents.cancel(ground.instance, ground.opened("INC100"), by=person("Ann"))
    incidents.resolve_as_duplicate(ground.instance, ground.opened("INC101"), of=ids[0], by=person("Ben"))
    incidents.resolve(ground.instance, ground.opened("INC102"), by=person("Cem"), code="No resolution provided")
    problems = [
        ground.instance.insert(
            "problem", {"number": f"PRB{place}", "state": "104", "assignment_group": group("Network")}
        )
        for place in range(4)
    ]
    for sys_id, code in zip(problems, ("fix_applied", "risk_accepted", "duplicate", "canceled"), strict=True):
        tickets.end_problem(ground.instance, sys_id, code=code, by=person("Ann"))
    with ground.naive() as client:
        assert client.count("problem", "state=107") == 4
        assert client.count("incident", "stateIN6,7,8") == 9
    ground.now = ground.now.replace(month=11, day=2)
    ground.pull(INCIDENT, PROBLEM)
    built = ground.digest(INCIDENT, PROBLEM)
    assert (value(built, "incidents_resolved"), evidence(built, "problems_solved")) == (6, ["PRB0"])
    reasons = left_out(built)
    assert reasons["INC100"] == reasons["PRB3"] == "cancelled"
    assert reasons["INC101"] == reasons["PRB2"] == "duplicate"
    assert set(reasons) == {"INC100", "INC101", "INC102", "PRB1", "PRB2", "PRB3"}


@pytest.mark.parametrize("is_translated", [False, True])
def test_trap_55_states_are_read_by_class(ground, is_translated):
    """The same number means open in one class and done in another: each class has its own reading, label or not."""
    labels = fixtures.colliding_states(ground.instance)
    tables = (INCIDENT, CHANGE, CATALOG_TASK, PROBLEM)
    for table in tables:
        for row in ground.instance.rows(table.name):
            done = {"resolved_at": "2026-10-06 08:00:00", "closed_at": "2026-10-06 08:00:00"}
            ground.instance.update(table.name, row["sys_id"], done)
    ground.pull(*tables)
    expected = {"Closed": Stage.DONE, "On Hold": Stage.OPEN, "7": Stage.OTHER, "Closed Complete": Stage.DONE}
    expected |= {"Closed Skipped": Stage.INCOMPLETE}
    found = 0
    for table in tables:
        for sys_id, row in ground.rows_by_id(table.name).items():
            shown = row["state"]._replace(display="Geschlossen") if is_translated else row["state"]
            assert row["state"].display == labels[sys_id]
            record = parse(table, {**row, "state": shown})
            assert record.stage is expected[labels[sys_id]], (table.name, row["state"])
            found += 1
    assert found == len(labels)


def test_trap_56_leftovers_are_told_and_never_dropped(ground):
    """Codes and states of before an upgrade, and ones that nobody knows, are counted or are left out by name."""
    ground.now = ground.now.replace(month=10, day=10)
    fixtures.legacy_records(ground.instance)
    ground.resolved("INC200", close_code="Fixed by magic")
    ground.resolved("INC201", state="42")
    for table in ("incident", "change_request", "problem"):
        for place, row in enumerate(ground.instance.rows(table)):
            who = {"assignment_group": group("Network"), "assigned_to": person(STAFF[place % 6])}
            ground.instance.update(table, row["sys_id"], who)
    ground.now = ground.now.replace(month=11, day=2)
    tables = (INCIDENT, CHANGE, PROBLEM)
    ground.pull(*tables)
    built = ground.digest(*tables)
    named = {line.number for line in built.evidence}
    assert {row["number"] for row in ground.instance.rows("task") if row["sys_class_name"] != "problem"} <= named
    assert {"OLD0000", "OLD0001", "OLD0002", "INC200"} <= set(evidence(built))
    assert left_out(built)["OLD0003"].startswith("closed without a solution")
    incident, change = status_of(built, "incident"), status_of(built, "change_request")
    assert "Fixed by magic" in notes_of(incident)
    assert "42" in notes_of(incident)
    assert "3 rows hold a state" in notes_of(change)
    parsed = [
        parse(BY_NAME[name], row)
        for name in ("incident", "change_request", "problem")
        for row in ground.records.rows(name)
    ]
    assert len(parsed) == 13
    assert [record.close_code for record in parsed if record.number == "INC200"] == ["other"]


@BOTH_WAYS
def test_trap_61_tickets_belong_to_the_group_they_lie_in(ground, full):
    """A leaver's tickets stay with the team, a joiner's older ones do not come along, whoever is a member today."""
    members = {"Network": STAFF[:3], "Desk": STAFF[3:]}
    for name, people in members.items():
        for each in people:
            tickets.join(ground.instance, user=person(each), group=group(name))
    for place in range(6):
        lies_in = "Network" if place < 3 else "Desk"
        ground.resolved(f"INC{place}", assignment_group=group(lies_in), resolved_by=person(STAFF[place]))
    tables = (INCIDENT, BY_NAME["sys_user_grmember"])
    ground.pull(*tables)
    ground.later(days=2)
    tickets.leave(ground.instance, user=person("Ann"), group=group("Network"))
    tickets.leave(ground.instance, user=person("Fay"), group=group("Desk"))
    tickets.join(ground.instance, user=person("Fay"), group=group("Network"))
    with ground.naive() as client:
        today = ",".join(row["user"]["value"] for row in client.rows("sys_user_grmember", f"group={group('Network')}"))
        assert {row["number"] for row in client.rows("incident", f"resolved_byIN{today}")} == {"INC1", "INC2", "INC5"}
    ground.pull(*tables, full=full)
    assert evidence(ground.digest(*tables)) == ["INC0", "INC1", "INC2"]
    held = {(row["user"].value, row["group"].value) for row in ground.records.rows("sys_user_grmember")}
    assert held == {(row["user"], row["group"]) for row in ground.instance.rows("sys_user_grmember")}


@BOTH_WAYS
def test_trap_61_a_ticket_handed_over_afterwards_is_corrected(ground, full):
    """A ticket that is given to another group after its month is that group's, and the past edition is corrected."""
    ids = ground.month(6)
    for place in range(10, 13):
        ground.resolved(f"INC{place}", assignment_group=group("Desk"))
    ground.pull()
    edition = frozen(ground)
    ground.later(days=2)
    tickets.regroup(ground.instance, ids[0], group=group("Desk"), by=person("Ben"))
    number = ground.instance.get("incident", ids[0])["number"]
    ground.pull(full=full)
    assert number not in evidence(ground.digest())
    assert number in evidence(ground.digest(team=Team("Desk", ("Desk",), (), BERLIN)))
    assert corrected(ground, edition) == {number: Cause.REGROUPED}


def test_trap_65_only_completed_slas_tell(ground):
    """Of a ticket's SLA rows the cancelled one, the other team's and the vendor's say nothing about the caller's."""
    ids = ground.month(6)
    ground.now = ground.now.replace(month=10, day=10)
    for sys_id in ids:
        fixtures.several_slas(ground.instance, sys_id)
    bulk.update_all(ground.instance, "incident", ids, {"made_sla": "false"})
    ground.now = ground.now.replace(month=11, day=2)
    with ground.naive() as client:
        rows = client.rows("task_sla", f"task={ids[0]}")
    assert sorted(row["has_breached"] for row in rows) == ["false", "true", "true", "true"]
    ground.patience = type(ground.patience)(limit=100)
    ground.pull(INCIDENT, SERVICE_LEVEL)
    figure = ground.digest(INCIDENT, SERVICE_LEVEL).digest.figure("sla_met_share")
    assert (figure.value, figure.n) == (1.0, 6)
    assert "SLA records" in notes_of(figure)
    only = [row["sys_id"] for row in ground.instance.rows("task_sla") if row["stage"] == "completed"]
    for sys_id in only[:3]:
        ground.instance.update("task_sla", sys_id, {"has_breached": "true"})
    ground.later(hours=1)
    ground.pull(INCIDENT, SERVICE_LEVEL)
    assert ground.digest(INCIDENT, SERVICE_LEVEL).digest.figure("sla_met_share").value < 1


def test_trap_65_without_sla_records_the_figure_says_so(ground):
    """Where SLA rows cannot be read the ticket's own field has to tell, and the figure names it."""
    ground.month(6)
    ground.allow(hidden_classes=frozenset({"task_sla"}))
    ground.pull(INCIDENT, SERVICE_LEVEL)
    figure = ground.digest(INCIDENT, SERVICE_LEVEL).digest.figure("sla_met_share")
    assert (figure.value, "made_sla" in notes_of(figure)) == (1.0, True)
