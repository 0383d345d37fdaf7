"""A made-up log of updates, in the shape in which such logs are published: one row an update, the end on every row."""

from __future__ import annotations

import csv
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

COLUMNS = (
    *("number", "incident_state", "sys_mod_count", "reopen_count", "sys_updated_on"),
    *("opened_at", "resolved_at", "closed_at", "assignment_group", "short_description"),
)
FIRST = datetime(2026, 10, 1, 6, 0, tzinfo=UTC)


def write_log(path: Path, incidents: int, rng: random.Random) -> None:
    """Incidents of October with three to eight updates each; one in six is reopened and resolved again."""
    rows = [row for number in range(1, incidents + 1) for row in _incident(f"INC{number:07}", rng)]
    rng.shuffle(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def _incident(number: str, rng: random.Random) -> list[dict[str, str]]:
    states = ["New", *["Active"] * rng.randint(0, 3), "Resolved"]
    if rng.random() < 1 / 6:
        states += ["Active", "Resolved"]
    if rng.random() < 2 / 3:
        states += ["Closed"]
    moment = FIRST + timedelta(minutes=rng.randint(0, 20 * 24 * 60))
    opened = moment
    times = []
    for _ in states:
        times.append(moment)
        moment += timedelta(minutes=rng.randint(1, 24 * 60))
    ends = {
        "resolved_at": _text(times[_last(states, "Resolved")]),
        "closed_at": _text(times[-1]) if states[-1] == "Closed" else "",
    }
    return [
        {
            "number": number,
            "incident_state": state,
            "sys_mod_count": str(place),
            "reopen_count": str(states[: place + 1].count("Resolved") - 1 if "Resolved" in states[:place] else 0),
            "sys_updated_on": _text(times[place]),
            "opened_at": _text(opened),
            "assignment_group": "Network",
            "short_description": f"Case {number}",
            **ends,
        }
        for place, state in enumerate(states)
    ]


def _last(states: list[str], state: str) -> int:
    return len(states) - 1 - states[::-1].index(state)


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
