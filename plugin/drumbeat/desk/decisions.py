"""What people decide about an edition, kept with who they are."""

from __future__ import annotations

from drumbeat.desk.context import Context
from drumbeat.editions.standing import Act
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Team

_LONGEST = 200


def decide(context: Context, team: Team, period: Period, act: Act) -> None:
    """Keep the decision, and who made it in the audit log."""
    detail = f"{team.name}, {period.start}: by {act.by}{': ' * bool(act.reason)}{act.reason}"
    context.store.acts.add(team.name, period, act, context.entry(f"{act.kind} edition", "", detail))


def said(words: str) -> str:
    """A few words on one line. Raises SettingsError."""
    plain = " ".join(words.split())
    if not plain or not plain.isprintable() or len(plain) > _LONGEST:
        raise SettingsError(f"Names and reasons are a few words, up to {_LONGEST} letters, without control characters.")
    return plain
