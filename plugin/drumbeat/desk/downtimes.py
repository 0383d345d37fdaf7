"""What completed undertakings cost in downtime: told once a named person approves it (F20)."""

from __future__ import annotations

from drumbeat.desk.besides import whole_of
from drumbeat.desk.context import Context
from drumbeat.desk.editing import editable
from drumbeat.desk.seen import refuse_other
from drumbeat.digest.choices import Offer
from drumbeat.digest.editing import Pending
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
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
    _approve(context, team, period, found[highlight], by)
    return SAY.say(found[highlight].sentence)


def approve_offered(context: Context, team: Team, period: Period, highlight: str, *, by: str, seen: str) -> Offer:
    """The same of what was kept with the draft, without a look at the records; what was approved.

    `seen` is the hash of what the person saw. Raises SettingsError for what is not there, Conflict for another value.
    It is told by a new draft where the records still say so.
    """
    found = editable(context, team, period)
    offers = {each.id: each for each in found.pending} if found is not None else {}
    if highlight not in offers:
        message = phrase("{what} waits for no approval in this period.", what=highlight)
        raise SettingsError(spoken(message), recovery=spoken(phrase("Look at the draft again.")))
    offer = offers[highlight]
    refuse_other(seen, offer.hash, f"{offer.text}")
    _approve(context, team, period, offer, by)
    return offer


def _approve(context: Context, team: Team, period: Period, approved: Pending | Offer, by: str) -> None:
    entry = context.entry("approve fact", "", f"{team.name}, {period.start}: {approved.id} by {by}")
    context.store.editing.approve(team.name, period, (approved.id, approved.hash), by, entry)


def reject_downtime(context: Context, team: Team, period: Period, highlight: str, *, by: str, reason: str) -> None:
    """Take back the approval of it, whoever gave it. Raises SettingsError where nobody has approved it."""
    said = f"{team.name}, {period.start}: {highlight} by {by}; {reason}"
    if not context.store.editing.withdraw(team.name, period, highlight, context.entry("reject fact", "", said)):
        raise SettingsError(
            f"Nobody has approved {highlight} in this period, so it is not told.",
            recovery="See what is with `drumbeat fact list` and `drumbeat preview`.",
        )
