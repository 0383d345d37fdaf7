"""V12: those whom the team worked for."""

from __future__ import annotations

import pytest

from drumbeat.signals.material import Material
from drumbeat.signals.rules.customers import orientation
from office import NOW, OCTOBER, record, signals, user, world
from rows import person, sys_id


def answers(count, number="INC1", **fields):
    """So many people's answers about the ticket."""
    usual = {"instance__trigger_id": (sys_id(number), number), "normalized_value": "8"}
    usual |= {"sys_created_on": "2026-10-12 08:00:00"}
    return [
        record("asmt_metric_result", f"R{number}{at}", **{**usual, "instance": (sys_id(f"I{at}"), f"I{at}"), **fields})
        for at in range(count)
    ]


def requests(*names, number=0, who="Ann", **fields):
    """A request fulfilled for each of these people."""
    usual = {"assigned_to": person(who), **fields}
    return [
        record("sc_req_item", f"RITM{number}{at}", requested_for=person(name), **usual) for at, name in enumerate(names)
    ]


SALES = ("Carl", "Dee", "Eve", "Fay", "Gil")
PEOPLE = [user(name, department="Sales") for name in (*SALES, "Ann")]
TICKET = record("incident", "INC1")


def test_twenty_answers_are_told_whatever_they_say():
    """V12 fires for the team on 20 people's answers, good or bad, and cites the ticket."""
    [signal] = signals("V12", world(TICKET, answers(20, normalized_value="1")))
    assert not signal.subject
    assert {each.number for each in signal.evidence} == {"INC1"}


@pytest.mark.parametrize(
    "given",
    [
        answers(19),
        [*answers(19), *answers(19)],
        [*answers(19), *answers(20, normalized_value="")],
        [*answers(19), *answers(20, sys_created_on="2026-09-30 08:00:00")],
        [*answers(19), *answers(20, "INC9")],
    ],
    ids=["19", "one person's answers to two questions", "no number", "another month's", "nobody's ticket"],
)
def test_nineteen_answers_are_too_few(given):
    """V12 needs 20 distinct people's answers of the period about the scope's tickets."""
    assert signals("V12", world(TICKET, given)) == []


def test_answers_about_cancelled_tickets_tell_nothing():
    """V12 counts answers about tickets that were completed, reopened ones included."""
    assert signals("V12", world(record("incident", "INC1", state=("8", "Canceled")), answers(20))) == []
    assert signals("V12", world(record("incident", "INC1", reopen_count="1"), answers(20)))


def test_another_teams_answers_and_requests_are_not_told():
    """V12 looks at the scope's tickets alone."""
    found = world(PEOPLE, TICKET, answers(20), requests(*SALES))
    assert len(list(orientation(Material(found, OCTOBER, lambda _record: True, NOW)))) == 2
    assert list(orientation(Material(found, OCTOBER, lambda _record: False, NOW))) == []


def test_children_were_customers_too():
    """V12 counts answers about tickets that were resolved with their parent; a machine asks for nothing."""
    child = record("incident", "INC1", parent_incident=(sys_id("INC9"), "INC9"))
    assert signals("V12", world(child, answers(20)))
    assert signals("V12", world(PEOPLE, user("system", department="Sales"), requests(*SALES[:4], "system"))) == []


def test_five_people_of_a_department():
    """V12 fires on requests fulfilled for five people of one department, and names the department alone."""
    [signal] = signals("V12", world(PEOPLE, requests(*SALES)))
    assert (signal.about, {each.value for each in signal.evidence}) == ("Sales", {"Sales"})


@pytest.mark.parametrize(
    "made",
    [
        [PEOPLE, requests(*SALES[:4])],
        [PEOPLE, requests(*SALES[:4], SALES[0])],
        [PEOPLE, requests(*SALES[:4], "Ann")],
        [PEOPLE, requests(*SALES[:4]), requests("Gil", number=1, state=("4", "Closed Incomplete"))],
        [PEOPLE[:4], user("Gil", department="Legal"), requests(*SALES)],
        [requests(*SALES)],
    ],
    ids=["four", "one twice", "for herself", "not fulfilled", "two departments", "departments unknown"],
)
def test_four_people_are_too_few(made):
    """V12 needs five distinct people of one department, others than who fulfilled the request."""
    assert signals("V12", world(made)) == []
