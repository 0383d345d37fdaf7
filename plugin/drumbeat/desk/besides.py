"""What a team's digest tells beside the records, and the digest as it would be made now."""

from __future__ import annotations

from collections.abc import Sequence

from drumbeat.desk.context import Context
from drumbeat.desk.operational import facts_of, lines_of, lines_of_teams
from drumbeat.digest.build import Beside, Built, Policy, build
from drumbeat.digest.model import FactLine
from drumbeat.digest.parts import build_with_sections, hides_fact, with_decisions
from drumbeat.records.period import Period
from drumbeat.records.team import Team


def built_of(context: Context, team: Team, period: Period, policy: Policy | None = None) -> Built:
    """The digest of the store's records as of now; by the installation's policy, or this one. Raises as `build`."""
    beside = beside_of(context, team, period)
    return build_with_sections(team, period, context.stock, policy or context.policy(), beside)


def whole_of(context: Context, team: Team, period: Period) -> Built:
    """The same without the sections of a combined team: what is asked of the whole alone needs no look at each part."""
    return build(team, period, context.stock, context.policy(), beside_of(context, team, period))


def beside_of(context: Context, team: Team, period: Period) -> Beside:
    """What the digest of a team of the store tells: facts, the lead's decisions, and of a combined team its parts'."""
    members = members_of(context, team)
    parts = _parts(context, members, period)
    own = context.store.editing.get(team.name, period)
    return Beside(
        told_before=context.store.editions.told(team.name, period.before()),
        facts=_facts(context, [team, *members], period),
        editing=with_decisions(own, [beside.editing for _, beside in parts]),
        parts=parts,
    )


def beside_of_department(context: Context, department: Team, period: Period) -> Beside:
    """The same of teams that are combined for a report alone.

    They have no editions together, and may bear the name of a team that has; they tell what each of them has.
    """
    members = members_of(context, department)
    return Beside(facts=_facts(context, members, period), parts=_parts(context, members, period))


def members_of(context: Context, team: Team) -> list[Team]:
    """The teams that a combined one is made of, in their order."""
    return [context.store.teams.get(name) for name in team.teams]


def _parts(context: Context, members: Sequence[Team], period: Period) -> tuple[tuple[Team, Beside], ...]:
    return tuple((member, _of_member(context, member, period)) for member in members)


def _of_member(context: Context, member: Team, period: Period) -> Beside:
    """What its lead has decided about its own edition of these days holds in its section, too."""
    return Beside(
        facts=lines_of(context, member, facts_of(context, member, period).told),
        editing=context.store.editing.get(member.name, period),
    )


def _facts(context: Context, teams: Sequence[Team], period: Period) -> tuple[FactLine, ...]:
    """Of all of them, without what a team's own lead hides."""
    editing = {team.name: context.store.editing.get(team.name, period) for team in teams}
    told = [(team, facts_of(context, team, period).told) for team in teams]
    shown = [(team, [fact for fact in facts if not hides_fact(editing[team.name], fact.id)]) for team, facts in told]
    return lines_of_teams(context, shown)
