"""Records beside those that are counted: tasks below tickets, proposals, service levels and outages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from drumbeat.records.model import Demand, Idea, Outage, ProjectTask, Proposal, Stage, SubTask, TaskOutage, TaskSla
from drumbeat.records.parse import parse
from drumbeat.records.tables import BY_NAME, Kind
from rows import cells, group, person, sys_id

TASK = {
    "sys_id": sys_id("T"),
    "number": "T1",
    "closed_at": "2026-10-20 08:00:00",
    "assignment_group": group("Network"),
    "assigned_to": person("Ann"),
}


@pytest.mark.parametrize(
    ("table", "state", "fields", "type_"),
    [
        ("incident_task", ("3", "Closed Complete"), {"incident": (sys_id("P"), "P1")}, ""),
        (
            "incident_alert_task",
            ("3", "Fertig"),
            {"incident_alert": (sys_id("A"), "IA1"), "incident_alert__source_incident": (sys_id("P"), "P1")},
            "",
        ),
        (
            "change_task",
            ("3", "Closed"),
            {"change_request": (sys_id("P"), "P1"), "change_task_type": "testing"},
            "testing",
        ),
        ("problem_task", ("157", "Closed"), {"problem": (sys_id("P"), "P1"), "problem_task_type": "rca"}, "rca"),
        ("pm_project_task", ("3", "Closed Complete"), {"parent": (sys_id("P"), "P1")}, ""),
        (
            "kb_feedback_task",
            ("3", "Closed Complete"),
            {"feedback": (sys_id("F"), ""), "feedback__article": (sys_id("P"), "P1")},
            "",
        ),
    ],
)
def test_a_task_below_a_ticket_knows_its_ticket(table, state, fields, type_):
    """Who did it, when, and of which ticket, project or article it was a part; it is not counted by itself."""
    record = parse(BY_NAME[table], cells(**TASK, state=state, **fields))
    assert isinstance(record, SubTask)
    assert (record.parent.name, record.principal.name, record.stage) == ("P1", "Ann", Stage.DONE)
    assert (record.table, record.type, record.is_counted) == (table, type_, False)
    assert record.done_at == datetime(2026, 10, 20, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "label", "stage"),
    [
        ("-5", "Draft", Stage.OPEN),
        ("2", "Accepted/In Backlog", Stage.OPEN),
        ("3", "Completed", Stage.DONE),
        ("3", "Abgeschlossen", Stage.DONE),
        ("7", "Unlikely", Stage.CANCELLED),
        ("8", "Dublette", Stage.CANCELLED),
        ("99", "Wunder", Stage.OTHER),
    ],
)
def test_ideas_have_states_of_their_own(value, label, stage):
    """An idea's states are read by label, then by the documented value (fact sheet 2.5)."""
    record = parse(BY_NAME["im_idea_core"], cells(**TASK, state=(value, label), submitter=person("Bo")))
    assert isinstance(record, Idea)
    assert (record.stage, record.submitted_by.name, record.is_counted) == (stage, "Bo", False)


def test_a_demand_is_its_managers():
    """The demand manager leads a demand, whoever submitted it, and what came of it is named."""
    row = cells(
        **TASK,
        state=("9", "Completed"),
        demand_manager=person("Cy"),
        opened_by=person("Bo"),
        project=(sys_id("PRJ"), "PRJ1"),
    )
    record = parse(BY_NAME["dmn_demand"], row)
    assert isinstance(record, Demand)
    assert isinstance(record, Proposal)
    assert (record.principal.name, record.submitted_by.name, record.project.name) == ("Cy", "Bo", "PRJ1")


def test_a_projects_task_is_no_improvement_task():
    """Tasks completed are catalog and improvement tasks; a project's are read, and not among them."""
    assert BY_NAME["pm_project_task"].kind is Kind.PROJECT_TASK
    assert not ProjectTask(sys_id="1", number="1", stage=Stage.DONE).is_counted


def test_an_outage_that_nobody_ended_is_open():
    """An outage's end is filled in by hand, so an empty one is not known, which is not now (signals sheet 2.3)."""
    row = cells(sys_id=sys_id("O"), type=("planned", "Planned Outage"), begin="2026-10-10 20:00:00", end="")
    outage = parse(
        BY_NAME["cmdb_ci_outage"], cells(**{n: tuple(c) for n, c in row.items()}, task_number=(sys_id("C"), "CHG1"))
    )
    assert isinstance(outage, Outage)
    assert (outage.type, outage.end, outage.task.name) == ("planned", None, "CHG1")
    assert outage.moment == datetime(2026, 10, 10, 20, tzinfo=UTC)


def test_service_levels_and_links_are_no_work():
    """Rows of task_sla and task_outage tell of tasks; they have no number and are nobody's work."""
    level = parse(
        BY_NAME["task_sla"], cells(sys_id=sys_id("S"), task=(sys_id("T"), "INC1"), sla__type="OLA", stage="completed")
    )
    link = parse(
        BY_NAME["task_outage"], cells(sys_id=sys_id("L"), task=(sys_id("T"), "CHG1"), outage=(sys_id("O"), ""))
    )
    assert isinstance(level, TaskSla)
    assert isinstance(link, TaskOutage)
    assert (level.type, level.stage, level.has_breached) == ("ola", Stage.DONE, None)
    assert (link.task.name, link.outage.sys_id) == ("CHG1", sys_id("O"))
