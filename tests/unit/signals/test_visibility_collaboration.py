"""V01 and V18: work across groups, and telling those concerned."""

from __future__ import annotations

import pytest

from office import note, record, signals, told, user, world
from rows import group, person, sys_id

TEXT = "Checked the database listener and restarted it after the patch"
PEOPLE = [user("Ann", "Network"), user("Bo", "Database"), user("Cy", "Network")]
MAJOR = {"major_incident_state": ("accepted", "Accepted")}


def ticket(**fields):
    """An incident that Ann of Network resolved."""
    return record("incident", "INC1", **fields)


def part(who="Bo", of="Database", **fields):
    """A closed task under it."""
    usual = {"incident": (sys_id("INC1"), "INC1"), "assigned_to": person(who), "assignment_group": group(of)}
    return record("incident_task", "TASK1", **{**usual, **fields})


def alert(name="IAT1", **fields):
    """A closed communication task of it."""
    usual = {"incident_alert__source_incident": (sys_id("INC1"), "INC1"), "assigned_to": person("Bo")}
    return record("incident_alert_task", name, **{**usual, **fields})


BOTH = [("Ann", "lead"), ("Bo", "contributor")]


def test_another_groups_task_is_collaboration():
    """V01 fires for the lead and for who closed a task in another group, and cites both."""
    found = world(ticket(), part())
    assert told("V01", found) == BOTH
    cited = {(each.table, each.number) for each in signals("V01", found)[0].evidence}
    assert cited == {("incident", "INC1"), ("incident_task", "TASK1")}


def test_another_groups_note_is_collaboration():
    """V01 fires on a substantive work note by a member of another group."""
    assert told("V01", world(PEOPLE, ticket(), note("INC1", "Bo", TEXT))) == BOTH


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [part(of="Network")],
        [part(who="Ann")],
        [part(state=("2", "Work in Progress"))],
        [part(state=("4", "Closed Incomplete"))],
        [part(state=("7", "Closed Skipped"))],
        [part(assigned_to=("", ""))],
        [part(who="system")],
        [note("INC1", "Cy", TEXT)],
        [note("INC1", "Ann", TEXT)],
        [note("INC1", "Bo", "x" * 39)],
        [note("INC1", "Bo", TEXT, element="comments")],
        [note("INC1", "Eve", TEXT)],
        [note("INC1", "Bo", TEXT), *(note(f"INC{other}", "Cy", TEXT) for other in (7, 8))],
    ],
)
def test_less_is_no_collaboration(parts):
    """V01 needs another group, another person, work that was completed, and a note that is more than a form."""
    assert signals("V01", world(PEOPLE, ticket(), parts)) == []


def test_ping_pong_and_watchers_are_no_collaboration():
    """V01 does not rise with reassignments or with additional assignees who did nothing."""
    assert signals("V01", world(ticket(reassignment_count="9", additional_assignee_list=person("Bo")))) == []


def test_a_form_with_the_records_number_is_no_work():
    """V01 takes notes for a form that differ in nothing but the numbers they bear."""
    forms = [note(f"INC{at}", "Bo", f"{TEXT} on ticket INC00{at} at {at}:15") for at in (1, 7, 8)]
    assert signals("V01", world(PEOPLE, ticket(), forms)) == []
    assert told("V01", world(PEOPLE, ticket(), forms[:2])) == BOTH


def test_a_note_counts_from_forty_characters():
    """V01's notes are substantive from 40 characters on."""
    assert told("V01", world(PEOPLE, ticket(), note("INC1", "Bo", "x" * 40))) == BOTH


def test_a_member_of_both_groups_is_no_other_group():
    """V01 does not take a team-mate for another group because the team-mate is in a second one."""
    assert signals("V01", world(user("Bo", "Database", "Network"), ticket(), note("INC1", "Bo", TEXT))) == []


def test_without_a_group_its_leads_groups_tell():
    """V01 fires for an improvement without a group by the groups of those who did the work."""
    initiative = record("sn_cim_register", "CIM1", assignment_group=("", ""))
    task = record("sn_cim_task", "T1", parent=(sys_id("CIM1"), "CIM1"), assigned_to=person("Bo"), assignment_group="")
    assert told("V01", world(PEOPLE, initiative, task)) == BOTH
    assert signals("V01", world(initiative, task)) == []


def test_what_does_not_count_is_no_collaboration():
    """V01 says nothing of a cancelled or reopened ticket."""
    assert signals("V01", world(ticket(state=("8", "Canceled")), part())) == []
    assert signals("V01", world(ticket(reopen_count="1"), part())) == []


def test_telling_of_a_major_incident():
    """V18 fires for who closed a communication task of an accepted major incident."""
    assert told("V18", world(ticket(**MAJOR), alert())) == [("Bo", "contributor")]
    assert told("V18", world(ticket(**MAJOR), alert(assigned_to=person("Ann")))) == [("Ann", "lead")]


@pytest.mark.parametrize(
    "records",
    [
        [ticket(), alert()],
        [ticket(major_incident_state="proposed"), alert()],
        [ticket(**MAJOR), alert(state=("2", "Work in Progress"))],
        [ticket(**MAJOR), alert(assigned_to=person("system"))],
        [ticket(**MAJOR), part()],
        [ticket(**MAJOR), *(note("INC1", "Bo", "We are on it", element="comments") for _ in range(9))],
    ],
    ids=["no major", "proposed", "open task", "a machine", "a technical task", "comments"],
)
def test_comments_and_other_tasks_are_no_communication(records):
    """V18 needs a completed communication task of an accepted major incident; comments are not counted."""
    assert signals("V18", world(records)) == []


def test_two_tasks_of_one_person_are_one_statement():
    """V18 tells once of a person and an incident, with all of the person's tasks as evidence."""
    [signal] = signals("V18", world(ticket(**MAJOR), alert(), alert("IAT2")))
    assert [each.number for each in signal.evidence] == ["INC1", "IAT1", "IAT2"]
