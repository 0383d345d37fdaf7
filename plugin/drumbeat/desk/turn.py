"""One turn of the schedule: what is due is drafted or sent, and leads are told what needs a person.

What is due follows from the store and the time alone (`editions.due`), so that a restart, a second scheduler or a
missed hour changes nothing: a turn can be run at any time, any number of times. One team's trouble is told and does
not keep the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.drafts import draft
from drumbeat.desk.notices import tell
from drumbeat.desk.sending import leave
from drumbeat.desk.standings import hindrance, policy_of, standing_of
from drumbeat.editions.due import LOOKED_BACK, Due, due
from drumbeat.editions.notices import Notice, Told
from drumbeat.editions.standing import Policy, Standing
from drumbeat.editions.timetable import Step, Timetable
from drumbeat.errors import DrumbeatError
from drumbeat.records.period import Period
from drumbeat.records.team import Team

REVIEWED = timedelta(hours=24)
"""So long a draft made late stays with its lead before it leaves by itself under `review`."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a turn did about one team's month, as a sentence."""

    team: str
    words: str
    error: DrumbeatError | None = None
    """What kept it from being done; None where nothing did."""


def turn(context: Context, pull: Callable[[], None]) -> list[Done]:
    """Do what is due. `pull` brings the store up to date; it is called once, when a draft is to be made."""
    wanted = [(team, each) for team in context.store.teams.all() for each in due_of(context, team)]
    done: list[Done] = []
    if any(each.step is Step.DRAFT for _, each in wanted):
        try:
            pull()
        except DrumbeatError as error:
            done.append(Done("", "The records could not be brought up to date, so no draft was made.", error))
            wanted = [(team, each) for team, each in wanted if each.step is not Step.DRAFT]
    for team, each in wanted:
        try:
            done += _step(context, team, each)
        except DrumbeatError as error:
            done.append(Done(team.name, f"{each.step.value.capitalize()} of {each.period.start:%B %Y} failed.", error))
    return done


def timetable_of(team: Team) -> Timetable:
    """When the team's digests are drafted and leave."""
    said = team.schedule
    return app.timetable(
        draft_on=said.draft_on, send_on=said.send_on, hour=said.hour, country=said.country, zone=team.zone
    )


def due_of(context: Context, team: Team) -> list[Due]:
    """What is to be done now about the team's last months; nothing of a team that has no schedule."""
    if team.schedule.begins is None:
        return []
    begins = Period.month(team.schedule.begins.year, team.schedule.begins.month, team.zone)
    now = context.clock()
    here = now.astimezone(team.zone)
    months = Period.month(here.year, here.month, team.zone).earlier(LOOKED_BACK)
    known = {
        month: standing_of(context, team, month).standing
        for month in months
        if context.store.editions.find(team.name, month) is not None or context.store.acts.of(team.name, month)
    }
    found = due(timetable_of(team), begins, known, now, context.settings.schedule.max_lateness)
    return [each for each in found if each.step is not Step.NOTHING]


def _step(context: Context, team: Team, wanted: Due) -> Iterator[Done]:
    period = wanted.period
    if wanted.step is Step.DRAFT:
        edition = draft(context, team, period)
        tell(context, team, period, Told.DRAFT)
        yield Done(team.name, f"Drafted “{edition.content.subject}”.")
        return
    if wanted.step.is_missed:
        if tell(context, team, period, Told.OVERDUE):
            yield Done(team.name, f"The digest of {period.start:%B %Y} is overdue, and waits for a person.")
        return
    why = hindrance(context, team, period) or _too_young(context, team, period)
    if why:
        if tell(context, team, period, Told.WAITING, why):
            yield Done(team.name, f"The digest of {period.start:%B %Y} does not leave: {why}.")
        return
    yield Done(team.name, leave(context, team, period))


def _too_young(context: Context, team: Team, period: Period) -> str:
    """A draft that was made late has had no days of review; it waits for one."""
    if (
        policy_of(context, team) is not Policy.REVIEW
        or standing_of(context, team, period).standing is not Standing.DRAFT
    ):
        return ""
    shown = context.store.notices.at(Notice(team.name, period, Told.DRAFT))
    if shown is None or context.clock() - shown >= REVIEWED:
        return ""
    return "its draft was made less than a day ago, and its lead has a day to look at it"
