"""S05, S12 and S21: root causes, risk, and the practices that somebody works in."""

from __future__ import annotations

import pytest

from drumbeat.signals.model import Status
from drumbeat.signals.substance import is_nothing, said
from office import note, record, signals, told, user, world
from rows import person, sys_id

CAUSE = "A worn fan let the power supply overheat."
FIX = "The fans of all supplies were replaced."
LEAD = [("Ann", "lead")]


def problem(number="PRB1", **fields):
    """A problem that Ann solved and Bo confirmed."""
    return record("problem", number, **{"cause_notes": CAUSE, "fix_notes": FIX, "confirmed_by": person("Bo"), **fields})


def rca(**fields):
    """A completed root cause analysis by Cy under PRB1."""
    usual = {"assigned_to": person("Cy"), "problem": (sys_id("PRB1"), "PRB1"), "problem_task_type": "rca"}
    return record("problem_task", "PTASK1", **{**usual, "close_code": "completed", **fields})


def test_a_root_cause_needs_somebody_elses_confirmation():
    """S05 fires for the lead when another person confirmed the problem, and not when nobody or the lead did."""
    assert told("S05", world(problem())) == LEAD
    assert told("S05", world(problem(confirmed_by=""))) == []
    assert told("S05", world(problem(confirmed_by=person("Ann")))) == []


@pytest.mark.parametrize(("day", "is_flagged"), [("10-30", True), ("11-05", True), ("11-06", False), ("09-05", False)])
def test_confirmations_that_were_returned_are_flagged(day, is_flagged):
    """S05 flags what two people confirmed for each other within 30 days, for both, and shows that it is so (F8)."""
    returned = problem("PRB2", resolved_by=person("Bo"), confirmed_by=person("Ann"), resolved_at=f"2026-{day} 08:00:00")
    [mine] = [each for each in signals("S05", world(problem(), returned)) if each.number == "PRB1"]
    assert (mine.status is Status.FLAGGED) is is_flagged
    assert ("reciprocal" in {each.value for each in mine.evidence}) is is_flagged


def test_a_circle_of_three_is_no_return():
    """S05 tells the problems of three who confirm each other's in turn."""
    circle = [("Ann", "Bo"), ("Bo", "Cy"), ("Cy", "Ann")]
    problems = [
        problem(
            f"PRB{one}", resolved_by=person(one), confirmed_by=person(other), cause_notes=f"{one}: {CAUSE} {CAUSE[2:]}"
        )
        for one, other in circle
    ]
    found = signals("S05", world(problems))
    assert [each.status for each in found] == [Status.FINAL] * 3


@pytest.mark.parametrize("code", ["risk_accepted", "duplicate", "canceled"])
def test_a_problem_that_was_not_fixed_is_no_root_cause(code):
    """S05 needs the resolution code Fix applied."""
    assert told("S05", world(problem(resolution_code=code))) == []


@pytest.mark.parametrize(
    ("cause", "fix", "is_told"),
    [
        ("x" * 30, "y" * 29, True),  # and the blank between them
        ("x" * 30, "y" * 28, False),
        ("x" * 60, "", True),
        ("n/a", "TBD", False),
        ("N/A. " * 30, "none " * 30, False),
        ("The fan broke.\n" * 10, "", False),
        ("Root cause:\nCorrective action:\nPreventive action:\nLessons learned:", "", False),
    ],
)
def test_notes_must_say_sixty_characters(cause, fix, is_told):
    """S05 counts what the notes say: no form, no n/a, nothing twice."""
    assert bool(told("S05", world(problem(cause_notes=cause, fix_notes=fix)))) is is_told


def test_a_note_that_stands_on_three_problems_is_a_form():
    """S05 takes no note that is word for word the same on several problems."""
    long = "It is the cause that we always write down, on every problem that comes."
    assert told("S05", world([problem(f"PRB{count}", cause_notes=long, fix_notes="") for count in range(3)])) == []
    assert told("S05", world([problem(f"PRB{count}", cause_notes=long, fix_notes="") for count in range(2)])) == LEAD


def test_a_root_cause_analysis_is_its_assignees():
    """S05 fires for who completed a problem task of type rca, as a contributor, and as lead of the own problem."""
    assert told("S05", world(rca())) == [("Cy", "contributor")]
    assert told("S05", world(rca(assigned_to=person("Ann")), problem(confirmed_by=""))) == LEAD


@pytest.mark.parametrize(
    "fields",
    [
        {"problem_task_type": "general"},
        {"close_code": "canceled"},
        {"state": ("4", "Closed Incomplete")},
        {"state": ("2", "Work in Progress")},
        {"closed_at": "2026-09-30 08:00:00"},
        {"assigned_to": ""},
        {"assigned_to": person("System Administrator")},
    ],
)
def test_other_problem_tasks_are_no_analysis(fields):
    """S05 needs a root cause analysis that a person completed in the period."""
    assert told("S05", world(rca(**fields))) == []


def test_an_analysis_of_a_void_problem_does_not_count():
    """S05 is silent on the analysis of a problem that was a duplicate or whose risk was accepted."""
    assert told("S05", world(rca(), problem(resolution_code="risk_accepted"))) == []
    assert told("S05", world(rca(), problem(resolution_code="duplicate"))) == []


def change(**fields):
    """A successful change of Ann with plans and risk."""
    plans = {"backout_plan": "Put the old image back.", "test_plan": "Ping it."}
    return record("change_request", "CHG1", **{**plans, "risk": ("3", "Moderate"), **fields})


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [
        ({}, True),
        ({"risk": ""}, False),
        ({"risk": "None"}, False),
        ({"backout_plan": ""}, False),
        ({"test_plan": "N/A"}, False),
        ({"close_code": ("unsuccessful", "Unsuccessful")}, False),
        ({"state": ("4", "Canceled")}, False),
    ],
)
def test_risk_management_needs_plans_risk_and_success(fields, is_told):
    """S12 fires on a successful change with recorded risk and both plans, whatever the risk is."""
    assert told("S12", world(change(**fields))) == (LEAD if is_told else [])


def test_an_improvement_from_a_risk_issue_is_risk_management():
    """S12 fires on a led improvement that came from an issue of GRC, not on one from an incident, nor on a tick."""
    cim = [initiative(), led()]
    fields = {"cim_register": (sys_id("CIM1"), "CIM1"), "source_id": sys_id("X")}
    assert told("S12", world(cim, record("sn_cim_inbound_m2m", "M1", source_table="sn_grc_issue", **fields))) == LEAD
    assert told("S12", world(cim, record("sn_cim_inbound_m2m", "M1", source_table="incident", **fields))) == []
    assert told("S12", world(cim[0], record("sn_cim_inbound_m2m", "M1", source_table="sn_grc_issue", **fields))) == []


def test_three_practices_are_named():
    """S21 tells of the practices of who works in three of them, requests and their tasks being one."""
    three = (record("incident", "INC1"), record("change_request", "CHG1"), record("sc_req_item", "RITM1"))
    found = signals("S21", world(three))
    assert sorted((each.subject.name, each.about) for each in found) == [
        ("Ann", "change"),
        ("Ann", "incident"),
        ("Ann", "request"),
    ]
    assert signals("S21", world(three[:2])) == []
    assert signals("S21", world(three[0], three[2], record("sc_task", "SCTASK1"))) == []


def test_practices_count_contributions_and_only_what_counts():
    """S21 takes a closed task under a change as work on changes, and no cancelled record."""
    helped = record("change_task", "CTASK1", assigned_to=person("Bo"), change_request=(sys_id("CHG1"), "CHG1"))
    others = (
        record("incident", "INC1", resolved_by=person("Bo")),
        record("sc_req_item", "RITM1", assigned_to=person("Bo")),
    )
    assert told("S21", world(record("change_request", "CHG1"), helped, others)) == [
        ("Bo", "contributor"),
        ("Bo", "lead"),
    ]
    void = record("change_request", "CHG1", state=("4", "Canceled"))
    assert told("S21", world(void, helped, others)) == []


def initiative():
    """An improvement that Ann led."""
    return record("sn_cim_register", "CIM1")


def led(who: str = "Bo"):
    """A task of somebody in it: with another's it counts as led."""
    return record("sn_cim_task", "CIMT1", assigned_to=person(who), parent=(sys_id("CIM1"), "CIM1"))


def article(**fields):
    """An article that Ann published in October."""
    return record("kb_knowledge", "KB1", article_id="A", **fields)


def attached(who: str, by: str, day: str = "2026-10-06"):
    """Ann's article, attached by somebody to a ticket of somebody."""
    fields = {"kb_knowledge": (sys_id("KB1"), "KB1"), "kb_knowledge__article_id": "A"}
    fields |= {
        "kb_knowledge__author": person("Ann"),
        "task": (sys_id("INC7"), "INC7"),
        "task__assigned_to": person(who),
    }
    return record("m2m_kb_task", "U1", sys_created_on=f"{day} 08:00:00", sys_created_by=by, **fields)


def useful(who: str, **fields):
    """That a reader found Ann's article useful, or not."""
    usual = {"useful": "yes", "user": person(who), "article": (sys_id("KB1"), "KB1")}
    return record("kb_feedback", "F1", **{**usual, "sys_created_on": "2026-10-08 08:00:00", **fields})


@pytest.mark.parametrize(
    ("used", "is_told"),
    [
        ([], False),
        ([attached("Bo", "bo")], True),
        ([attached("Bo", "ann")], False),
        ([attached("Ann", "bo")], False),
        ([attached("Bo", "bo", "2026-11-06")], False),
        ([useful("Carl")], True),
        ([useful("Carl", useful="no")], False),
        ([useful("Ann")], False),
        ([useful("Bo")], False),
        ([useful("Carl", sys_created_on="2026-09-08 08:00:00")], False),
    ],
    ids=[
        "by nobody",
        "attached by another",
        "attached by the author",
        "attached to an own ticket",
        "attached the month after",
        "found useful",
        "not found useful",
        "praised by the author",
        "praised by a colleague of the group",
        "praised before",
    ],
)
def test_knowledge_is_a_practice_when_somebody_else_used_it(used, is_told):
    """S21 takes an article of the period that in it others attached to others' tickets, or found useful."""
    people = [user("Ann", "Network"), user("Bo", "Network"), user("Carl", "Sales")]
    base = [record("incident", "INC1"), record("change_request", "CHG1")]
    assert {each.about for each in signals("S21", world(people, base, article(), used))} == (
        {"incident", "change", "knowledge"} if is_told else set()
    )


def test_an_improvement_is_a_practice_when_it_counts_as_led():
    """S21 takes an improvement, and a task of one, only where it counts as led (V02)."""
    base = [record("incident", "INC1"), record("change_request", "CHG1")]
    assert signals("S21", world(base, initiative())) == []
    assert signals("S21", world(base, initiative(), led("Ann"))) == []
    assert told("S21", world(base, initiative(), led())) == LEAD
    of_bo = [record(table, f"{table}B", assigned_to=person("Bo")) for table in ("sc_req_item", "change_request")]
    assert told("S21", world(of_bo, initiative(), led())) == [("Bo", "lead")]
    assert told("S21", world(of_bo, led())) == []


def test_an_additional_assignee_has_no_practice():
    """S21 is not reached by being named on a record."""
    base = [record("incident", "INC1"), record("sc_req_item", "RITM1")]
    named = record("change_request", "CHG1", assigned_to=person("Bo"), additional_assignee_list=person("Ann"))
    assert signals("S21", world(base, named)) == []


def test_watching_and_short_notes_are_no_practice():
    """S21 is not reached by a note of a few words."""
    base = (
        *user("Bo"),
        record("incident", "INC1"),
        record("change_request", "CHG1", assigned_to=person("Bo")),
        record("sc_req_item", "RITM1", assigned_to=person("Bo")),
    )
    assert told("S21", world(base, note("INC1", "Bo", "Looking."))) == []
    long = "Measured the line with the tester, and the pair is broken in room 12."
    assert told("S21", world(base, note("INC1", "Bo", long))) == [("Bo", "contributor"), ("Bo", "lead")]


@pytest.mark.parametrize(
    ("text", "characters"),
    [("", 0), ("<p>N/A</p>", 0), ("<p>One.</p><p>one.</p>", 4), ("Version 10.2.1 is fixed.", 24), ("Cause: fan", 10)],
)
def test_what_a_text_says_is_measured_without_markup_and_repetition(text, characters):
    """`said` counts characters that say something."""
    assert said(text) == characters


@pytest.mark.parametrize("text", ["", " - ", "n/a", "None", "-- None --", "TBD"])
def test_nothing_is_recognised(text):
    """`is_nothing` knows the usual ways to fill a field with nothing."""
    assert is_nothing(text)
