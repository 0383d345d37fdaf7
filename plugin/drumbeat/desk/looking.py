"""Those whom a draft names have three working days to look at it before it may leave (F9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.timetables import timetable_of
from drumbeat.digest.build import Policy
from drumbeat.digest.language.phrase import Moment, phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.editions.looking import until
from drumbeat.errors import SettingsError
from drumbeat.ports import Edition
from drumbeat.records.period import Period
from drumbeat.records.team import Team


def timely(context: Context, team: Team, period: Period) -> Policy:
    """What the installation decides about a draft that is made now.

    Where the schedule will have it leave before somebody has had three working days, the draft does not name them:
    nobody has to wait for a name. Those whom an earlier draft of it named have had some of their time, for the lines
    that it named them in.
    """
    policy = context.policy()
    at = _leaves_at(context, team, period) if _is_looked_at(context) else None
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


def free_at(context: Context, team: Team, edition: Edition) -> datetime | None:
    """When everybody whom the draft names has had three working days; None where nobody need be waited for.

    There is somebody to wait for where owners can look at their records: where such are kept, and there are pages.
    """
    since = context.store.editions.named_since(edition.id) if _is_looked_at(context) else None
    return time_of(context, team, since) if since is not None else None


def unseen(context: Context, team: Team, edition: Edition) -> str:
    """Why the draft may not leave yet, as the rest of a sentence; empty where those it names have had their time."""
    at = free_at(context, team, edition)
    if at is None or at <= context.clock():
        return ""
    when = Moment(at.astimezone(team.zone))
    return spoken(phrase("those whom it names have until {when} to object", when=when))


def refuse_unseen(context: Context, team: Team, edition: Edition) -> None:
    """Raises SettingsError for a draft that may not leave yet."""
    at = free_at(context, team, edition)
    if at is not None and at > context.clock():
        raise SettingsError(
            spoken(
                phrase(
                    "The draft does not leave yet: those whom it names have until {moment} to object.",
                    moment=Moment(at.astimezone(team.zone)),
                )
            ),
            recovery=spoken(phrase("Send it then, or let the schedule do so.")),
        )


def time_of(context: Context, team: Team, since: datetime) -> datetime | None:
    """Until when somebody may object who is named since then; None where nobody could look."""
    if not _is_looked_at(context):
        return None
    return until(since, team.zone, app.working_days(team.schedule.country))


def _is_looked_at(context: Context) -> bool:
    privacy = context.settings.privacy
    return privacy.keeps_personal_records and privacy.names_people and bool(context.settings.web.url)
