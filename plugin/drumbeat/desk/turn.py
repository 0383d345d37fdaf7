"""One turn of the schedule: what is due is drafted or sent, and leads are told what needs a person.

What is due follows from the store and the time alone (`editions.due`), so that a restart, a second scheduler or a
missed hour changes nothing: a turn can be run at any time, any number of times. One team's trouble is told and does
not keep the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from drumbeat.desk.context import Context
from drumbeat.desk.drafts import draft
from drumbeat.desk.leads import missing_lead, show_draft
from drumbeat.desk.notices import key_of, tell
from drumbeat.desk.sending import leave
from drumbeat.desk.standings import hindrance, policy_of, standing_of
from drumbeat.desk.timetables import begins_of, timetable_of
from drumbeat.editions.due import LOOKED_BACK, Due, due
from drumbeat.editions.notices import Notice, Told
from drumbeat.editions.places import Adopted, Elsewhere, Unadopted
from drumbeat.editions.standing import Policy, Standing
from drumbeat.editions.timetable import Step
from drumbeat.errors import DrumbeatError, SettingsError
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
    """Do what is due. `pull` brings the store up to date; it is called once, when a draft is to be made.

    Of several processes one is at it; and none where the store is a copy, which must not send by itself (E49).
    """
    with context.store.schedulers.alone() as is_alone:
        if not is_alone:
            return []
        if refused := _not_from_here(context):
            return [Done("", "Nothing was drafted or sent.", refused)]
        return _turn(context, pull)


def _turn(context: Context, pull: Callable[[], None]) -> list[Done]:
    done: list[Done] = []
    wanted: list[tuple[Team, Due]] = []
    for team in context.store.teams.all():
        try:
            wanted += [(team, each) for each in due_of(context, team)]
        except DrumbeatError as error:
            done.append(Done(team.name, "What is due could not be found out.", error))
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


def _not_from_here(context: Context) -> SettingsError | None:
    """Why the store may not send by itself from here; None where it may. A new store is where it was first used."""
    homes = context.store.homes
    place = homes.standing()
    if isinstance(place, Adopted):
        return None
    if isinstance(place, Unadopted) and homes.is_unused():
        homes.adopt("the first scheduler", context.entry("adopt store", detail="a new store"))
        return None
    where = f"It was adopted in another place: {place.named}." if isinstance(place, Elsewhere) else ""
    return SettingsError(
        f"This store is a copy, was restored, or has sent before it had a schedule. {where}".rstrip(),
        recovery="See that no other place sends from it, then say who answers for this one: drumbeat adopt --by NAME.",
    )


def due_of(context: Context, team: Team) -> list[Due]:
    """What is to be done now about the team's last months; nothing of a team that has no schedule."""
    begins = begins_of(team)
    if begins is None:
        return []
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
        show_draft(context, team, period)
        yield Done(team.name, f"Drafted “{edition.content.subject}”.")
        if missing := missing_lead(context, team):
            yield Done(team.name, missing)
        return
    if wanted.step.is_missed:
        if tell(context, Notice(team.name, period, Told.OVERDUE), team):
            yield Done(team.name, f"The digest of {period.start:%B %Y} is overdue, and waits for a person.")
        return
    why = hindrance(context, team, period) or _too_young(context, team, period)
    if why:
        if tell(context, Notice(team.name, period, Told.WAITING, key_of(why)), team, why):
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
