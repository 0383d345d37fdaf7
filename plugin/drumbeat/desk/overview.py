"""How a team's digest stands, in short: what comes next, and what became of the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from drumbeat.desk.context import Context
from drumbeat.desk.dues import due_among, told_since
from drumbeat.desk.history import Days, Past, pasts_of
from drumbeat.desk.timetables import begins_of, looked_back_to, months_of, timetable_of
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import PeriodView, phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.editions.deliveries import DeliveryState, has_reached_nobody
from drumbeat.editions.due import Due, following
from drumbeat.editions.standing import Standing
from drumbeat.editions.timetable import Step
from drumbeat.editions.unknown import Gaps, Unknown
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Team

T = TypeVar("T")
_UNSENT = (Standing.DRAFT, Standing.APPROVED)
_LEAVING = (Step.SEND, Step.SEND_MISSED)


@dataclass(frozen=True, slots=True)
class Last:
    """A month's edition."""

    period: Period
    standing: Standing | None
    """None: there is no draft of it yet."""
    mails: Mapping[DeliveryState, int]
    due: tuple[Due, ...]
    """What is to be done now about this month and those before it."""
    held: tuple[Period, ...] = ()
    """Months among them that somebody holds, the oldest first."""
    unknown: Mapping[Period, Unknown] = field(default_factory=dict)
    """Months among them that may have left before, though they are drafts, the oldest first; this one also if not."""

    @property
    def overdue(self) -> tuple[Period, ...]:
        """Months that wait for a person, the oldest first."""
        return tuple(each.period for each in self.due if each.step.is_missed)

    @property
    def is_overdue(self) -> bool:
        """Whether this month's does."""
        return any(each.start == self.period.start for each in self.overdue)

    @property
    def is_waiting(self) -> bool:
        """Whether it should have left by now, or has begun to and nobody has received it."""
        is_due = any(each.step in _LEAVING and each.period.start == self.period.start for each in self.due)
        return is_due or (self.standing is Standing.SENDING and has_reached_nobody(self.mails))

    @property
    def may_have_left(self) -> bool:
        """Whether nobody knows if this month's has left."""
        return self.period in self.unknown

    @property
    def view(self) -> PeriodView:
        """The period, as it is said."""
        return view_of(self.period)


def last_of(context: Context, team: Team, period: Period | None = None) -> Last:
    """What became of the last month's edition, or of another of late.

    Raises SettingsError where that cannot be found out: for a schedule that is not one, or nobody's work to tell of.
    """
    refuse_nobody(team)
    return last_among(context, team, told_pasts(context, [team]), period)


def lasts_of(context: Context, teams: Sequence[Team]) -> dict[str, Last | SettingsError]:
    """What became of the last month's edition of several teams by name; trouble with one is not that of the others."""
    found = told_pasts(context, teams)
    return of_each(teams, lambda team: last_among(context, team, found))


def of_each(teams: Iterable[Team], look: Callable[[Team], T]) -> dict[str, T | SettingsError]:
    """What a look at each team finds, by its name, or why it cannot be found out: trouble with one is its own."""
    found: dict[str, T | SettingsError] = {}
    for team in teams:
        try:
            refuse_nobody(team)
            found[team.name] = look(team)
        except SettingsError as error:
            found[team.name] = error
    return found


def refuse_nobody(team: Team) -> None:
    """Raises SettingsError for a team that has nobody's work to tell of."""
    if not team.groups and not team.technicians:
        raise SettingsError(
            spoken(phrase("“{team}” has no groups, technicians or teams of whose work it could tell.", team=team.name)),
            recovery=spoken(phrase("Ask the administrator of Drumbeat to say whose work it tells.")),
        )


@dataclass(frozen=True, slots=True)
class Lookback:
    """How the months of teams have stood."""

    pasts: Mapping[str, Mapping[Days, Past]]
    """By team and days."""
    gaps: Gaps
    since: date | None = None
    """From this day on also what is to be done about all months, and not only about the last ones."""


def told_pasts(context: Context, teams: Sequence[Team]) -> Lookback:
    """Since it is told what never left, with few looks at the store."""
    since = told_since(context, teams)
    return Lookback(pasts_of(context, [team.name for team in teams], since), context.store.history.gaps(), since)


def late_pasts(context: Context, teams: Sequence[Team]) -> Lookback:
    """The teams' last months alone, with few looks at the store."""
    since = looked_back_to(teams, context.clock())
    return Lookback(pasts_of(context, [team.name for team in teams], since), context.store.history.gaps())


def last_among(context: Context, team: Team, found: Lookback, period: Period | None = None) -> Last:
    """What became of the last month's edition, or of another of late, where it is known how the team's months stand."""
    pasts, since = found.pasts[team.name], found.since
    months = months_of(team, context.clock(), since)
    period = period or months[0]
    due = tuple(due_among(context, team, pasts, since))
    stands = {
        each.start: pasts[each.start, each.end].stood.standing for each in months if (each.start, each.end) in pasts
    }
    held = tuple(each for each in reversed(months) if stands.get(each.start) is Standing.HELD)
    unsent = [each for each in reversed(months) if stands.get(each.start) in _UNSENT]
    if period.start not in stands and period.end_instant <= context.clock():
        unsent.append(period)
    unknown = {each: why for each in unsent if (why := found.gaps.of(each)) is not None}
    past = pasts.get((period.start, period.end))
    if past is None or (past.summary is None and past.stood.act is None):
        return Last(period, None, {}, due, held, unknown)
    counts = past.summary.counts if past.summary is not None else {}
    return Last(period, past.stood.standing, counts, due, held, unknown)


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
