"""What the rules for signals look at: people, notes, answers, plans, reviews and lists of references."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from drumbeat.records import fields
from drumbeat.records.model import (
    ArticleFeedback,
    Change,
    Group,
    Idea,
    Improvement,
    ImprovementOrigin,
    Incident,
    Membership,
    Note,
    Problem,
    Project,
    Record,
    Ref,
    Rejected,
    RelatedKpi,
    StandardChangeTemplate,
    SurveyAnswer,
    User,
)
from drumbeat.records.parse import parse
from drumbeat.records.tables import BY_NAME
from rows import cells, group, incident_row, person, sys_id

ANN, BO = Ref(sys_id("pAnn"), "Ann"), Ref(sys_id("pBo"), "Bo")
WRITTEN = datetime(2026, 10, 5, 8, tzinfo=UTC)


def record(table: str, **named) -> Record:
    """The record of a row that is known to be one."""
    found = parse(BY_NAME[table], cells(**{"sys_id": sys_id("R"), **named}))
    assert isinstance(found, Record), found
    return found


def test_people_and_groups_are_records():
    """A user has the name that `sys_created_by` holds; a membership is of today."""
    user = record("sys_user", user_name="ann", name="Ann", department=(sys_id("d"), "IT"), active="true", email="a@b")
    assert isinstance(user, User)
    assert (user.user_name, user.department.name, user.is_active, user.ref) == (
        "ann",
        "IT",
        True,
        Ref(sys_id("R"), "Ann"),
    )
    team = record("sys_user_group", name="Network", manager=person("Ann"))
    assert isinstance(team, Group)
    assert (team.name, team.manager) == ("Network", ANN)
    member = record("sys_user_grmember", user=person("Ann"), group=group("Network"))
    assert isinstance(member, Membership)
    assert (member.user, member.group.name) == (ANN, "Network")


@pytest.mark.parametrize(("element", "kept"), [("work_notes", "Traced it"), ("comments", ""), ("", "")])
def test_only_work_notes_keep_their_words(element, kept):
    """Of a comment, which the caller reads, the record knows who wrote it and when, and not a word."""
    note = record(
        "sys_journal_field",
        name="incident",
        element=element,
        element_id=sys_id("T"),
        sys_created_by="ann",
        sys_created_on="2026-10-05 08:00:00",
        value="Traced it",
    )
    assert isinstance(note, Note)
    assert (note.on_record, note.author, note.text) == (sys_id("T"), "ann", kept)
    assert note.moment == WRITTEN


@pytest.mark.parametrize(
    ("trigger", "task", "about"),
    [(sys_id("T"), (sys_id("U"), "INC1"), sys_id("T")), ("", (sys_id("U"), "INC1"), sys_id("U")), ("", "", "")],
)
def test_an_answer_knows_what_it_was_about(trigger, task, about):
    """The record that triggered the survey, else its task; nobody where both are empty."""
    answer = record(
        "asmt_metric_result",
        instance=(sys_id("A"), "AINST1"),
        normalized_value="8.5",
        instance__trigger_id=trigger,
        instance__task_id=task,
        sys_created_on="2026-10-05 08:00:00",
    )
    assert isinstance(answer, SurveyAnswer)
    assert (answer.task.sys_id, answer.value, answer.response.name, answer.moment) == (about, 8.5, "AINST1", WRITTEN)


def test_feedback_origins_measures_and_templates():
    """The small tables around articles, initiatives and changes become records of their own."""
    said = record("kb_feedback", article=(sys_id("K"), "KB1"), user=person("Bo"), useful="yes", flagged="false")
    assert isinstance(said, ArticleFeedback)
    assert (said.article.name, said.user, said.is_useful, said.is_flagged, said.moment) == (
        "KB1",
        BO,
        True,
        False,
        None,
    )
    origin = record("sn_cim_inbound_m2m", cim_register=(sys_id("I"), "CIM1"), source_table="incident", source_id="x")
    assert isinstance(origin, ImprovementOrigin)
    assert (origin.improvement.name, origin.source_table, origin.source_id) == ("CIM1", "incident", "x")
    kpi = record("sn_cim_related_kpi", cim_register=(sys_id("I"), "CIM1"), kpi="Hours to restore")
    assert isinstance(kpi, RelatedKpi)
    assert (kpi.improvement.name, kpi.kpi.name) == ("CIM1", "Hours to restore")
    template = record("std_change_producer_version", name="Patch", std_change_producer="Patch", sys_created_by="ann")
    assert isinstance(template, StandardChangeTemplate)
    assert (template.name, template.producer.name, template.author) == ("Patch", "Patch", "ann")


def test_tickets_know_their_items_and_their_links():
    """Class and group of the item, criticality of the service, the linked change, the vendor's number."""
    row = incident_row(
        rfc=(sys_id("C"), "CHG1"),
        correlation_id="V-1",
        cmdb_ci__sys_class_name=("cmdb_ci_win_server", "Windows Server"),
        cmdb_ci__support_group=group("Network"),
        business_service__busines_criticality="1 - most critical",
        business_impact="No orders",
        reopened_time="2026-10-05 08:00:00",
    )
    ticket = parse(BY_NAME["incident"], row)
    assert isinstance(ticket, Incident)
    assert (ticket.change.name, ticket.correlation_id, ticket.ci_class) == ("CHG1", "V-1", "cmdb_ci_win_server")
    assert (ticket.support_group.name, ticket.criticality) == ("Network", "1 - most critical")
    assert (ticket.business_impact, ticket.reopened_at) == ("No orders", WRITTEN)
    problem = record("problem", number="PRB1", state="107", cmdb_ci__sys_class_name="cmdb_ci_ups")
    assert isinstance(problem, Problem)
    assert problem.ci_class == "cmdb_ci_ups"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({}, None),
        ({"overview": "Mail was out", "findings": "A full disk"}, True),
        ({"overview": "Mail was out", "findings": ""}, False),
        ({"overview": "<p>&nbsp;</p>", "findings": "A full disk"}, False),
        ({"overview": "N/A", "findings": "A full disk"}, False),
        ({"overview": "Почта", "findings": "<p>磁盘已满</p>"}, True),
        ({"findings": "A full disk"}, True),
        ({"overview": "<" * 100_000, "findings": "x"}, False),
    ],
)
def test_a_review_is_there_when_something_is_written(written, expected):
    """Overview and findings, whatever the language; what cannot be read is not taken for empty."""
    found = parse(BY_NAME["incident"], incident_row(**written))
    assert isinstance(found, Incident)
    assert found.has_review is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({}, None),
        ({"backout_plan": "Old image", "test_plan": "Ping"}, True),
        ({"backout_plan": "", "test_plan": "Ping"}, False),
    ],
)
def test_plans_are_there_when_something_is_written(written, expected):
    """Backout plan and test plan."""
    found = record("change_request", number="CHG1", state="3", **written)
    assert isinstance(found, Change)
    assert found.has_plans is expected


@pytest.mark.parametrize(
    ("value", "display", "expected"),
    [
        ("", "", ()),
        (ANN.sys_id, "Ann", (ANN,)),
        (f"{ANN.sys_id},{BO.sys_id}", "Ann, Bo", (ANN, BO)),
        (f"{ANN.sys_id}, {BO.sys_id},", "Ann,Bo", (ANN, BO)),
        (f"{ANN.sys_id},{ANN.sys_id}", "Ann, Ann", (ANN,)),
        (f"{ANN.sys_id},{BO.sys_id}", "Doe, Ann, Bo", (Ref(ANN.sys_id), Ref(BO.sys_id))),
        (f"{ANN.sys_id}", f"{ANN.sys_id}", (Ref(ANN.sys_id),)),
        ("Ann, Bo", "Ann, Bo", (Ref("", "Ann"), Ref("", "Bo"))),
        (" , ", "", ()),
    ],
)
def test_a_list_of_references(value, display, expected):
    """Each once, with its name where there are as many names as sys_ids; a name may hold a comma."""
    assert fields.refs(cells(additional_assignee_list=(value, display)), "additional_assignee_list") == expected
    found = parse(BY_NAME["incident"], incident_row(additional_assignee_list=(value, display)))
    assert isinstance(found, Incident)
    assert found.also_assigned == expected


def test_an_improvement_knows_what_it_serves():
    """Strategies and service of an initiative, dates and costs of a project, and who opened an idea."""
    initiative = record(
        "sn_cim_register",
        number="CIM1",
        state=("3", "Closed"),
        strategies=(sys_id("g"), "Fewer outages"),
        business_service=(sys_id("s"), "E-mail"),
    )
    assert isinstance(initiative, Improvement)
    assert (initiative.strategies[0].name, initiative.business_service.name) == ("Fewer outages", "E-mail")
    project = record(
        "pm_project", number="PRJ1", state="3", end_date="2026-10-05 08:00:00", cost=("1200.5", "€1,200.50")
    )
    assert isinstance(project, Project)
    assert (project.start_date, project.end_date, project.planned_cost, project.actual_cost) == (
        None,
        WRITTEN,
        1200.5,
        None,
    )
    idea = record("im_idea_core", number="IDEA1", state="3", submitter=person("Bo"), opened_by=person("Ann"))
    assert isinstance(idea, Idea)
    assert (idea.submitted_by, idea.opened_by) == (BO, ANN)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("8", 8.0),
        ("-2.5", -2.5),
        ("-$2.50", -2.5),
        ("$1,200.50", 1200.5),
        ("1.200,50 €", 1200.5),
        ("EUR;1200.5", 1200.5),
        ("1,200", 1200.0),
        ("1,5", 1.5),
        ("1,200,000", 1200000.0),
        ("1.200.000", 1200000.0),
        ("1 200 000,5 kr", 1200000.5),
        ("7.", 7.0),
    ],
)
def test_amounts_in_any_writing(written, value):
    """With a currency or none, with the signs of any country between the digits."""
    assert fields.number(cells(cost=written), "cost") == value


@pytest.mark.parametrize(
    "written", ["free", "1e999", "12:30", "2026-10-05", "nan", "inf", "٣", "9" * 400, "1" + "," * 9000 + "a1"]
)
def test_what_is_no_number_is_told(written):
    """And quickly, however long it is."""
    with pytest.raises(fields.MalformedError, match="cost"):
        fields.number(cells(cost=written), "cost")


@pytest.mark.parametrize(
    ("table", "malformed", "name"),
    [
        ("incident", {"reopened_time": "yesterday"}, "reopened_at"),
        ("pm_project", {"cost": "much", "work_cost": "more", "start_date": "soon"}, "planned_cost"),
        ("asmt_metric_result", {"normalized_value": "well"}, "value"),
        ("kb_feedback", {"useful": "perhaps"}, "is_useful"),
    ],
)
def test_a_malformed_cell_of_an_optional_field_costs_no_row(table, malformed, name):
    """It is as if it could not be read; a field that figures rest on still rejects its row."""
    assert getattr(record(table, number="X1", state="3", **malformed), name) is None
    assert isinstance(parse(BY_NAME["incident"], incident_row(reopened_time="yesterday", resolved_at="soon")), Rejected)
