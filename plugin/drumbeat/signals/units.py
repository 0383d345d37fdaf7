"""What is one piece of work where a rule asks for several: what one caller asks for in one hour (signals sheet 6.2).

Whoever cuts a ticket in five gets no nearer to a threshold by it. Figures count the tickets themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from drumbeat.records.model import NOBODY, Incident, Ref, RequestItem, WorkRecord

WITHIN = timedelta(hours=1)
"""From the opening of the first ticket of a unit to that of its last."""


def units(records: Iterable[WorkRecord]) -> Mapping[str, str]:
    """Record's sys_id -> sys_id of the first ticket of its unit.

    Incidents and requests of one caller with one resolver are put into as few hours as hold their openings, so fewer
    tickets never make more units. Everything else is a unit of its own.
    """
    found: dict[str, str] = {}
    asked: dict[tuple[str, str], list[tuple[datetime, str]]] = defaultdict(list)
    for record in records:
        found[record.sys_id] = record.sys_id
        caller = _caller(record)
        if caller and record.principal and record.opened_at:
            asked[caller.key, record.principal.key].append((record.opened_at, record.sys_id))
    for tickets in asked.values():
        tickets.sort()
        begun, first = tickets[0]
        for opened, sys_id in tickets:
            if opened - begun > WITHIN:
                begun, first = opened, sys_id
            found[sys_id] = first
    return found


def _caller(record: WorkRecord) -> Ref:
    if isinstance(record, Incident):
        return record.caller
    return record.requested_for if isinstance(record, RequestItem) else NOBODY
