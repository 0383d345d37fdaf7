"""V04, V22 and V23: initiative, what is new, and wider responsibility."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drumbeat.records.period import Period
from drumbeat.signals.model import Status
from office import OCTOBER, note, record, signals, told, user, world
from rows import group, person, sys_id

ANN = [("Ann", "lead")]
BO = [("Bo", "lead")]
BY_BO = {"opened_by": person("Bo")}
FOREIGN = {
    "cmdb_ci": (sys_id("DB1"), "db1"),
    "cmdb_ci__support_group": group("Database"),
    "assigned_to": person("Ann"),
}


@pytest.mark.parametrize(
    "made",
    [
        record("sn_cim_register", "CIM1", **BY_BO),
        record("dmn_demand", "DMND1", **BY_BO, state=("9", "Completed"), demand_manager=person("Ann")),
        record("problem", "PRB1", **BY_BO, confirmed_by=person("Cy")),
    ],
    ids=["improvement", "demand", "problem"],
)
def test_what_another_accepted_was_initiative(made):
    """V04 fires for who opened an improvement, a demand or a problem that another person accepted and that was done."""
    assert told("V04", world(made)) == BO


def test_the_opener_of_a_problem_may_solve_it():
    """V04 fires for an opener who solved the problem that another person confirmed."""
    made = record("problem", "PRB1", opened_by=person("Ann"), confirmed_by=person("Cy"))
    assert told("V04", world(made)) == ANN


@pytest.mark.parametrize(
    "made",
    [
        record("sn_cim_register", "CIM1", opened_by=person("Ann")),
        record("sn_cim_register", "CIM1", **BY_BO, closure_code="Withdrawn"),
        record("sn_cim_register", "CIM1", **BY_BO, state=("2", "In Progress")),
        record("sn_cim_register", "CIM1", opened_by=person("system")),
        record("sn_cim_register", "CIM1", **BY_BO, assigned_to=("", "")),
        record("dmn_demand", "DMND1", **BY_BO, state=("1", "Submitted"), demand_manager=person("Ann")),
        record("dmn_demand", "DMND1", **BY_BO, state=("9", "Rejected"), demand_manager=person("Ann")),
        record("problem", "PRB1", **BY_BO),
        record("problem", "PRB1", **BY_BO, confirmed_by=person("Bo")),
        record("problem", "PRB1", **BY_BO, confirmed_by=person("Cy"), resolution_code="risk_accepted"),
        record("im_idea_core", "IDEA1", submitter=person("Bo"), state=("1", "Submitted")),
    ],
)
def test_what_nobody_else_accepted_is_no_initiative(made):
    """V04 is silent on what its opener did alone, and on what was rejected, failed or is only submitted."""
    assert signals("V04", world(made)) == []


@pytest.mark.parametrize("table", ["incident", "change_request"])
def test_work_on_another_groups_item_is_initiative(table):
    """V04 fires for work in one's own queue on an item that none of one's groups supports."""
    assert told("V04", world(user("Ann", "Network"), record(table, "R1", **FOREIGN))) == ANN


@pytest.mark.parametrize(
    ("fields", "groups"),
    [
        ({"cmdb_ci__support_group": group("Network")}, ["Network"]),
        ({"cmdb_ci__support_group": ""}, ["Network"]),
        ({}, ["Network", "Database"]),
        ({}, []),
        ({"assignment_group": ""}, []),
        ({"cmdb_ci": ""}, ["Network"]),
        ({"assignment_group": group("Database")}, ["Network"]),
        ({"reopen_count": "1"}, ["Network"]),
    ],
    ids=[
        *("own item", "nobody's item", "member of both", "groups unknown", "groups unknown, no queue", "no item"),
        *("another's queue", "reopened"),
    ],
)
def test_grabbed_tickets_and_own_items_are_routine(fields, groups):
    """V04 is silent on own items, on what is not known, and on tickets out of another group's queue."""
    assert signals("V04", world(user("Ann", *groups), record("incident", "INC1", **{**FOREIGN, **fields}))) == []


def test_work_without_a_queue_is_initiative():
    """V04 fires where the ticket names no group at all."""
    ticket = record("incident", "INC1", **{**FOREIGN, "assignment_group": ""})
    assert told("V04", world(user("Ann", "Network"), ticket)) == ANN


def test_one_final_ticket_makes_it_final():
    """V04 is provisional while all tickets on the item may still be reopened."""
    late = {**FOREIGN, "resolved_at": "2026-11-30 08:00:00"}
    november = Period.month(2026, 11, OCTOBER.zone)
    fresh = record("incident", "INC1", **late)
    old = record("incident", "INC2", **{**late, "resolved_at": "2026-11-02 08:00:00"}, short_description="other")
    ann = user("Ann", "Network")
    assert [each.status for each in signals("V04", world(ann, fresh), november)] == [Status.PROVISIONAL]
    assert [each.status for each in signals("V04", world(ann, fresh, old), november)] == [Status.FINAL]


def test_many_tickets_on_one_item_are_one_statement():
    """V04 tells once of a person and an item: splitting a ticket adds nothing."""
    tickets = [record("incident", f"INC{at}", **FOREIGN, short_description=f"No {at}") for at in (3, 1, 2)]
    [signal] = signals("V04", world(user("Ann", "Network"), tickets))
    assert [each.number for each in signal.evidence] == ["INC1", "INC2", "INC3"]


def test_hours_are_nothing():
    """V04 does not rise with work at night or on a Sunday."""
    late = record("incident", "INC1", resolved_at="2026-10-04 02:00:00", assigned_to=person("Ann"))
    assert signals("V04", world(user("Ann", "Network"), late, note("INC1", "Ann", "Done at night " * 5))) == []


WAY = {
    "cmdb_ci__sys_class_name": ("cmdb_ci_win_server", "Windows Server"),
    "chg_model": (sys_id("M1"), "Blue-green"),
    "closed_at": "2026-10-06 08:00:00",
}


def change(number="CHG1", **fields):
    """A successful change by a model on a class of items."""
    return record("change_request", number, **{**WAY, **fields})


def test_the_first_use_of_a_model_is_new():
    """V22 fires on the first successful change by a model on a class, when the records reach back 24 months."""
    assert told("V22", world(change(), since="2024-10-06")) == ANN
    assert told("V22", world(change(), since="2024-10-07")) == []


@pytest.mark.parametrize(
    ("earlier", "is_told"),
    [
        (change("CHG0", closed_at="2026-10-05 08:00:00", assigned_to=person("Bo")), False),
        (change("CHG0", closed_at="2024-10-06 08:00:00"), False),
        (change("CHG0", closed_at="2024-10-05 08:00:00"), True),
        (change("CHG0", closed_at="2026-09-05 08:00:00", cmdb_ci__sys_class_name="cmdb_ci_linux_server"), True),
        (change("CHG0", closed_at="2026-09-05 08:00:00", chg_model=(sys_id("M2"), "Normal")), True),
        (change("CHG0", closed_at="2026-09-05 08:00:00", state=("4", "Canceled")), True),
    ],
    ids=["yesterday, by another", "24 months ago", "longer ago", "another class", "another model", "cancelled"],
)
def test_an_earlier_use_makes_it_old(earlier, is_told):
    """V22 looks at the whole organisation's successful changes of the 24 months before, by class and model."""
    found = [each for each in signals("V22", world(change(), earlier)) if each.number == "CHG1"]
    assert bool(found) is is_told


@pytest.mark.parametrize("lacking", [{"cmdb_ci__sys_class_name": ""}, {"chg_model": ""}])
def test_without_class_or_model_nothing_is_new(lacking):
    """V22 needs the item's class and a model or template; the word innovative is nothing."""
    assert signals("V22", world(change(**lacking, short_description="Innovative!"))) == []


def test_a_new_version_of_a_template_is_not_new():
    """V22 takes all versions of a template for one."""
    made = {"std_change_producer": (sys_id("P1"), "Patch")}
    versions = [record("std_change_producer_version", each, **made) for each in ("V1", "V2")]
    first = change("CHG0", closed_at="2026-09-01 08:00:00", std_change_producer_version=(sys_id("V1"), "Patch 1"))
    second = change(std_change_producer_version=(sys_id("V2"), "Patch 2"))
    assert signals("V22", world(versions, first, second)) == []
    bare = {"std_change_producer_version": (sys_id("V1"), "Patch 1"), "chg_model": ""}
    assert told("V22", world(versions, change(**bare))) == ANN
    assert told("V22", world(first, second)) == ANN


def led(number, closed, **fields):
    """An improvement that Ann led for more than ten working days."""
    times = {"work_start": "2025-01-01 08:00:00", "work_end": "2025-02-01 08:00:00", "closed_at": closed}
    return record("sn_cim_register", number, **{**times, **fields})


def managed(number, resolved):
    """A reviewed major incident that Ann managed."""
    review = {"major_incident_state": "accepted", "overview": "It was down.", "findings": "A certificate ran out."}
    return record("incident", number, resolved_at=resolved, assigned_to=person("Ann"), **review)


OCTOBER_6 = "2026-10-06 08:00:00"


@pytest.mark.parametrize("role", [led("CIM1", OCTOBER_6), managed("INC1", OCTOBER_6)], ids=["V02", "V08"])
def test_the_first_leading_role_is_wider_responsibility(role):
    """V23 fires on a first leading role, when the records of such roles reach back twelve months."""
    assert told("V23", world(role, since="2025-10-06")) == ANN
    assert told("V23", world(role, since="2025-10-07")) == []
    assert told("V23", replace(world(role), since={})) == []


@pytest.mark.parametrize(
    ("earlier", "is_told"),
    [
        (led("CIM0", "2025-10-06 08:00:00"), False),
        (led("CIM0", "2025-10-05 08:00:00"), True),
        (managed("INC0", "2026-02-01 08:00:00"), False),
        (led("CIM0", "2026-02-01 08:00:00", assigned_to=person("Bo")), True),
        (led("CIM0", "2026-02-01 08:00:00", closure_code="Withdrawn"), True),
        (led("CIM0", "2026-02-01 08:00:00", work_end=""), True),
    ],
    ids=["12 months ago", "longer ago", "the other role", "another person", "withdrawn", "ticked off"],
)
def test_a_role_held_before_is_no_first(earlier, is_told):
    """V23 is silent where the person led anything within the twelve months before."""
    found = [each for each in signals("V23", world(earlier, led("CIM1", OCTOBER_6))) if each.subject.name == "Ann"]
    assert [each.number for each in found] == (["CIM1"] if is_told else [])


def test_two_first_roles_are_one():
    """V23 tells once of a person."""
    [signal] = signals("V23", world(led("CIM1", OCTOBER_6), managed("INC1", "2026-10-09 08:00:00")))
    assert signal.number == "CIM1"
