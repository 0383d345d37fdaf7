"""Teams whose lead reads no mail any more."""

from __future__ import annotations

from drumbeat.desk.context import Context
from drumbeat.desk.recipients import has_left
from drumbeat.records.team import Team


def is_leaderless(context: Context, team: Team) -> bool:
    """Whether what is told to the team's lead reaches nobody."""
    return bool(team.lead_address) and has_left(context, team.lead_address)


def missing_lead(context: Context, team: Team) -> str:
    """That, as a sentence that names the lead; empty where nothing is known against it."""
    if not is_leaderless(context, team):
        return ""
    return f"The lead of “{team.name}”, {team.lead or team.lead_address}, has left, and nobody is told of its drafts."
