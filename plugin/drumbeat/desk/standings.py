"""How a team's edition of a month stands."""

from __future__ import annotations

from dataclasses import dataclass

from drumbeat.desk.context import Context
from drumbeat.desk.drafts import is_edited
from drumbeat.desk.looking import unseen
from drumbeat.desk.recipients import has_left, unreachable
from drumbeat.editions.standing import Obstacle, Policy, Standing, Stood, in_force, obstacle, stood, why_not
from drumbeat.records.period import Period
from drumbeat.records.team import Team


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
    kinds = {rule.kind for rule in context.store.recipients.rules(team.name) if not rule.is_excluded}
    return in_force(
        Policy(team.schedule.policy),
        is_first=not context.store.editions.has_reached_anybody(team.name),
        is_company_wide=any(kind.needs_approval for kind in kinds),
    )


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What keeps an edition from leaving by itself."""

    kind: Obstacle
    words: str
    """The rest of a sentence."""


def hindrance_of(context: Context, team: Team, period: Period) -> Hindrance | None:
    """What keeps the edition from leaving by itself; None when nothing does.

    Silence of a lead who has left is no review.
    """
    found = standing_of(context, team, period)
    edition = context.store.editions.find(team.name, period)
    changed = edition is not None and is_edited(context, team, period, edition)
    policy = policy_of(context, team)
    kind = obstacle(found, policy, is_edited=changed)
    if kind is not None:
        return Hindrance(kind, why_not(found, policy, is_edited=changed))
    if edition is not None and found.standing is not Standing.SENDING and (why := unseen(context, team, edition)):
        return Hindrance(Obstacle.NAMED, why)
    is_unseen = found.standing is Standing.DRAFT and policy is Policy.REVIEW and has_left(context, team.lead_address)
    if is_unseen:
        return Hindrance(Obstacle.LEADLESS, "its lead has left, and nobody has approved it")
    why = unreachable(context, team.name)
    return Hindrance(Obstacle.UNREACHABLE, why) if why else None


def hindrance(context: Context, team: Team, period: Period) -> str:
    """Its words; empty when the edition may leave by itself."""
    found = hindrance_of(context, team, period)
    return found.words if found is not None else ""
