"""How much there is in the demo: volumes a month and team, shares of what happens."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from demo_rows import demo_rows
from drumbeat.simulator.demo.horizon import Horizon
from drumbeat.simulator.demo.working_hours import (
    after_working_hours,
    at,
    holidays,
    is_working_day,
    working_days_after,
)

ZONE = ZoneInfo("Europe/Berlin")
UNTIL = date(2026, 11, 3)
TEAMS = ("Network & Data Centre", "Service Desk", "Applications")


@pytest.fixture(scope="module", name="tables", params=[1, 2])
def _tables(request):
    return demo_rows(UNTIL, request.param)


def _local(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC).astimezone(ZONE)


def _by_month(tables, table: str, moment: str) -> dict[str, dict[str, int]]:
    """Rows a month by team, without the days of November."""
    groups = {row["sys_id"]: row["name"] for row in tables["sys_user_group"]}
    counts = Counter(
        (groups[row["assignment_group"]], _local(row[moment]).strftime("%Y-%m"))
        for row in tables[table]
        if row.get(moment)
    )
    months = sorted({month for _, month in counts} - {"2026-11"})
    return {team: {month: counts[team, month] for month in months} for team in TEAMS}


@pytest.mark.parametrize(
    ("team", "fewest", "most"),
    [("Network & Data Centre", 180, 245), ("Service Desk", 340, 465), ("Applications", 140, 200)],
)
def test_incidents_a_month(tables, team, fewest, most):
    """Each team gets incidents within its band in each of the fifteen months, and not the same number each month."""
    counts = _by_month(tables, "incident", "opened_at")[team]
    assert len(counts) == 15
    assert all(fewest <= count <= most for count in counts.values()), counts
    assert max(counts.values()) - min(counts.values()) > 20


@pytest.mark.parametrize(
    ("team", "fewest", "most"),
    [("Network & Data Centre", 54, 72), ("Service Desk", 5, 12), ("Applications", 18, 30)],
)
def test_changes_a_month(tables, team, fewest, most):
    """Each team closes changes within its band in each month, cancelled ones among them."""
    counts = _by_month(tables, "change_request", "closed_at")[team]
    assert all(fewest <= count <= most for count in counts.values()), counts


def test_requests_a_month(tables):
    """Most requests are the Service Desk's; every team has some each month."""
    counts = _by_month(tables, "sc_req_item", "opened_at")
    for month, desk in counts["Service Desk"].items():
        others = counts["Network & Data Centre"][month] + counts["Applications"][month]
        assert desk > others > 5
    states = Counter(row["state"] for row in tables["sc_req_item"])
    assert states["3"] > 20 * states["4"] > 0
    assert states["7"]
    assert len(tables["sc_task"]) > len(tables["sc_req_item"])


def test_articles_a_month(tables):
    """Five to nine new articles are published each month; there are drafts, and a few without an owner."""
    first = [row for row in tables["kb_knowledge"] if not row["base_version"] and row["published"]]
    months = Counter(row["published"][:7] for row in first)
    assert all(5 <= months[month] <= 9 for month in months if month != "2026-11"), months
    assert sum(row["workflow_state"] == "draft" for row in tables["kb_knowledge"]) == 3
    unowned = sum(not row["ownership_group"] for row in tables["kb_knowledge"])
    assert 0 < unowned < 0.12 * len(tables["kb_knowledge"])


def test_shares_are_those_of_a_real_queue(tables):
    """Few incidents are reopened, cancelled or duplicates; most meet their service level, many were reassigned."""
    rows = tables["incident"]
    share = {
        "reopened": sum(row["reopen_count"] != "0" for row in rows) / len(rows),
        "cancelled": sum(row["state"] == "8" for row in rows) / len(rows),
        "duplicate": sum(row["close_code"] == "Duplicate" for row in rows) / len(rows),
        "made": sum(row["made_sla"] == "true" for row in rows) / len(rows),
        "reassigned": sum(row["reassignment_count"] != "0" for row in rows) / len(rows),
        "problem": sum(bool(row["problem_id"]) for row in rows) / len(rows),
    }
    assert 0.008 < share["reopened"] < 0.022
    assert 0.015 < share["cancelled"] < 0.04
    assert 0.012 < share["duplicate"] < 0.032
    assert 0.85 < share["made"] < 0.95
    assert 0.2 < share["reassigned"] < 0.5
    assert 0.02 < share["problem"] < 0.1


def test_legacy_close_codes_fade_out(tables):
    """Close codes from before the upgrade stand on old rows only (trap 56)."""
    legacy = [row for row in tables["incident"] if row["close_code"].startswith(("Solved", "Closed/"))]
    assert len(legacy) > 100
    assert max(row["opened_at"] for row in legacy) < "2025-10-02"


def test_people_work_in_working_hours(tables):
    """Nearly all tickets of people are opened from Monday to Friday, and resolved in support hours."""
    people = [row for row in tables["incident"] if row["contact_type"] != "event"]
    weekdays = sum(_local(row["opened_at"]).weekday() < 5 for row in people)
    assert weekdays / len(people) > 0.97
    resolved = [_local(row["resolved_at"]) for row in people if row["resolved_at"] and row["priority"] != "1"]
    inside = sum(8 <= moment.hour < 18 or (moment.hour, moment.minute) == (18, 0) for moment in resolved)
    assert inside / len(resolved) > 0.99


def test_urgent_incidents_are_resolved_sooner(tables):
    """The median time to resolve falls with urgency."""
    hours: dict[str, list[float]] = {"2": [], "3": [], "4": [], "5": []}
    for row in tables["incident"]:
        if row["resolved_at"] and row["priority"] in hours and row["contact_type"] != "event":
            spent = _local(row["resolved_at"]) - _local(row["opened_at"])
            hours[row["priority"]].append(spent.total_seconds())
    medians = [sorted(found)[len(found) // 2] for found in hours.values()]
    assert medians == sorted(medians)


def test_callers_are_many(tables):
    """About three hundred people have an account, most of them called, and nobody called out of all proportion."""
    callers = Counter(row["caller_id"] for row in tables["incident"] if row["contact_type"] != "event")
    assert 300 <= len(tables["sys_user"]) <= 360
    assert len(callers) > 280
    assert max(callers.values()) < 90


def test_service_levels_of_the_last_months(tables):
    """Each incident of the last months has one row that counts; cancelled rows stand beside a few."""
    rows = [row for row in tables["task_sla"] if row["stage"] != "cancelled"]
    assert len({row["task"] for row in rows}) == len(rows) > 1500
    assert any(row["stage"] == "cancelled" for row in tables["task_sla"])
    made = {row["sys_id"]: row["made_sla"] for row in tables["incident"]}
    for row in rows:
        if row["stage"] == "completed":
            assert (row["has_breached"] == "false") == (made[row["task"]] == "true")


@pytest.mark.parametrize(("year", "monday"), [(2025, (4, 21)), (2026, (4, 6)), (2027, (3, 29)), (2038, (4, 26))])
def test_easter_monday(year, monday):
    """The movable holiday is Easter Monday of the Gregorian calendar."""
    assert date(year, *monday) in holidays(year)
    assert not is_working_day(date(year, *monday))


def test_support_hours_pass_only_while_the_desk_is_open():
    """Ten hours from Friday noon end on Monday noon; from a Saturday they end on Monday evening."""
    assert after_working_hours(at(date(2026, 10, 9), 12), 10) == at(date(2026, 10, 12), 12)
    assert after_working_hours(at(date(2026, 10, 10), 15), 10) == at(date(2026, 10, 12), 18)
    assert after_working_hours(at(date(2026, 10, 9), 7), 1) == at(date(2026, 10, 9), 9)
    assert working_days_after(date(2026, 10, 9), 2) == date(2026, 10, 13)


@pytest.mark.parametrize(
    ("until", "start", "story"),
    [
        (date(2026, 11, 3), date(2025, 8, 1), date(2026, 10, 1)),
        (date(2026, 11, 1), date(2025, 8, 1), date(2026, 10, 1)),
        (date(2026, 1, 31), date(2024, 10, 1), date(2025, 12, 1)),
    ],
)
def test_the_horizon_is_fifteen_full_months(until, start, story):
    """The story is the last full month; fourteen others come before it, and the days since after it."""
    horizon = Horizon(until)
    assert (horizon.start, horizon.story) == (start, story)
    months = horizon.months()
    assert [month.share for month in months[:15]] == [1.0] * 15
    assert months[14].first == story
    assert len(months) == (15 if until.day == 1 else 16)
    assert max(months[-1].days) < until
