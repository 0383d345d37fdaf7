"""Problems: why things fail, and what was done about it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from drumbeat.simulator.demo import wording
from drumbeat.simulator.demo.horizon import Horizon, Month
from drumbeat.simulator.demo.people import APPLICATIONS, NETWORK, SERVICE_DESK, Directory, Person, Team
from drumbeat.simulator.demo.services import Item, Services, service_id, site_of
from drumbeat.simulator.demo.working_hours import later, next_working_day, office_moment, working_days_after
from drumbeat.simulator.instance import Row, sys_id_for
from drumbeat.simulator.moments import stored

FIRST_NUMBER = 40001

_A_MONTH = {NETWORK: (1, 2, 2, 3), SERVICE_DESK: (0, 1, 1), APPLICATIONS: (1, 1, 2, 3)}
_CODES = ("fix_applied", "risk_accepted", "duplicate", "canceled")
_CODE_WEIGHTS = (64, 14, 11, 11)
_MEDIAN_WORKING_DAYS, _SPREAD = 17.0, 0.5
_SEEN_BEFORE = timedelta(days=25)
"""Incidents from so long before a problem was opened are linked to it when it is investigated."""
_CLOSED_AFTER_DAYS = 8
_TOLD_FROM = 3
"""So many incidents of one problem, and somebody tells those concerned."""
_AGES = ((4, "101"), (12, "102"), (30, "103"))
"""An open problem's state by its age in days; older ones have a fix in progress."""


@dataclass(slots=True, kw_only=True)
class ProblemCase:
    """One problem while it is being told. `resolved` may lie in the future."""

    team: Team
    text: Mapping[str, str]
    """title, cause, workaround, fix, service and subcategory."""
    item: Item
    opened: datetime
    resolved: datetime
    technician: Person
    confirmed_by: Person
    code: str = "fix_applied"
    duplicate_of: ProblemCase | None = None
    is_story: bool = False
    """Whether its incidents are told one by one and no other may be linked."""
    number: str = ""

    @property
    def sys_id(self) -> str:
        """The row's sys_id; the number must have been given."""
        return sys_id_for("problem", self.number)

    @property
    def subject(self) -> tuple[str, str]:
        """What tells which incidents may belong to it: the team's name and the subcategory."""
        return self.team.name, self.text["subcategory"]

    def concerns(self, opened: datetime) -> bool:
        """Whether an incident on its subject opened at that moment may be linked to it."""
        return self.code not in ("duplicate", "canceled") and (self.opened - _SEEN_BEFORE < opened < self.resolved)


def problems(horizon: Horizon, directory: Directory, services: Services, rng: Random) -> list[ProblemCase]:
    """The ordinary problems of all teams and months, in the order in which they were opened, without numbers."""
    found: list[ProblemCase] = []
    for team in directory.teams:
        texts = _rotation(wording.table("problems")[team.name], rng)
        for month in horizon.months():
            count = round(rng.choice(_A_MONTH[team.name]) * month.share)
            found.extend(_problem(team, month, next(texts), services, rng) for _ in range(count))
    found = [case for case in found if horizon.is_past(case.opened)]
    for case in found:
        if case.code == "duplicate":
            _make_duplicate(case, found, rng)
    return found


def number(cases: list[ProblemCase]) -> None:
    """Sort by the time they were opened, and number them so."""
    cases.sort(key=lambda case: case.opened)
    for count, case in enumerate(cases, FIRST_NUMBER):
        case.number = f"PRB{count:07d}"


def by_subject(cases: list[ProblemCase]) -> dict[tuple[str, str], list[ProblemCase]]:
    """The problems that ordinary incidents may be linked to."""
    found: dict[tuple[str, str], list[ProblemCase]] = defaultdict(list)
    for case in cases:
        if not case.is_story:
            found[case.subject].append(case)
    return dict(found)


def tables(cases: list[ProblemCase], incidents: list[Row], horizon: Horizon) -> dict[str, list[Row]]:
    """The problems, and the tasks below some of them."""
    return {"problem": _rows(cases, incidents, horizon), "problem_task": _task_rows(cases, horizon)}


def _rows(cases: list[ProblemCase], incidents: list[Row], horizon: Horizon) -> list[Row]:
    """The rows, with the number of their incidents and the first one that reported them."""
    linked = Counter(row["problem_id"] for row in incidents if row["problem_id"])
    first = {row["problem_id"]: row["sys_id"] for row in reversed(incidents) if row["problem_id"]}
    return [
        _row(case, horizon)
        | {
            "related_incidents": str(linked[case.sys_id]),
            "first_reported_by_task": first.get(case.sys_id, ""),
            **_told(case, linked[case.sys_id]),
        }
        for case in cases
    ]


def _task_rows(cases: list[ProblemCase], horizon: Horizon) -> list[Row]:
    """Every other problem that was fixed had its cause found in a task of its own, by who confirmed the problem."""
    fixed = [case for case in cases if case.code == "fix_applied" and horizon.is_past(case.resolved)]
    rows = []
    for count, case in enumerate(fixed[::2], 10001):
        number, person = f"PTASK{count:07d}", case.confirmed_by.sys_id
        rows.append(
            {
                "sys_id": sys_id_for("problem_task", number),
                "number": number,
                "sys_class_name": "problem_task",
                "problem": case.sys_id,
                "parent": case.sys_id,
                "problem_task_type": "rca",
                "short_description": f"Find the cause: {case.text['title']}",
                "state": "157",
                "close_code": "completed",
                "active": "false",
                "assignment_group": case.team.sys_id,
                "assigned_to": person,
                "opened_at": stored(later(case.opened, hours=2)),
                "closed_at": stored(case.opened + (case.resolved - case.opened) * 0.6),
                "closed_by": person,
            }
        )
    return rows


def _told(case: ProblemCase, incidents: int) -> Row:
    """Who told those concerned of the workaround, and of the fix when there was one, where they were several."""
    fields = ("workaround_communicated_by", "fix_communicated_by")
    if incidents < _TOLD_FROM or case.code in ("duplicate", "canceled"):
        return dict.fromkeys(fields, "")
    fixed = case.confirmed_by.sys_id if case.code == "fix_applied" else ""
    return dict(zip(fields, (case.technician.sys_id, fixed), strict=True))


def _rotation(texts: list[dict[str, Any]], rng: Random) -> Iterator[dict[str, Any]]:
    """The texts in random order, again and again."""
    while True:
        yield from rng.sample(texts, len(texts))


def _problem(team: Team, month: Month, text: Mapping[str, str], services: Services, rng: Random) -> ProblemCase:
    opened = office_moment(next_working_day(rng.choice(month.days)), rng)
    item = services.pick(rng, text["pool"])
    slots = wording.Slots(rng, {"ci": item.name, "site": site_of(item, "")})
    days = round(min(rng.lognormvariate(math.log(_MEDIAN_WORKING_DAYS), _SPREAD), 90))
    resolved = office_moment(working_days_after(opened.date(), max(days, 2)), rng)
    technician = team.pick(rng, text["subcategory"], month.index)
    others = [person for person in team.staff(month.index) if person != technician]
    return ProblemCase(
        team=team,
        text={key: slots.fill(value) for key, value in text.items()},
        item=item,
        opened=opened,
        resolved=resolved,
        technician=technician,
        confirmed_by=rng.choice(others),
        code=rng.choices(_CODES, _CODE_WEIGHTS)[0],
    )


def _make_duplicate(case: ProblemCase, cases: list[ProblemCase], rng: Random) -> None:
    """Points the case to an earlier one of its team and takes over that one's words; fixed after all without one."""
    originals = [
        other for other in cases if other.team == case.team and other.opened < case.opened and other.code != "duplicate"
    ]
    if not originals:
        case.code = "fix_applied"
        return
    case.duplicate_of = max(originals, key=lambda other: other.opened)
    case.text, case.item = case.duplicate_of.text, case.duplicate_of.item
    case.resolved = office_moment(working_days_after(case.opened.date(), rng.randrange(1, 6)), rng)


def _row(case: ProblemCase, horizon: Horizon) -> Row:
    return {
        "sys_id": case.sys_id,
        "number": case.number,
        "sys_class_name": "problem",
        "opened_at": stored(case.opened),
        "sys_created_on": stored(case.opened),
        "opened_by": (case.technician if int(case.number[-1]) % 2 else case.confirmed_by).sys_id,
        "assignment_group": case.team.sys_id,
        "assigned_to": case.technician.sys_id,
        "short_description": case.text["title"],
        "category": "software" if case.team.name == APPLICATIONS else "network",
        "subcategory": case.text["subcategory"],
        "priority": "3",
        "impact": "2",
        "urgency": "2",
        "cmdb_ci": case.item.sys_id,
        "business_service": service_id(case.text["service"]),
        "duplicate_of": case.duplicate_of.sys_id if case.duplicate_of else "",
        "known_error": str(case.code == "risk_accepted").lower(),
        "major_problem": "false",
        "workaround": case.text["workaround"],
        **_ending(case, horizon),
    }


def _ending(case: ProblemCase, horizon: Horizon) -> Row:
    if not horizon.is_past(case.resolved):
        return _open(case, horizon.until)
    closes = later(case.resolved, days=_CLOSED_AFTER_DAYS)
    void = case.code in ("duplicate", "canceled")
    if void:
        closes = case.resolved
    is_closed = horizon.is_past(closes)
    has_resolution = case.code != "canceled"
    solver = case.technician.sys_id
    return {
        "state": "107" if is_closed else "106",
        "active": str(not is_closed).lower(),
        "resolution_code": case.code,
        "resolved_at": stored(case.resolved) if has_resolution else "",
        "resolved_by": solver if has_resolution else "",
        "closed_at": stored(closes) if is_closed else "",
        "closed_by": solver if is_closed else "",
        "cause_notes": "" if void else case.text["cause"],
        "fix_notes": case.text["fix"] if case.code == "fix_applied" else "",
        "fix_by": solver if case.code == "fix_applied" else "",
        "fix_at": stored(case.resolved) if case.code == "fix_applied" else "",
        "confirmed_by": "" if void else case.confirmed_by.sys_id,
        "confirmed_at": "" if void else stored(later(case.opened, hours=1)),
        "sys_updated_on": stored(closes if is_closed else case.resolved),
    }


def _open(case: ProblemCase, until: date) -> Row:
    age = (until - case.opened.date()).days
    state = next((state for days, state in _AGES if age < days), "104")
    fields = ("resolution_code", "resolved_at", "resolved_by", "closed_at", "closed_by", "fix_notes", "fix_by")
    known = state in ("103", "104")
    return dict.fromkeys(fields, "") | {
        "state": state,
        "active": "true",
        "cause_notes": case.text["cause"] if state == "104" else "",
        "confirmed_by": case.confirmed_by.sys_id if known else "",
        "confirmed_at": stored(later(case.opened, hours=1)) if known else "",
        "fix_at": "",
        "sys_updated_on": stored(case.opened),
    }
