"""When teams' digests are drafted and leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.seen import refuse_other, version_of
from drumbeat.digest.language.phrase import Month, phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.due import LOOKED_BACK, Due, following
from drumbeat.editions.standing import Policy
from drumbeat.editions.timetable import Timetable, refuse_disorder
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Schedule, Team
from drumbeat.records.zones import is_known, refuse_unknown

_YEARS_AHEAD = 3
"""A schedule that begins later than that was not meant so."""


def timetable_of(team: Team) -> Timetable:
    """When the team's digests are drafted and leave. Raises SettingsError for what cannot be read."""
    refuse_unknown(team.zone)
    said = team.schedule
    return app.timetable(
        draft_on=said.draft_on, send_on=said.send_on, hour=said.hour, country=said.country, zone=team.zone
    )


def begins_of(team: Team) -> Period | None:
    """The first month that leaves by itself; None: no month does."""
    first = team.schedule.begins
    return Period.month(first.year, first.month, team.zone) if first is not None else None


def months_of(team: Team, now: datetime, since: date | None = None) -> list[Period]:
    """The months that the schedule looks at: the last `LOOKED_BACK` that have ended where the team is.

    The last one comes first. With `since`: also all before, back to the month of that day.
    Raises SettingsError where nobody knows the team's time zone.
    """
    here = now.astimezone(team.zone)
    count = 12 * (here.year - since.year) + here.month - since.month if since is not None else 0
    return Period.month(here.year, here.month, team.zone).earlier(max(count, LOOKED_BACK))


def looked_back_to(teams: Iterable[Team], now: datetime) -> date | None:
    """The first day that the schedule of any of them looks at; one whose time zone nobody knows looks at none."""
    return min((months_of(team, now)[-1].start for team in teams if is_known(team.zone)), default=None)


def schedule_version(team: Team) -> str:
    """Of what a person saw of the team's schedule."""
    return version_of(team.schedule, team.zone.key)


def change_schedule(
    context: Context,
    team: Team,
    changes: Mapping[str, str],
    *,
    zone: ZoneInfo | None = None,
    on: bool | None = None,
    seen: str = "",
) -> Team:
    """Say when a team's digests are drafted and leave, and what leaving needs; the team with its new schedule.

    `changes`: any of policy, draft_on, send_on, hour and country, in the words of docs/schedule.md. `zone`: in which
    the hour is told from now on. `on`: whether anything is done by itself. Raises SettingsError for what cannot be
    read, Conflict for another schedule than was seen; then nothing is kept.
    """
    refuse_other(seen, schedule_version(team), f"{schedule_said(team)}.")
    if changes.get("policy", team.schedule.policy) not in set(Policy):
        raise SettingsError(
            f"There is no policy “{changes['policy']}”.", recovery=f"There are {SAY.listed([*Policy])}."
        )
    schedule = replace(team.schedule, **changes)  # type: ignore[arg-type]
    wanted = replace(team, schedule=schedule, zone=zone or team.zone)
    kept = checked(wanted, context.clock())
    if on is not None:
        lateness = context.settings.schedule.max_lateness
        begins = first_month(timetable_of(wanted), context.clock(), lateness) if on else None
        kept = replace(kept, begins=kept.begins or begins if on else None)
    changed = replace(wanted, schedule=kept)
    first = f"from {kept.begins:%B %Y} on" if kept.begins else "nothing by itself"
    detail = f"{team.name}: {schedule_said(changed)}; policy {kept.policy}; {first}"
    entry = context.entry("change schedule", "", detail)
    before = (team.schedule, team.zone) if seen else None
    context.store.timetables.change(team.name, kept, entry, zone=zone, before=before)
    return changed


def entered(context: Context, team: Team, changes: Mapping[str, str], *, zone: ZoneInfo, on: bool) -> Team:
    """The team as it would be: to show its next dates before anything is kept. Raises SettingsError as `checked`."""
    wanted = replace(team, zone=zone, schedule=replace(team.schedule, **changes))  # type: ignore[arg-type]
    kept = checked(wanted, context.clock())
    begins = kept.begins or first_month(timetable_of(wanted), context.clock(), context.settings.schedule.max_lateness)
    return replace(wanted, schedule=replace(kept, begins=begins if on else None))


def schedule_said(team: Team) -> str:
    """When drafts are made and leave, as a sentence without its end."""
    said = team.schedule
    where = f" in {said.country}" if said.country else ""
    return f"Draft: {said.draft_on}; sent: {said.send_on}, at {said.hour} in {team.zone.key}{where}, of the month after"


def next_dates(team: Team, now: datetime, count: int = 6) -> list[Due]:
    """The next dates on which something is drafted or leaves by itself; none where the schedule is off."""
    begins = begins_of(team)
    return following(timetable_of(team), begins, now, count) if begins is not None else []


def first_month(timetable: Timetable, now: datetime, max_lateness: timedelta) -> date:
    """The month with which a schedule begins that is switched on now: the last one, unless that would be late."""
    here = now.astimezone(timetable.zone)
    running = Period.month(here.year, here.month, timetable.zone)
    last = running.before()
    due = [at for at in (timetable.draft_at(last), timetable.send_at(last)) if at is not None]
    in_time = all(now - at <= max_lateness for at in due)
    return last.start if in_time else running.start


def checked(team: Team, now: datetime) -> Schedule:
    """The team's schedule as it can be kept.

    Raises SettingsError where it cannot be read, sends before a draft, or begins with a month that nobody means.
    """
    if team.schedule.policy not in set(Policy):
        raise SettingsError(f"There is no policy “{team.schedule.policy}”.", recovery=f"There are {', '.join(Policy)}.")
    refuse_disorder(timetable_of(team))
    said = team.schedule
    if said.begins is not None and said.begins.year > now.year + _YEARS_AHEAD:
        raise SettingsError(
            spoken(
                phrase(
                    "The schedule would begin with {month}, more than {years} years ahead.",
                    month=Month(said.begins),
                    years=_YEARS_AHEAD,
                )
            ),
            recovery=spoken(phrase("Say the first month that leaves by itself, or that none does.")),
        )
    timetable = timetable_of(team)
    return Schedule(
        policy=said.policy,
        draft_on=str(timetable.draft_on),
        send_on=str(timetable.send_on),
        hour=f"{timetable.hour:%H:%M}",
        country=said.country,
        begins=said.begins,
    )
