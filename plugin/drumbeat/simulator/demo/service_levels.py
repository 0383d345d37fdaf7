"""Service levels of the last months' incidents: agreements, and how each ticket stood against them."""

from __future__ import annotations

from datetime import datetime
from random import Random

from drumbeat.simulator.demo.horizon import Horizon, month_start
from drumbeat.simulator.demo.incident_case import SLA_HOURS, Case
from drumbeat.simulator.demo.working_hours import after_working_hours, at, later
from drumbeat.simulator.instance import Row, sys_id_for
from drumbeat.simulator.moments import duration_of, stored

_MONTHS = 2
"""Full months before the story's month whose incidents have rows."""
_RAISED = 0.05
_ON_HOLD = "3"


def agreement(priority: str) -> str:
    """The sys_id of the agreement on incidents of that priority."""
    return sys_id_for("contract_sla", f"Priority {priority} resolution")


def tables(cases: list[Case], horizon: Horizon, rng: Random) -> dict[str, list[Row]]:
    """The agreements, and one row for each incident; two where its priority was changed."""
    since = at(month_start(horizon.story, -_MONTHS), 0)
    rows: list[Row] = []
    for case in cases:
        if case.opened < since or case.resolved is None:
            continue
        if rng.random() < _RAISED:
            rows.append(_cancelled(case))
        rows.append(_row(case, horizon))
    return {"contract_sla": [_agreement(priority, hours) for priority, hours in SLA_HOURS.items()], "task_sla": rows}


def _agreement(priority: str, hours: float) -> Row:
    return {
        "sys_id": agreement(priority),
        "name": f"Priority {priority} resolution",
        "type": "SLA",
        "target": "resolution",
        "duration": duration_of(hours * 3600),
    }


def _row(case: Case, horizon: Horizon) -> Row:
    allowed = SLA_HOURS[case.priority]
    is_over = case.resolved is not None and horizon.is_past(case.resolved)
    share = 100 * case.hours / allowed
    end = case.resolved if is_over else None
    return _base(case, case.priority, "") | {
        "stage": "completed" if is_over else "paused" if case.hold == _ON_HOLD else "in_progress",
        "active": str(not is_over).lower(),
        "has_breached": str(case.hours > allowed).lower() if is_over else "false",
        "business_percentage": f"{share:.2f}" if is_over else "",
        "percentage": f"{share:.2f}" if is_over else "",
        "end_time": stored(end) if end else "",
        "business_duration": duration_of(case.hours * 3600) if is_over else "",
    }


def _cancelled(case: Case) -> Row:
    """The row of the priority the ticket had at first; it says nothing about the ticket (trap 65)."""
    first = "3" if case.priority != "3" else "4"
    return _base(case, first, ":first") | {
        "stage": "cancelled",
        "active": "false",
        "has_breached": "false",
        "business_percentage": "4.00",
        "percentage": "4.00",
        "end_time": stored(_soon(case)),
        "business_duration": duration_of(600),
    }


def _soon(case: Case) -> datetime:
    ten_minutes = later(case.opened, minutes=10)
    return ten_minutes if case.resolved is None else min(ten_minutes, case.resolved)


def _base(case: Case, priority: str, key: str) -> Row:
    planned = after_working_hours(case.opened, SLA_HOURS[priority])
    return {
        "sys_id": sys_id_for("task_sla", f"{case.number}{key}"),
        "task": case.sys_id,
        "sla": agreement(priority),
        "start_time": stored(case.opened),
        "planned_end_time": stored(planned),
        "sys_created_on": stored(case.opened),
    }
