"""What the schedule is to do now about each team's last months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from drumbeat.desk.context import Context
from drumbeat.desk.edited import as_built
from drumbeat.desk.history import Days, Past, pasts_of
from drumbeat.desk.reviews import approved_leaves_at, silence_of
from drumbeat.desk.standings import policy_of
from drumbeat.desk.timetables import begins_of, looked_back_to, months_of, timetable_of
from drumbeat.editions.deliveries import has_reached_nobody
from drumbeat.editions.due import Due, due
from drumbeat.editions.standing import Policy, Standing
from drumbeat.editions.timetable import Step, Timetable
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.signals.months import months_later


def due_of(context: Context, team: Team) -> list[Due]:
    """What is to be done now about the team's last months; nothing of a team that has no schedule."""
    since = months_of(team, context.clock())[-1].start
    return due_among(context, team, pasts_of(context, [team.name], since)[team.name])


def told_since(context: Context, teams: Sequence[Team]) -> date | None:
    """Since when it can be told of a month that it never left; None where there is no team.

    Since the first of these teams' schedules began; not longer than it is kept what was sent
    (`privacy.history_months`), nor than it is known; and of all months that the schedule looks at.
    """
    now = context.clock()
    looked_at = looked_back_to(teams, now)
    begun = [team.schedule.begins for team in teams if team.schedule.begins is not None]
    if looked_at is None or not begun:
        return looked_at
    kept = months_later(now.date().replace(day=1), -context.settings.privacy.history_months)
    return min(looked_at, max(min(begun), kept, context.store.history.known_since() or kept))


def due_among(context: Context, team: Team, pasts: Mapping[Days, Past], since: date | None = None) -> list[Due]:
    """The same where it is known how the team's last months stand; with `since`, of all months from that day on."""
    begins = begins_of(team)
    if begins is None:
        return []
    now, timetable = context.clock(), timetable_of(team)
    months = months_of(team, now, since)
    known = {
        month: standing
        for month in months
        if (standing := standing_for_schedule(context, pasts.get((month.start, month.end)), month, timetable))
        is not None
    }
    open_now = {
        month: pasts[month.start, month.end] for month, each in known.items() if _is_open(each, timetable, month, now)
    }
    reviewed = _reviewed(context, team, open_now)
    lateness, count = context.settings.schedule.max_lateness, len(months)
    found = due(timetable, begins, known, now, lateness, looked_back=count, reviewed=reviewed)
    return [each for each in found if each.step is not Step.NOTHING]


def _is_open(standing: Standing, timetable: Timetable, month: Period, now: datetime) -> bool:
    """Whether it has not begun to leave, and its scheduled moment has come: before that no review lets it leave."""
    at = timetable.send_at(month)
    return standing in (Standing.DRAFT, Standing.APPROVED) and at is not None and at <= now


def _reviewed(context: Context, team: Team, found: Mapping[Period, Past]) -> dict[Period, datetime]:
    """When these months' editions leave whose leads were given time to look at them."""
    if not found or policy_of(context, team) is not Policy.REVIEW:
        return {}
    moments = {month: _reviewed_at(context, team, month, past) for month, past in found.items()}
    return {month: at for month, at in moments.items() if at is not None}


def _reviewed_at(context: Context, team: Team, month: Period, past: Past) -> datetime | None:
    if past.stood.standing is Standing.APPROVED and past.stood.act is not None:
        return approved_leaves_at(context, team, month, past.stood.act.at)
    silence = silence_of(context, team, month, past.summary.id) if past.summary is not None else None
    return silence.leaves_at if silence is not None and silence.is_shown else None


def standing_for_schedule(context: Context, past: Past | None, month: Period, timetable: Timetable) -> Standing | None:
    """How the month's edition stands; None where its draft is still to be made.

    A look at the month before its draft was due makes no draft of it, unless somebody approved that. An edition of
    which nothing is left to be sent by itself now is as good as sent, if somebody may have received it; what the mail
    server put off is left again later.
    """
    if past is None:
        return None
    standing, edition = past.stood.standing, past.summary
    if edition is None:
        return standing if standing in (Standing.HELD, Standing.SKIPPED) else None
    if standing is Standing.DRAFT:
        at = timetable.draft_at(month)
        return None if at is not None and as_built(edition) < at else standing
    if standing is Standing.SENDING:
        waits = has_reached_nobody(edition.counts) or context.store.editions.is_open(edition.id, context.clock())
        return standing if waits else Standing.SENT
    return standing
