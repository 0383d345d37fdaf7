"""How a team's edition of a month stands."""

from __future__ import annotations

from drumbeat.desk.context import Context
from drumbeat.desk.drafts import is_edited
from drumbeat.desk.looking import unseen
from drumbeat.desk.recipients import has_left, unreachable
from drumbeat.editions.standing import Policy, Standing, Stood, in_force, stood, why_not
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


def hindrance(context: Context, team: Team, period: Period) -> str:
    """Why the edition may not leave by itself, as the rest of a sentence; empty when it may.

    Silence of a lead who has left is no review.
    """
    found = standing_of(context, team, period)
    edition = context.store.editions.find(team.name, period)
    changed = edition is not None and is_edited(context, team, period, edition)
    policy = policy_of(context, team)
    if why := why_not(found, policy, is_edited=changed):
        return why
    if edition is not None and found.standing is not Standing.SENDING and (why := unseen(context, team, edition)):
        return why
    is_unseen = found.standing is Standing.DRAFT and policy is Policy.REVIEW and has_left(context, team.lead_address)
    if is_unseen:
        return "its lead has left, and nobody has approved it"
    return unreachable(context, team.name)
