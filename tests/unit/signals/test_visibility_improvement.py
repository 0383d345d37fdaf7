"""V02, V03 and V09: improvements, led and contributed to, and their measured results."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from drumbeat.records.period import Period
from office import record, signals, told, world
from rows import person, sys_id

ANN = [("Ann", "lead")]
BO = [("Bo", "contributor")]
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1), ZoneInfo("Europe/Berlin"))
MEASURED = {"base_value": "40", "target_value": "12", "achieved_outcome_category": ("time", "Time Savings")}
SAME_DAY = {"opened_at": "2026-10-06 07:00:00"}
LONG = {"work_start": "2026-09-22 08:00:00", "work_end": "2026-10-06 08:00:00"}


def initiative(**fields):
    """An improvement that Ann led, closed as successful on 6 October."""
    return record("sn_cim_register", "CIM1", **{"opened_at": "2026-09-01 08:00:00", **fields})


def task(number="T1", who="Bo", **fields):
    """A closed task of it."""
    usual = {"assigned_to": person(who), "parent": (sys_id("CIM1"), "CIM1")}
    return record("sn_cim_task", number, **{**usual, **fields})


def kpi():
    """A measure that it is to move."""
    return record("sn_cim_related_kpi", "K1", cim_register=(sys_id("CIM1"), "CIM1"), kpi=(sys_id("M"), "Calls"))


def test_leading_needs_another_persons_task_or_ten_working_days():
    """V02 fires with a colleague's task, or from ten working days on; not with nine, nor for one's own tasks."""
    assert told("V02", world(initiative(), task())) == ANN
    assert told("V02", world(initiative(**LONG))) == ANN
    assert told("V02", world(initiative(**{**LONG, "work_start": "2026-09-23 08:00:00"}))) == []
    assert told("V02", world(initiative(), task(who="Ann"))) == []
    assert told("V02", world(initiative(), task(who="system"))) == []


@pytest.mark.parametrize(
    ("first", "last", "is_told"),
    [
        ("2026-09-19", "2026-10-02", False),
        ("2026-09-19", "2026-10-03", True),
        ("2026-09-18", "2026-10-01", False),
        ("2026-09-18", "2026-10-02", True),
        ("2026-09-20", "2026-10-04", True),
        ("2026-09-21", "2026-10-03", True),
        ("2026-10-06", "2026-09-01", False),
    ],
)
def test_weekends_are_no_working_days(first, last, is_told):
    """V02 counts Monday to Friday, from the day of the start up to, not including, that of the end."""
    times = {"work_start": f"{first} 08:00:00", "work_end": f"{last} 08:00:00"}
    assert bool(signals("V02", world(initiative(**times)))) is is_told


def test_a_project_counts_by_its_manager():
    """V02 fires for a project's manager, not for its assignee."""
    project = record("pm_project", "PRJ1", project_manager=person("Cy"), **LONG)
    assert told("V02", world(project)) == [("Cy", "lead")]


@pytest.mark.parametrize(
    ("fields", "tasks", "is_led"),
    [
        (SAME_DAY, 1, False),
        (SAME_DAY, 2, True),
        ({"opened_at": "2026-10-05 08:00:00"}, 1, True),
        ({"opened_at": "2026-10-05 08:00:01"}, 1, False),
        ({"work_start": "2026-10-06 06:00:00", "work_end": "2026-10-06 08:00:00"}, 1, False),
        ({**SAME_DAY, **LONG}, 0, False),
    ],
    ids=["same day", "two tasks", "24 hours", "a second less", "started late", "dated back"],
)
def test_one_task_on_one_day_is_no_improvement(fields, tasks, is_led):
    """V02 is silent where an initiative with at most one closed task ended within 24 hours of its opening or start."""
    found = world(initiative(**fields), [task(f"T{number}") for number in range(tasks)])
    assert bool(signals("V02", found)) is is_led
    assert bool(signals("V03", found)) is is_led


@pytest.mark.parametrize("fields", [{"closure_code": "Withdrawn"}, {"closure_code": "Unsuccessful"}, {"state": "2"}])
def test_only_success_is_led(fields):
    """V02 and V03 are silent on what was withdrawn, failed or is open, whatever its percent complete."""
    found = world(initiative(percent_complete="100", **fields), task())
    assert signals("V02", found) == signals("V03", found) == []


def test_contributing_is_another_persons_closed_task():
    """V03 fires for who closed the task, and cites task and improvement."""
    [signal] = signals("V03", world(initiative(), task()))
    assert (signal.subject.name, signal.role.value) == ("Bo", "contributor")
    assert [each.number for each in signal.evidence] == ["T1", "CIM1"]


@pytest.mark.parametrize(
    "tasks",
    [
        [task(who="Ann"), task("T2")],
        [task("T2"), task(who="Eve", state=("7", "Closed Skipped"))],
        [task("T2"), task(who="Eve", state=("4", "Closed Incomplete"))],
        [task("T2"), task(who="Eve", opened_at="2026-10-06 07:59:30")],
        [task("T2"), task(who="Eve", parent=(sys_id("CIM9"), "CIM9"))],
        [task("T2"), task(who="system")],
    ],
    ids=["the lead's own", "skipped", "incomplete", "no effort", "elsewhere", "a machine"],
)
def test_other_tasks_contribute_nothing(tasks):
    """V03 is silent on skipped tasks, tasks without effort, the lead's own, and those of nothing that was led."""
    assert told("V03", world(initiative(), tasks)) == BO


@pytest.mark.parametrize(("opened", "is_told"), [("07:59:00", True), ("07:59:01", False)])
def test_a_minute_is_some_effort(opened, is_told):
    """V02 and V03 take a task that was open for a minute; one that was not makes nothing led."""
    found = world(initiative(), task(opened_at=f"2026-10-06 {opened}"))
    assert (bool(signals("V02", found)), bool(signals("V03", found))) == (is_told, is_told)


def test_a_contribution_is_told_once_when_both_are_closed():
    """V03 belongs to the period in which the later of task and improvement was closed."""
    late = world(initiative(closed_at="2026-11-10 08:00:00"), task())
    assert (told("V03", late), told("V03", late, NOVEMBER)) == ([], BO)
    after = world(initiative(), task(closed_at="2026-11-10 08:00:00"))
    assert (told("V03", after), told("V03", after, NOVEMBER)) == ([], BO)
    both = world(initiative(), task())
    assert (told("V03", both), told("V03", both, NOVEMBER)) == (BO, [])


def test_a_projects_task_contributes():
    """V03 fires on a task two levels below its project."""
    project = record("pm_project", "PRJ1", project_manager=person("Ann"))
    of = {"top_task": (sys_id("PRJ1"), "PRJ1"), "parent": "X"}
    below = record("pm_project_task", "PT1", assigned_to=person("Bo"), **of)
    assert told("V03", world(project, below)) == BO
    machine = record("pm_project_task", "PT2", assigned_to=person("system"), **of)
    assert signals("V02", world(project, machine)) == []
    assert told("V03", world(project, below, machine)) == BO


def test_measured_results_name_base_target_and_outcome():
    """V09 fires for lead and contributors, and cites the three fields and the measure."""
    found = world(initiative(**MEASURED), task(), kpi())
    assert told("V09", found) == ANN + BO
    fields = [each.field for each in signals("V09", found)[0].evidence]
    assert fields == ["base_value", "target_value", "achieved_outcome_category", "kpi"]


@pytest.mark.parametrize(
    "fields",
    [
        {"base_value": ""},
        {"target_value": ""},
        {"target_value": "40"},
        {"achieved_outcome_category": ""},
        {"achieved_outcome_category": ("none", "-- None --")},
        {"base_value": "n/a"},
        {"base_value": "many"},
        {"base_value": "9" * 41},
        {"base_value": "40 %", "target_value": "12%"},
        {"closure_code": "Unsuccessful"},
        {**SAME_DAY, "closed_at": "2026-10-06 09:00:00"},
    ],
)
def test_plans_and_bare_percentages_are_no_results(fields):
    """V09 is silent without a base, a target and an achieved outcome, on percentages of what is not said, on ticks."""
    assert signals("V09", world(initiative(**{**MEASURED, **fields}), task())) == []


@pytest.mark.parametrize("value", ["12", "1,204.5", "3 h", "12 % of 400", "EUR 1000"])
def test_a_number_is_a_quantity(value):
    """V09 takes any number that is no percentage, with a unit or without."""
    assert told("V09", world(initiative(**{**MEASURED, "base_value": value, "target_value": "7"}))) == ANN


def test_a_register_filled_by_one_person_alone_is_no_result():
    """V09 is silent on what its lead opened and was alone in for less than ten working days (F6)."""
    alone = {**MEASURED, "opened_by": person("Ann")}
    assert signals("V09", world(initiative(**alone))) == []
    assert told("V09", world(initiative(**alone), task())) == ANN + BO
    assert told("V09", world(initiative(**alone, **LONG))) == ANN
    assert told("V09", world(initiative(**{**alone, "opened_by": person("Cy")}))) == ANN
