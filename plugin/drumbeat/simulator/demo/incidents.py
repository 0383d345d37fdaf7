"""The ordinary incidents of fifteen months, and the desk at which all incidents are taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

from drumbeat.simulator.demo.changes import ChangeCase
from drumbeat.simulator.demo.horizon import Horizon, Month
from drumbeat.simulator.demo.incident_case import Case, Fate, incident_row
from drumbeat.simulator.demo.incident_outcomes import automate, decide
from drumbeat.simulator.demo.people import APPLICATIONS, NETWORK, SERVICE_DESK, Directory, Person, Team
from drumbeat.simulator.demo.problems import ProblemCase
from drumbeat.simulator.demo.services import Services, site_of
from drumbeat.simulator.demo.wording import Slots, Topic, topics
from drumbeat.simulator.demo.working_hours import arrivals
from drumbeat.simulator.instance import Row

FIRST_NUMBER = 10001
_TEXTS = {
    NETWORK: ("incidents_network", "incidents_network_alarms"),
    SERVICE_DESK: ("incidents_service_desk", "incidents_devices"),
    APPLICATIONS: ("incidents_applications",),
}

_A_MONTH = {NETWORK: 196, SERVICE_DESK: 395, APPLICATIONS: 168}
_TREND = {NETWORK: 0.997, SERVICE_DESK: 1.002, APPLICATIONS: 1.001}
_SEASON = (1.06, 1.0, 1.03, 0.97, 0.95, 1.0, 0.94, 0.92, 1.06, 1.04, 1.03, 0.92)
"""January to December: back after the holidays in January and September, quiet in summer."""
_MIDDLE = 7

_COLLEAGUE_CALLS, _LINKED, _CAUSED = 0.012, 0.45, 0.3
_APART = timedelta(days=75)
"""How far two tickets of one caller with the same short description lie apart, so that none reads as a clone."""
_PREFIXES, _PREFIXED = ("URGENT: ", "FW: ", "again: ", "Re: "), 0.03
_AT_NIGHT = 0.45
_NIGHT = (0, 1, 3, 4, 5, 19, 20, 21, 22, 23)
"""Hours at which only machines report; not the hour that the change of clocks takes or gives."""


@dataclass(slots=True)
class Desk:
    """Where incidents are taken: it knows what is going on, and whom and what tickets are about."""

    horizon: Horizon
    directory: Directory
    services: Services
    problems: dict[tuple[str, str], list[ProblemCase]]
    disturbances: dict[tuple[str, date], list[ChangeCase]]
    rng: Random
    _seen: dict[tuple[str, str], datetime] = field(default_factory=dict)
    _weights: dict[str, list[int]] = field(default_factory=dict)

    def ordinary(self, team: Team, opened: datetime) -> Case:
        """An incident as any other, opened at that moment."""
        topic = self._topic(team)
        caller = self._caller(topic)
        if topic.monitored and self.rng.random() < _AT_NIGHT:
            opened = opened.replace(hour=self.rng.choice(_NIGHT))
        case, slots = self.take(team, topic, caller, opened)
        decide(case, self.horizon, slots, self.rng)
        if topic.monitored:
            automate(case, self.directory.automation, slots, self.rng)
        self._link(case)
        return case

    def take(self, team: Team, topic: Topic, caller: Person, opened: datetime) -> tuple[Case, Slots]:
        """A case with its texts and technician, as yet without an end."""
        while True:
            item = self.services.pick(self.rng, topic.pool, caller.site)
            slots = Slots(self.rng, {"ci": item.name, "site": site_of(item, caller.site)})
            report = self.rng.choice(topic.reports)
            subject = slots.fill(report.subject)
            if self.rng.random() < _PREFIXED and not topic.monitored:
                subject = self.rng.choice(_PREFIXES) + subject
            if self.claim(caller, subject, opened):
                break
            topic, caller = self._other(team, topic, caller)
        technician = team.pick(self.rng, topic.subcategory, self.horizon.index(opened))
        case = Case(
            team=team,
            topic=topic,
            item=item,
            opened=opened,
            caller=caller,
            technician=technician,
            subject=subject,
            answers=report.notes,
        )
        return case, slots

    def claim(self, caller: Person, subject: str, opened: datetime) -> bool:
        """Whether the caller has not written the same lately; notes that the caller has now."""
        key = (caller.sys_id, " ".join(subject.lower().split()))
        before = self._seen.get(key)
        if before is not None and abs(opened - before) < _APART:
            return False
        self._seen[key] = opened
        return True

    def _other(self, team: Team, topic: Topic, caller: Person) -> tuple[Topic, Person]:
        """Something else to report: another alarm, or the same from another caller."""
        if not topic.monitored:
            return topic, self.rng.choice(self.directory.callers)
        alarms = [other for other in team_topics(team) if other.monitored]
        return self.rng.choice(alarms), caller

    def _topic(self, team: Team) -> Topic:
        found = team_topics(team)
        if team.name not in self._weights:
            self._weights[team.name] = list(accumulate(topic.weight for topic in found))
        return self.rng.choices(found, cum_weights=self._weights[team.name])[0]

    def _caller(self, topic: Topic) -> Person:
        if topic.monitored:
            return self.directory.monitoring
        if self.rng.random() < _COLLEAGUE_CALLS:
            return self.rng.choice(self.rng.choice(self.directory.teams).members).person
        return self.rng.choice(self.directory.callers)

    def _link(self, case: Case) -> None:
        """Ties the case to a problem that was open on the subject, or to a change that went wrong just before."""
        if case.fate is not Fate.RESOLVED:
            return
        for problem in self.problems.get((case.team.name, case.topic.subcategory), ()):
            if problem.concerns(case.opened) and self.rng.random() < _LINKED:
                case.problem = problem.sys_id
                return
        for change in self.disturbances.get((case.team.name, case.opened.date()), ()):
            if change.disturbs(case.opened) and self.rng.random() < _CAUSED:
                case.caused_by = change.sys_id
                return


def team_topics(team: Team) -> tuple[Topic, ...]:
    """The kinds of incident that the team gets; wireless ones are told apart."""
    return topics(*_TEXTS[team.name])


def every_topic() -> Iterator[Topic]:
    """The kinds of incident of all teams."""
    for names in _TEXTS.values():
        yield from topics(*names)


def ordinary(desk: Desk) -> list[Case]:
    """The ordinary incidents of all teams and months."""
    return [
        desk.ordinary(team, opened)
        for month in desk.horizon.months()
        for team in desk.directory.teams
        for opened in arrivals(month.days, _count(team, month, desk.rng), desk.rng)
    ]


def _count(team: Team, month: Month, rng: Random) -> int:
    """How many incidents the team gets that month."""
    season = _SEASON[month.first.month - 1] * _TREND[team.name] ** (month.index - _MIDDLE)
    return round(_A_MONTH[team.name] * season * month.share * rng.uniform(0.97, 1.03))


def rows(cases: list[Case], desk: Desk) -> list[Row]:
    """The rows, numbered in the order in which the incidents were opened."""
    cases.sort(key=lambda case: (case.opened, case.caller.sys_id, case.subject))
    for number, case in enumerate(cases, FIRST_NUMBER):
        case.number = f"INC{number:07d}"
    return [incident_row(case, desk.horizon, desk.directory) for case in cases]
