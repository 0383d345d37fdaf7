"""Builders of single records: eligible by default, so that a scenario states only what it changes.

Each takes the world, the principal, and overrides by field; an override may be a function of the world.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from gold.bundle import Person, Row, Thing, Value, World
from gold.words import ARTICLES, CAUSES, FIXES, IMPROVEMENTS, NOTES

Over = Value | Callable[[World], Value]

FOREVER = "2035-12-31"
TASKS = {
    "incident": ("incident_task", "incident", "TASK"),
    "change_request": ("change_task", "change_request", "CTASK"),
    "problem": ("problem_task", "problem", "PTASK"),
    "sn_cim_register": ("sn_cim_task", "parent", "CIMT"),
    "pm_project": ("pm_project_task", "parent", "PRJTASK"),
}
CANCELLED = {"state": "8", "close_code": ""}
REOPENED = {"reopen_count": 1}


def given(w: World, over: dict[str, Over]) -> dict[str, Value]:
    """Overrides with their functions called."""
    return {name: value(w) if callable(value) else value for name, value in over.items()}


def incident(w: World, by: Person, at: datetime | None = None, **over: Over) -> Row:
    """An incident of a caller from the business, resolved by the person and closed five days later."""
    at = at or w.a_day()
    text, notes = w.subject()
    caller = w.rng.choice(w.callers)
    fields: dict[str, Value] = {
        "number": w.number("INC"),
        "state": "7",
        "opened_at": at - timedelta(hours=6),
        "resolved_at": at,
        "closed_at": at + timedelta(days=5),
        "resolved_by": by,
        "assigned_to": by,
        "assignment_group": by.group,
        "caller_id": caller,
        "opened_by": caller,
        "contact_type": "self-service",
        "close_code": "Solution provided",
        "close_notes": notes,
        "short_description": text,
        "reopen_count": 0,
        "reassignment_count": 0,
        "made_sla": True,
        "priority": "3",
        "category": "inquiry",
    }
    return w.add("incident", **(fields | given(w, over)))


def change(w: World, by: Person, at: datetime | None = None, **over: Over) -> Row:
    """A normal change, planned a week before, done in two hours and closed successful the same day."""
    at = at or w.a_day()
    text, notes = w.subject()
    fields: dict[str, Value] = {
        "number": w.number("CHG"),
        "state": "3",
        "opened_at": at - timedelta(days=7),
        "closed_at": at,
        "assignment_group": by.group,
        "assigned_to": by,
        "opened_by": by,
        "short_description": f"Replace what {text.split(' ', 1)[1]}: {text}",
        "close_code": "successful",
        "close_notes": notes,
        "type": "normal",
        "risk": "4",
        "start_date": at - timedelta(hours=4),
        "end_date": at - timedelta(hours=1),
        "work_start": at - timedelta(hours=4),
        "work_end": at - timedelta(hours=2),
    }
    return w.add("change_request", **(fields | given(w, over)))


def problem(w: World, by: Person, at: datetime | None = None, **over: Over) -> Row:
    """A problem with cause and fix, opened and confirmed by others, resolved by the person."""
    at = at or w.a_day()
    fields: dict[str, Value] = {
        "number": w.number("PRB"),
        "state": "107",
        "opened_at": at - timedelta(days=20),
        "resolved_at": at,
        "closed_at": at + timedelta(days=2),
        "assignment_group": by.group,
        "assigned_to": by,
        "resolved_by": by,
        "resolution_code": "fix_applied",
        "short_description": w.subject()[0],
        "cause_notes": w.rng.choice(CAUSES),
        "fix_notes": w.rng.choice(FIXES),
        "opened_by": w.home[5],
        "confirmed_by": w.home[4],
    }
    return w.add("problem", **(fields | given(w, over)))


def improvement(w: World, by: Person, at: datetime | None = None, **over: Over) -> Row:
    """An improvement initiative closed Successful, begun and ended within two days."""
    at = at or w.a_day()
    fields: dict[str, Value] = {
        "number": w.number("CIM"),
        "state": "3",
        "opened_at": at - timedelta(days=30),
        "closed_at": at,
        "assignment_group": by.group,
        "assigned_to": by,
        "opened_by": by,
        "short_description": w.rng.choice(IMPROVEMENTS),
        "closure_code": "successful",
        "work_start": at - timedelta(days=2),
        "work_end": at,
        "percent_complete": 100,
    }
    return w.add("sn_cim_register", **(fields | given(w, over)))


def project(w: World, by: Person, at: datetime | None = None, **over: Over) -> Row:
    """A project closed complete, begun and ended within two days."""
    at = at or w.a_day()
    fields: dict[str, Value] = {
        "number": w.number("PRJ"),
        "state": "3",
        "opened_at": at - timedelta(days=60),
        "closed_at": at,
        "assignment_group": by.group,
        "assigned_to": by,
        "project_manager": by,
        "short_description": w.rng.choice(IMPROVEMENTS),
        "work_start": at - timedelta(days=2),
        "work_end": at,
        "percent_complete": 100,
    }
    return w.add("pm_project", **(fields | given(w, over)))


def demand(w: World, by: Person, at: datetime | None = None, **over: Over) -> Row:
    """A demand that somebody else opened, managed by the person and completed."""
    at = at or w.a_day()
    fields: dict[str, Value] = {
        "number": w.number("DMND"),
        "state": "9",
        "opened_at": at - timedelta(days=50),
        "closed_at": at,
        "assignment_group": by.group,
        "assigned_to": by,
        "demand_manager": by,
        "short_description": w.rng.choice(IMPROVEMENTS),
        "work_start": at - timedelta(days=2),
        "work_end": at,
        "percent_complete": 100,
    }
    return w.add("dmn_demand", **(fields | given(w, over)))


def request(w: World, by: Person, at: datetime | None = None, **over: Over) -> Row:
    """A requested item, fulfilled by the person."""
    at = at or w.a_day()
    fields: dict[str, Value] = {
        "number": w.number("RITM"),
        "state": "3",
        "opened_at": at - timedelta(days=2),
        "closed_at": at,
        "closed_by": by,
        "assigned_to": by,
        "assignment_group": by.group,
        "short_description": w.subject()[0],
        "requested_for": w.rng.choice(w.callers),
    }
    return w.add("sc_req_item", **(fields | given(w, over)))


def article(w: World, by: Person, at: datetime | None = None, **over: Over) -> Row:
    """A published article in its first version."""
    at = at or w.day(w.rng.randint(2, 5))
    fields: dict[str, Value] = {
        "number": w.number("KB"),
        "workflow_state": "published",
        "published": at.date(),
        "valid_to": FOREVER,
        "author": by,
        "ownership_group": by.group,
        "article_id": w.sys_id(),
        "short_description": w.rng.choice(ARTICLES),
        "kb_knowledge_base": Thing(w.sys_id(), "Building"),
    }
    return w.add("kb_knowledge", **(fields | given(w, over)))


def attach(w: World, page: Row, task: Row, at: datetime | None = None) -> Row:
    """The article attached to a task an hour before its end."""
    fields: dict[str, Value] = {
        "sys_created_on": at or finished(task) - timedelta(hours=1),
        "kb_knowledge": page,
        "task": task,
    }
    row = w.add("m2m_kb_task", **fields)
    row |= {
        f"kb_knowledge.{name}": page[name]
        for name in ("author", "ownership_group", "article_id")
        if f"kb_knowledge.{name}" in row
    }
    row |= {
        f"task.{name}": task[name] for name in ("assigned_to", "assignment_group", "number") if f"task.{name}" in row
    }
    return row


def feedback(w: World, page: Row, user: Person, at: datetime | None = None, **over: Over) -> Row:
    """A reader's verdict on an article: useful."""
    fields: dict[str, Value] = {
        "sys_created_on": at or w.day(w.rng.randint(10, 24)),
        "article": page,
        "user": user,
        "useful": "yes",
        "flagged": False,
    }
    return w.add("kb_feedback", **(fields | given(w, over)))


def below(w: World, record: Row, by: Person, state: str = "", **over: Over) -> Row:
    """A task under a record, completed three hours before the record was."""
    under = w.table_of[record["sys_id"]["value"]]
    table, parent, prefix = TASKS[under]
    done = finished(record) - timedelta(hours=3)
    fields: dict[str, Value] = {
        "number": w.number(prefix),
        "state": state or ("157" if table == "problem_task" else "3"),
        "opened_at": done - timedelta(hours=2),
        "closed_at": done,
        "assignment_group": by.group,
        "assigned_to": by,
        parent: record,
    }
    if table == "problem_task":
        fields |= {"close_code": "completed", "problem_task_type": "general"}
    if table == "change_task":
        fields |= {"change_task_type": "implementation"}
    if table == "pm_project_task":
        fields |= {"top_task": record}
    return w.add(table, **(fields | given(w, over)))


def note(w: World, record: Row, by: Person, text: str = "", at: datetime | None = None, **over: Over) -> Row:
    """A work note of the person on a record, two hours before its end."""
    fields: dict[str, Value] = {
        "sys_created_on": at or finished(record) - timedelta(hours=2, minutes=w.rng.randint(1, 50)),
        "sys_created_by": by.user_name,
        "name": w.table_of[record["sys_id"]["value"]],
        "element": "work_notes",
        "element_id": record["sys_id"]["value"],
        "value": text or w.rng.choice(NOTES),
    }
    return w.add("sys_journal_field", **(fields | given(w, over)))


def service_level(w: World, record: Row, *, breached: bool, stage: str = "completed") -> Row:
    """The service level of a record."""
    return w.add(
        "task_sla",
        task=record,
        sla__type=("SLA", "SLA"),
        stage=stage,
        has_breached=breached,
        end_time=finished(record),
    )


def finished(record: Row) -> datetime:
    """When a record was resolved, or closed where there is no resolving."""
    stored = record.get("resolved_at", record["closed_at"])["value"] or record["closed_at"]["value"]
    return datetime.strptime(stored, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)


def background(w: World, count: int = 3) -> None:
    """Ordinary incidents of the team that say nothing about the signal."""
    for person in w.home[2 : 2 + count]:
        incident(w, person)
