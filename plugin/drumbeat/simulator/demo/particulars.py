"""What only a few incidents have: a vendor's number, a helper, a change that solved it, a caller who solves it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta

from drumbeat.simulator.demo.afterthoughts import plain
from drumbeat.simulator.demo.changes import ChangeCase
from drumbeat.simulator.demo.horizon import Horizon
from drumbeat.simulator.demo.incident_case import Case
from drumbeat.simulator.demo.people import APPLICATIONS, NETWORK, SERVICE_DESK, Directory

SELF_OPENED = {NETWORK: 2, SERVICE_DESK: 2, APPLICATIONS: 1}
"""Incidents of the story's month that were solved by the one who reported them (E6)."""

_AWAITING_VENDOR = "4"
_EVERY_VENDOR, _EVERY_PAIR = 3, 28
_SPACING = 9
_BY_CHANGE = "Resolved by change"


def particulars(cases: list[Case], changes: list[ChangeCase], horizon: Horizon, directory: Directory) -> None:
    """Add them to some of the cases, by counting: no chance is taken from what comes after."""
    cases = sorted(cases, key=lambda case: (case.opened, case.caller.sys_id, case.subject))
    _number_at_vendors(cases)
    _work_in_pairs(cases, horizon, directory)
    _link_changes(cases, changes)
    _report_oneself(cases, horizon)


def _number_at_vendors(cases: Iterable[Case]) -> None:
    held = [case for case in cases if case.hold == _AWAITING_VENDOR and not case.reopen_count]
    for index, case in enumerate(held[::_EVERY_VENDOR]):
        case.vendor_number = f"V-{case.opened:%y}-{40117 + 37 * index}"


def _work_in_pairs(cases: Iterable[Case], horizon: Horizon, directory: Directory) -> None:
    shared = [case for case in cases if case.reassignments and not case.parent and not case.topic.monitored]
    for index, case in enumerate(shared[::_EVERY_PAIR]):
        team = directory.teams[index % len(directory.teams)]
        case.helper = next((one for one in team.staff(horizon.index(case.opened)) if one != case.technician), None)


def _link_changes(cases: Iterable[Case], changes: Iterable[ChangeCase]) -> None:
    """The change that solved it: the team's last one that ended while the incident was open."""
    done: dict[str, list[ChangeCase]] = defaultdict(list)
    for change in changes:
        if change.work and change.code in ("successful", "successful_issues"):
            done[change.team.sys_id].append(change)
    for case in cases:
        if case.code != _BY_CHANGE or case.resolved is None:
            continue
        fitting = [
            change for change in done[case.team.sys_id] if change.work and case.opened < change.work[1] <= case.resolved
        ]
        if fitting:
            case.change = max(fitting, key=lambda change: change.number).sys_id


def _report_oneself(cases: list[Case], horizon: Horizon) -> None:
    """Some are reported by the one who solves them, as anybody's own notebook may fail."""
    known = Counter((case.caller.sys_id, case.subject) for case in cases)
    end = horizon.story + timedelta(days=18)
    for team, count in SELF_OPENED.items():
        found = [
            case
            for case in plain(cases, team, horizon.story + timedelta(days=3), end)
            if known[case.caller.sys_id, case.subject] == 1 and not (case.caused_by or case.change or case.closed)
        ]
        for case in found[_SPACING::_SPACING][:count]:
            case.caller, case.contact = case.technician, "self-service"
