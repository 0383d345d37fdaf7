"""What the schedule is to do now about each team's last months."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from drumbeat.desk.context import Context
from drumbeat.desk.edited import as_built
from drumbeat.desk.history import Days, Past, pasts_of
from drumbeat.desk.reviews import silence_of
from drumbeat.desk.standings import policy_of
from drumbeat.desk.timetables import begins_of, months_of, timetable_of
from drumbeat.editions.due import Due, due
from drumbeat.editions.standing import Policy, Standing
from drumbeat.editions.timetable import Step, Timetable
from drumbeat.records.period import Period
from drumbeat.records.team import Team


def due_of(context: Context, team: Team) -> list[Due]:
    """What is to be done now about the team's last months; nothing of a team that has no schedule."""
    since = months_of(team, context.clock())[-1].start
    return due_among(context, team, pasts_of(context, [team.name], since)[team.name])


def due_among(context: Context, team: Team, pasts: Mapping[Days, Past]) -> list[Due]:
    """The same where it is known how the team's last months stand."""
    begins = begins_of(team)
    if begins is None:
        return []
    now, timetable = context.clock(), timetable_of(team)
    known = {
        month: standing
        for month in months_of(team, now)
        if (standing := standing_for_schedule(context, pasts.get((month.start, month.end)), month, timetable))
        is not None
    }
    reviewed = _reviewed(context, team, known, pasts)
    found = due(timetable, begins, known, now, context.settings.schedule.max_lateness, reviewed=reviewed)
    return [each for each in found if each.step is not Step.NOTHING]


def _reviewed(
    context: Context, team: Team, known: Mapping[Period, Standing], pasts: Mapping[Days, Past]
) -> dict[Period, datetime]:
    """When the drafts leave that do so by the silence of a lead who was shown them."""
    silent = [month for month, standing in known.items() if standing is Standing.DRAFT]
    if not silent or policy_of(context, team) is not Policy.REVIEW:
        return {}
    drafts = {month: past.summary.id for month in silent if (past := pasts[month.start, month.end]).summary is not None}
    found = {month: silence_of(context, team, month, edition_id) for month, edition_id in drafts.items()}
    return {month: each.leaves_at for month, each in found.items() if each.is_shown and each.leaves_at is not None}


def standing_for_schedule(context: Context, past: Past | None, month: Period, timetable: Timetable) -> Standing | None:
    """How the month's edition stands; None where its draft is still to be made.

    A look at the month before its draft was due makes no draft of it, unless somebody approved that. An edition of
    which nothing is left to be sent by itself now is as good as sent; what the mail server put off is left again later.
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
        return standing if context.store.editions.is_open(edition.id, context.clock()) else Standing.SENT
    return standing
