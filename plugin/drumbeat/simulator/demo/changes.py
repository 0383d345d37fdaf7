"""Changes: what was altered on purpose, when, and how it went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from drumbeat.simulator.demo import wording
from drumbeat.simulator.demo.horizon import Horizon, Month
from drumbeat.simulator.demo.people import APPLICATIONS, NETWORK, SERVICE_DESK, Directory, Person, Team
from drumbeat.simulator.demo.services import Item, Services, service_id, site_of
from drumbeat.simulator.demo.working_hours import after_working_hours, at, later, next_working_day
from drumbeat.simulator.instance import Row, sys_id_for
from drumbeat.simulator.moments import stored

FIRST_NUMBER = 30001
STORY_CLOSED, STORY_FAILED = 63, 2
"""Changes that Network & Data Centre closed in the story's month, and how many of them did not succeed."""

_A_MONTH = {NETWORK: (55, 65), SERVICE_DESK: (6, 10), APPLICATIONS: (19, 26)}
_PLANNED = {NETWORK: 9, SERVICE_DESK: 2, APPLICATIONS: 4}
"""Changes that lie ahead at the end."""
_TYPES, _TYPE_WEIGHTS = ("standard", "normal", "emergency"), (62, 32, 6)
_CODES, _CODE_WEIGHTS = ("successful", "successful_issues", "unsuccessful"), (93.5, 3.5, 3)
_CANCELLED = 0.04
_AHEAD = ("-2", "-2", "-3", "-4", "-5")
"""States of what lies ahead, by the week it is planned for."""
_DISTURBS = timedelta(hours=36)
_TEST_PLAN = "Sign in, print and send a mail from each site; compare response times with those before; owner tests."


@dataclass(slots=True, kw_only=True)
class ChangeCase:
    """One change while it is being told."""

    team: Team
    type: str
    title: str
    item: Item
    service: str
    technician: Person
    requester: Person
    opened: datetime
    start: datetime
    end: datetime
    work: tuple[datetime, datetime] | None = None
    """Actual start and end."""
    closed: datetime | None = None
    state: str = "3"
    code: str = ""
    notes: str = ""
    parent: str = ""
    template: str = ""
    """The standard change template it was made from."""
    number: str = ""

    @property
    def sys_id(self) -> str:
        """The row's sys_id; the number must have been given."""
        return sys_id_for("change_request", self.number)

    def disturbs(self, opened: datetime) -> bool:
        """Whether an incident opened at that moment may have come from it."""
        return self.work is not None and self.work[1] <= opened < self.work[1] + _DISTURBS


class Planner:
    """Makes the changes of one team."""

    def __init__(self, team: Team, directory: Directory, services: Services, horizon: Horizon, rng: Random) -> None:
        self._team = team
        self._directory = directory
        self._services = services
        self._rng = rng
        self._earliest = at(horizon.start, 6)
        self._texts: dict[str, Any] = wording.table("changes")

    def done(self, month: Month, code: str) -> ChangeCase:
        """A change carried out and closed within the month."""
        case = self._planned(self._rng.choice(month.days[:-1] or month.days), month.index)
        lag = self._rng.uniform(-0.05, 0.1) * (case.end - case.start)
        work_end = case.end - self._rng.uniform(0.05, 0.5) * (case.end - case.start)
        case.work = (case.start + abs(lag), max(work_end, case.start + abs(lag) * 2))
        closed = after_working_hours(case.work[1], self._rng.uniform(0.2, 6))
        case.closed = closed if closed.date() <= month.days[-1] else later(case.work[1], minutes=5)
        case.code, case.notes = code, self._word(code, case)
        return case

    def cancelled(self, month: Month) -> ChangeCase:
        """A change that was given up before its date."""
        case = self._planned(self._rng.choice(month.days), month.index)
        case.closed = case.opened + (case.start - case.opened) * self._rng.uniform(0.2, 0.9)
        case.state, case.notes = "4", self._word("cancelled", case)
        return case

    def ahead(self, horizon: Horizon) -> ChangeCase:
        """A change that is planned for one of the next weeks."""
        days = self._rng.randrange(2, 30)
        case = self._planned(horizon.until + timedelta(days=days), len(horizon.months()) - 1)
        case.opened = later(horizon.now, hours=-self._rng.uniform(3, 200))
        case.state = _AHEAD[min(days // 7, len(_AHEAD) - 1)]
        return case

    def _word(self, occasion: str, case: ChangeCase) -> str:
        slots = wording.Slots(self._rng, {"ci": case.item.name})
        return slots.fill(self._rng.choice(self._texts["words"][occasion]))

    def _planned(self, day: date, month: int) -> ChangeCase:
        wanted = self._rng.choices(_TYPES, _TYPE_WEIGHTS)[0]
        texts = [text for text in self._texts[self._team.name] if text[1] == wanted]
        pool, change_type, title = self._rng.choice(texts)
        item = self._services.pick(self._rng, pool)
        slots = wording.Slots(self._rng, {"ci": item.name, "site": site_of(item, "")})
        start, end = self._window(day, change_type)
        return ChangeCase(
            team=self._team,
            type=change_type,
            title=slots.fill(title),
            item=item,
            service=self._texts["services"][pool],
            technician=self._team.pick(self._rng, pool, month),
            requester=self._rng.choice(self._directory.callers),
            opened=min(max(_opened(start, change_type, self._rng), self._earliest), start),
            start=start,
            end=end,
            template=template_id(self._team.name, title) if change_type == "standard" else "",
        )

    def _window(self, day: date, change_type: str) -> tuple[datetime, datetime]:
        """Standard changes in working time, normal ones in the evening, urgent ones when they must be."""
        if change_type == "emergency":
            start = at(day, self._rng.randrange(7, 20), self._rng.choice((0, 10, 25, 40)))
            return start, later(start, hours=self._rng.choice((1, 2)))
        if change_type == "normal":
            start = at(day, self._rng.choice((18, 19, 20)), self._rng.choice((0, 30)))
            return start, later(start, hours=self._rng.choice((2, 2, 3)))
        start = at(_working_day_near(day), self._rng.randrange(9, 16), self._rng.choice((0, 15, 30)))
        return start, later(start, hours=self._rng.choice((1, 1, 2)))


def _working_day_near(day: date) -> date:
    """The day, or a working day beside it in the same month; the day itself where there is none."""
    found = next_working_day(day)
    if found.month == day.month:
        return found
    earlier = next_working_day(day - timedelta(days=4))
    return earlier if earlier.month == day.month else day


def _opened(start: datetime, change_type: str, rng: Random) -> datetime:
    if change_type == "emergency":
        return later(start, minutes=-rng.uniform(20, 150))
    days = rng.uniform(1, 6) if change_type == "standard" else rng.uniform(5, 24)
    return later(start, days=-days)


def changes(horizon: Horizon, directory: Directory, services: Services, rng: Random) -> list[ChangeCase]:
    """The ordinary changes of all teams and months, without numbers, and those that lie ahead."""
    found: list[ChangeCase] = []
    for team in directory.teams:
        planner = Planner(team, directory, services, horizon, rng)
        for month in horizon.months():
            found.extend(planner.done(month, code) for code in _codes(team, month, horizon, rng))
            cancelled = round(_A_MONTH[team.name][0] * _CANCELLED * month.share * rng.uniform(0.3, 1.7))
            found.extend(planner.cancelled(month) for _ in range(cancelled))
        found.extend(planner.ahead(horizon) for _ in range(_PLANNED[team.name]))
    return [case for case in found if _fits(case, horizon)]


def _codes(team: Team, month: Month, horizon: Horizon, rng: Random) -> Iterator[str]:
    """The close codes of the changes that the team closes that month."""
    count = round(rng.randint(*_A_MONTH[team.name]) * month.share)
    if team.name == NETWORK and month.first == horizon.story:
        count = STORY_CLOSED
    yield from rng.choices(_CODES, _CODE_WEIGHTS, k=count)


def tell_story(cases: list[ChangeCase], story: list[ChangeCase], horizon: Horizon) -> list[ChangeCase]:
    """All changes, with so many closed and failed in the story's month as its digest says.

    `story` are changes of Network & Data Centre closed in that month, all successful.
    """
    told = [case for case in cases if _in_story(case, horizon)]
    kept = told[: STORY_CLOSED - len(story)]
    for index, case in enumerate(kept):
        failed = index < STORY_FAILED
        if failed != (case.code == "unsuccessful"):
            case.code = "unsuccessful" if failed else "successful"
            case.notes = wording.table("changes")["words"][case.code][0]
    dropped = {id(case) for case in told[len(kept) :]}
    return [case for case in cases if id(case) not in dropped] + story


def _in_story(case: ChangeCase, horizon: Horizon) -> bool:
    return (
        case.team.name == NETWORK
        and case.state == "3"
        and case.closed is not None
        and (case.closed.year, case.closed.month) == (horizon.story.year, horizon.story.month)
    )


def _fits(case: ChangeCase, horizon: Horizon) -> bool:
    """Whether nothing in it that has happened lies after the end."""
    return case.closed is None or (horizon.is_past(case.closed) and horizon.is_past(case.opened))


def number(cases: list[ChangeCase]) -> None:
    """Sort by the time they were opened, and number them so."""
    cases.sort(key=lambda case: (case.opened, case.title))
    for count, case in enumerate(cases, FIRST_NUMBER):
        case.number = f"CHG{count:07d}"


def disturbances(cases: list[ChangeCase]) -> dict[tuple[str, date], list[ChangeCase]]:
    """The changes that did not go well, by team and by the days on which incidents may follow."""
    found: dict[tuple[str, date], list[ChangeCase]] = defaultdict(list)
    for case in cases:
        if case.work is not None and case.code in ("successful_issues", "unsuccessful"):
            for days in range(3):
                found[case.team.name, case.work[1].date() + timedelta(days=days)].append(case)
    return dict(found)


def template_id(team: str, title: str) -> str:
    """The sys_id of the standard change template with that title."""
    return sys_id_for("std_change_producer_version", f"{team}: {title}")


def rows(cases: list[ChangeCase]) -> list[Row]:
    """The rows of change_request."""
    return [_row(case) for case in cases]


def _row(case: ChangeCase) -> Row:
    is_over = case.closed is not None
    risk = {"standard": "4", "normal": "3", "emergency": "2"}[case.type]
    return {
        "sys_id": case.sys_id,
        "number": case.number,
        "sys_class_name": "change_request",
        "opened_at": stored(case.opened),
        "sys_created_on": stored(case.opened),
        "opened_by": case.technician.sys_id,
        "requested_by": case.requester.sys_id,
        "assignment_group": case.team.sys_id,
        "assigned_to": case.technician.sys_id,
        "short_description": case.title,
        "type": case.type,
        "state": case.state,
        "active": str(not is_over).lower(),
        "risk": risk,
        "impact": "2" if case.type == "normal" else "3",
        "priority": "4",
        "cmdb_ci": case.item.sys_id,
        "business_service": service_id(case.service),
        "start_date": stored(case.start),
        "end_date": stored(case.end),
        "work_start": stored(case.work[0]) if case.work else "",
        "work_end": stored(case.work[1]) if case.work else "",
        "closed_at": stored(case.closed) if case.closed else "",
        "closed_by": case.technician.sys_id if is_over else "",
        "close_code": case.code,
        "close_notes": case.notes,
        "parent": case.parent,
        "backout_plan": "" if case.type == "emergency" else "Return to the saved state; half an hour.",
        "test_plan": _TEST_PLAN if case.type == "normal" else "",
        "std_change_producer_version": case.template,
        "sys_updated_on": stored(case.closed or case.opened),
    }
