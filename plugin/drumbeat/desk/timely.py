"""Whom a draft may name that is to leave soon (F9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.looking import is_looked_at
from drumbeat.desk.timetables import timetable_of
from drumbeat.digest.build import Policy
from drumbeat.editions.looking import until
from drumbeat.records.period import Period
from drumbeat.records.team import Team


def timely(context: Context, team: Team, period: Period) -> Policy:
    """What the installation decides about a draft that is made now.

    Where the schedule will have it leave before somebody has had three working days, the draft does not name them:
    nobody has to wait for a name. Those whom an earlier draft of it named have had some of their time, for the lines
    that it named them in.
    """
    policy = context.policy()
    at = _leaves_at(context, team, period) if is_looked_at(context) else None
    if at is None:
        return policy
    since, now = context.store.editions.first_named(team.name, period), context.clock()
    is_working = app.working_days(team.schedule.country)
    if until(now, team.zone, is_working) <= at:
        return policy
    seen = frozenset(line for line, first in since.items() if until(first, team.zone, is_working) <= at)
    return replace(policy, consents=replace(policy.consents, seen=seen))


def _leaves_at(context: Context, team: Team, period: Period) -> datetime | None:
    """When a draft of now leaves by itself at the earliest; None where a person sends it."""
    if team.schedule.begins is None or not period.is_month:
        return None
    at = timetable_of(team).send_at(period)
    return max(at, context.clock()) if at is not None else None
