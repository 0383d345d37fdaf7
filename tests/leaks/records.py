"""Rows of the tickets, all completed in October 2026 by one group, so that a digest may show each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from drumbeat.records.row import RawRow
from drumbeat.simulator.instance import sys_id_for
from leaks.generator import CALLER_FIELDS, OPENER_FIELDS, Ticket
from leaks.seeded import Person
from rows import cells, group

STAFF = ("Ann Corr", "Ben Dunn", "Cem Ekin", "Dia Fenn", "Eli Gant", "Fay Hopp", "Gus Ibex", "Kim Jarr")
"""Who resolved the tickets, in turn. None of these names is part of a secret."""
READERS = "Service Desk"
"""Another group, which uses the articles."""
_STATES = {
    "incident": ("7", "Closed"),
    "change_request": ("3", "Closed"),
    "problem": ("107", "Closed"),
    "sn_cim_register": ("7", "Closed"),
    "pm_project": ("3", "Closed Complete"),
    "sc_req_item": ("3", "Closed Complete"),
}


def as_rows(tickets: Iterable[Ticket]) -> dict[str, list[RawRow]]:
    """Rows by table, each field with stored and display value, as the Table API gives them.

    Beside the tickets' own tables: users, the group and its members, work notes, and uses of the articles.
    """
    told = list(tickets)
    tables: dict[str, list[RawRow]] = {name: [] for name in (*_STATES, "kb_knowledge")}
    people: dict[str, Person] = {}
    for at, ticket in enumerate(told):
        tables[ticket.table].append(_row(ticket, at))
        people |= {_key(who): who for who in (ticket.caller, ticket.opener)}
    articles = [ticket for ticket in told if ticket.table == "kb_knowledge"]
    return {
        **tables,
        "sys_user": [*map(_staff_row, STAFF), *(_user_row(who) for who in people.values())],
        "sys_user_group": [cells(sys_id=group(name)[0], name=name, active="true") for name in ("Network", READERS)],
        "sys_user_grmember": [_member_row(name) for name in STAFF],
        "sys_journal_field": [_note_row(ticket, at) for at, ticket in enumerate(told) if ticket.table in _STATES],
        "m2m_kb_task": [_use_row(ticket, at) for at, ticket in enumerate(articles)],
    }


def stored_rows(rows: Mapping[str, Iterable[RawRow]]) -> dict[str, list[dict[str, str]]]:
    """The same as the simulator keeps rows: stored values only, and no dot-walked fields."""
    return {
        table: [{name: cell.value for name, cell in row.items() if "." not in name} for row in found]
        for table, found in rows.items()
    }


def _row(ticket: Ticket, at: int) -> RawRow:
    shared = {
        "sys_id": sys_id_for(ticket.table, ticket.number),
        "number": ticket.number,
        "short_description": ticket.short_description,
    }
    if ticket.table == "kb_knowledge":
        return cells(**shared, **_article(ticket, at))
    own = {
        "incident": _incident,
        "change_request": _change,
        "problem": _problem,
        "sn_cim_register": _improvement,
        "pm_project": _project,
        "sc_req_item": _request,
    }[ticket.table]
    return cells(**shared, **_task(ticket, at), **own(ticket, at))


def _moment(at: int, hours: int = 0) -> str:
    return f"2026-10-{at % 27 + 2:02} {7 + at % 9 + hours:02}:{at % 60:02}:{at * 7 % 60:02}"


def _staff(at: int) -> tuple[str, str]:
    name = STAFF[at % len(STAFF)]
    return sys_id_for("sys_user", name), name


def _key(who: Person) -> str:
    return sys_id_for("sys_user", f"{who.name} {who.user_name}")


def _ref(who: Person) -> tuple[str, str]:
    return _key(who), who.name


def _task(ticket: Ticket, at: int) -> dict[str, object]:
    """What every table that extends task has."""
    fields: dict[str, object] = {
        "state": _STATES[ticket.table],
        "opened_at": f"2026-09-{at % 27 + 2:02} 08:00:00",
        "closed_at": _moment(at, 2),
        "assignment_group": group(ticket.assignment_group),
        "assigned_to": _staff(at),
        "description": ticket.description,
        "work_notes": ticket.work_notes,
        OPENER_FIELDS[ticket.table]: _ref(ticket.opener),
    }
    if ticket.table in CALLER_FIELDS:
        fields[CALLER_FIELDS[ticket.table]] = _ref(ticket.caller)
    return fields


def _incident(ticket: Ticket, at: int) -> dict[str, object]:
    return {
        "resolved_at": _moment(at),
        "resolved_by": _staff(at),
        "close_code": "Solution provided",
        "close_notes": ticket.close_notes,
        "reopen_count": "0",
        "reassignment_count": "0",
        "made_sla": "true",
        "priority": ("4", "4 - Low"),
        "contact_type": ("self-service", "Self-service"),
    }


def _change(ticket: Ticket, at: int) -> dict[str, object]:
    return {
        "close_code": ("successful", "Successful"),
        "close_notes": ticket.close_notes,
        "type": ("normal", "Normal"),
        "start_date": _moment(at),
        "end_date": _moment(at, 2),
        "work_start": _moment(at),
        "work_end": _moment(at, 1),
    }


def _problem(ticket: Ticket, at: int) -> dict[str, object]:
    return {
        "resolved_at": _moment(at),
        "resolved_by": _staff(at),
        "resolution_code": ("fix_applied", "Fix Applied"),
        "cause_notes": ticket.description,
        "fix_notes": ticket.close_notes,
    }


def _improvement(ticket: Ticket, at: int) -> dict[str, object]:
    """An initiative; its values are free text too, and say what the notes say."""
    said = [seeded.text for _, seeded in ticket.in_notes]
    return {
        "closure_code": ("successful", "Successful"),
        "work_start": f"2026-09-{at % 27 + 2:02} 08:00:00",
        "work_end": _moment(at),
        "percent_complete": "100",
        "base_value": f"before: {said[0]}" if said else "forty a month",
        "target_value": f"after: {said[-1]}" if said else "five",
        "achieved_outcome_category": ("time_savings", "Time savings"),
    }


def _project(_ticket: Ticket, at: int) -> dict[str, object]:
    return {
        "project_manager": _staff(at),
        "work_start": f"2026-09-{at % 27 + 2:02} 08:00:00",
        "work_end": _moment(at),
        "percent_complete": "100",
    }


def _request(_ticket: Ticket, at: int) -> dict[str, object]:
    return {"closed_by": _staff(at)}


def _article(ticket: Ticket, at: int) -> dict[str, object]:
    return {
        "workflow_state": ("published", "Published"),
        "published": _moment(at)[:10],
        "valid_to": "2100-01-01",
        "author": _staff(at),
        "revised_by": ("", ""),
        "ownership_group": group(ticket.assignment_group),
        "article_id": sys_id_for("kb_knowledge", f"article {ticket.number}"),
        "base_version": ("", ""),
        "text": ticket.description,
    }


def _staff_row(name: str) -> RawRow:
    return cells(sys_id=sys_id_for("sys_user", name), user_name=_account(name), name=name, active="true")


def _account(name: str) -> str:
    return name.lower().replace(" ", ".")


def _user_row(who: Person) -> RawRow:
    return cells(
        sys_id=_key(who),
        user_name=who.user_name,
        name=who.name,
        email=f"{who.user_name}@example.com",
        active="true",
    )


def _member_row(name: str) -> RawRow:
    return cells(
        sys_id=sys_id_for("sys_user_grmember", name),
        user=(sys_id_for("sys_user", name), name),
        group=group("Network"),
    )


def _note_row(ticket: Ticket, at: int) -> RawRow:
    return cells(
        sys_id=sys_id_for("sys_journal_field", ticket.number),
        sys_created_on=_moment(at),
        sys_created_by=_account(_staff(at)[1]),
        name=ticket.table,
        element="work_notes",
        element_id=sys_id_for(ticket.table, ticket.number),
        value=ticket.work_notes,
    )


def _use_row(ticket: Ticket, at: int) -> RawRow:
    """Another group attached the article to a task of its own."""
    task = f"INC{8_000_001 + at}"
    return cells(
        sys_id=sys_id_for("m2m_kb_task", ticket.number),
        sys_created_on=_moment(at),
        sys_created_by="desk",
        kb_knowledge=(sys_id_for("kb_knowledge", ticket.number), ticket.number),
        kb_knowledge__author=_staff(at),
        kb_knowledge__ownership_group=group(ticket.assignment_group),
        kb_knowledge__article_id=sys_id_for("kb_knowledge", f"article {ticket.number}"),
        task=(sys_id_for("incident", task), task),
        task__assigned_to=(sys_id_for("sys_user", "desk"), "Desk"),
        task__assignment_group=group(READERS),
    )
