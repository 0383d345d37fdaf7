"""When a team's digests are drafted and leave, and what leaving needs."""

from __future__ import annotations

from fastapi import APIRouter

from drumbeat.desk.timetables import change_schedule, next_dates, schedule_version
from drumbeat.records.team import Team
from drumbeat.records.zones import zone_named
from drumbeat.web.api.access import VERSION, Caller, Decider, Reader
from drumbeat.web.api.models import ScheduleShown, ScheduleWanted
from drumbeat.web.api.teams import dates_of

router = APIRouter(prefix=f"{VERSION}/teams/{{team}}/schedule")


@router.get("", summary="When digests are drafted and leave")
def schedule(caller: Reader) -> ScheduleShown:
    """In the words of docs/schedule.md, with the next dates."""
    return _shown(caller, caller.team)


@router.post("", summary="Change when digests are drafted and leave, or what leaving needs")
def change(caller: Decider, said: ScheduleWanted) -> ScheduleShown:
    """What is not said stays. A draft that is there stays as it is until it is made anew."""
    named = {
        "policy": said.policy,
        "draft_on": said.draft_on,
        "send_on": said.send_on,
        "hour": said.hour,
        "country": said.country,
    }
    changes = {name: value for name, value in named.items() if value is not None}
    zone = zone_named(said.time_zone) if said.time_zone is not None else None
    changed = change_schedule(caller.context, caller.team, changes, zone=zone, on=said.on, seen=said.version)
    return _shown(caller, changed)


def _shown(caller: Caller, team: Team) -> ScheduleShown:
    held = team.schedule
    return ScheduleShown(
        on=held.begins is not None,
        begins=f"{held.begins:%Y-%m}" if held.begins else None,
        policy=held.policy,
        draft_on=held.draft_on,
        send_on=held.send_on,
        hour=held.hour,
        time_zone=team.zone.key,
        country=held.country,
        next=dates_of(next_dates(team, caller.context.clock())),
        version=schedule_version(team),
    )
