"""Teams whose lead reads no mail any more."""

from __future__ import annotations

from drumbeat.desk.context import Context
from drumbeat.desk.reviews import is_reachable
from drumbeat.desk.standings import policy_of
from drumbeat.editions.standing import Policy
from drumbeat.records.team import Team


def is_leaderless(context: Context, team: Team) -> bool:
    """Whether what is told to the team's lead reaches nobody."""
    return bool(team.lead_address) and not is_reachable(context, team)


def is_without_lead(context: Context, team: Team) -> bool:
    """Whether its drafts are to leave by the silence of a lead whose address nobody knows: they wait for a person."""
    rests = team.schedule.begins is not None and policy_of(context, team) is Policy.REVIEW
    return rests and not team.lead_address


def missing_lead(context: Context, team: Team) -> str:
    """That what is told to the team's lead reaches nobody, as a sentence; empty where nothing is known against it."""
    if is_without_lead(context, team):
        return f"No address of the lead of “{team.name}” is known: its drafts wait for an approval."
    if not is_leaderless(context, team):
        return ""
    return f"The lead of “{team.name}”, {team.lead or team.lead_address}, has left, and nobody is told of its drafts."
