"""Two major incidents: each with the tickets of those who called meanwhile, resolved in a cascade (trap 53)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from drumbeat.simulator.demo import wording
from drumbeat.simulator.demo.horizon import month_start
from drumbeat.simulator.demo.incident_case import Case
from drumbeat.simulator.demo.incidents import Desk, team_topics
from drumbeat.simulator.demo.people import SERVICE_DESK, Directory
from drumbeat.simulator.demo.story_move import outage_row, task_outage_row
from drumbeat.simulator.demo.wording import Slots, Topic, remarks
from drumbeat.simulator.demo.working_hours import at, later, next_working_day
from drumbeat.simulator.instance import Row, sys_id_for
from drumbeat.simulator.moments import stored


@dataclass(frozen=True, slots=True)
class Major:
    """A major incident: its own ticket, its children, and what is written in the data file."""

    case: Case
    children: tuple[Case, ...]
    text: dict[str, Any]
    ended: datetime


def majors(desk: Desk) -> list[Major]:
    """The major incidents of the fifteen months."""
    return [_major(desk, entry) for entry in wording.table("majors")["major"]]


def _major(desk: Desk, entry: dict[str, Any]) -> Major:
    team = desk.directory.team(entry["team"])
    first = month_start(desk.horizon.story, -entry["months_before"])
    day = next_working_day(first + timedelta(days=entry["day"] - 1))
    opened = at(day, entry["hour"], entry["minute"])
    ended = later(opened, minutes=entry["minutes"])
    topic = next(t for t in team_topics(team) if t.subcategory == entry["subcategory"])
    case = Case(
        team=team,
        topic=topic,
        item=desk.services.named(entry["item"]),
        opened=opened,
        caller=desk.directory.team(SERVICE_DESK).manager,
        technician=desk.directory.technician(entry["technician"]),
        subject=entry["subject"],
        notes=entry["notes"],
        priority="1",
        contact="phone",
        resolved=ended,
        hours=entry["minutes"] / 60,
        children=entry["children"],
        major="accepted",
        review=(entry["overview"], entry["findings"]),
        business_impact=entry["impact"],
    )
    return Major(case, tuple(_children(desk, entry, case, topic)), entry, ended)


def _children(desk: Desk, entry: dict[str, Any], parent: Case, topic: Topic) -> list[Case]:
    """One ticket a caller; all resolved within seconds of the parent, in its resolver's name."""
    callers = desk.directory.callers_at(entry["site"]) if entry["site"] else list(desk.directory.callers)
    team = desk.directory.team(SERVICE_DESK)
    found = []
    for index, caller in enumerate(desk.rng.sample(callers, entry["children"])):
        slots = Slots(desk.rng, {})
        subject = slots.fill(entry["reports"][index % len(entry["reports"])])
        opened = later(parent.opened, minutes=desk.rng.uniform(1, 0.8 * entry["minutes"]))
        desk.claim(caller, subject, opened)
        found.append(
            Case(
                team=team,
                topic=topic,
                item=parent.item,
                opened=opened,
                caller=caller,
                technician=parent.technician,
                assigned=team.pick(desk.rng, "", desk.horizon.index(opened)),
                subject=subject,
                notes=desk.rng.choice(remarks()["cascade"]),
                priority="3",
                contact=desk.rng.choice(("phone", "phone", "self-service")),
                resolved=later(parent.opened, minutes=entry["minutes"], seconds=2 + index),
                hours=entry["minutes"] / 60,
                parent=parent,
            )
        )
    return found


def by_subject(found: list[Major]) -> dict[str, str]:
    """The sys_ids of their tickets by subject. The incidents must have their numbers."""
    return {major.case.subject: major.case.sys_id for major in found}


def tables(found: list[Major], directory: Directory) -> dict[str, list[Row]]:
    """The incident tasks, alerts and outages of the majors. The incidents must have their numbers."""
    tasks: list[Row] = []
    outages: list[Row] = []
    links: list[Row] = []
    for major in found:
        for title, team, technician in major.text["tasks"]:
            number = f"TASK{20001 + len(tasks):07d}"
            group = directory.team(team).sys_id
            tasks.append(_task(major, number, title, directory.technician(technician).sys_id) | _group(group))
        span = (major.case.opened, major.ended)
        row = outage_row(major.case.number, major.text["service"], "outage", span, major.case.sys_id)
        outages.append(row)
        links.append(task_outage_row(major.case.sys_id, row["sys_id"]))
    return {"incident_task": tasks, "cmdb_ci_outage": outages, "task_outage": links, **_communication(found, directory)}


def _communication(found: list[Major], directory: Directory) -> dict[str, list[Row]]:
    """The alerts by which people were told, and their tasks."""
    alerts: list[Row] = []
    tasks: list[Row] = []
    for major in found:
        span = {"opened_at": stored(later(major.case.opened, minutes=9)), "closed_at": stored(major.ended)}
        number = f"IA{1001 + len(alerts):07d}"
        alert = sys_id_for("incident_alert", number)
        alerts.append(
            {
                "sys_id": alert,
                "number": number,
                "sys_class_name": "incident_alert",
                "source_incident": major.case.sys_id,
                "short_description": f"{major.case.subject}: whom to tell",
                "state": "3",
                "active": "false",
                "assigned_to": major.case.caller.sys_id,
                **span,
            }
        )
        for title, team, technician in major.text["communication"]:
            person = directory.technician(technician).sys_id
            task = _task(major, f"IAT{1001 + len(tasks):07d}", title, person) | _group(directory.team(team).sys_id)
            del task["incident"]
            tasks.append(
                task
                | {
                    "sys_id": sys_id_for("incident_alert_task", task["number"]),
                    "sys_class_name": "incident_alert_task",
                    "incident_alert": alert,
                    "parent": alert,
                    **span,
                }
            )
    return {"incident_alert": alerts, "incident_alert_task": tasks}


def _group(sys_id: str) -> Row:
    return {"assignment_group": sys_id}


def _task(major: Major, number: str, title: str, technician: str) -> Row:
    return {
        "sys_id": sys_id_for("incident_task", number),
        "number": number,
        "sys_class_name": "incident_task",
        "incident": major.case.sys_id,
        "parent": major.case.sys_id,
        "short_description": title,
        "state": "3",
        "active": "false",
        "assigned_to": technician,
        "opened_at": stored(later(major.case.opened, minutes=6)),
        "opened_by": major.case.technician.sys_id,
        "closed_at": stored(major.ended),
        "closed_by": technician,
    }
