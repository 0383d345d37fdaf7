"""Comparing digests with an oracle: figures of every group and month that somebody else computed from the same log.

The oracle counts an incident once, in the calendar month (UTC) of its resolved_at, under the group of its last row. It
applies no gate and no minimum group, so it is compared with `drumbeat report --no-gate`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

NOBODY = "?"
_TOLERANCE = 0.0005
"""The oracle's median is rounded to thousandths of an hour."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is compared of one group in one month."""

    resolved: float
    made_sla: float
    reopened: float
    median_hours: float

    def is_near(self, other: Row) -> bool:
        """Equal counts, and medians equal as far as the oracle's are printed."""
        same = (self.resolved, self.made_sla, self.reopened) == (other.resolved, other.made_sla, other.reopened)
        return same and abs(self.median_hours - other.median_hours) <= _TOLERANCE + 1e-9


def read_oracle(path: Path) -> dict[tuple[str, str], Row]:
    """(month, group) -> figures; rows of no group are left out, since no group's digest can hold them."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["month"], row["assignment_group"]): Row(
                float(row["resolved"]), float(row["made_sla"]), float(row["reopened"]), float(row["median_hours"])
            )
            for row in csv.DictReader(file)
            if row["assignment_group"] != NOBODY
        }


def read_digests(month: str, lines: Iterable[str]) -> dict[tuple[str, str], Row]:
    """The same from the JSON lines of `report --every-group`; groups in which nothing was resolved are left out."""
    found = {}
    for line in lines:
        digest = json.loads(line)
        figures = {figure["id"]: figure for figure in digest["figures"]}
        if figures["incidents_resolved"]["value"]:
            found[month, digest["team"]["name"]] = Row(
                figures["incidents_resolved"]["value"],
                _hits(figures["sla_met_share"]),
                _hits(figures["reopened_share"]),
                figures["median_hours_to_resolve"]["value"],
            )
    return found


def differences(oracle: dict[tuple[str, str], Row], found: dict[tuple[str, str], Row]) -> list[str]:
    """A line for each group and month that is missing, too many, or different."""
    said = [f"missing: {key}" for key in sorted(oracle.keys() - found.keys())]
    said += [f"not in the oracle: {key}" for key in sorted(found.keys() - oracle.keys())]
    said += [
        f"different: {key}: {found[key]} instead of {oracle[key]}"
        for key in sorted(oracle.keys() & found.keys())
        if not found[key].is_near(oracle[key])
    ]
    return said


def _hits(figure: dict[str, float]) -> float:
    return round(figure["value"] * figure["n"], 6)
