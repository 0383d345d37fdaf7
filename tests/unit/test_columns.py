"""Column headings of exported lists."""

from __future__ import annotations

import pytest

from drumbeat.records.columns import LABELS, field_name, field_names
from drumbeat.records.tables import CHANGE, IMPROVEMENT, INCIDENT, PROBLEM, TABLES


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Number", "number"),
        ("  assignment   GROUP ", "assignment_group"),
        ("Resolved", "resolved_at"),
        ("resolved_at", "resolved_at"),
        ("sys_updated_at", "sys_updated_on"),
        ("Incident state", "state"),
        ("incident_state", "state"),
        ("closed_code", "close_code"),
        ("Configuration item", "cmdb_ci"),
        ("kb_knowledge.author", "kb_knowledge.author"),
        ("u_symptom", "u_symptom"),
        ("Symptom of the week", None),
        ("Größe", None),
        ("", None),
        ("42", None),
    ],
)
def test_a_heading_stands_for_a_field(heading, field):
    """Labels and field names in any case and spacing become fields; what nobody knows becomes none."""
    assert field_name(heading) == field


@pytest.mark.parametrize(
    ("heading", "table", "field"),
    [
        ("Resolution code", INCIDENT, "close_code"),
        ("Resolution code", PROBLEM, "resolution_code"),
        ("Actual end date", CHANGE, "work_end"),
        ("Actual end date", IMPROVEMENT, "work_end"),
        ("Closed", CHANGE, "closed_at"),
        ("Problem", INCIDENT, "problem_id"),
    ],
)
def test_one_label_of_two_fields_is_the_tables_own(heading, table, field):
    """A label that two tables give to different fields stands for the one that the table has."""
    assert field_name(heading, table.fields) == field


def test_a_field_name_wins_over_a_label_and_the_first_of_two():
    """Of two columns for one field the one under its own name counts, else the first; the other is left out."""
    assert field_names(("Problem", "problem_id")) == (None, "problem_id")
    assert field_names(("problem_id", "Problem")) == ("problem_id", None)
    assert field_names(("Closed", "Closed on")) == ("closed_at", None)
    assert field_names(("number", "number")) == ("number", None)
    assert field_names(()) == ()


def test_every_field_is_known_by_name_and_by_every_label():
    """No label leads away from the field it is listed under, once that field is wanted."""
    for field, headings in LABELS.items():
        assert field_name(field) == field
        for heading in headings:
            assert field_name(heading, (field,)) == field
            assert heading == " ".join(heading.lower().split())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_field_of_every_table_can_be_a_heading(table):
    """A list exported with field names as its header is read whole."""
    assert field_names(table.fields, table.fields) == table.fields
