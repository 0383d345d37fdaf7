"""V07, V20 and V21: what was promised was kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from drumbeat.signals.catalogue import RULES, classify
from drumbeat.signals.material import Material
from office import OCTOBER, record, signals, world
from rows import sys_id


def month(number, count, broken=0, **fields):
    """Incidents resolved in that month of 2026, so many of them reopened."""
    return [
        record(
            "incident",
            f"INC{number}{at:03}",
            resolved_at=f"2026-{number:02}-{at % 28 + 1:02} 08:{at % 60:02}:00",
            reopen_count="1" if at < broken else "0",
            **fields,
        )
        for at in range(count)
    ]


def past(*broken, count=30):
    """The months before October, the nearest first, with so many reopened."""
    return [month(9 - at, count, each) for at, each in enumerate(broken)]


def change(**fields):
    """A successful change that ended on 6 October as planned."""
    times = {"work_start": "2026-10-06 06:00:00", "work_end": "2026-10-06 08:00:00", "end_date": "2026-10-06 08:00:00"}
    return record("change_request", "CHG1", **{**times, **fields})


def caused(opened, **fields):
    """An incident that names the change as its cause."""
    return record("incident", "INC9", opened_at=opened, caused_by=(sys_id("CHG1"), "CHG1"), **fields)


@pytest.mark.parametrize(
    ("now", "before", "is_told"),
    [
        (month(10, 30, 3), past(3, 3, 3), True),
        (month(10, 30, 4), past(3, 3, 3), False),
        (month(10, 29, 0), past(3, 3, 3), False),
        (month(10, 30, 0), past(3, 3), False),
        (month(10, 30, 0), past(3, 3, 3, count=29), False),
        (month(10, 30, 5), past(0, 5, 9), True),
        (month(10, 30, 6), past(0, 5, 9), False),
        (month(10, 30, 5), past(3, 3, 3, 6, 6, 6), False),
        (month(10, 30, 4), past(3, 3, 3, 6, 6, 6), True),
    ],
)
def test_reliability_is_against_the_teams_own_past(now, before, is_told):
    """V07 needs 30 records, three known months of 30, and a share that is not below their median."""
    assert bool(signals("V07", world(now, before))) is is_told


def test_reliability_cites_every_record_that_kept():
    """V07's evidence is every record that kept its promise; its subject is nobody."""
    [signal] = signals("V07", world(month(10, 31, 1), past(3, 3, 3)))
    assert not signal.subject
    assert [each.number for each in signal.evidence] == [f"INC10{at:03}" for at in range(1, 31)]


@pytest.mark.parametrize("levels", [True, False])
def test_a_breach_breaks_the_promise(levels):
    """V07 takes completed SLA records before made_sla."""
    broken = month(10, 4, made_sla=str(levels).lower())
    sla = {
        "sla__type": ("SLA", "SLA"),
        "stage": ("completed", "Completed"),
        "has_breached": "true" if levels else "false",
    }
    rows = [record("task_sla", f"S{at}", task=(each.sys_id, each.number), **sla) for at, each in enumerate(broken)]
    kept = [each for each in month(10, 30) if each.number not in {one.number for one in broken}]
    assert bool(signals("V07", world(kept, broken, rows, past(3, 3, 3)))) is not levels
    assert bool(signals("V07", world(kept, broken, past(3, 3, 3)))) is levels


@pytest.mark.parametrize(
    ("made", "is_told"),
    [
        ([change()], True),
        ([change(work_end="2026-10-06 08:00:01")], False),
        ([change(close_code=("unsuccessful", "Unsuccessful"))], False),
        ([change(end_date="")], False),
        ([change(), caused("2026-10-20 08:00:00")], False),
        ([change(), caused("2026-10-20 08:00:01")], True),
    ],
    ids=["kept", "late", "failed", "no plan", "incident within 14 days", "incident later"],
)
def test_a_change_keeps_its_planned_end(made, is_told):
    """V07 counts a change as kept when it ended as planned and caused nothing; without a plan it is left out."""
    incidents = month(10, 29 - len(made[1:]))
    assert bool(signals("V07", world(incidents, made, past(0, 0, 0)))) is is_told


def test_without_service_levels_reliability_cannot_tell():
    """V07 says nothing where neither SLA records nor made_sla can be read."""
    found = world(month(10, 30), past(3, 3, 3), missing=frozenset({"incident.made_sla"}))
    assert signals("V07", found) == []


def test_a_month_of_broken_promises_is_not_told():
    """V07 says nothing of a month in which nothing was kept, also where the months before were alike."""
    assert signals("V07", world(month(10, 30, 30), past(30, 30, 30))) == []


def test_reliability_is_withheld_from_a_small_team():
    """V07, V12, V21 and V24 tell of speed, service levels, satisfaction or a split, and need the minimum group."""
    needing = {rule.id for rule in RULES if rule.needs_group and rule.id.startswith("V")}
    assert needing == {"V07", "V12", "V21", "V24"}


def test_a_quiet_change_is_good_work():
    """V20 fires for the team on a successful change that no incident names within 14 days."""
    [signal] = signals("V20", world(change()))
    assert (signal.number, bool(signal.subject)) == ("CHG1", False)


@pytest.mark.parametrize(
    ("records", "is_told"),
    [
        ([change(), caused("2026-10-07 08:00:00")], False),
        ([change(), caused("2026-10-20 08:00:00")], False),
        ([change(), caused("2026-10-20 08:00:01")], True),
        ([change(), caused("2026-10-07 08:00:00", state=("8", "Canceled"))], True),
        ([change(close_code=("unsuccessful", "Unsuccessful"))], False),
        ([change(work_end=""), caused("2026-10-20 08:00:01")], True),
        ([change(work_end="", closed_at="2026-10-07 08:00:00"), caused("2026-10-20 08:00:01")], False),
    ],
)
def test_an_incident_within_fourteen_days_is_no_quality(records, is_told):
    """V20's boundary is 14 days after the actual end, or after closing where none is recorded."""
    assert bool(signals("V20", world(records))) is is_told


@pytest.mark.parametrize(("seconds", "is_told"), [(0, True), (-1, False)])
def test_quality_waits_fourteen_days(seconds, is_told):
    """V20 says nothing before the 14 days are over."""
    now = datetime(2026, 10, 20, 8, tzinfo=UTC) + timedelta(seconds=seconds)
    material = Material(world(change()), OCTOBER, lambda _record: True, now)
    found = classify(material, lambda rule: rule.id == "V20")
    assert bool(found.signals) is is_told


def test_without_causes_quality_cannot_tell():
    """V20 is switched off, and says so, where no incident carries what caused it."""
    material = Material(
        world(change(), missing=frozenset({"incident.caused_by"})), OCTOBER, lambda _record: True, OCTOBER.end_instant
    )
    assert classify(material, lambda rule: rule.id == "V20").switched_off == {"V20": "incident.caused_by"}


VENDOR = {"hold_reason": ("4", "Awaiting Vendor"), "correlation_id": "V-1001", "made_sla": "true"}


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [
        ({}, True),
        ({"hold_reason": "Awaiting Vendor"}, True),
        ({"hold_reason": ("1", "Awaiting Caller")}, False),
        ({"correlation_id": ""}, False),
        ({"made_sla": "false"}, False),
        ({"made_sla": ""}, False),
        ({"reopen_count": "1"}, False),
        ({"state": ("3", "On Hold")}, False),
    ],
)
def test_a_vendors_part_within_the_service_level(fields, is_told):
    """V21 needs the hold reason, the vendor's ticket and a service level that was met; parking is nothing."""
    assert bool(signals("V21", world(record("incident", "INC1", **{**VENDOR, **fields})))) is is_told


def test_a_breached_level_is_no_vendor_coordination():
    """V21 takes completed SLA records before made_sla."""
    sla = {"sla__type": "SLA", "stage": ("completed", "Completed"), "has_breached": "true"}
    row = record("task_sla", "S1", task=(sys_id("INC1"), "INC1"), **sla)
    assert signals("V21", world(record("incident", "INC1", **VENDOR), row)) == []
