"""S09, S10, S11, S13, S19, S20 and S25: leading, managing, and knowing the business."""

from __future__ import annotations

import pytest

from office import record, signals, told, user, world
from rows import person, sys_id

LEAD = [("Ann", "lead")]
DATES = {
    "start_date": "2026-09-01 08:00:00",
    "end_date": "2026-10-01 08:00:00",
    "work_start": "2026-09-02 08:00:00",
    "work_end": "2026-09-30 08:00:00",
}
REVIEWED = {"major_incident_state": "accepted", "overview": "Mail was down.", "findings": "A certificate ran out."}


def project(**fields):
    """A closed project that Ann manages."""
    return record("pm_project", "PRJ1", **{"project_manager": person("Ann"), **DATES, **fields})


def initiative(**fields):
    """An improvement that Ann led in October, closed as successful."""
    return record("sn_cim_register", "CIM1", **fields)


def task(number: str, who: str, parent: str = "CIM1"):
    """A closed task of an improvement."""
    return record("sn_cim_task", number, assigned_to=person(who), parent=(sys_id(parent), parent))


def major(**fields):
    """A reviewed major incident that Ann managed and Bo resolved."""
    usual = {"assigned_to": person("Ann"), "resolved_by": person("Bo"), **REVIEWED}
    return record("incident", "INC1", **{**usual, **fields})


def test_leadership_is_a_led_improvement_or_a_managed_major_incident():
    """S09 fires for the lead of an improvement with others' work and for a major incident's manager, for no helper."""
    assert told("S09", world(initiative(), task("T1", "Bo"))) == LEAD
    assert told("S09", world(initiative(), task("T1", "Ann"))) == []
    helper = record("incident_task", "IT1", assigned_to=person("Cy"), incident=(sys_id("INC1"), "INC1"))
    assert told("S09", world(major(), helper)) == LEAD
    assert told("S09", world(major(major_incident_state="proposed"))) == []


@pytest.mark.parametrize("field", [*DATES, "project_manager"])
def test_project_management_needs_planned_and_actual_dates(field):
    """S10 fires on a closed project with a manager and all four dates, and not without one of them."""
    assert told("S10", world(project())) == LEAD
    assert told("S10", world(project(**{field: ""}))) == []


def test_a_project_that_ended_late_is_nothing():
    """S10 needs the planned end kept: on the minute is kept, a day late is not told."""
    assert told("S10", world(project(work_end=DATES["end_date"]))) == LEAD
    assert told("S10", world(project(work_end="2026-10-02 08:00:00"))) == []


def test_an_open_or_cancelled_project_is_nothing():
    """S10 needs a project closed complete."""
    assert told("S10", world(project(state=("2", "Work in Progress")))) == []
    assert told("S10", world(project(state=("4", "Closed Incomplete")))) == []


def calls(*pairs, department="Sales", opened=""):
    """Incidents of Ann's: (service, caller), the callers being of one department; and a critical change of hers."""
    callers = sorted({caller for _, caller in pairs})
    return [
        *(user(caller, department=department) for caller in callers),
        user("Ann", "Network", department="IT"),
        *(
            record(
                "incident",
                f"INC{place}",
                business_service=(sys_id(service), service),
                caller_id=person(caller),
                opened_at=opened,
            )
            for place, (service, caller) in enumerate(pairs)
        ),
    ]


def critical(**fields):
    """A successful change of Ann's on a critical service."""
    usual = {"business_service": (sys_id("ERP"), "ERP"), "business_service__busines_criticality": "1 - most critical"}
    return record("change_request", "CHG1", **{**usual, **fields})


def test_working_with_a_unit_is_told_by_its_name():
    """S11 fires on three incidents on two services of one department and a record with business impact."""
    pairs = [("CRM", "Carl"), ("CRM", "Eve"), ("ERP", "Carl")]
    [signal] = signals("S11", world(calls(*pairs), critical()))
    assert (signal.subject.name, signal.about) == ("Ann", "Sales")


@pytest.mark.parametrize(
    "records",
    [
        [calls(("CRM", "Carl"), ("ERP", "Carl")), critical()],
        [calls(("CRM", "Carl"), ("ERP", "Carl"), ("ERP", "Eve"), opened="2026-10-05 08:00:00"), critical()],
        [calls(("CRM", "Carl"), ("CRM", "Eve"), ("CRM", "Carl")), critical()],
        [calls(("CRM", "Carl"), ("CRM", "Eve"), ("ERP", "Carl"))],
        [calls(("CRM", "Carl"), ("CRM", "Eve"), ("ERP", "Carl")), critical(assigned_to=person("Bo"))],
        [calls(("CRM", "Carl"), ("CRM", "Eve"), ("ERP", "Carl"), department="IT"), critical()],
        [calls(("CRM", "Carl"), ("CRM", "Eve"), ("ERP", "Carl"), department=""), critical()],
    ],
    ids=[
        "two records",
        "split tickets",
        "one service",
        "no impact",
        "another's impact",
        "own department",
        "no department",
    ],
)
def test_less_is_no_knowledge_of_a_unit(records):
    """S11 is silent below three records, two services, one unit and one record with business impact."""
    assert signals("S11", world(records)) == []


def test_continual_improvement_is_led_or_contributed():
    """S13 fires for the lead of an improvement and for who closed a task in it."""
    assert told("S13", world(initiative(), task("T1", "Bo"))) == [("Ann", "lead"), ("Bo", "contributor")]
    assert told("S13", world(initiative(closure_code="Withdrawn"), task("T1", "Bo"))) == []


@pytest.mark.parametrize(
    ("cost", "work_cost", "is_told"),
    [("1000", "1000", True), ("1000", "999", True), ("1000", "1001", False), ("", "10", False), ("1000", "0", False)],
)
def test_a_budget_was_kept(cost, work_cost, is_told):
    """S19 fires when the actual cost is known and not above the planned one."""
    assert bool(told("S19", world(project(cost=cost, work_cost=work_cost)))) is is_told


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [
        ({}, True),
        ({"achieved_outcome_category": ("time_savings", "Time Savings")}, False),
        ({"base_value": ""}, False),
        ({"target_value": ""}, False),
        ({"closure_code": "Unsuccessful"}, False),
    ],
)
def test_a_cost_reduction_needs_its_amount(fields, is_told):
    """S19 fires on a led improvement with the outcome Cost Reduction and both values."""
    usual = {
        "achieved_outcome_category": ("cost_reduction", "Cost Reduction"),
        "base_value": "90",
        "target_value": "60",
    }
    assert told("S19", world(initiative(**{**usual, **fields}), task("T1", "Bo"))) == (LEAD if is_told else [])
    assert told("S19", world(initiative(**{**usual, **fields}), task("T1", "Ann"))) == []


def test_a_project_of_a_day_is_no_budget():
    """S19 takes a project only where it counts as led: it lasted two weeks, or others had a part."""
    short = {"work_start": "2026-09-29 08:00:00", "cost": "1000", "work_cost": "900"}
    assert told("S19", world(project(**short))) == []
    below = record("pm_project_task", "PT1", assigned_to=person("Bo"), parent=(sys_id("PRJ1"), "PRJ1"))
    assert told("S19", world(project(**short), below)) == LEAD


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [
        ({}, True),
        ({"correlation_id": ""}, False),
        ({"hold_reason": ("1", "Awaiting Caller")}, False),
        ({"made_sla": "false"}, False),
        ({"reopen_count": "1"}, False),
    ],
)
def test_vendor_management_is_its_leads(fields, is_told):
    """S20 fires for who led an incident that waited for a vendor's ticket and met its service level."""
    usual = {"hold_reason": ("4", "Awaiting Vendor"), "correlation_id": "V-1", "made_sla": "true"}
    assert told("S20", world(record("incident", "INC1", **{**usual, **fields}))) == (LEAD if is_told else [])


def test_directing_an_improvement_needs_three_contributors():
    """S25 fires with three others who closed tasks, not with two, and not with one who closed three."""
    tasks = [task("T1", "Bo"), task("T2", "Cy"), task("T3", "Di")]
    assert told("S25", world(initiative(), tasks)) == LEAD
    assert told("S25", world(initiative(), tasks[:2])) == []
    assert told("S25", world(initiative(), task("T1", "Bo"), task("T2", "Bo"), task("T3", "Bo"))) == []
    assert told("S25", world(initiative(), tasks[:2], task("T3", "Ann"))) == []


def test_evidence_of_directing_is_in_the_order_of_numbers():
    """S25 shows tasks by their numbers, whoever did them."""
    tasks = [task("T3", "Bo"), task("T1", "Cy"), task("T2", "Di")]
    [signal] = signals("S25", world(initiative(), tasks))
    assert [each.number for each in signal.evidence] == ["CIM1", "T1", "T2", "T3"]


def test_directing_a_project_needs_others_tasks():
    """S25 fires for the manager of a closed project in which others closed tasks."""
    below = {"parent": (sys_id("PRJ1"), "PRJ1")}
    bos = record("pm_project_task", "PT1", assigned_to=person("Bo"), **below)
    assert told("S25", world(project(), bos)) == LEAD
    assert told("S25", world(project(), record("pm_project_task", "PT1", **below))) == []
    assert told("S25", world(project(state=("2", "Open")), bos)) == []
    assert told("S25", world(project(project_manager=""), bos)) == []


def test_managing_a_major_incident_is_directing():
    """S25 fires for a major incident's manager, not for who resolved it."""
    assert told("S25", world(major())) == LEAD
    assert told("S25", world(major(major_incident_state="rejected"))) == []
