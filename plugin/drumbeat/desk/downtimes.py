"""What completed undertakings cost in downtime: told once a named person approves it (F20)."""

from __future__ import annotations

from drumbeat.desk.besides import whole_of
from drumbeat.desk.context import Context
from drumbeat.digest.editing import Pending
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Team


def pending_of(context: Context, team: Team, period: Period) -> tuple[Pending, ...]:
    """What records tell of downtime, and nobody has approved as it is now."""
    return whole_of(context, team, period).pending


def approve_downtime(context: Context, team: Team, period: Period, highlight: str, by: str) -> str:
    """Record that somebody stands behind it as it is; the sentence. Raises SettingsError for what is not there."""
    found = {each.id: each for each in pending_of(context, team, period)}
    if highlight not in found:
        known = f"There is {SAY.listed(sorted(found))}." if found else "Nothing waits for approval."
        raise SettingsError(f"{highlight} waits for no approval in this period.", recovery=known)
    entry = context.entry("approve fact", "", f"{team.name}, {period.start}: {highlight} by {by}")
    context.store.editing.approve(team.name, period, found[highlight], by, entry)
    return SAY.say(found[highlight].sentence)


def reject_downtime(context: Context, team: Team, period: Period, highlight: str, *, by: str, reason: str) -> None:
    """Take back the approval of it, whoever gave it. Raises SettingsError where nobody has approved it."""
    said = f"{team.name}, {period.start}: {highlight} by {by}; {reason}"
    if not context.store.editing.withdraw(team.name, period, highlight, context.entry("reject fact", "", said)):
        raise SettingsError(
            f"Nobody has approved {highlight} in this period, so it is not told.",
            recovery="See what is with `drumbeat fact list` and `drumbeat preview`.",
        )
