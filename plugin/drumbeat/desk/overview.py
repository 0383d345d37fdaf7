"""How a team's digest stands, in short: what comes next, and what became of the last one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from drumbeat.desk.context import Context
from drumbeat.desk.dues import due_among
from drumbeat.desk.history import Days, Past, pasts_of
from drumbeat.desk.timetables import begins_of, months_of, timetable_of
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import PeriodView, phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.due import Due, following
from drumbeat.editions.standing import Standing
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Team


@dataclass(frozen=True, slots=True)
class Last:
    """The last month's edition."""

    period: Period
    standing: Standing | None
    """None: there is no draft of it yet."""
    mails: Mapping[DeliveryState, int]
    due: tuple[Due, ...]
    """What is to be done now about this month and those before it."""

    @property
    def is_overdue(self) -> bool:
        """Whether this month's waits for a person."""
        return any(each.step.is_missed and each.period.start == self.period.start for each in self.due)

    @property
    def view(self) -> PeriodView:
        """The period, as it is said."""
        return view_of(self.period)


@dataclass(frozen=True, slots=True)
class Glance:
    """How one team stands."""

    last: Last
    next: tuple[Due, datetime] | None
    """The next date of its schedule, where the team is; None where nothing is done by itself."""


def glance_at(context: Context, team: Team) -> Glance:
    """How the team stands. Raises SettingsError where that cannot be found out, for a schedule that is not one."""
    found = glances_at(context, [team])[team.name]
    if isinstance(found, SettingsError):
        raise found
    return found


def glances_at(context: Context, teams: Sequence[Team]) -> dict[str, Glance | SettingsError]:
    """The same of several teams by name, with few looks at the store; trouble with one is not that of the others."""
    since = min((months_of(team, context.clock())[-1].start for team in teams), default=None)
    pasts = pasts_of(context, [team.name for team in teams], since)
    found: dict[str, Glance | SettingsError] = {}
    for team in teams:
        try:
            found[team.name] = _glance(context, team, pasts[team.name])
        except SettingsError as error:
            found[team.name] = error
    return found


def _glance(context: Context, team: Team, pasts: Mapping[Days, Past]) -> Glance:
    if not team.groups and not team.technicians:
        raise SettingsError(
            spoken(phrase("“{team}” has no groups, technicians or teams of whose work it could tell.", team=team.name)),
            recovery=spoken(phrase("Ask the administrator of Drumbeat to say whose work it tells.")),
        )
    return Glance(last_among(context, team, pasts), next_at(context, team))


def last_of(context: Context, team: Team) -> Last:
    """What became of the last month's edition. Raises as `glance_at`."""
    return glance_at(context, team).last


def last_among(context: Context, team: Team, pasts: Mapping[Days, Past]) -> Last:
    """The same where it is known how the team's last months stand."""
    period = months_of(team, context.clock())[0]
    due = tuple(due_among(context, team, pasts))
    found = pasts.get((period.start, period.end))
    if found is None or found.summary is None:
        return Last(period, None, {}, due)
    return Last(period, found.stood.standing, found.summary.counts, due)


def next_of(context: Context, team: Team, count: int = 1) -> list[Due]:
    """The next dates of its schedule, the first first; none where it has no schedule."""
    begins = begins_of(team)
    return following(timetable_of(team), begins, context.clock(), count) if begins is not None else []


def next_at(context: Context, team: Team) -> tuple[Due, datetime] | None:
    """The next of them, with its time where the team is."""
    for each in next_of(context, team):
        if each.at is not None:
            return each, each.at.astimezone(team.zone)
    return None
