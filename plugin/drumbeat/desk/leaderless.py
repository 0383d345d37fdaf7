"""Teams whose lead reads no mail any more."""

from __future__ import annotations

from drumbeat.desk.context import Context
from drumbeat.desk.recipients import has_left
from drumbeat.records.team import Team


def missing_lead(context: Context, team: Team) -> str:
    """That what is told to the team's lead reaches nobody, as a sentence; empty where nothing is known against it."""
    if not team.lead_address or not has_left(context, team.lead_address):
        return ""
    return f"The lead of “{team.name}”, {team.lead or team.lead_address}, has left, and nobody is told of its drafts."
