"""Months of the Network team, for tests of what a digest tells: six technicians, many callers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from drumbeat.digest.build import Beside, Built, Policy, Stock, build
from drumbeat.digest.model import SourceStatus
from drumbeat.pipeline import Read, Reading, stock
from drumbeat.ports import Window
from drumbeat.records.period import Period
from drumbeat.records.row import RawRow
from drumbeat.records.tables import BY_NAME
from drumbeat.records.team import Team
from drumbeat.signals.gate import GateRules
from rows import incident_row, person

OCTOBER = Period.month(2026, 10, ZoneInfo("UTC"))
NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
NETWORK = Team("Network", ("Network",), (), OCTOBER.zone)
TECHNICIANS = ("Ann", "Bo", "Cy", "Di", "Ed", "Flo")


def month(number: int, count: int, *, day: int = 6, prefix: str = "INC", **fields: object) -> list[RawRow]:
    """So many incidents of that month of 2026, resolved on that day at eight."""
    return [
        incident_row(
            f"{prefix}26{number:02d}{at:03d}",
            resolved_by=person(TECHNICIANS[at % len(TECHNICIANS)]),
            caller_id=person(f"Caller {at}"),
            opened_at=f"2026-{number:02d}-02 08:00:00",
            resolved_at=f"2026-{number:02d}-{day:02d} 08:00:00",
            **fields,
        )
        for at in range(count)
    ]


def read(table: str, rows: Iterable[RawRow], *, until: datetime = NOW) -> Read:
    """A table that was read in full, since August 2025."""
    found = tuple(rows)
    window = Window(datetime(2025, 8, 1, tzinfo=UTC), until)
    return Read(BY_NAME[table], found, SourceStatus.OK, len(found), len(found), "", window)


def stocked(*reads: Read, rules: GateRules | None = None, monitored: Iterable[str] = ()) -> Stock:
    """What was read, judged."""
    return stock(reads, Reading(rules or GateRules(), monitored=frozenset(monitored)), NOW)


def policy() -> Policy:
    """With the gate and a minimum group of five."""
    return Policy()


def october(*reads: Read, monitored: Iterable[str] = (), told_before: dict[str, float] | None = None) -> Built:
    """October's digest of the Network team."""
    return build(NETWORK, OCTOBER, stocked(*reads, monitored=monitored), policy(), Beside(told_before or {}))
