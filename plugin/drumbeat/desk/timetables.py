"""When teams' digests are drafted and leave."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from drumbeat import app
from drumbeat.editions.due import LOOKED_BACK
from drumbeat.editions.standing import Policy
from drumbeat.editions.timetable import Timetable, refuse_disorder
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Schedule, Team


def timetable_of(team: Team) -> Timetable:
    """When the team's digests are drafted and leave. Raises SettingsError for what cannot be read."""
    said = team.schedule
    return app.timetable(
        draft_on=said.draft_on, send_on=said.send_on, hour=said.hour, country=said.country, zone=team.zone
    )


def begins_of(team: Team) -> Period | None:
    """The first month that leaves by itself; None: no month does."""
    first = team.schedule.begins
    return Period.month(first.year, first.month, team.zone) if first is not None else None


def months_of(team: Team, now: datetime) -> list[Period]:
    """The months that the schedule looks at: the last `LOOKED_BACK` that have ended where the team is."""
    here = now.astimezone(team.zone)
    return Period.month(here.year, here.month, team.zone).earlier(LOOKED_BACK)


def first_month(timetable: Timetable, now: datetime, max_lateness: timedelta) -> date:
    """The month with which a schedule begins that is switched on now: the last one, unless that would be late."""
    here = now.astimezone(timetable.zone)
    running = Period.month(here.year, here.month, timetable.zone)
    last = running.before()
    due = [at for at in (timetable.draft_at(last), timetable.send_at(last)) if at is not None]
    in_time = all(now - at <= max_lateness for at in due)
    return last.start if in_time else running.start


def checked(team: Team) -> Schedule:
    """The team's schedule as it can be kept. Raises SettingsError where it cannot be read, or sends before a draft."""
    if team.schedule.policy not in set(Policy):
        raise SettingsError(f"There is no policy “{team.schedule.policy}”.", recovery=f"There are {', '.join(Policy)}.")
    refuse_disorder(timetable_of(team))
    said = team.schedule
    timetable = timetable_of(team)
    return Schedule(
        policy=said.policy,
        draft_on=str(timetable.draft_on),
        send_on=str(timetable.send_on),
        hour=f"{timetable.hour:%H:%M}",
        country=said.country,
        begins=said.begins,
    )
