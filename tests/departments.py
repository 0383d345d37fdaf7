"""An installation of several groups, and a team that combines them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from drumbeat.desk.context import Context
from drumbeat.records.row import RawRow
from drumbeat.records.team import Team
from installation import installed, usual
from rows import group, incident_row, person

UTC = ZoneInfo("UTC")


def incidents_of(name: str, people: int, count: int = 12, month: int = 10, **fields: str) -> list[RawRow]:
    """Incidents of a group, which so many people resolved in turn."""
    return [
        incident_row(
            f"INC{name[:3].upper()}{month:02}{at:03}",
            resolved_by=person(f"{name} {at % people}"),
            caller_id=person(f"Caller {month} {at}"),
            assignment_group=group(name),
            short_description=f"Case {month}-{at} of {name}",
            close_notes=f"Case {at} was mended.",
            opened_at=f"2026-{month:02}-{at % 28 + 1:02} 06:00:00",
            resolved_at=f"2026-{month:02}-{at % 28 + 1:02} 08:00:00",
            **fields,
        )
        for at in range(count)
    ]


def department(folder: Path, people: Mapping[str, int], **privacy) -> Context:
    """Network with six people and two improvements, and groups of so many people with twelve incidents each."""
    rows = usual()
    rows["incident"] += [row for name, count in people.items() for row in incidents_of(name, count)]
    context = installed(folder, rows, **privacy)
    for name in ("Network", *people):
        context.store.teams.add(Team(name, (name,), (), UTC, lead=f"Lead of {name}", lead_address="lead@example.com"))
    context.store.teams.add(Team("IT", (), (), UTC, "Nora", "nora@example.com", teams=("Network", *people)))
    return context
