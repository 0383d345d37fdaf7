"""How a team's edition of a month stands."""

from __future__ import annotations

from drumbeat.desk.context import Context
from drumbeat.editions.deliveries import EditionState
from drumbeat.editions.recipients import RecipientKind
from drumbeat.editions.standing import Policy, Standing, Stood, in_force, stood, why_not
from drumbeat.ports import Edition
from drumbeat.records.period import Period
from drumbeat.records.team import Team


def standing_of(context: Context, team: Team, period: Period) -> Stood:
    """How it stands; a draft where nothing was made yet."""
    edition = context.store.editions.find(team.name, period)
    acts = context.store.acts.of(team.name, period)
    if edition is None:
        return stood(Standing.DRAFT, "", acts)
    return stood(Standing(edition.state.value), context.store.editions.seal(edition.id), acts)


def policy_of(context: Context, team: Team) -> Policy:
    """The policy that holds for the team's next edition."""
    kinds = {rule.kind for rule in context.store.recipients.rules(team.name) if not rule.is_excluded}
    return in_force(
        Policy(team.schedule.policy),
        is_first=not context.store.editions.has_reached_anybody(team.name),
        is_company_wide=RecipientKind.COMPANY in kinds,
    )


def hindrance(context: Context, team: Team, period: Period) -> str:
    """Why the edition may not leave by itself, as the rest of a sentence; empty when it may."""
    edition = context.store.editions.find(team.name, period)
    is_edited = edition is not None and is_behind(context, team, period, edition)
    return why_not(standing_of(context, team, period), policy_of(context, team), is_edited=is_edited)


def is_behind(context: Context, team: Team, period: Period, edition: Edition) -> bool:
    """Whether somebody changed what the edition is to say after its draft was made."""
    changed = context.store.editing.changed_at(team.name, period)
    return edition.state is EditionState.DRAFT and changed is not None and changed > edition.built_at
