"""How a team's edition of a month stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from drumbeat.desk.context import Context
from drumbeat.desk.edited import is_edited, is_whole, tells_of_others
from drumbeat.desk.languages import lacking, lacks
from drumbeat.desk.looking import unseen
from drumbeat.desk.recipients import expansion_of, unreached
from drumbeat.desk.reviews import Silence, approved_leaves_at, silence_of
from drumbeat.desk.timetables import begins_of, timetable_of
from drumbeat.digest.language.spoken import spoken
from drumbeat.editions.deliveries import EditionState, has_reached_nobody
from drumbeat.editions.recipients import Expansion, Rule
from drumbeat.editions.standing import Obstacle, Policy, Standing, Stood, in_force, obstacle, stood, why_not
from drumbeat.editions.unknown import Unknown
from drumbeat.ports import Edition
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.sentences import sentence


def standing_of(context: Context, team: Team, period: Period) -> Stood:
    """How it stands; a draft where nothing was made yet."""
    found = context.store.editions.stand(team.name, period)
    acts = context.store.acts.of(team.name, period)
    if found is None:
        return stood(Standing.DRAFT, "", acts)
    edition_id, state = found
    return stood(Standing(state.value), context.store.editions.seal(edition_id), acts)


def policy_of(context: Context, team: Team) -> Policy:
    """The policy that holds for the team's next edition."""
    return _policy(context, team, context.store.recipients.rules(team.name))


def policy_reasons(context: Context, team: Team) -> tuple[bool, bool]:
    """What calls for an approval, whatever policy was chosen: a first edition, one that the whole company receives."""
    return _reasons(context, team, context.store.recipients.rules(team.name))


def _reasons(context: Context, team: Team, rules: Sequence[Rule]) -> tuple[bool, bool]:
    is_company_wide = any(kind.needs_approval for kind in {rule.kind for rule in rules if not rule.is_excluded})
    return not context.store.editions.has_reached_anybody(team.name), is_company_wide


def _policy(context: Context, team: Team, rules: Sequence[Rule]) -> Policy:
    is_first, is_company_wide = _reasons(context, team, rules)
    return in_force(Policy(team.schedule.policy), is_first=is_first, is_company_wide=is_company_wide)


@dataclass(frozen=True, slots=True)
class Grounds:
    """All that decides whether an edition leaves by itself, as it is now."""

    period: Period
    edition: Edition | None
    """None: there is no draft yet."""
    stood: Stood
    policy: Policy
    is_edited: bool
    """Whether somebody changed something about it after its draft was made."""
    is_of_others: bool
    """Whether its team is made of others than it tells of: one of those changes."""
    readers: Expansion
    unknown: Unknown | None
    """That nobody knows whether it has left before, though it is a draft, or there is none."""
    lacks: tuple[str, ...]
    """Languages in which somebody is to read it, and in which the draft was not made."""


def grounds_of(context: Context, team: Team, period: Period) -> Grounds:
    """What the store says of it."""
    edition = context.store.editions.find(team.name, period)
    is_open = edition is None or edition.state is EditionState.DRAFT
    rules = context.store.recipients.rules(team.name)
    return Grounds(
        period=period,
        edition=edition,
        stood=standing_of(context, team, period),
        policy=_policy(context, team, rules),
        is_edited=edition is not None and is_edited(context, team, period, edition),
        is_of_others=edition is not None and tells_of_others(context, team, edition),
        readers=expansion_of(context, team.name, rules),
        unknown=context.store.history.gaps().of(period) if is_open else None,
        lacks=lacking(context, team, edition, rules) if edition is not None else (),
    )


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What keeps an edition from leaving by itself."""

    kind: Obstacle
    words: str
    """The rest of a sentence."""


def silence_on(context: Context, team: Team, now: Grounds) -> Silence | None:
    """What the lead's silence means for the edition; None where it does not rest on that."""
    rests = now.stood.standing is Standing.DRAFT and now.policy is Policy.REVIEW
    return silence_of(context, team, now.period, now.edition.id) if rests and now.edition is not None else None


def leaves_at(context: Context, team: Team, now: Grounds) -> datetime | None:
    """When the edition leaves by itself, if nobody says anything, UTC; None: never."""
    begins = begins_of(team)
    if begins is None or now.period.start < begins.start:
        return None
    if (silence := silence_on(context, team, now)) is not None:
        return silence.leaves_at
    if now.stood.standing is Standing.APPROVED and now.policy is Policy.REVIEW and now.stood.act is not None:
        return approved_leaves_at(context, team, now.period, now.stood.act.at)
    return timetable_of(team).send_at(now.period)


def is_completed(context: Context, team: Team, now: Grounds) -> bool:
    """Whether the schedule makes the draft anew for a language that it lacks, as soon as it can.

    Where silence lets it leave, in time for its lead to look at the new one (docs/schedule.md). One of a part of its
    month is made anew in any case.
    """
    is_silent = now.stood.standing is Standing.DRAFT and now.policy is Policy.REVIEW
    if not now.lacks or not is_silent or _undecided(now) is not None or now.edition is None:
        return False
    at = leaves_at(context, team, now)
    is_late = at is None or context.clock() - at > context.settings.schedule.max_lateness
    return not is_late and is_whole(now.edition)


def hindrance_of(context: Context, team: Team, now: Grounds) -> Hindrance | None:
    """What keeps the edition from leaving by itself; None when nothing does."""
    if (decided := _undecided(now)) is not None:
        return decided
    standing, edition = now.stood.standing, now.edition
    if edition is not None and standing is Standing.SENDING:
        if has_reached_nobody(context.store.editions.counts(edition.id)):
            return Hindrance(Obstacle.UNRECEIVED, UNRECEIVED)
    elif edition is not None and (why := unseen(context, team, edition)):
        return Hindrance(Obstacle.NAMED, why)
    silence = silence_on(context, team, now)
    if silence is not None and silence.obstacle is not None:
        return Hindrance(silence.obstacle, silence.why)
    why = unreached(now.readers)
    return Hindrance(Obstacle.UNREACHABLE, why) if why else None


def _undecided(now: Grounds) -> Hindrance | None:
    """What people's decisions, or their lack, put in its way."""
    kind = obstacle(now.stood, now.policy, is_edited=now.is_edited)
    if now.unknown is not None and kind is not Obstacle.STOPPED:
        return Hindrance(Obstacle.UNKNOWN, now.unknown.why)
    if kind is Obstacle.CHANGED and now.is_of_others:
        return Hindrance(kind, sentence("it tells of other groups, technicians or teams than its team has now"))
    if kind is Obstacle.CHANGED and now.lacks:
        return Hindrance(kind, spoken(lacks(now.lacks)))
    return Hindrance(kind, why_not(now.stood, now.policy, is_edited=now.is_edited)) if kind is not None else None


UNRECEIVED = sentence("nobody is known to have received it: each of its mails was refused, came back or was skipped")


def hindrance(context: Context, team: Team, period: Period) -> str:
    """Its words; empty when the edition may leave by itself."""
    found = hindrance_of(context, team, grounds_of(context, team, period))
    return found.words if found is not None else ""
