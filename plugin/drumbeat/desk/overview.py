"""How a team's digest stands, in short: what comes next, and what became of the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from drumbeat.desk.coming import next_after
from drumbeat.desk.context import Context
from drumbeat.desk.dues import due_among
from drumbeat.desk.edited import is_edited
from drumbeat.desk.editing import offered
from drumbeat.desk.history import Days, Past, pasts_of
from drumbeat.desk.timetables import begins_of, months_of, timetable_of
from drumbeat.desk.undecided import NOTHING, Undecided, open_figures
from drumbeat.digest.drafts import Draft
from drumbeat.digest.editing import decided_hash
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import PeriodView, phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.due import Due, following
from drumbeat.editions.standing import Policy, Standing, Stood, in_force, obstacle
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Team


@dataclass(frozen=True, slots=True)
class Last:
    """A month's edition."""

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
    """A team's digest at a glance: the edition that a lead has to do with next, and the one before it."""

    ahead: Last
    behind: Last
    at: datetime | None = None
    """When the one ahead is drafted or, where there is a draft, leaves by itself, where the team is; None: never."""
    waits: bool = False
    """Whether it is a draft that does not leave until somebody approves it."""
    undecided: Undecided = NOTHING


def last_of(context: Context, team: Team, period: Period | None = None) -> Last:
    """What became of the last month's edition, or of another of late.

    Raises SettingsError where that cannot be found out: for a schedule that is not one, or nobody's work to tell of.
    """
    refuse_nobody(team)
    return last_among(context, team, _pasts(context, [team])[team.name], period)


def lasts_of(context: Context, teams: Sequence[Team]) -> dict[str, Last | SettingsError]:
    """What became of the last month's edition of several teams by name; trouble with one is not that of the others."""
    pasts = _pasts(context, teams)
    found: dict[str, Last | SettingsError] = {}
    for team in teams:
        try:
            refuse_nobody(team)
            found[team.name] = last_among(context, team, pasts[team.name])
        except SettingsError as error:
            found[team.name] = error
    return found


def glances_at(context: Context, teams: Sequence[Team]) -> dict[str, Glance | SettingsError]:
    """Of several by name, with few looks at the store, and some more for each draft that there is.

    Trouble with one is not that of the others; what it is: see `last_of`.
    """
    pasts = _pasts(context, teams)
    found: dict[str, Glance | SettingsError] = {}
    for team in teams:
        try:
            refuse_nobody(team)
            found[team.name] = _glance(context, team, pasts[team.name])
        except SettingsError as error:
            found[team.name] = error
    by_name = {team.name: team for team in teams}
    return found | _with_waits(context, by_name, found, pasts)


def refuse_nobody(team: Team) -> None:
    """Raises SettingsError for a team that has nobody's work to tell of."""
    if not team.groups and not team.technicians:
        raise SettingsError(
            spoken(phrase("“{team}” has no groups, technicians or teams of whose work it could tell.", team=team.name)),
            recovery=spoken(phrase("Ask the administrator of Drumbeat to say whose work it tells.")),
        )


def _pasts(context: Context, teams: Sequence[Team]) -> dict[str, dict[Days, Past]]:
    since = min((months_of(team, context.clock())[-1].start for team in teams), default=None)
    return pasts_of(context, [team.name for team in teams], since)


def _glance(context: Context, team: Team, pasts: Mapping[Days, Past]) -> Glance:
    last, begins = months_of(team, context.clock())[0], begins_of(team)
    found = pasts.get((last.start, last.end))
    standing = found.stood.standing if found is not None else Standing.DRAFT
    period = next_after(team, last, standing, has_edition=found is not None and found.summary is not None)
    ahead, behind = (last_among(context, team, pasts, each) for each in (period, period.before()))
    found = pasts.get((period.start, period.end))
    if found is not None and found.stood.standing not in (Standing.DRAFT, Standing.APPROVED):
        return Glance(ahead, behind)
    timetable, at = timetable_of(team), None
    if begins is not None and begins.start <= period.start:
        at = timetable.draft_at(period) if ahead.standing is None else timetable.send_at(period)
    return Glance(ahead, behind, at.astimezone(team.zone) if at is not None else None)


def _with_waits(
    context: Context,
    teams: Mapping[str, Team],
    glances: Mapping[str, Glance | SettingsError],
    pasts: Mapping[str, Mapping[Days, Past]],
) -> dict[str, Glance | SettingsError]:
    """Those whose edition ahead is a draft, with what it waits for."""
    drafts: dict[int, tuple[Team, Glance, Stood]] = {}
    for name, glance in glances.items():
        if isinstance(glance, Glance) and glance.ahead.standing in (Standing.DRAFT, Standing.APPROVED):
            past = pasts[name][glance.ahead.period.start, glance.ahead.period.end]
            if past.summary is not None:
                drafts[past.summary.id] = teams[name], glance, past.stood
    held = context.store.drafts.several({at: (team.name, *team.teams) for at, (team, *_) in drafts.items()})
    return {
        drafts[at][0].name: replace(
            drafts[at][1],
            waits=_waits(context, *drafts[at], draft),
            undecided=Undecided(
                figures=open_figures(context, drafts[at][0], drafts[at][1].ahead.period) if draft.has_figures else 0,
                sentences=len(offered(draft.choices, draft.editings[0])),
            ),
        )
        for at, draft in held.items()
    }


def _waits(context: Context, team: Team, glance: Glance, stood: Stood, draft: Draft) -> bool:
    """Whether it does not leave until somebody approves it. What a combined team is made of asks for its edition."""
    policy = in_force(Policy(team.schedule.policy), is_first=draft.is_first, is_company_wide=draft.is_company_wide)
    is_now_other = draft.decided != decided_hash(draft.editings)
    if team.teams and not is_now_other:
        edition = context.store.editions.find(team.name, glance.ahead.period)
        is_now_other = edition is not None and is_edited(context, team, glance.ahead.period, edition)
    return obstacle(stood, policy, is_edited=is_now_other) is not None


def last_among(context: Context, team: Team, pasts: Mapping[Days, Past], period: Period | None = None) -> Last:
    """What became of the last month's edition, or of another of late, where it is known how those months stand."""
    period = period or months_of(team, context.clock())[0]
    due = tuple(due_among(context, team, pasts))
    found = pasts.get((period.start, period.end))
    if found is None or (found.summary is None and found.stood.act is None):
        return Last(period, None, {}, due)
    return Last(period, found.stood.standing, found.summary.counts if found.summary is not None else {}, due)


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
