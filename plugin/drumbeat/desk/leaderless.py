"""Teams whose lead reads no mail any more."""

from __future__ import annotations

from drumbeat.desk.context import Context
from drumbeat.desk.reviews import is_reachable
from drumbeat.desk.standings import policy_of
from drumbeat.editions.standing import Policy
from drumbeat.records.team import Team


def missing_lead(context: Context, team: Team) -> str:
    """That what is told to the team's lead reaches nobody, as a sentence; empty where nothing is known against it."""
    if not team.lead_address:
        rests = team.schedule.begins is not None and policy_of(context, team) is Policy.REVIEW
        return f"No address of the lead of “{team.name}” is known: its drafts wait for an approval." if rests else ""
    if is_reachable(context, team):
        return ""
    return f"The lead of “{team.name}”, {team.lead or team.lead_address}, has left, and nobody is told of its drafts."
