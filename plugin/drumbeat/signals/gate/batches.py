"""E7 not bulk: records that one person closed together, with the same words, are one piece of work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from drumbeat.records.model import Change, Incident, WorkRecord
from drumbeat.signals.gate.rules import folded
from drumbeat.signals.sameness import sameness

BATCH = 5
"""So many records are a batch."""
WITHIN = timedelta(minutes=2)
"""From the first to the last of a batch."""

Closed: TypeAlias = Incident | Change
"""What is closed with notes."""


def batches(records: Iterable[WorkRecord], missing: frozenset[str]) -> Iterator[list[Closed]]:
    """Each batch among these records, in time and by number. `missing` holds fields, as `table.field`.

    A list without the column of close notes says of no two records that they were closed with the same words.
    """
    alike: dict[tuple[str, str, str], list[tuple[datetime, str, Closed]]] = defaultdict(list)
    for record in records:
        if not isinstance(record, Incident | Change) or f"{record.table}.close_notes" in missing:
            continue
        if record.principal and isinstance(record.done_at, datetime):
            words = sameness(record.close_notes, folded)
            alike[record.table, record.principal.key, words].append(
                (record.done_at, f"{record.number} {record.sys_id}", record)
            )
    for closed in alike.values():
        if len(closed) >= BATCH:
            yield from _together(sorted(closed, key=lambda each: each[:2]))


def _together(closed: Sequence[tuple[datetime, str, Closed]]) -> Iterator[list[Closed]]:
    """Those that lie with enough others within two minutes; as many batches as two minutes can hold them."""
    batch: list[Closed] = []
    begun: datetime | None = None
    for at in _crowded([moment for moment, _, _ in closed]):
        moment, _, record = closed[at]
        if begun is None or moment - begun > WITHIN:
            if batch:
                yield batch
            batch, begun = [], moment
        batch.append(record)
    if batch:
        yield batch


def _crowded(moments: Sequence[datetime]) -> list[int]:
    """Indices of the moments, which are in order, that lie in some window of two minutes with enough of them."""
    found: dict[int, None] = {}
    for last in range(BATCH - 1, len(moments)):
        first = last - BATCH + 1
        if moments[last] - moments[first] <= WITHIN:
            found.update(dict.fromkeys(range(first, last + 1)))
    return sorted(found)
