"""Many teams' digests at a glance, for pages that list them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from drumbeat.desk.coming import next_after
from drumbeat.desk.context import Context
from drumbeat.desk.edited import as_built, is_edited
from drumbeat.desk.editing import offered
from drumbeat.desk.history import Days, Past
from drumbeat.desk.overview import Last, Lookback, last_among, late_pasts, of_each
from drumbeat.desk.reviews import silence_of
from drumbeat.desk.timetables import begins_of, months_of, timetable_of
from drumbeat.desk.undecided import NOTHING, Undecided, open_figures
from drumbeat.digest.drafts import Draft
from drumbeat.digest.editing import decided_hash
from drumbeat.editions.deliveries import Summary
from drumbeat.editions.reviews import review
from drumbeat.editions.standing import Obstacle, Policy, Standing, in_force, obstacle
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Team, whose_work


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


def glances_at(context: Context, teams: Sequence[Team]) -> dict[str, Glance | SettingsError]:
    """Of several by name, with few looks at the store, and some more for each draft that there is.

    Trouble with one is not that of the others; what it is: see `overview.last_of`.
    """
    back = late_pasts(context, teams)
    found = of_each(teams, lambda team: _glance(context, team, back))
    by_name = {team.name: team for team in teams}
    return found | _with_waits(context, by_name, found, back.pasts)


def _glance(context: Context, team: Team, back: Lookback) -> Glance:
    last, begins, pasts = months_of(team, context.clock())[0], begins_of(team), back.pasts[team.name]
    found = pasts.get((last.start, last.end))
    standing = found.stood.standing if found is not None else Standing.DRAFT
    period = next_after(team, last, standing, has_edition=found is not None and found.summary is not None)
    ahead, behind = (last_among(context, team, back, each) for each in (period, period.before()))
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
    drafts: dict[int, tuple[Team, Glance, Past]] = {}
    for name, glance in glances.items():
        if isinstance(glance, Glance) and glance.ahead.standing in (Standing.DRAFT, Standing.APPROVED):
            past = pasts[name][glance.ahead.period.start, glance.ahead.period.end]
            if past.summary is not None:
                drafts[past.summary.id] = teams[name], glance, past
    held = context.store.drafts.several({at: (team.name, *team.teams) for at, (team, *_) in drafts.items()})
    return {
        drafts[at][0].name: replace(
            _with_silence(context, drafts[at], draft),
            undecided=Undecided(
                figures=open_figures(context, drafts[at][0], drafts[at][1].ahead.period) if draft.has_figures else 0,
                sentences=len(offered(draft.choices, draft.editings[0])),
            ),
        )
        for at, draft in held.items()
    }


def _with_silence(context: Context, found: tuple[Team, Glance, Past], draft: Draft) -> Glance:
    """When it leaves, and whether it does not until somebody approves it.

    What a combined team is made of asks for its edition.
    """
    team, glance, past = found
    policy = in_force(Policy(team.schedule.policy), is_first=draft.is_first, is_company_wide=draft.is_company_wide)
    is_now_other = draft.decided != decided_hash(draft.editings)
    if not team.teams:
        is_now_other = is_now_other or draft.made_of not in ("", whose_work([team]))
    elif not is_now_other:
        edition = context.store.editions.find(team.name, glance.ahead.period)
        is_now_other = edition is not None and is_edited(context, team, glance.ahead.period, edition)
    if obstacle(past.stood, policy, is_edited=is_now_other) is not None:
        return replace(glance, waits=True)
    rests = policy is Policy.REVIEW and past.stood.standing is Standing.DRAFT
    if not rests or past.summary is None or _is_ordinary(context, team, glance.ahead.period, past.summary):
        return glance
    silence = silence_of(context, team, glance.ahead.period, past.summary.id)
    at = silence.leaves_at.astimezone(team.zone) if silence.leaves_at is not None else None
    return replace(glance, at=at, waits=silence.obstacle is Obstacle.LEADLESS)


def _is_ordinary(context: Context, team: Team, period: Period, draft: Summary) -> bool:
    """Whether it was drafted in time, and its moment has not come: for those the store is asked no more than that."""
    timetable = timetable_of(team)
    at, built = timetable.send_at(period), as_built(draft)
    if at is None or not team.lead_address or at <= context.clock():
        return at is None
    return review(built, timetable, period).until <= at
