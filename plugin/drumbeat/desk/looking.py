"""Those whom a draft names have three working days to look at it before it may leave (F9)."""

from __future__ import annotations

from datetime import datetime

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.digest.language.phrase import Moment, phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.editions.looking import until
from drumbeat.errors import SettingsError
from drumbeat.ports import Edition
from drumbeat.records.team import Team


def free_at(context: Context, team: Team, edition: Edition) -> datetime | None:
    """When everybody whom the draft names has had three working days; None where nobody need be waited for.

    There is somebody to wait for where owners can look at their records: where such are kept, and there are pages.
    """
    since = context.store.editions.named_since(edition.id) if is_looked_at(context) else None
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
    if not is_looked_at(context):
        return None
    return until(since, team.zone, app.working_days(team.schedule.country))


def is_looked_at(context: Context) -> bool:
    """Whether owners can look at drafts that name them: their records are kept, and there are pages."""
    privacy = context.settings.privacy
    return privacy.keeps_personal_records and privacy.names_people and bool(context.settings.web.url)
