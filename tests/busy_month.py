"""A month of 5,000 tickets, made through the real pipeline: rows, parser, gate, signals, digest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from drumbeat.digest.build import Built, Policy, build
from drumbeat.digest.model import SourceStatus
from drumbeat.pipeline import Read, Reading, stock
from drumbeat.ports import Window
from drumbeat.records.period import Period
from drumbeat.records.row import RawRow
from drumbeat.records.tables import BY_NAME
from drumbeat.records.team import Team
from rows import cells, group, incident_row, person, sys_id

TICKETS = 5_000
ZONE = ZoneInfo("UTC")
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
WINDOW = Window(datetime(2025, 8, 1, tzinfo=UTC), NOW)
TEAM = Team("Service Desk & Field", ("Network",), (), ZONE, lead="Lea Brandt", lead_address="lea@example.com")
OCTOBER = Period.month(2026, 10, ZONE)
_TECHNICIANS, _LINES, _ATTACHED = 40, 60, 3
_FIRST = datetime(2026, 10, 1, 0, 0)  # noqa: DTZ001  written out as UTC text
_STEP = timedelta(minutes=8, seconds=50)


@cache
def busy(tickets: int = TICKETS) -> Built:
    """October of a team with so many resolved tickets, sixty improvements in each state, and as many articles."""
    tables = {
        "incident": [*_incidents(tickets), *_earlier(tickets)],
        "sn_cim_register": [*_improvements("done"), *_improvements("open")],
        "kb_knowledge": list(_articles()),
        "m2m_kb_task": list(_uses()),
    }
    reads = [
        Read(BY_NAME[name], rows, SourceStatus.OK, len(rows), len(rows), "", WINDOW) for name, rows in tables.items()
    ]
    return build(TEAM, OCTOBER, stock(reads, Reading(), NOW), Policy())


def _incidents(count: int) -> Iterator[RawRow]:
    for at in range(count):
        resolved = _FIRST + at * _STEP * TICKETS / count
        yield _incident(f"INC{at:07}", at, resolved)


def _earlier(count: int) -> Iterator[RawRow]:
    """Six months before, with a tenth of the tickets each: what October is compared with."""
    for month in range(4, 10):
        for at in range(count // 10):
            resolved = datetime(2026, month, 1 + at % 28, 8 + at % 9, at % 60)  # noqa: DTZ001
            yield _incident(f"INC{month}{at:06}", at, resolved)


def _incident(number: str, at: int, resolved: datetime) -> RawRow:
    return incident_row(
        number,
        opened_at=f"{resolved - timedelta(minutes=20 + at % 700)}",
        resolved_at=f"{resolved}",
        resolved_by=person(f"T{at % _TECHNICIANS}"),
        caller_id=person(f"C{number}"),
        short_description=f"Case {number} of the service desk",
        close_notes=f"Configured the vpn gateway, printer and mail client again for {number}.",
    )


def _improvements(state: str) -> Iterator[RawRow]:
    is_done = state == "done"
    for at in range(_LINES):
        yield cells(
            sys_id=sys_id(f"{state}{at}"),
            number=f"CIM{at + 1000 * is_done:07}",
            state=("7", "Closed") if is_done else ("3", "In Progress"),
            closure_code="Successful" if is_done else "",
            opened_at="2026-08-01 08:00:00",
            closed_at="2026-10-20 08:00:00" if is_done else "",
            work_start="2026-08-03 08:00:00",
            work_end="2026-10-20 08:00:00" if is_done else "",
            percent_complete="" if is_done else f"{at}",
            assignment_group=group("Network"),
            assigned_to=person(f"T{at % _TECHNICIANS}"),
            short_description=f"Shorter way number {at} from the order to the finished workplace",
        )


def _articles() -> Iterator[RawRow]:
    for at in range(_LINES):
        yield cells(
            sys_id=sys_id(f"KB{at}"),
            number=f"KB{at:07}",
            workflow_state=("published", "Published"),
            published="2026-10-05",
            valid_to="2100-01-01",
            base_version="",
            revised_by="",
            author=person(f"T{at % _TECHNICIANS}"),
            ownership_group=group("Network"),
            article_id=sys_id(f"A{at}"),
            short_description=f"How to set up workplace number {at} for a new colleague",
        )


def _uses() -> Iterator[RawRow]:
    for at in range(_LINES * _ATTACHED):
        article = at % _LINES
        yield cells(
            sys_id=sys_id(f"USE{at}"),
            sys_created_on="2026-10-12 08:00:00",
            sys_created_by=f"other{at}",
            kb_knowledge=(sys_id(f"KB{article}"), f"KB{article:07}"),
            kb_knowledge__article_id=sys_id(f"A{article}"),
            kb_knowledge__author=person(f"T{article % _TECHNICIANS}"),
            kb_knowledge__ownership_group=group("Network"),
            task=(sys_id(f"T{at}"), f"INC9{at:06}"),
            task__assigned_to=person(f"Other {at}"),
            task__assignment_group=group("Elsewhere"),
        )
