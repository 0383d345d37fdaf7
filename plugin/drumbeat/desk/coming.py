"""A month's edition before it leaves: when that is, to how many, and what it waits for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from drumbeat.desk.changes import Lapsed, lapsed
from drumbeat.desk.context import Context
from drumbeat.desk.drafts import refuse_lapsed
from drumbeat.desk.edited import is_whole
from drumbeat.desk.lateness import is_cut_short, is_too_late
from drumbeat.desk.looking import free_at
from drumbeat.desk.operational import facts_of
from drumbeat.desk.standings import grounds_of, hindrance_of, is_completed, leaves_at, standing_of
from drumbeat.desk.timetables import begins_of, months_of, timetable_of
from drumbeat.desk.versions import edition_version
from drumbeat.editions.deliveries import EditionState
from drumbeat.editions.standing import Obstacle, Policy, Standing, Stood
from drumbeat.editions.unknown import Unknown
from drumbeat.errors import SettingsError
from drumbeat.ports import Edition
from drumbeat.records.period import Period
from drumbeat.records.team import Team


@dataclass(frozen=True, slots=True)
class Coming:
    """How an edition stands that a lead looks at. Times are where the team is."""

    period: Period
    edition: Edition | None
    """None: there is no draft yet."""
    stood: Stood
    policy: Policy
    obstacle: Obstacle | None
    """What keeps it from leaving by itself."""
    readers: int | None
    """Mails; None where a rule does not say whom it leaves out."""
    drafted_at: datetime | None
    """When its draft is made by itself; None: never."""
    leaves_at: datetime | None
    """When it leaves by itself, if nobody says anything; None: never."""
    objected_until: datetime | None
    """So long those whom it names may object; None where that is over, or there is nobody."""
    is_missed: bool
    """It should have left longer ago than lateness allows: a person decides."""
    is_whole: bool
    """Whether its draft tells of the whole month."""
    is_stale: bool
    """Whether the draft is to be made anew: it was edited since, or tells other figures than are approved now."""
    version: str
    """Of all that a lead sees of it, to be given back with a decision."""
    unknown: Unknown | None = None
    """That nobody knows whether it has left before: it waits for a person who does."""
    lacks: tuple[str, ...] = ()
    """Languages in which somebody is to read it, and which the draft lacks."""
    is_completed: bool = False
    """Whether the schedule makes the draft anew by itself for them."""
    is_unfit: bool = False
    """Whether the draft tells what nobody stands behind any more, and does not leave as it is."""
    is_cut_short: bool = False
    """Whether it has begun to leave, and somebody has to send the rest."""
    lapsed: Lapsed | None = None
    """Who approved it before it was changed, and what was; None where nobody did, or it stands approved."""

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.edition is not None and self.edition.state is EditionState.DRAFT

    @property
    def may_be_approved(self) -> bool:
        """Whether it is a draft that somebody may stand behind as it is, and that leaves by that."""
        return (
            self.unknown is None
            and self.is_draft
            and self.stood.standing is Standing.DRAFT
            and self.is_whole
            and not self.is_stale
        )

    @property
    def may_be_sent(self) -> bool:
        """Whether it waits for a person to send it, or the rest of it: the schedule does not, or not any more."""
        waits = self.stood.standing in (Standing.DRAFT, Standing.APPROVED)
        fit = self.is_draft and waits and self.is_whole and not self.is_stale and self.unknown is None
        return self.is_cut_short or (fit and bool(self.readers) and (self.is_missed or self.leaves_at is None))


def next_period(context: Context, team: Team) -> Period:
    """The month whose edition a lead has to do with next.

    The last one, until it is sent or skipped; the running one where a schedule begins with that.
    """
    last = months_of(team, context.clock())[0]
    has_edition = context.store.editions.stand(team.name, last) is not None
    return next_after(team, last, standing_of(context, team, last).standing, has_edition=has_edition)


def next_after(team: Team, last: Period, standing: Standing, *, has_edition: bool) -> Period:
    """The same where it is known how the last month stands, and whether it has an edition."""
    begins = begins_of(team)
    is_before = begins is not None and last.start < begins.start
    is_over = standing in (Standing.SENT, Standing.SKIPPED) or (is_before and not has_edition)
    return Period.month(last.end.year, last.end.month, team.zone) if is_over else last


def coming(context: Context, team: Team, period: Period) -> Coming:
    """How the edition of a month stands. No record is read."""
    now = grounds_of(context, team, period)
    edition, begins, timetable = now.edition, begins_of(team), timetable_of(team)
    by_itself = begins is not None and begins.start <= period.start
    leaves = leaves_at(context, team, now)
    found = hindrance_of(context, team, now)
    is_unfit = edition is not None and _is_unfit(context, team, period, edition)
    is_changed = edition is not None and found is not None and found.kind is Obstacle.CHANGED
    until = free_at(context, team, edition) if edition is not None else None

    def here(at: datetime | None) -> datetime | None:
        return at.astimezone(team.zone) if at is not None else None

    return Coming(
        period=period,
        edition=edition,
        stood=now.stood,
        policy=now.policy,
        obstacle=found.kind if found is not None else None,
        readers=None if now.readers.unclear else len(now.readers.recipients),
        drafted_at=here(timetable.draft_at(period)) if by_itself else None,
        leaves_at=here(leaves),
        objected_until=here(until) if until is not None and until > context.clock() else None,
        is_missed=is_too_late(context, leaves),
        is_whole=edition is None or is_whole(edition),
        is_stale=now.is_edited or is_unfit or (edition is not None and lacks_figures(context, team, period, edition)),
        version=edition_version(context, team, period),
        unknown=now.unknown,
        lacks=now.lacks,
        is_completed=is_completed(context, team, now),
        is_unfit=is_unfit,
        is_cut_short=is_cut_short(context, now, leaves),
        lapsed=lapsed(context, team, period, edition) if edition is not None and is_changed else None,
    )


def lacks_figures(context: Context, team: Team, period: Period, edition: Edition) -> bool:
    """Whether it is a draft that lacks a figure which was approved since it was made."""
    if edition.state is not EditionState.DRAFT:
        return False
    frozen = {each["id"] for each in json.loads(edition.content.digest).get("facts", ())}
    return any(each.id not in frozen for each in facts_of(context, team, period).told)


def _is_unfit(context: Context, team: Team, period: Period, edition: Edition) -> bool:
    """Whether it is a draft that must not leave, for another reason than that it is not of the whole month."""
    try:
        refuse_lapsed(context, team, period, edition)
    except SettingsError:
        return is_whole(edition)  # of one that is not whole, that is what refuses it
    return False
