"""The story of the wireless repair in Leeds: 31 incidents in the sixty days before it, 6 in the sixty after.

The two other sites are the comparison: 28 before, 29 after. Within the two windows every wireless incident is
opened and resolved on the same side of the repair, and none is void.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from drumbeat.simulator.demo.horizon import Horizon, month_start
from drumbeat.simulator.demo.incident_case import Case
from drumbeat.simulator.demo.incidents import Desk
from drumbeat.simulator.demo.people import NETWORK, Directory
from drumbeat.simulator.demo.problems import ProblemCase
from drumbeat.simulator.demo.services import Services
from drumbeat.simulator.demo.wording import topics
from drumbeat.simulator.demo.working_hours import (
    after_working_hours,
    arrivals,
    at,
    is_working_day,
    next_working_day,
    working_days_after,
)

WINDOW_DAYS = 60
SITE, OTHERS = "Leeds", ("Lyon", "Kiel")
BEFORE = {"Leeds": 31, "Lyon": 15, "Kiel": 13}
AFTER = {"Leeds": 6, "Lyon": 14, "Kiel": 15}

_MARGIN_DAYS = 4
_USUAL = {"Leeds": 6, "Lyon": 7, "Kiel": 7}
_SINCE = {"Leeds": 2, "Lyon": 7, "Kiel": 7}
"""Incidents in thirty days, long before the repair and after the sixty days that follow it."""
_TEXT = {
    "title": "Wi-Fi in Leeds drops clients when they change the access point",
    "service": "Wireless network",
    "subcategory": "wireless",
    "cause": "Access points from two generations shared one roaming group, and the older ones answered key requests "
    "too late; clients were dropped whenever they moved between the two kinds.",
    "workaround": "Switch Wi-Fi off and on again.",
    "fix": "Older access points in Leeds replaced and the Cisco controller updated; roaming measured on all floors "
    "with two handheld scanners.",
}


def repaired_at(horizon: Horizon) -> datetime:
    """When the repair was done: around the 19th, two months before the story's month."""
    return at(next_working_day(month_start(horizon.story, -2) + timedelta(days=18)), 16, 20)


def problem(horizon: Horizon, directory: Directory, services: Services) -> ProblemCase:
    """The problem record, closed with a fix."""
    repaired = repaired_at(horizon)
    return ProblemCase(
        team=directory.team(NETWORK),
        text=_TEXT,
        item=services.named("lee-wlan"),
        opened=at(working_days_after(repaired.date() - timedelta(days=40), 1), 10, 5),
        resolved=repaired,
        technician=directory.technician("Clémence Rouvier"),
        confirmed_by=directory.technician("Ngozi Umeadi"),
        is_story=True,
    )


def wireless(desk: Desk, cause: ProblemCase) -> list[Case]:
    """All wireless incidents of the fifteen months; those of Leeds around the repair belong to the problem."""
    repaired = repaired_at(desk.horizon).date()
    window, margin = timedelta(days=WINDOW_DAYS), timedelta(days=_MARGIN_DAYS)
    first, last = repaired - window, repaired + window
    stretches = (
        (_days(desk.horizon.start, first - margin), _USUAL, False),
        (_days(first + margin, repaired - margin), BEFORE, True),
        (_days(repaired + timedelta(days=1), last - margin), AFTER, True),
        (_days(last + timedelta(days=1), desk.horizon.until), _SINCE, False),
    )
    found = []
    for days, counts, is_window in stretches:
        for site, count in counts.items():
            number = count if is_window else round(count * len(days) / 21)
            linked = cause.sys_id if is_window and site == SITE else ""
            found.extend(_incidents(desk, site, arrivals(days, number, desk.rng), linked))
    return found


def _incidents(desk: Desk, site: str, moments: list[datetime], linked: str) -> list[Case]:
    """One incident a moment, each from another caller where there are enough."""
    callers = desk.directory.callers_at(site)
    chosen = desk.rng.sample(callers, min(len(moments), len(callers)))
    topic = topics("incidents_wireless")[0]
    found = []
    for index, opened in enumerate(moments):
        caller = chosen[index % len(chosen)]
        case, slots = desk.take(desk.directory.team(NETWORK), topic, caller, opened)
        case.notes = slots.fill(desk.rng.choice(case.answers))
        _end(case, desk.rng)
        case.problem = linked
        found.append(case)
    return found


def _end(case: Case, rng: Random) -> None:
    """Resolved within a working day or so, as any small fault."""
    case.priority = rng.choice(("3", "4", "4"))
    case.contact = rng.choice(("phone", "self-service"))
    case.reassignments = rng.choice((0, 0, 1))
    case.hours = min(rng.lognormvariate(0.9, 0.7), 14.0)
    case.resolved = after_working_hours(case.opened, case.hours)
    case.code = rng.choice(("Solution provided", "Solution provided", "Workaround provided"))


def _days(first: date, end: date) -> list[date]:
    """The working days from `first` up to, not including, `end`."""
    days = (first + timedelta(days=n) for n in range((end - first).days))
    return [day for day in days if is_working_day(day)]
