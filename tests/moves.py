"""A move of two services in October 2026, for tests of downtime: a project, its changes, its outages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from drumbeat.digest.build import Beside, Built, Policy, Stock, build
from drumbeat.digest.editing import Editing
from drumbeat.digest.language.wording import ENGLISH, NO_BREAK
from drumbeat.digest.model import SourceStatus
from drumbeat.pipeline import Read, Reading, stock
from drumbeat.ports import Window
from drumbeat.records.period import Period
from drumbeat.records.row import RawRow
from drumbeat.records.tables import BY_NAME
from drumbeat.records.team import Team
from drumbeat.signals.gate import GateRules
from rows import cells, group, incident_row, person, sys_id

NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
MAIL, ORDERS = (sys_id("Mail"), "Mail"), (sys_id("Orders"), "Order entry")
SERVICE = "cmdb_ci.sys_class_name"
PROJECT = "PRJ1"


def project(number: str = PROJECT, **fields: Any) -> RawRow:
    """Complete on 23 October, after half a year."""
    usual = {
        **_ticket(number, "3", "Closed Complete"),
        "short_description": "Move to the new site",
        "closed_at": "2026-10-23 14:00:00",
        "work_start": "2026-04-01 07:00:00",
        "work_end": "2026-10-23 14:00:00",
        "project_manager": person("Ann"),
    }
    return cells(**{**usual, **fields})


def change(number: str = "CHG1", parent: str = PROJECT, **fields: Any) -> RawRow:
    """Successful, of the night from 10 to 11 October: planned from 20 to 4, carried out from 20:02 to 3:30."""
    usual = {
        **_ticket(number, "3", "Closed"),
        "short_description": f"Move {number}",
        "close_code": "successful",
        "closed_at": "2026-10-12 08:00:00",
        "start_date": "2026-10-10 20:00:00",
        "end_date": "2026-10-11 04:00:00",
        "work_start": "2026-10-10 20:02:00",
        "work_end": "2026-10-11 03:30:00",
        "type": "normal",
        "assigned_to": person("Ben"),
        "business_service": MAIL,
        "parent": (sys_id(parent), parent) if parent else "",
    }
    return cells(**{**usual, **fields})


def task(number: str = "CTASK1", parent: str = "CHG1", **fields: Any) -> RawRow:
    """A closed task of a change."""
    usual = {**_ticket(number, "3", "Closed Complete"), "closed_at": "2026-10-11 03:00:00"}
    return cells(**{**usual, "change_request": (sys_id(parent), parent), **fields})


def outage(key: int, begin: str, end: str, of: str = "CHG1", **fields: Any) -> RawRow:
    """A planned outage of mail, in UTC; `of` is the ticket in its task_number."""
    usual = {
        "sys_id": sys_id(f"o{key}"),
        "type": "planned",
        "cmdb_ci": MAIL,
        SERVICE: "cmdb_ci_service",
        "task_number": (sys_id(of), of) if of else "",
        "begin": f"2026-{begin}:00" if begin else "",
        "end": f"2026-{end}:00" if end else "",
    }
    return cells(**{**usual, **fields})


def link(key: int, of: str) -> RawRow:
    """What ties an outage to a task, beside its task_number."""
    return cells(
        sys_id=sys_id(f"l{key}{of}"),
        sys_created_on="2026-10-11 08:00:00",
        task=(sys_id(of), of),
        outage=(sys_id(f"o{key}"), ""),
    )


def stocked(
    tables: dict[str, Iterable[RawRow]],
    monitored: Sequence[str] = (),
    rules: GateRules | None = None,
    partly: Collection[str] = (),
) -> Stock:
    """These rows, parsed and judged; read since August 2025. Of the tables in `partly` there are 900 more."""
    window = Window(datetime(2025, 8, 1, tzinfo=UTC), NOW)
    reads = []
    for name, rows in tables.items():
        found = tuple(rows)
        status, more = (SourceStatus.PARTIAL, 900) if name in partly else (SourceStatus.OK, 0)
        reads.append(Read(BY_NAME[name], found, status, len(found), len(found) + more, "", window))
    return stock(reads, Reading(rules or GateRules(), monitored=frozenset(monitored)), NOW)


def october(known: Stock, approved: dict[str, str] | None = None, zone: str = "UTC", month: int = 10) -> Built:
    """The digest of Network."""
    period = Period.month(2026, month, ZoneInfo(zone))
    team = Team("Network", ("Network",), (), period.zone)
    return build(team, period, known, Policy(minimum_group=0), Beside(editing=Editing(approved=approved or {})))


def moved(
    *outages: RawRow,
    changes: Iterable[RawRow] | None = None,
    links: Iterable[RawRow] = (),
    more: dict[str, Iterable[RawRow]] | None = None,
    **said: Any,
) -> Stock:
    """The project with one change, and these outages."""
    tables: dict[str, Iterable[RawRow]] = {
        "incident": [_incident(month, who) for month in (1, 10) for who in ("Ben", "Cem")],
        "pm_project": [project()],
        "change_request": [change()] if changes is None else changes,
        "change_task": [],
        "cmdb_ci_outage": outages,
        "task_outage": links,
    }
    return stocked({**tables, **(more or {})}, **said)


def approving(known: Stock, **said: Any) -> Built:
    """The digest after somebody has approved all that was pending."""
    return october(known, {each.id: each.hash for each in october(known, **said).pending}, **said)


def spoken(built: Built) -> str:
    """What the downtime's highlight says, with ordinary blanks; empty where there is none."""
    found = [each for each in built.digest.highlights if each.kind == "downtime"]
    said = [f"{ENGLISH.say(each.sentence)} {ENGLISH.say(each.consequence)}" for each in found]
    return " ".join(said).replace(NO_BREAK, " ")


def consequence(known: Stock, **said: Any) -> str:
    """What came of the move, when approved."""
    return spoken(approving(known, **said)).partition("). ")[2]


def notes(built: Built) -> str:
    """The small print on how it was counted."""
    return " ".join(ENGLISH.say(note) for note in built.digest.notes)


def _incident(month: int, who: str) -> RawRow:
    """Of others: a digest of one person is none."""
    at = f"2026-{month:02}-06 08:00:00"
    return incident_row(f"INC{month}{who}", resolved_by=person(who), opened_at=at, resolved_at=at)


def _ticket(number: str, state: str, label: str) -> dict[str, Any]:
    usual = {"sys_id": sys_id(number), "number": number, "state": (state, label), "opened_at": "2026-04-01 07:00:00"}
    return {**usual, "assignment_group": group("Network"), "assigned_to": person("Ann")}
