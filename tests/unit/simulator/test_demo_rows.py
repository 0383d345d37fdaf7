"""The demo organisation's rows: repeatable, complete, and consistent with each other and with the schema."""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest

from demo_rows import demo_rows
from drumbeat.simulator.demo import SERVICE_ACCOUNTS, organisation
from drumbeat.simulator.instance import SHIPPED, Instance
from drumbeat.simulator.schema import Kind

ZONE = ZoneInfo("Europe/Berlin")
UNTIL = date(2026, 11, 3)
DATED = (
    *("incident", "incident_task", "sc_request", "sc_req_item", "sc_task", "change_request", "problem"),
    *("sn_cim_register", "sn_cim_task", "pm_project", "pm_project_task"),
    *("change_task", "problem_task", "kb_feedback_task", "incident_alert", "incident_alert_task"),
)
IN_ORDER = (
    ("opened_at", "resolved_at"),
    ("opened_at", "closed_at"),
    ("opened_at", "reopened_time"),
    ("resolved_at", "closed_at"),
    ("reopened_time", "resolved_at"),
    ("opened_at", "work_start"),
    ("work_start", "work_end"),
    ("work_end", "closed_at"),
)
HAPPENED = ("resolved_at", "closed_at", "reopened_time", "work_start", "work_end", "sys_created_on", "sys_updated_on")
LEGACY = {"Solved (Permanently)", "Solved (Work Around)", "Closed/Resolved by Caller"}


@pytest.fixture(scope="module", name="tables")
def _tables():
    return demo_rows(UNTIL)


@pytest.fixture(
    scope="module",
    name="any_tables",
    params=[
        (UNTIL, 1),
        pytest.param((date(2027, 1, 1), 2), marks=pytest.mark.long),
        pytest.param((date(2027, 3, 29), 3), marks=pytest.mark.long),
    ],
    ids=lambda param: f"{param[0]} seed {param[1]}",
)
def _any_tables(request):
    until, seed = request.param
    return until, demo_rows(until, seed)


def _local(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC).astimezone(ZONE)


def _read_time(text: str) -> datetime:
    return datetime.strptime(f"{text}+0000", "%Y-%m-%d %H:%M:%S%z")


@pytest.mark.long
def test_the_same_arguments_give_the_same_rows(tables):
    """Building twice with equal arguments gives equal rows in the same order; another seed gives others."""
    assert organisation(UNTIL, Random(1)) == tables
    assert organisation(UNTIL, Random(2))["incident"] != tables["incident"]


def test_an_instance_takes_all_rows(tables):
    """Every table is one the simulator knows, and no sys_id is taken twice or by the instance's own account."""
    instance = Instance()
    instance.extend(tables)
    assert len(instance.rows("incident")) == len(tables["incident"])
    assert len({row["user_name"] for row in instance.rows("sys_user")}) == len(instance.rows("sys_user"))


def test_every_field_is_a_known_column_and_a_string(tables):
    """Each key is a column of the schema, each value a string, each choice one of the list or a legacy close code."""
    for table, rows in tables.items():
        columns = SHIPPED.columns(table)
        for row in rows:
            assert row.keys() <= columns.keys(), (table, row.keys() - columns.keys())
            assert all(isinstance(value, str) for value in row.values()), table
            for name, value in row.items():
                choices = {stored for stored, _ in columns[name].choices}
                assert not value or not choices or value in choices | LEGACY, (table, name, value)


def test_every_field_has_the_form_of_its_type(tables):
    """Datetimes, dates, durations, booleans and numbers are written as ServiceNow stores them."""
    reads = {
        Kind.DATETIME: _read_time,
        Kind.DURATION: _read_time,
        Kind.DATE: date.fromisoformat,
        Kind.BOOLEAN: {"true": True, "false": False}.__getitem__,
        Kind.INTEGER: int,
        Kind.DECIMAL: float,
    }
    for table, rows in tables.items():
        columns = SHIPPED.columns(table)
        for row in rows:
            for name, value in row.items():
                read = reads.get(columns[name].kind)
                if value and read:
                    read(value)


@pytest.mark.long
def test_every_reference_points_to_a_row(any_tables):
    """Each reference is empty or the sys_id of a row of the table it refers to, or of a child class of that."""
    _, tables = any_tables
    known = {name: {row["sys_id"] for row in rows} for name, rows in tables.items()}
    for table, rows in tables.items():
        references = {
            name: set().union(*(known.get(child, set()) for child in SHIPPED.descendants(column.table)))
            for name, column in SHIPPED.columns(table).items()
            if column.kind is Kind.REFERENCE
        }
        for row in rows:
            for name, ids in references.items():
                assert not row.get(name) or row[name] in ids, (table, name)


def test_times_are_in_order(any_tables):
    """Opened before resolved before closed, begun before ended, in every table."""
    _, tables = any_tables
    for table in DATED:
        for row in tables[table]:
            for first, second in IN_ORDER:
                if row.get(first) and row.get(second):
                    assert row[first] <= row[second], (table, row["number"], first, second)


def test_everything_lies_within_the_fifteen_months(any_tables):
    """Records are opened from the first of the fifteenth full month back on; nothing has happened after the end."""
    until, tables = any_tables
    end = datetime(until.year, until.month, until.day, tzinfo=ZONE)
    months = until.year * 12 + until.month - 1 - 15
    start = datetime(months // 12, months % 12 + 1, 1, tzinfo=ZONE)
    for table in DATED:
        assert tables[table], table
        for row in tables[table]:
            assert start <= _local(row["opened_at"]) < end, (table, row["number"])
            for name in HAPPENED:
                assert not row.get(name) or _local(row[name]) < end, (table, row["number"], name)
    for row in tables["m2m_kb_task"]:
        assert start <= _local(row["sys_created_on"]) < end


def test_nothing_is_blank_that_servicenow_fills(tables):
    """Task rows have number, state, opening and description; incidents also caller, priority and counters."""
    for table in DATED:
        for row in tables[table]:
            needed = ("sys_id", "number", "state", "opened_at", "short_description", "active")
            assert all(row[name] for name in needed), (table, row)
    for row in tables["incident"]:
        counted = ("reopen_count", "reassignment_count", "made_sla", "child_incidents")
        assert all(row[name] for name in ("caller_id", "priority", "impact", "urgency", *counted)), row["number"]
        assert all(row[name] for name in ("category", "subcategory", "cmdb_ci", "business_service", "contact_type"))


def test_incident_states_and_resolutions_agree(tables):
    """Resolved and closed incidents have resolver, time, code and notes; open and cancelled ones have none of these.

    The reason for holding one is cleared with its state, but where a vendor's number was noted.
    """
    filled = ("resolved_at", "resolved_by", "close_code", "close_notes", "assigned_to")
    undated = 0
    for row in tables["incident"]:
        if row["state"] in ("6", "7") and row["resolved_at"]:
            assert all(row[name] for name in filled), row["number"]
            assert bool(row["closed_at"]) == (row["state"] == "7")
        elif row["state"] == "7":
            undated += 1
            assert row["closed_at"]
        else:
            assert not row["resolved_at"], row["number"]
            assert not row["resolved_by"], row["number"]
            assert bool(row["closed_at"]) == (row["state"] == "8")
        assert bool(row["hold_reason"]) == (row["state"] == "3" or bool(row["resolved_at"] and row["correlation_id"]))
    assert 0 < undated < 80


def test_a_reopened_incident_that_is_open_has_no_resolution(tables):
    """Reopening clears resolver and time: the counter and the time of reopening are all that is left (trap 50)."""
    reopened = [row for row in tables["incident"] if row["reopen_count"] != "0" and row["state"] in ("1", "2", "3")]
    assert len(reopened) >= 2
    for row in reopened:
        assert (row["resolved_at"], row["resolved_by"], row["closed_at"]) == ("", "", "")
        assert row["reopened_time"]


def test_numbers_are_unique_and_in_the_order_of_opening(tables):
    """Numbers of a table are unique and rise with the time of opening; only versions of an article share one."""
    for table in ("incident", "change_request", "problem", "sc_req_item", "sn_cim_register"):
        numbers = [row["number"] for row in tables[table]]
        assert len(set(numbers)) == len(numbers)
        opened = [row["opened_at"] for row in sorted(tables[table], key=lambda row: row["number"])]
        assert opened == sorted(opened), table
    versions = {(row["number"], row["version"]) for row in tables["kb_knowledge"]}
    assert len(versions) == len(tables["kb_knowledge"]) > len({number for number, _ in versions})


def test_teams_have_a_manager_and_members(tables):
    """Three groups, each with a manager among its six to nine members; a leaver's work stays without membership."""
    groups = {row["sys_id"]: row for row in tables["sys_user_group"]}
    assert {row["name"] for row in groups.values()} == {"Network & Data Centre", "Service Desk", "Applications"}
    for sys_id, group in groups.items():
        members = {row["user"] for row in tables["sys_user_grmember"] if row["group"] == sys_id}
        assert group["manager"] in members
        assert 6 <= len(members) <= 9
    gone = {row["sys_id"] for row in tables["sys_user"] if row["active"] == "false"}
    assert gone
    assert gone & {row["resolved_by"] for row in tables["incident"]}


def test_accounts_that_are_no_people_are_named(tables):
    """The service accounts' names are exported, each is a row, and automation resolved some incidents."""
    accounts = {row["name"]: row["sys_id"] for row in tables["sys_user"] if row["name"] in SERVICE_ACCOUNTS}
    assert accounts.keys() == SERVICE_ACCOUNTS
    resolvers = [row["resolved_by"] for row in tables["incident"]]
    assert 50 < resolvers.count(accounts["Larkfield Automation"]) < 400


def test_versions_of_an_article_follow_each_other(tables):
    """Only the newest version is published; earlier ones are outdated, and counters never fall (trap 58)."""
    by_article: dict[str, list[dict[str, str]]] = {}
    for row in tables["kb_knowledge"]:
        by_article.setdefault(row["article_id"], []).append(row)
    revised = [rows for rows in by_article.values() if len(rows) > 1]
    assert len(revised) >= 15
    for rows in revised:
        rows.sort(key=lambda row: float(row["version"]))
        assert [row["workflow_state"] for row in rows[:-1]] == ["outdated"] * (len(rows) - 1)
        assert (rows[-1]["workflow_state"], rows[-1]["latest"]) == ("published", "true")
        assert len({row["number"] for row in rows}) == 1
        assert rows[0]["base_version"] == ""
        assert {row["base_version"] for row in rows[1:]} == {rows[0]["sys_id"]}
        views = [int(row["sys_view_count"]) for row in rows]
        assert views == sorted(views)
        assert [row["published"] for row in rows] == sorted(row["published"] for row in rows)


def test_articles_are_attached_after_they_were_published(tables):
    """No ticket uses an article that was not out yet; most attachments are by others than the author."""
    articles = {row["sys_id"]: row for row in tables["kb_knowledge"]}
    incidents = {row["sys_id"]: row for row in tables["incident"]}
    others = 0
    for row in tables["m2m_kb_task"]:
        article = articles[row["kb_knowledge"]]
        assert date.fromisoformat(article["published"]) <= _local(row["sys_created_on"]).date()
        others += article["author"] != incidents[row["task"]]["resolved_by"]
    assert 0.6 < others / len(tables["m2m_kb_task"]) < 0.98
