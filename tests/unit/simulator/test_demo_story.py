"""What the demo's records tell about October 2026 and the months before: the numbers of the model mail."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from demo_rows import demo_rows
from drumbeat.simulator.schema_task import IMPROVEMENT_STATE
from samples import sampled

ZONE = ZoneInfo("Europe/Berlin")
UNTIL = date(2026, 11, 3)
NETWORK = "Network & Data Centre"


@pytest.fixture(scope="module", name="tables")
def _tables():
    return demo_rows(UNTIL)


def _local(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC).astimezone(ZONE)


def _one(rows: list[dict[str, str]], title: str) -> dict[str, str]:
    found = [row for row in rows if row["short_description"] == title]
    assert len(found) == 1, title
    return found[0]


def _group(tables, name: str) -> str:
    return next(row["sys_id"] for row in tables["sys_user_group"] if row["name"] == name)


def _weekend(tables) -> list[dict[str, str]]:
    """The changes of the move, by their parent."""
    project = _one(tables["pm_project"], "Move to the Kiel data centre")
    return [row for row in tables["change_request"] if row["parent"] == project["sys_id"]]


def _down(tables, service: str) -> timedelta:
    """The union of the service's outages of type outage or planned that belong to the move."""
    moves = {row["sys_id"] for row in _weekend(tables)}
    linked = {row["outage"] for row in tables["task_outage"] if row["task"] in moves}
    name = next(row["sys_id"] for row in tables["cmdb_ci_service"] if row["name"] == service)
    spans = sorted(
        (_local(row["begin"]), _local(row["end"]))
        for row in tables["cmdb_ci_outage"]
        if row["cmdb_ci"] == name
        and row["type"] in ("outage", "planned")
        and (row["task_number"] in moves or row["sys_id"] in linked)
    )
    total, reached = timedelta(), spans[0][0]
    for begin, end in spans:
        total += max(end - max(begin, reached), timedelta())
        reached = max(reached, end)
    return total


def test_the_move_is_a_project_closed_in_october(tables):
    """The project is Closed Complete with a manager, a hundred percent, and ended in October 2026."""
    project = _one(tables["pm_project"], "Move to the Kiel data centre")
    assert (project["state"], project["percent_complete"]) == ("3", "100")
    assert _local(project["closed_at"]).strftime("%Y-%m") == "2026-10"
    assert project["project_manager"]
    assert project["assignment_group"] == _group(tables, NETWORK)
    assert any(row["state"] == "2" for row in tables["pm_project"])


def test_mail_and_orders_were_down_as_long_as_the_mail_says(tables):
    """The unions of overlapping outages are 2 h 04 min for mail and 1 h 51 min for orders; the sums are longer."""
    assert _down(tables, "E-mail") == timedelta(hours=2, minutes=4)
    assert _down(tables, "Order entry") == timedelta(hours=1, minutes=51)
    moves = {row["sys_id"] for row in _weekend(tables)}
    linked = {row["outage"] for row in tables["task_outage"]}
    ours = [row for row in tables["cmdb_ci_outage"] if row["begin"].startswith(("2026-10-10", "2026-10-11"))]
    assert any(row["task_number"] in moves and row["sys_id"] not in linked for row in ours)
    assert any(not row["task_number"] and row["sys_id"] in linked for row in ours)
    assert any(row["type"] == "degradation" for row in ours)
    summed = sum(
        (_local(row["end"]) - _local(row["begin"]) for row in ours if row["type"] != "degradation"), timedelta()
    )
    assert summed > timedelta(hours=3, minutes=55)


def test_the_weekend_was_planned_for_eight_hours(tables):
    """The changes of the move lie in one window from Saturday 10 October 20:00 to 04:00, and all succeeded."""
    changes = _weekend(tables)
    assert len(changes) >= 5
    assert min(_local(row["start_date"]) for row in changes) == datetime(2026, 10, 10, 20, tzinfo=ZONE)
    assert max(_local(row["end_date"]) for row in changes) == datetime(2026, 10, 11, 4, tzinfo=ZONE)
    assert {row["close_code"] for row in changes} <= {"successful", "successful_issues"}
    assert {row["state"] for row in changes} == {"3"}
    assert all(row["start_date"] <= row["work_start"] <= row["work_end"] <= row["end_date"] for row in changes)


def test_of_63_changes_61_succeeded(tables):
    """Network & Data Centre closed 63 changes in October, two of them unsuccessful."""
    codes = Counter(
        row["close_code"]
        for row in tables["change_request"]
        if row["assignment_group"] == _group(tables, NETWORK)
        and row["state"] == "3"
        and _local(row["closed_at"]).strftime("%Y-%m") == "2026-10"
    )
    assert codes.total() == 63
    assert codes["successful"] + codes["successful_issues"] == 61
    assert codes["unsuccessful"] == 2


def test_the_next_step_is_scheduled(tables):
    """The Lyon firewalls are scheduled for 21 November 2026, for two hours, and nothing has been done yet."""
    change = _one(tables["change_request"], "Replace the Lyon firewalls")
    assert change["state"] == "-2"
    assert _local(change["start_date"]) == datetime(2026, 11, 21, 20, tzinfo=ZONE)
    assert _local(change["end_date"]) - _local(change["start_date"]) == timedelta(hours=2)
    assert (change["work_start"], change["closed_at"], change["close_code"]) == ("", "", "")


def test_the_wireless_repair_holds(tables):
    """Leeds had 31 linked incidents in the sixty days before the fix and 6 after; the other sites 28 and 29.

    It holds by the time of opening and by the time of resolution, by problem and by configuration item.
    """
    problem = _one(tables["problem"], "Wi-Fi in Leeds drops clients when they change the access point")
    assert (problem["resolution_code"], problem["state"]) == ("fix_applied", "107")
    repaired = _local(problem["resolved_at"])
    assert repaired.strftime("%Y-%m") == "2026-08"
    assert min(len(problem["cause_notes"]), len(problem["fix_notes"])) >= 60
    assert problem["confirmed_by"] not in ("", problem["assigned_to"])
    days = timedelta(days=60)
    for moment in ("opened_at", "resolved_at"):
        before, after = Counter(), Counter()
        for row in tables["incident"]:
            if row["subcategory"] != "wireless" or not row[moment]:
                continue
            side = before if repaired - days <= _local(row[moment]) < repaired else after
            if side is before or repaired <= _local(row[moment]) < repaired + days:
                side[row["cmdb_ci"] == problem["cmdb_ci"], row["problem_id"] == problem["sys_id"]] += 1
        assert before == {(True, True): 31, (False, False): 28}
        assert after == {(True, True): 6, (False, False): 29}
    assert problem["related_incidents"] == "37"


def test_certificate_renewal_is_complete(tables):
    """The initiative is Closed and Successful with 40 before, target 5, time savings, and tasks of four people."""
    row = _one(tables["sn_cim_register"], "Automatic certificate renewal")
    assert dict(IMPROVEMENT_STATE)[row["state"]] == "Closed"
    assert (row["base_value"], row["target_value"]) == ("40", "5")
    assert (row["closure_code"], row["achieved_outcome_category"]) == ("successful", "time_savings")
    assert _local(row["closed_at"]).strftime("%Y-%m") == "2026-10"
    tasks = [task for task in tables["sn_cim_task"] if task["parent"] == row["sys_id"]]
    assert all(task["state"] == "3" for task in tasks)
    assert len({task["assigned_to"] for task in tasks} - {row["assigned_to"]}) >= 3
    assert [kpi for kpi in tables["sn_cim_related_kpi"] if kpi["cim_register"] == row["sys_id"]]


def test_initiatives_end_in_all_ways(tables):
    """Some are under way, on hold or in review, some withdrawn, unsuccessful or cancelled."""
    states = Counter(dict(IMPROVEMENT_STATE)[row["state"]] for row in tables["sn_cim_register"])
    assert {"In Progress", "On Hold", "Monitor/Review", "Closed", "Canceled", "New"} <= states.keys()
    codes = {row["closure_code"] for row in tables["sn_cim_register"]}
    assert codes == {"successful", "withdrawn", "unsuccessful", ""}
    for row in tables["sn_cim_register"]:
        assert bool(row["closed_at"]) == (dict(IMPROVEMENT_STATE)[row["state"]] in ("Closed", "Canceled"))


def test_two_major_incidents_with_a_cascade(tables):
    """Two majors were accepted, one proposal rejected; children were resolved within a minute of their parent."""
    majors = [row for row in tables["incident"] if row["major_incident_state"] == "accepted"]
    assert len(majors) == 2
    assert sum(row["major_incident_state"] == "rejected" for row in tables["incident"]) == 1
    for major in majors:
        children = [row for row in tables["incident"] if row["parent_incident"] == major["sys_id"]]
        assert len(children) == int(major["child_incidents"]) >= 20
        assert {row["resolved_by"] for row in children} == {major["resolved_by"]}
        assert len({row["caller_id"] for row in children}) == len(children)
        assert all(
            timedelta() < _local(row["resolved_at"]) - _local(major["resolved_at"]) < timedelta(minutes=1)
            for row in children
        )
        tasks = [row for row in tables["incident_task"] if row["incident"] == major["sys_id"]]
        assert len({row["assignment_group"] for row in tasks}) >= 2
        assert [row for row in tables["cmdb_ci_outage"] if row["task_number"] == major["sys_id"]]


def test_clones_are_those_that_were_meant(tables):
    """Three tickets follow a resolved one of the same caller and words within thirty days, and no others do."""
    by_key: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in tables["incident"]:
        by_key.setdefault((row["caller_id"], row["short_description"].lower()), []).append(row)
    clones = [
        later
        for rows in by_key.values()
        for first in rows
        for later in rows
        if later is not first
        and first["resolved_at"]
        and timedelta() <= _local(later["opened_at"]) - _local(first["resolved_at"]) <= timedelta(days=30)
    ]
    assert len(clones) == 3
    assert len({row["assignment_group"] for row in clones}) == 3


def test_one_bulk_closing(tables):
    """One technician closed seven tickets with the same words within two minutes in October (gate rule E7)."""
    words = "New print server in use, queue moved, test page printed."
    bulk = [row for row in tables["incident"] if row["close_notes"] == words]
    assert len(bulk) == 7
    assert len({row["resolved_by"] for row in bulk}) == 1
    moments = sorted(_local(row["resolved_at"]) for row in bulk)
    assert moments[-1] - moments[0] < timedelta(minutes=2)
    assert moments[0].strftime("%Y-%m") == "2026-10"


def test_three_tickets_of_september_were_reopened_in_october(tables):
    """Network & Data Centre's correction: three reopened on the first working day, one of them still open."""
    reopened = [
        row
        for row in tables["incident"]
        if row["assignment_group"] == _group(tables, NETWORK)
        and row["reopened_time"]
        and _local(row["reopened_time"]).date() == date(2026, 10, 1)
        and _local(row["opened_at"]).date() < date(2026, 10, 1)
        and _local(row["reopened_time"]).minute == 17
    ]
    assert len(reopened) == 3
    assert sum(not row["resolved_at"] for row in reopened) == 1


@pytest.mark.parametrize("until", sampled([date(2026, 12, 1), date(2027, 4, 15)], always=1))
def test_the_story_moves_with_the_date(until):
    """For another date the last full month has the same story: 63 changes, 2 h 04 min, a repair two months before."""
    tables = demo_rows(until)
    assert _down(tables, "E-mail") == timedelta(hours=2, minutes=4)
    story = (until.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    closed = [
        row
        for row in tables["change_request"]
        if row["assignment_group"] == _group(tables, NETWORK)
        and row["state"] == "3"
        and _local(row["closed_at"]).strftime("%Y-%m") == story
    ]
    assert len(closed) == 63
