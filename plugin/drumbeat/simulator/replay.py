"""Play a log of updates back, one update at a time, as the instance would have gone through them.

A published log often carries the final `resolved_at` on every row. An event shows what was known at its time: a
record has no resolution before its first row in the state Resolved or Closed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from drumbeat.simulator.conversion import Record
from drumbeat.simulator.instance import SHIPPED, Instance, Row
from drumbeat.simulator.loading import UPDATED, identified, key_of, put, read_list_for
from drumbeat.simulator.moments import moment_of

DONE = frozenset({"Resolved", "Closed"})
_SETTLED_LATER = ("resolved_at", "resolved_by", "closed_at")
_BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Event:
    """One update of one record: when, and the row as it then stood."""

    at: datetime
    table: str
    record: Record

    @property
    def row(self) -> Row:
        """The stored values after the update."""
        return self.record.row


def events(path: Path, table: str, *, time_zone: str = "UTC") -> list[Event]:
    """The updates in order of `sys_updated_on`; those of the same time in the order of the file.

    Raises what `loading.load` raises.
    """
    raw, converter = read_list_for(SHIPPED, path, table, time_zone)
    found = []
    for position, row in enumerate(raw):
        record = identified(converter.record(row), table, key_of(row, position))
        updated = record.row.get(UPDATED)
        found.append(Event(moment_of(updated) if updated else _BEGINNING, table, record))
    found.sort(key=lambda event: event.at)
    return _without_foresight(found)


def apply(instance: Instance, event: Event) -> None:
    """Bring the instance to the state after the event."""
    with instance.lock:
        put(instance, event.table, event.record)


def _without_foresight(found: list[Event]) -> list[Event]:
    """The events with the resolution blanked until the record has been resolved or closed for the first time."""
    done: set[str] = set()
    shown = []
    for event in found:
        sys_id = event.row["sys_id"]
        if _state_label(event) in DONE:
            done.add(sys_id)
        shown.append(event if sys_id in done else _unsettled(event))
    return shown


def _state_label(event: Event) -> str:
    column = SHIPPED.columns(event.table).get("state")
    state = event.row.get("state", "")
    return dict(column.choices).get(state, state) if column else state


def _unsettled(event: Event) -> Event:
    blanked = {name: "" for name in _SETTLED_LATER if event.row.get(name)}
    if not blanked:
        return event
    return replace(event, record=replace(event.record, row={**event.row, **blanked}))
