"""Ticks as a lead makes them who has read the titles, and as an older version kept them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from drumbeat.digest.editing import Editing, value_hash
from drumbeat.digest.redaction import people_of, redact
from drumbeat.records.model import Incident
from drumbeat.signals.world import World


def ticks(found: World, *numbers: str) -> Editing:
    """Ticks on these incidents, each for the title that it has there, whether a digest may tell it or not."""
    incidents = {item.record.number: item.record for item in found.judged if isinstance(item.record, Incident)}
    read = {each: incidents[each] for each in numbers}
    titles = {each: redact(of.short_description, people_of(of, found.people)) for each, of in read.items()}
    return Editing(ticked={number: value_hash(title) for number, title in titles.items()})


def of_an_older_version(store: Path, team: str, numbers: str) -> None:
    """Write October's ticks as numbers alone."""
    row = (team, "2026-10-01", "2026-11-01", "", numbers, "2026-11-03 08:00:00")
    columns = "team, period_start, period_end, note, ticked, changed_at"
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute(f"INSERT INTO editing ({columns}) VALUES (?, ?, ?, ?, ?, ?)", row)  # noqa: S608
