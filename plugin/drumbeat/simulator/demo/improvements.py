"""Improvement initiatives and projects, with the tasks of the people who carried them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from drumbeat.simulator.demo import wording
from drumbeat.simulator.demo.horizon import Horizon
from drumbeat.simulator.demo.people import Directory
from drumbeat.simulator.demo.services import service_id
from drumbeat.simulator.demo.working_hours import at, later, next_working_day
from drumbeat.simulator.instance import Row, sys_id_for
from drumbeat.simulator.moments import stored
from drumbeat.simulator.schema_task import IMPROVEMENT_STATE

_STATES = {label: value for value, label in IMPROVEMENT_STATE}
_OVER = ("Closed", "Canceled")
_OPENED_BEFORE_DAYS = 14
"""An initiative is recorded two weeks before its work begins."""


@dataclass(frozen=True, slots=True)
class Undertaking:
    """One initiative or project in time. An end that has not come is only planned."""

    text: dict[str, Any]
    opened: datetime
    start: datetime
    end: datetime
    has_begun: bool
    is_over: bool

    def progress(self, now: datetime) -> int:
        """Percent complete by time passed, in fives; 100 when it is over."""
        if self.is_over:
            return 100
        return min(95, 5 * round(20 * (now - self.start) / (self.end - self.start))) if self.has_begun else 0


def initiatives(horizon: Horizon, directory: Directory, majors: Mapping[str, str]) -> dict[str, list[Row]]:
    """The rows of the improvement register, of its tasks, its origins and the measures it is to move.

    `majors` are the sys_ids of major incidents by their subject: an initiative may have come from one.
    """
    tables: dict[str, list[Row]] = {"sn_cim_register": [], "sn_cim_task": [], "sn_cim_related_kpi": []}
    tables |= {"sn_cim_inbound_m2m": [], "sn_gf_strategy": _strategies()}
    found = [_undertaking(text, horizon) for text in wording.table("improvements")["initiative"]]
    for count, undertaking in enumerate(sorted(found, key=lambda each: each.opened), 1001):
        number = f"CIM{count:07d}"
        register = _initiative(undertaking, number, horizon, directory)
        tables["sn_cim_register"].append(register)
        for row in _tasks(undertaking, "sn_cim_task", register["sys_id"], horizon, directory):
            row["number"] = f"CIMT{1001 + len(tables['sn_cim_task']):07d}"
            row["cim_register"] = register["sys_id"]
            tables["sn_cim_task"].append(row)
        if "origin" in undertaking.text:
            origin = {"source_table": "incident", "source_id": majors[undertaking.text["origin"]]}
            origin |= {"cim_register": register["sys_id"], "sys_created_on": register["opened_at"]}
            tables["sn_cim_inbound_m2m"].append(origin | {"sys_id": sys_id_for("sn_cim_inbound_m2m", number)})
        if undertaking.text["measure"]:
            kpi = {"kpi": undertaking.text["measure"], "cim_register": register["sys_id"]}
            kpi["sys_created_on"] = register["opened_at"]
            tables["sn_cim_related_kpi"].append(kpi | {"sys_id": sys_id_for("sn_cim_related_kpi", number)})
    return tables


def projects(horizon: Horizon, directory: Directory) -> dict[str, list[Row]]:
    """The rows of projects and of their tasks."""
    tables: dict[str, list[Row]] = {"pm_project": [], "pm_project_task": []}
    for text in wording.table("improvements")["project"]:
        undertaking = _undertaking(text, horizon)
        project = _project(undertaking, horizon, directory)
        tables["pm_project"].append(project)
        for row in _tasks(undertaking, "pm_project_task", project["sys_id"], horizon, directory):
            row["number"] = f"PRJTASK{10001 + len(tables['pm_project_task']):07d}"
            tables["pm_project_task"].append(row)
    return tables


def _undertaking(text: dict[str, Any], horizon: Horizon) -> Undertaking:
    """The days of the data file in working time; what began before the demo begins with it."""
    start = at(_day(horizon, text["start"]), 9, 5)
    end = at(_day(horizon, text["end"]), 15, 40)
    has_begun = horizon.is_past(start) and text.get("state") != "New"
    is_over = horizon.is_past(end) and text.get("state", "Closed") in _OVER
    opened = max(later(start, days=-_OPENED_BEFORE_DAYS), at(next_working_day(horizon.start), 8, 15))
    return Undertaking(text, min(opened, start), start, end, has_begun, is_over)


def _day(horizon: Horizon, days: int) -> date:
    return next_working_day(max(horizon.story + timedelta(days=days), horizon.start))


def _initiative(undertaking: Undertaking, number: str, horizon: Horizon, directory: Directory) -> Row:
    text = undertaking.text
    team = directory.team(text["team"])
    lead = directory.technician(text["lead"])
    return _task_fields(undertaking, "sn_cim_register", number) | {
        "short_description": text["title"],
        "state": _STATES[text["state"]],
        "assignment_group": team.sys_id,
        "assigned_to": lead.sys_id,
        "requested_for": team.manager.sys_id,
        "opened_by": directory.technician(text.get("opened_by", text["lead"])).sys_id,
        "strategies": ",".join(_strategy_id(name) for name in text.get("strategies", ())),
        "business_service": service_id(text["service"]) if "service" in text else "",
        "closed_by": lead.sys_id if undertaking.is_over else "",
        "closure_code": text["closure"] if undertaking.is_over else "",
        "percent_complete": str(undertaking.progress(horizon.now)),
        "base_value": text["base"],
        "target_value": text["target"],
        "achieved_outcome_category": text["outcome"] if undertaking.is_over else "",
        "business_justification": text["why"],
        "expected_outcomes": text["measure"],
        "success_measurement_method": "Manual" if text["measure"] else "",
        "effort_estimate": text["effort"],
        "type": "Process",
        "target_review_date": (undertaking.end.date() + timedelta(days=60)).isoformat(),
        "priority": "3",
    }


def _project(undertaking: Undertaking, horizon: Horizon, directory: Directory) -> Row:
    text = undertaking.text
    manager = directory.technician(text["manager"])
    return _task_fields(undertaking, "pm_project", text["number"]) | {
        "short_description": text["title"],
        "state": "3" if undertaking.is_over else "2",
        "phase": "Closing" if undertaking.is_over else "Executing",
        "assignment_group": directory.team(text["team"]).sys_id,
        "assigned_to": manager.sys_id,
        "project_manager": manager.sys_id,
        "opened_by": manager.sys_id,
        "closed_by": manager.sys_id if undertaking.is_over else "",
        "percent_complete": str(undertaking.progress(horizon.now)),
        "start_date": stored(undertaking.start),
        "end_date": stored(later(undertaking.end, days=3)),
        "cost": f"{text['cost']:.2f}",
        "work_cost": f"{text['cost'] * text['spent']:.2f}" if undertaking.is_over else "",
        "priority": "3",
    }


def _strategies() -> list[Row]:
    names = sorted(
        {name for text in wording.table("improvements")["initiative"] for name in text.get("strategies", ())}
    )
    return [{"sys_id": _strategy_id(name), "name": name} for name in names]


def _strategy_id(name: str) -> str:
    return sys_id_for("sn_gf_strategy", name)


def _task_fields(undertaking: Undertaking, table: str, number: str) -> Row:
    ended = stored(undertaking.end) if undertaking.is_over else ""
    return {
        "sys_id": sys_id_for(table, number),
        "number": number,
        "sys_class_name": table,
        "opened_at": stored(undertaking.opened),
        "sys_created_on": stored(undertaking.opened),
        "work_start": stored(undertaking.start) if undertaking.has_begun else "",
        "work_end": ended,
        "closed_at": ended,
        "active": str(not undertaking.is_over).lower(),
        "sys_updated_on": ended or stored(undertaking.opened),
    }


def _tasks(undertaking: Undertaking, table: str, parent: str, horizon: Horizon, directory: Directory) -> list[Row]:
    """The tasks one after the other from start to end, without numbers; the last one ends the whole."""
    tasks = undertaking.text["tasks"]
    if not undertaking.has_begun:
        return []
    step = (undertaking.end - undertaking.start) / max(len(tasks), 1)
    found = []
    for index, (name, title) in enumerate(tasks):
        person = directory.technician(name)
        is_last = index == len(tasks) - 1
        begin = undertaking.start + step * index
        end = undertaking.end if is_last else at(next_working_day((begin + step).date()), 11, 20)
        end = max(min(end, undertaking.end), begin)
        is_over = horizon.is_past(end) and (undertaking.is_over or not is_last)
        found.append(
            {
                "sys_id": sys_id_for(table, f"{parent}:{index}"),
                "sys_class_name": table,
                "parent": parent,
                "short_description": title,
                "assigned_to": person.sys_id,
                "assignment_group": _group_of(person.sys_id, directory),
                "opened_at": stored(undertaking.start),
                "sys_created_on": stored(undertaking.start),
                "work_start": stored(begin) if horizon.is_past(begin) else "",
                "work_end": stored(end) if is_over else "",
                "closed_at": stored(end) if is_over else "",
                "closed_by": person.sys_id if is_over else "",
                "state": "3" if is_over else "2" if horizon.is_past(begin) else "-5",
                "active": str(not is_over).lower(),
                "sys_updated_on": stored(end if is_over else undertaking.start),
            }
        )
    return found


def _group_of(person: str, directory: Directory) -> str:
    """The team the person is in; the first one for somebody who has changed teams."""
    return next(team.sys_id for team in directory.teams if any(m.person.sys_id == person for m in team.members))
