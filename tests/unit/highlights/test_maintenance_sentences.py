"""The sentence about maintenance that nobody noticed."""

from __future__ import annotations

import pytest

from drumbeat.digest.model import Kind
from october_told import everyday, evidence, sentences, told
from office import record
from rows import sys_id

MAIL = (sys_id("MAIL"), "E-mail")
WATCHED = {"monitored": frozenset({"E-mail"})}


def changes(count, **fields):
    """So many successful changes on the mail service."""
    times = {"work_start": "2026-10-06 06:00:00", "work_end": "2026-10-06 08:00:00", "business_service": MAIL}
    return [
        record("change_request", f"CHG{at:02}", close_notes=f"Updated part {at}.", **{**times, **fields})
        for at in range(count)
    ]


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (1, "1 change was maintenance on a monitored service, with no outage recorded."),
        (2, "2 changes were maintenance on monitored services, with no outage recorded."),
        (12, "12 changes were maintenance on monitored services, with no outage recorded."),
    ],
)
def test_quiet_maintenance_is_counted(count, sentence):
    """All of the month's quiet changes make one sentence, which names them as its evidence."""
    built = told(everyday(), changes(count), **WATCHED)
    assert sentences(built, Kind.MAINTENANCE) == [sentence]
    assert evidence(built, Kind.MAINTENANCE) == [tuple(sorted(f"CHG{at:02}" for at in range(count)))]


def test_without_monitoring_nobody_knows():
    """Nothing is told where nothing watched the service, or where outages could not be read."""
    assert sentences(told(everyday(), changes(3)), Kind.MAINTENANCE) == []
    assert sentences(told(everyday(), changes(3), unread=["cmdb_ci_outage"], **WATCHED), Kind.MAINTENANCE) == []
    assert sentences(told(everyday(), changes(3), unread=["change_request"], **WATCHED), Kind.MAINTENANCE) == []


def test_what_was_felt_is_left_away():
    """A change with an outage is not among them, and no sentence is made of none."""
    link = {"task_number": (sys_id("CHG00"), "CHG00"), "type": "outage"}
    outage = record("cmdb_ci_outage", "OUT1", begin="2026-10-06 07:00:00", end="2026-10-06 07:10:00", **link)
    [sentence] = sentences(told(everyday(), changes(3), outage, **WATCHED), Kind.MAINTENANCE)
    assert sentence.startswith("2 changes were maintenance")
    assert sentences(told(everyday(), changes(1), outage, **WATCHED), Kind.MAINTENANCE) == []
    assert sentences(told(everyday(), **WATCHED), Kind.MAINTENANCE) == []
