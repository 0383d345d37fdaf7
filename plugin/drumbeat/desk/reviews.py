"""What the silence of a team's lead means for a draft under `review`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drumbeat.desk.context import Context
from drumbeat.desk.recipients import has_left
from drumbeat.desk.timetables import begins_of, timetable_of
from drumbeat.digest.language.phrase import Moment, phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.editions.notices import Notice, Told
from drumbeat.editions.reviews import review
from drumbeat.editions.standing import Obstacle
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.sentences import sentence


@dataclass(frozen=True, slots=True)
class Silence:
    """What becomes of a draft whose lead says nothing."""

    leaves_at: datetime | None
    """When it leaves, UTC, if nothing but time is wanting; None: never by itself."""
    obstacle: Obstacle | None = None
    """Why silence does not let it leave now."""
    why: str = ""
    """The same as the rest of a sentence."""
    is_shown: bool = False
    """Whether the lead has certainly been shown the draft as it is."""


def draft_notice(context: Context, team: Team, period: Period, edition_id: int) -> Notice:
    """That the lead is shown this draft: whatever it says, in any language, tells it from another."""
    return Notice(team.name, period, Told.DRAFT, context.store.editions.contents_key(edition_id))


def is_reachable(context: Context, team: Team) -> bool:
    """Whether the team has a lead to whom mails can be sent, as far as is known."""
    return bool(team.lead_address) and not has_left(context, team.lead_address)


def silence_of(context: Context, team: Team, period: Period, edition_id: int) -> Silence:
    """Of a draft that nobody has approved or held: silence is a review of what somebody was shown, and could stop.

    It is none of a lead who cannot be reached, or of whom it is not certain that the mail arrived.
    """
    begins, timetable = begins_of(team), timetable_of(team)
    scheduled = timetable.send_at(period) if period.is_month else None
    if scheduled is None or begins is None or period.start < begins.start:
        return Silence(None)
    if why := _unheard(context, team):
        return Silence(scheduled, Obstacle.LEADLESS, why)
    notice, now = draft_notice(context, team, period, edition_id), context.clock()
    shown = context.store.notices.reached(notice)
    leaves = review(shown or now, timetable, period).leaves_at(scheduled, context.settings.schedule.max_lateness)
    if shown is not None:
        if leaves <= max(now, scheduled):
            return Silence(leaves, is_shown=True)
        when = Moment(leaves.astimezone(team.zone))
        why = spoken(phrase("its lead has until {when} to look at it", when=when))
        return Silence(leaves, Obstacle.IN_REVIEW, why, is_shown=True)
    if context.store.notices.at(notice) is None:
        return Silence(leaves, Obstacle.IN_REVIEW, sentence("its lead has not been shown the draft as it is yet"))
    why = sentence("it is not certain that its lead was told of the draft, and nobody has approved it")
    return Silence(scheduled, Obstacle.LEADLESS, why)


def approved_leaves_at(context: Context, team: Team, period: Period, approved: datetime) -> datetime | None:
    """When an edition leaves by itself that was approved then: approval never makes late what silence would not."""
    timetable = timetable_of(team)
    scheduled = timetable.send_at(period)
    shown = context.store.notices.last_reached(Notice(team.name, period, Told.DRAFT))
    if scheduled is None or shown is None:
        return scheduled
    leaves = review(shown, timetable, period).leaves_at(scheduled, context.settings.schedule.max_lateness)
    return max(scheduled, min(leaves, approved))


def _unheard(context: Context, team: Team) -> str:
    """Why the lead cannot say anything, as the rest of a sentence; empty for one who can."""
    if not team.lead_address:
        return sentence("no address of its lead is known, and nobody has approved it")
    return "" if is_reachable(context, team) else sentence("its lead has left, and nobody has approved it")
