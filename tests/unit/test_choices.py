"""States and closure codes: what is documented, what an installation says over it, and what nobody knows."""

from __future__ import annotations

import pytest

from drumbeat.records.choices import DOCUMENTED, Choices, UnknownChoice, unknown_choices
from drumbeat.records.model import Stage
from drumbeat.records.parse import parse
from drumbeat.records.tables import BY_NAME, CHANGE, INCIDENT, TABLES
from drumbeat.simulator.instance import Instance
from rows import cells, incident_row, sys_id

OWN = Choices(
    states={"incident": {"-100": Stage.CANCELLED, "waiting for vendor": Stage.OPEN, "closed": Stage.INCOMPLETE}},
    codes={"change_request": {"implemented": "successful", "17": "unsuccessful"}},
)


@pytest.mark.parametrize(
    ("value", "label", "stage"),
    [
        ("-100", "-100", Stage.CANCELLED),
        ("-100", "Waiting for Vendor", Stage.OPEN),
        ("7", "Closed", Stage.INCOMPLETE),
        ("6", "Resolved", Stage.DONE),
        ("55", "Nobody knows", Stage.OTHER),
    ],
)
def test_an_installation_says_more_and_its_label_comes_first(value, label, stage):
    """The settings' label decides, then their value, then the documented label and value; the rest is `other`."""
    assert OWN.stage("incident", value, label) is stage


def test_one_tables_map_is_no_other_tables():
    """State values collide between classes, so a map holds for its own table alone (trap 55)."""
    assert OWN.stage("problem", "-100", "-100") is Stage.OTHER
    assert OWN.stage("problem", "107", "Closed") is Stage.DONE


@pytest.mark.parametrize(
    ("value", "label", "code"),
    [
        ("successful", "Successful", "successful"),
        ("successful_with_issues", "Erfolgreich mit Problemen", "successful_issues"),
        ("x1", "Implemented", "successful"),
        ("17", "Rolled back", "unsuccessful"),
        ("x2", "Half done", "other"),
        ("", "", ""),
    ],
)
def test_codes_are_read_by_label_then_value(value, label, code):
    """A code is known by its label or its value in any spelling; none is no unknown one."""
    assert OWN.code("change_request", value, label) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Solved (Permanently)", "solved_permanently"),
        ("Solved Remotely (Work Around)", "solved_remotely_work_around"),
        ("Solved by restart", "solved_by_restart"),
        ("Closed/Resolved by Caller", "closed_resolved_by_caller"),
        ("Not Solved (Too Costly)", "not_solved_too_costly"),
        ("code 6", "other"),
    ],
)
def test_codes_of_older_releases_are_known(written, code):
    """Upgraded instances carry the codes of their youth (trap 56)."""
    assert DOCUMENTED.code("incident", written, written) == code


def test_where_all_done_states_are_said_no_other_is_done():
    """A table whose `Closed` may mean anything is done in the states that the settings name, and in no other."""
    choices = Choices(states={"u_idea": {"implemented": Stage.DONE}}, listed=frozenset({"u_idea"}))
    assert choices.stage("u_idea", "9", "Implemented") is Stage.DONE
    assert choices.stage("u_idea", "3", "Closed") is Stage.OTHER
    assert choices.stage("u_idea", "2", "In Progress") is Stage.OPEN


def test_what_nobody_knows_is_told_and_the_record_stays():
    """Unknown states and codes come with their table and count, and the rows are records all the same."""
    rows = [
        incident_row("INC1", state=("-100", "-100"), close_code=("X", "X")),
        incident_row("INC2", state=("-100", "-100")),
        incident_row("INC3", state=("12", "Geparkt")),
        incident_row("INC4", state="", close_code=""),
    ]
    assert unknown_choices(INCIDENT, rows, DOCUMENTED) == [
        UnknownChoice("incident", "state", "-100", 2),
        UnknownChoice("incident", "close_code", "X", 1),
        UnknownChoice("incident", "state", "12", 1),
    ]
    records = [parse(INCIDENT, row) for row in rows]
    assert [record.stage for record in records[:3]] == [Stage.OTHER] * 3
    assert records[0].close_code == "other"


def test_a_value_is_told_short_and_in_printable_signs():
    """Whatever an odd column holds, what is told of it is one short line, and no other field's text (trap 56)."""
    hostile = "Jane\r\nBcc: all@example.com \x1b[31m" + "m" * 500
    (found,) = unknown_choices(
        INCIDENT, [incident_row(state=(hostile, hostile), short_description="SECRET")], DOCUMENTED
    )
    assert len(found.value) <= 40
    assert found.value.isprintable()
    assert "SECRET" not in repr(found)


def test_maps_make_a_foreign_record_known():
    """With the settings' maps the same row is what the installation says it is, and nothing is left to tell."""
    row = cells(sys_id=sys_id("C"), number="CHG1", state=("3", "Closed"), close_code=("x1", "Implemented"))
    assert parse(CHANGE, row).close_code == "other"
    assert parse(CHANGE, row, OWN).close_code == "successful"
    assert unknown_choices(CHANGE, [row], OWN) == []


@pytest.mark.parametrize("name", [table.name for table in TABLES if table.state])
def test_every_documented_choice_is_known(name):
    """Each state and each code of the simulator's choice lists, which are the documented ones, is known."""
    table, columns = BY_NAME[name], Instance().schema.columns(name)
    states = [choice for choice in columns[table.state].choices if table.state]
    assert states
    assert [label for value, label in states if DOCUMENTED.find_stage(name, value, label) is None] == []
    codes = columns[table.code].choices if table.code else ()
    assert [label for value, label in codes if DOCUMENTED.find_code(name, value, label) is None] == []
