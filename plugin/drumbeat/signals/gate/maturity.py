"""E5 matured: how long a resolved incident may still be reopened.

Only incidents: ServiceNow lets a resolved incident be reopened until it is closed for good, and E4 tells of no other
record. What has been reopened later makes a correction to the edition that counted it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from drumbeat.records.model import Incident, WorkRecord

_DAY = timedelta(days=1)
_SATURDAY = 5


def matures_at(record: WorkRecord, days: int) -> datetime | None:
    """When the record may no longer be reopened: so many working days after its resolution. None: it never may."""
    if not isinstance(record, Incident) or not isinstance(record.done_at, datetime):
        return None
    return working_days_after(record.done_at, days)


def is_immature(record: WorkRecord, days: int, as_of: datetime | None) -> bool:
    """Whether the record may still be reopened after `as_of`; not where nothing says when that is."""
    if as_of is None or not isinstance(record, Incident) or not isinstance(record.done_at, datetime):
        return False
    if record.done_at > as_of:
        return True  # also at the calendar's end
    if as_of - record.done_at > _longest(days):
        return False
    return as_of < working_days_after(record.done_at, days)


def working_days_after(moment: datetime, days: int) -> datetime:
    """The same time of the day, so many days from Monday to Friday later, in UTC; no calendar of holidays."""
    for _ in range(days):
        moment += _DAY
        while moment.weekday() >= _SATURDAY:
            moment += _DAY
    return moment


def _longest(days: int) -> timedelta:
    """More than so many working days can take."""
    return timedelta(weeks=days // 5 + 2)
