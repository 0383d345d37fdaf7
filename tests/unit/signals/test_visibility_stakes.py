"""V08, V11 and V15: what was at stake for the company."""

from __future__ import annotations

import pytest

from office import record, signals, told, world
from rows import person, sys_id

FINDINGS = "The certificate of the mail gateway ran out because nobody was told of it."
MAJOR = {
    "major_incident_state": ("accepted", "Accepted"),
    "overview": "Mail was down for an hour.",
    "findings": FINDINGS,
    "assigned_to": person("Ann"),
}
CAUSE = "The connection pool was sized for the old cluster and ran dry under the load at month end."
FIX = "The pool is sized by the number of nodes now, and an alert tells when it is nearly used up."
SERVICE = {"business_service": (sys_id("ERP"), "ERP")}
CRITICAL = {**SERVICE, "business_service__busines_criticality": ("1 - most critical", "1 - most critical")}
STRATEGY = {"strategies": (sys_id("S1"), "Grow")}


def major(**fields):
    """A reviewed major incident that Ann managed."""
    return record("incident", "INC1", **{**MAJOR, **fields})


def task(who, table="incident_task", **fields):
    """A closed task of it."""
    above = "incident" if table == "incident_task" else "incident_alert__source_incident"
    usual = {above: (sys_id("INC1"), "INC1"), "assigned_to": person(who)}
    return record(table, f"{table}{who}", **{**usual, **fields})


def problem(**fields):
    """A problem that Ann solved, with cause and fix written down."""
    return record("problem", "PRB1", **{"cause_notes": CAUSE, "fix_notes": FIX, **fields})


def test_a_major_incident_credits_manager_communication_and_technicians():
    """V08 fires for the assignee as lead, and for those who closed its technical and communication tasks."""
    found = world(major(resolved_by=person("Zoe")), task("Bo"), task("Cy", "incident_alert_task"))
    assert told("V08", found) == [("Ann", "lead"), ("Bo", "contributor"), ("Cy", "contributor")]
    assert {each.number for each in signals("V08", found)} == {"INC1"}


@pytest.mark.parametrize(
    "fields",
    [
        {"major_incident_state": ("proposed", "Proposed"), "priority": "1"},
        {"major_incident_state": ("rejected", "Rejected")},
        {"major_incident_state": ("canceled", "Canceled")},
        {"major_incident_state": "", "priority": "1"},
        {"findings": ""},
        {"overview": "N/A"},
        {"findings": "<p>TBD</p>"},
        {"state": ("2", "In Progress")},
        {"reopen_count": "1"},
    ],
)
def test_priority_proposals_and_empty_reviews_are_no_major_incident(fields):
    """V08 needs an accepted, closed major incident with its review filled in; a priority is nothing."""
    assert signals("V08", world(major(**fields), task("Bo"))) == []


def test_who_led_the_causing_change_is_no_hero():
    """V08 names whoever led the change that caused the incident neither as manager nor as helper."""
    change = record("change_request", "CHG1", assigned_to=person("Ann"))
    caused = {"caused_by": (sys_id("CHG1"), "CHG1")}
    assert told("V08", world(major(**caused), task("Bo"), change)) == [("Bo", "contributor")]
    assert told("V08", world(major(**caused, assigned_to=person("Bo")), task("Ann"), change)) == [("Bo", "lead")]


def test_an_open_task_is_no_part():
    """V08 credits closed tasks alone, and no account that is no person."""
    found = world(major(), task("Bo", state=("2", "Work in Progress")), task("system"))
    assert told("V08", found) == [("Ann", "lead")]


@pytest.mark.parametrize(
    "made",
    [
        record("change_request", "CHG1", **CRITICAL),
        record("change_request", "CHG1", **{**CRITICAL, "business_service__busines_criticality": "2 - somewhat"}),
        record("sn_cim_register", "CIM1", **STRATEGY),
        major(**CRITICAL, business_impact="No orders could be entered."),
    ],
    ids=["change", "criticality 2", "improvement", "major incident"],
)
def test_work_for_what_matters_has_business_impact(made):
    """V11 fires on critical services, on strategies, and on major incidents with their impact told."""
    assert told("V11", world(made)) == [("Ann", "lead")]


@pytest.mark.parametrize(
    "made",
    [
        record("change_request", "CHG1", **{**CRITICAL, "business_service__busines_criticality": "3 - less critical"}),
        record("change_request", "CHG1", **SERVICE, short_description="Critical for the business!"),
        record("change_request", "CHG1", **CRITICAL, close_code=("unsuccessful", "Unsuccessful")),
        record("sn_cim_register", "CIM1"),
        record("sn_cim_register", "CIM1", **STRATEGY, closure_code="Withdrawn"),
        record("incident", "INC1", **CRITICAL, priority="1", business_impact="No orders could be entered."),
        major(**CRITICAL, business_impact="N/A"),
        major(**SERVICE, business_impact="No orders could be entered."),
        record("problem", "PRB1", **SERVICE),
    ],
)
def test_urgency_and_words_are_no_business_impact(made):
    """V11 is silent on priorities, words, lower criticalities, failures, and impacts that say nothing."""
    assert signals("V11", world(made)) == []


@pytest.mark.parametrize("made", [problem(), major()], ids=["problem", "review"])
def test_lessons_written_down_are_told_of_the_team(made):
    """V15 fires on a solved problem with cause and fix, and on a review with findings; its subject is nobody."""
    [signal] = signals("V15", world(made))
    assert not signal.subject
    assert {each.value for each in signal.evidence} <= {"filled", "accepted"}


@pytest.mark.parametrize(
    "made",
    [
        problem(cause_notes=CAUSE[:40]),
        problem(fix_notes="x" * 59),
        problem(fix_notes="n/a " * 40),
        problem(cause_notes=f"{CAUSE[:40]}. " * 10),
        problem(cause_notes=""),
        problem(resolution_code=("risk_accepted", "Risk accepted")),
        problem(resolution_code=("duplicate", "Duplicate")),
        major(findings="Fixed."),
        major(findings="x" * 59),
        major(major_incident_state="proposed"),
    ],
)
def test_templates_and_short_notes_are_no_lesson(made):
    """V15 needs 60 characters that say something in each note, however often they are repeated, and a fix."""
    assert signals("V15", world(made)) == []


def test_sixty_characters_suffice():
    """V15's boundary is 60 characters."""
    assert signals("V15", world(problem(cause_notes="x" * 60, fix_notes="y" * 60)))
    assert signals("V15", world(major(findings="x" * 60)))


def came_from(number):
    """That the improvement came of the incident."""
    fields = {"cim_register": (sys_id("CIM1"), "CIM1"), "source_table": "incident", "source_id": sys_id(number)}
    return record("sn_cim_inbound_m2m", f"L{number}", **fields)


def test_what_its_lead_did_alone_is_no_ones_impact_or_lesson():
    """V11 and V15 are silent on improvements that their lead opened and was alone in (F6), and on ticked boxes."""
    for alone in ({"opened_by": person("Ann")}, {"opened_at": "2026-10-06 07:00:00"}):
        found = world(record("sn_cim_register", "CIM1", **STRATEGY, **alone), major(findings=""), came_from("INC1"))
        assert [each.number for rule in ("V11", "V15") for each in signals(rule, found)] == []


def test_an_improvement_out_of_a_major_incident_is_a_lesson():
    """V15 fires on the improvement that came of an accepted major incident, and not of another one."""
    initiative = record("sn_cim_register", "CIM1")
    [signal] = [
        each
        for each in signals("V15", world(initiative, major(findings=""), came_from("INC1")))
        if each.number == "CIM1"
    ]
    assert [each.number for each in signal.evidence] == ["CIM1", "INC1"]
    ordinary = record("incident", "INC1")
    assert signals("V15", world(initiative, ordinary, came_from("INC1"))) == []
    assert (
        signals("V15", world(record("sn_cim_register", "CIM1", state="2"), major(findings=""), came_from("INC1"))) == []
    )


def test_a_form_on_three_problems_is_no_lesson():
    """V15 takes notes that stand word for word on three problems for a form; on two they may be thoughts."""
    assert signals("V15", world([problem(), record("problem", "PRB2", cause_notes=CAUSE, fix_notes=FIX)]))
    assert not signals(
        "V15", world([record("problem", f"PRB{at}", cause_notes=CAUSE, fix_notes=FIX) for at in range(3)])
    )
