"""What real queues hold besides ordinary work: tickets reopened late, clones, closing in bulk, a rejected major."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from drumbeat.simulator.demo.horizon import month_start
from drumbeat.simulator.demo.incident_case import Case, Fate
from drumbeat.simulator.demo.incident_outcomes import decide
from drumbeat.simulator.demo.incidents import Desk, team_topics
from drumbeat.simulator.demo.people import APPLICATIONS, NETWORK, SERVICE_DESK
from drumbeat.simulator.demo.services import site_of
from drumbeat.simulator.demo.wording import Slots
from drumbeat.simulator.demo.working_hours import (
    after_working_hours,
    at,
    later,
    next_working_day,
    working_days_after,
)

REOPENED_SINCE = 3
"""Tickets of Network & Data Centre resolved in the month before the story's and reopened in it."""
BULK = 7
BULK_NOTE = "New print server in use, queue moved, test page printed."


def afterthoughts(desk: Desk, cases: list[Case]) -> None:
    """Change some of the cases, and add some."""
    _reopen_late(desk, cases)
    _reopen_last(desk, cases)
    _reject_a_major(cases, desk)
    cases.extend(_clones(desk, cases))
    cases.extend(_bulk(desk))


def plain(cases: list[Case], team: str, first: date, end: date) -> Iterator[Case]:
    """The team's cases resolved in these days to which nothing special has happened."""
    for case in sorted(cases, key=lambda case: (case.opened, case.caller.sys_id)):
        if (
            case.team.name == team
            and case.fate is Fate.RESOLVED
            and case.code == "Solution provided"
            and not (case.reopen_count or case.parent or case.problem or case.topic.monitored)
            and case.resolved is not None
            and first <= case.resolved.date() < end
        ):
            yield case


def _reopen_late(desk: Desk, cases: list[Case]) -> None:
    """Three reopened in the story's month: two resolved again, one not yet."""
    story = desk.horizon.story
    found = list(plain(cases, NETWORK, story - timedelta(days=4), story))[:REOPENED_SINCE]
    for index, case in enumerate(found):
        case.reopened = at(next_working_day(story), 9 + index, 17)
        case.reopen_count, case.closed = 1, None
        case.resolved = after_working_hours(case.reopened, 14 + 9 * index) if index else None
        case.hold = "4"


def _reopen_last(desk: Desk, cases: list[Case]) -> None:
    """One reopened in the last hours and open again: its resolution is empty (trap 50)."""
    until = desk.horizon.until
    for case in list(plain(cases, SERVICE_DESK, until - timedelta(days=5), until - timedelta(days=1)))[:1]:
        case.reopened = later(desk.horizon.now, hours=-9)
        case.reopen_count, case.resolved, case.closed, case.hold = 1, None, None, ""


def _reject_a_major(cases: list[Case], desk: Desk) -> None:
    """Somebody proposed a major incident that was none."""
    first = month_start(desk.horizon.story, -5)
    for case in list(plain(cases, APPLICATIONS, first, month_start(first, 1)))[:1]:
        case.priority, case.major = "2", "rejected"


def _clones(desk: Desk, cases: list[Case]) -> list[Case]:
    """`Please reopen`: a closed incident cannot be, so the mail made a new one of the same caller and subject."""
    found = []
    for team, months in ((NETWORK, 0), (SERVICE_DESK, -1), (APPLICATIONS, -3)):
        first = month_start(desk.horizon.story, months)
        for case in list(plain(cases, team, first + timedelta(days=2), first + timedelta(days=9)))[:1]:
            if case.resolved is None:
                continue
            opened = at(working_days_after(case.resolved.date(), 7), 9, 31)
            clone = replace(case, opened=opened, resolved=None, closed=None, hold="", caused_by="")
            decide(clone, desk.horizon, _slots(desk, case), desk.rng)
            clone.fate, clone.code = Fate.RESOLVED, "Solution provided"
            clone.contact, clone.reopened, clone.reopen_count = "email", None, 0
            clone.hours, clone.closed = 6.5, None
            clone.resolved = after_working_hours(opened, clone.hours)
            found.append(clone)
    return found


def _slots(desk: Desk, case: Case) -> Slots:
    return Slots(desk.rng, {"ci": case.item.name, "site": site_of(case.item, case.caller.site)})


def _bulk(desk: Desk) -> list[Case]:
    """Seven tickets about one printer, closed from the list within two minutes with the same words (E7)."""
    day = next_working_day(desk.horizon.story + timedelta(days=19))
    topic = next(t for t in team_topics(desk.directory.team(SERVICE_DESK)) if t.subcategory == "printing")
    team = desk.directory.team(SERVICE_DESK)
    technician = desk.directory.technician("Leonie Thamm")
    callers = desk.rng.sample(desk.directory.callers_at("Kiel"), BULK)
    found = []
    for index, caller in enumerate(callers):
        case, _ = desk.take(team, topic, caller, at(day, 8 + index // 2, 7 + 5 * index))
        case.technician, case.notes = technician, BULK_NOTE
        case.item = desk.services.named("kie-prn-hall2")
        case.resolved = later(at(day, 15, 10), seconds=12 * index)
        case.hours = (case.resolved - case.opened).total_seconds() / 3600
        found.append(case)
    return found
