"""How long incidents take, how they end and what is written at the end: distributions, no rows."""

from __future__ import annotations

import math
from datetime import datetime
from random import Random
from typing import NamedTuple

from drumbeat.simulator.demo.horizon import Horizon
from drumbeat.simulator.demo.incident_case import Case, Fate
from drumbeat.simulator.demo.people import APPLICATIONS, NETWORK, SERVICE_DESK, Person
from drumbeat.simulator.demo.wording import Slots, remarks
from drumbeat.simulator.demo.working_hours import after_working_hours, later

_PRIORITIES = ("1", "2", "3", "4", "5")
_PRIORITY_WEIGHTS = {
    NETWORK: (0.3, 5, 26, 52, 17),
    SERVICE_DESK: (0.05, 2, 17, 58, 23),
    APPLICATIONS: (0.3, 6, 30, 50, 14),
}
_CONTACTS = ("phone", "self-service", "email", "walk-in", "chat")
_CONTACT_WEIGHTS = {
    NETWORK: (22, 44, 30, 2, 2),
    SERVICE_DESK: (38, 36, 15, 6, 5),
    APPLICATIONS: (16, 52, 28, 1, 3),
}
_REASSIGNED_WEIGHTS = {NETWORK: (56, 29, 10, 4, 1), SERVICE_DESK: (78, 17, 4, 1, 0), APPLICATIONS: (52, 33, 10, 4, 1)}
_MEDIAN_HOURS = {"1": 1.6, "2": 2.6, "3": 5.0, "4": 9.0, "5": 17.0}
_TEAM_PACE = {NETWORK: 1.0, SERVICE_DESK: 0.45, APPLICATIONS: 1.25}
_SPREAD = 1.05
_MONTHLY_GAIN = 0.99

_CODES = (
    *("Solution provided", "Workaround provided", "User error", "Known error"),
    *("Resolved by request", "Resolved by change", "Resolved by problem"),
)
_CODE_WEIGHTS = (74, 11, 4, 3, 4, 2.5, 1.5)
_LEGACY = {
    "Solution provided": "Solved (Permanently)",
    "Workaround provided": "Solved (Work Around)",
    "Resolved by caller": "Closed/Resolved by Caller",
}
_LEGACY_SHARE, _UPGRADED_AFTER = 0.4, 2
"""How many rows kept the old close codes, and the months until the upgrade that brought the current ones."""


class End(NamedTuple):
    """A seldom end: how likely, what it is, its code and the remarks it draws from."""

    share: float
    fate: Fate
    code: str
    remarks: str


_SELDOM = (
    End(0.028, Fate.CANCELLED, "", "cancelled"),
    End(0.022, Fate.RESOLVED, "Duplicate", "duplicate"),
    End(0.016, Fate.RESOLVED, "No resolution provided", "no_resolution"),
    End(0.032, Fate.RESOLVED, "Resolved by caller", "resolved_by_caller"),
    End(0.003, Fate.UNDATED, "Solution provided", "terse"),
)
_OF_CALLERS = ("cancelled", "no_resolution", "resolved_by_caller")
_AT_ONCE, _AUTOMATED, _NEVER, _REOPENED, _CLOSED_BY_CALLER, _ON_HOLD = 0.34, 0.22, 0.004, 0.015, 0.08, 0.3
_HOLDS, _HOLD_WEIGHTS = ("1", "3", "4", "5"), (55, 8, 27, 10)
_TWICE = 0.08
_TERSE, _REMARK, _PASTED, _ADDRESS = 0.06, 0.4, 0.004, 0.008


def decide(case: Case, horizon: Horizon, slots: Slots, rng: Random) -> None:
    """Priority, way in, duration, end and closing words of an ordinary incident."""
    month = horizon.index(case.opened)
    team = case.team.name
    case.priority = rng.choices(_PRIORITIES, _PRIORITY_WEIGHTS[team])[0]
    case.contact = "event" if case.topic.monitored else rng.choices(_CONTACTS, _CONTACT_WEIGHTS[team])[0]
    case.reassignments = rng.choices(range(5), _REASSIGNED_WEIGHTS[team])[0]
    case.hold = rng.choices(_HOLDS, _HOLD_WEIGHTS)[0] if rng.random() < _ON_HOLD else ""
    case.hours = _hours(case, month, rng)
    case.resolved = resolution(case)
    case.code = rng.choices(_CODES, _CODE_WEIGHTS)[0]
    case.notes = _note(case, slots, rng)
    _end_otherwise(case, slots, rng)
    if month < _UPGRADED_AFTER and rng.random() < _LEGACY_SHARE:
        case.code = _LEGACY.get(case.code, case.code)
    if case.fate is Fate.RESOLVED:
        _afterwards(case, horizon, rng)


def resolution(case: Case) -> datetime:
    """The moment at which `case.hours` have passed: around the clock for the most urgent, else support hours."""
    if case.priority == "1" or case.topic.monitored:
        return later(case.opened, hours=case.hours)
    return after_working_hours(case.opened, case.hours)


def _hours(case: Case, month: int, rng: Random) -> float:
    if case.team.name == SERVICE_DESK and rng.random() < _AT_ONCE:
        return rng.uniform(0.06, 0.4)
    median = _MEDIAN_HOURS[case.priority] * _TEAM_PACE[case.team.name] * _MONTHLY_GAIN**month
    return min(max(rng.lognormvariate(math.log(median), _SPREAD), 0.05), 250.0)


def _note(case: Case, slots: Slots, rng: Random) -> str:
    if rng.random() < _TERSE:
        return rng.choice(remarks()["terse"])
    note = slots.fill(rng.choice(case.answers))
    if rng.random() < _REMARK and not case.topic.monitored:
        note = f"{note} {rng.choice(remarks()['closing'])}"
    if rng.random() < _PASTED:
        note = f"[code]<p>{note}</p>[/code]"
    if rng.random() < _ADDRESS and not case.topic.monitored:
        note = f"{note} Call back: {case.caller.user_name}@larkfield.example"
    return note


def _end_otherwise(case: Case, slots: Slots, rng: Random) -> None:
    """The seldom ends: cancelled, duplicates, without a solution, by the caller, undated, never."""
    drawn = rng.random()
    for end in _SELDOM:
        if case.topic.monitored and end.remarks in _OF_CALLERS:
            continue
        if drawn < end.share:
            case.fate, case.code = end.fate, end.code
            case.notes = slots.fill(rng.choice(remarks()[end.remarks]))
            return
        drawn -= end.share
    if drawn < _NEVER:
        case.resolved, case.hold = None, case.hold or "4"


def automate(case: Case, automation: Person, slots: Slots, rng: Random) -> None:
    """Turn one monitoring alarm in a few into one that the service account resolved by itself."""
    if case.fate is not Fate.RESOLVED or rng.random() >= _AUTOMATED:
        return
    case.technician, case.code, case.hold = automation, "Solution provided", ""
    case.hours = rng.uniform(0.05, 0.5)
    case.resolved = resolution(case)
    case.notes = slots.fill(rng.choice(remarks()["automatic"]))
    case.reopened, case.reopen_count, case.closed = None, 0, None
    case.reassignments = 0


def _afterwards(case: Case, horizon: Horizon, rng: Random) -> None:
    """What happened after the first resolution: reopened, or closed by the caller before the job did."""
    if case.resolved is None:
        return
    drawn = rng.random()
    if drawn < _REOPENED:
        _reopen(case, horizon, rng)
    elif drawn < _REOPENED + _CLOSED_BY_CALLER:
        case.closed = later(case.resolved, hours=rng.uniform(0.5, 70))


def _reopen(case: Case, horizon: Horizon, rng: Random) -> None:
    """The caller came back: reopened within the days before auto-close, and resolved again later."""
    if case.resolved is None:
        return
    reopened = later(case.resolved, hours=rng.uniform(2, 110))
    if not horizon.is_past(reopened):
        return
    case.reopened = reopened
    case.reopen_count = 2 if rng.random() < _TWICE else 1
    case.closed = None
    case.hours += rng.uniform(2, 14)
    case.resolved = after_working_hours(case.reopened, rng.uniform(2, 14))
