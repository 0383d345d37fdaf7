"""The tables that are read: which, which of their fields, and what must not be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drumbeat.records.row import Cell
from drumbeat.records.tables import (
    BY_NAME,
    FIELD_NAME,
    INCIDENT,
    JOURNAL,
    ON_REQUEST,
    TABLES,
    Condition,
    Operator,
    missing_fields,
)
from drumbeat.simulator.instance import Instance

OF_THE_DESIGN = (
    "incident incident_task incident_alert_task sc_req_item sc_task change_request change_task "
    "std_change_producer_version problem problem_task sn_cim_register sn_cim_task sn_cim_related_kpi "
    "sn_cim_inbound_m2m pm_project pm_project_task im_idea_core dmn_demand kb_knowledge kb_use kb_feedback "
    "kb_feedback_task m2m_kb_task task_sla cmdb_ci_outage task_outage asmt_metric_result sys_journal_field sys_user "
    "sys_user_group sys_user_grmember cmn_skill sys_user_has_skill"
)
UNDATED = {
    *("sys_user", "sys_user_group", "sys_user_grmember", "cmn_skill", "sys_user_has_skill"),
    *("std_change_producer_version", "sn_cim_related_kpi", "sn_cim_inbound_m2m"),
}


def test_all_tables_of_the_design_are_known_incidents_first():
    """The design names 33 tables; each is there once, and the one that a digest cannot do without comes first.

    Three are read on request only, since nothing rests on them.
    """
    assert sorted(BY_NAME) == sorted(OF_THE_DESIGN.split())
    assert len(TABLES) + len(ON_REQUEST) == len(BY_NAME)
    assert TABLES[0] is INCIDENT
    assert {table.name for table in ON_REQUEST} == {"kb_use", "cmn_skill", "sys_user_has_skill"}
    assert {table for table in BY_NAME.values() if table.is_kept_as_rows} == set(ON_REQUEST)


@pytest.mark.parametrize("table", BY_NAME.values(), ids=lambda table: table.name)
def test_a_table_speaks_of_its_own_fields(table):
    """What dates a row, its state, its code and what is optional are among the fields, each asked for once."""
    said = {table.dated_by, table.undated_by, table.state, table.code, *table.optional} - {""}
    assert said <= set(table.fields)
    assert len(set(table.fields)) == len(table.fields)
    assert table.fields[0] == "sys_id"
    assert all(FIELD_NAME.fullmatch(name) for name in table.fields)
    assert (table.dated_by == "") == (table.name in UNDATED)
    assert hash(table) == hash(replace(table))


@pytest.mark.parametrize("table", BY_NAME.values(), ids=lambda table: table.name)
def test_the_simulator_has_every_column(table):
    """A field that the simulator lacks would be dropped unseen, and tests would tell nothing of it."""
    schema = Instance().schema
    for name in table.fields:
        of = table.name
        for part in name.split("."):
            column = schema.columns(of).get(part)
            assert column is not None, f"{of}.{part}"
            of = column.table


def test_no_words_are_read_that_nobody_needs():
    """Answers, readers' comments and search words stay where they are; of tasks below tickets not even the title.

    Of journals the words are read, since work notes tell who helped.
    """
    words = {"value", "comments", "work_notes", "description", "string_value", "article_summary", "search_id", "text"}
    assert {(table.name, name) for table in TABLES for name in table.fields if name in words} == {
        (JOURNAL.name, "value")
    }
    below = ("incident_task", "incident_alert_task", "change_task", "problem_task", "kb_feedback_task")
    assert all("short_description" not in BY_NAME[name].fields for name in below)
    assert "user" not in BY_NAME["asmt_metric_result"].fields


def test_what_only_signals_need_is_optional():
    """An instance that lacks a field which no figure rests on is not told to be read in part."""
    needed = {
        "incident": "rfc correlation_id cmdb_ci.sys_class_name cmdb_ci.support_group business_impact overview findings "
        "business_service.busines_criticality additional_assignee_list reopened_time",
        "change_request": "cmdb_ci.sys_class_name cmdb_ci.support_group business_service.busines_criticality "
        "backout_plan test_plan additional_assignee_list",
        "problem": "cmdb_ci.sys_class_name additional_assignee_list",
        "sn_cim_register": "strategies business_service",
        "pm_project": "start_date end_date cost work_cost",
        "sys_journal_field": "value",
    }
    for name, fields in needed.items():
        assert set(fields.split()) <= set(BY_NAME[name].optional), name


def test_a_field_that_no_row_carries_is_told_though_it_is_optional():
    """A rule whose fields cannot be read is switched off by this, so it holds for optional fields too."""
    row = {name: Cell("", "") for name in INCIDENT.fields if name not in ("overview", "rfc")}
    assert missing_fields(INCIDENT, [row, {**row, "rfc": Cell("", "")}]) == {"overview": 2, "rfc": 1}


def test_notes_are_read_of_tickets_only():
    """Journals hold the notes of personnel and security cases too; only those of tickets are asked for."""
    asked = {condition.field: condition for condition in JOURNAL.conditions}
    assert asked["name"].operator is Operator.IN
    assert set(asked["name"].values) <= set(BY_NAME)
    assert set(asked["element"].values) == {"work_notes", "comments"}


def test_a_field_may_stand_in_another_column():
    """`column` gives the instance's name for our field, and our own where nothing is said."""
    table = replace(INCIDENT, renamed={"resolved_at": "u_resolved_on"})
    assert (table.column("resolved_at"), table.column("closed_at")) == ("u_resolved_on", "closed_at")
    assert table != INCIDENT


def test_another_question_is_told_from_the_same():
    """Another column, field or condition makes rows that were kept the answer to another question; a label does not."""
    active = Condition("active", Operator.IS, ("true",))
    others = [
        replace(INCIDENT, renamed={"resolved_at": "u_resolved_on"}),
        replace(INCIDENT, conditions=(active,)),
        replace(INCIDENT, fields=(*INCIDENT.fields, "u_more")),
    ]
    assert len({INCIDENT.question, *(table.question for table in others)}) == 4
    assert replace(INCIDENT, label="tickets").question == INCIDENT.question


@pytest.mark.parametrize(
    ("field", "operator", "values"),
    [
        ("State", Operator.IS, ("1",)),
        ("state^ORactive", Operator.IS, ("1",)),
        ("", Operator.IS_EMPTY, ()),
        ("state\n", Operator.IS, ("1",)),
        ("state", Operator.IS, ("1^ORactive=true",)),
        ("state", Operator.IN, ("1,2",)),
        ("state", Operator.IS, ("javascript:gs.now()",)),
        ("state", Operator.IS, (" JavaScript:gs.now()",)),
        ("state", Operator.IS, ("1@2",)),
        ("state", Operator.IS, ("1\n",)),
        ("state", Operator.IS, ("",)),
        ("state", Operator.IS, ("1", "2")),
        ("state", Operator.IS, ()),
        ("state", Operator.IN, ()),
        ("state", Operator.IS_EMPTY, ("1",)),
    ],
)
def test_a_condition_is_nothing_else(field, operator, values):
    """No part of a condition can hold another condition, a list or a script (traps 10 and 39)."""
    with pytest.raises(ValueError, match=r"."):
        Condition(field, operator, values)
