"""What was done, by whom: of one team."""

from __future__ import annotations

from drumbeat.desk.context import Context
from drumbeat.ports import AuditEntry


def acts_of(context: Context, team: str, most: int = 100, before: int = 0) -> list[AuditEntry]:
    """The last acts about a team, the newest first: decisions, edits, recipients, schedule, facts, sendings.

    `before`: so many that are newer are passed over.

    What an older version kept bears no team's name; it is among `AuditLog.all`. Acts about single people are of no
    team: a lead has no business with them (F3).
    """
    return context.store.audit.of_team(team, most, before)
