"""Which version of an edition a person saw, and how it stands now, for whoever was slower."""

from __future__ import annotations

from drumbeat.desk.context import Context
from drumbeat.desk.seen import refuse_other, version_of
from drumbeat.desk.standings import standing_of
from drumbeat.digest.editing import Editing
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.standing import Standing
from drumbeat.records.period import Period
from drumbeat.records.team import Team

WORDS = {
    Standing.DRAFT: "a draft",
    Standing.APPROVED: "approved",
    Standing.SENDING: "leaving already",
    Standing.SENT: "sent already",
    Standing.HELD: "held",
    Standing.SKIPPED: "skipped",
}
"""For sentences: the edition is …."""


def edition_version(context: Context, team: Team, period: Period, editing: Editing | None = None) -> str:
    """Of all that a lead sees of an edition: its content, its recipients' rules, what is decided and edited.

    `editing` is what is edited, where that is known already.
    """
    edition = context.store.editions.stand(team.name, period)
    sealed = context.store.editions.seal(edition[0]) if edition is not None else ""
    edited = context.store.editing.get(team.name, period) if editing is None else editing
    return version_of(
        edition[0] if edition else 0,
        edition[1].value if edition else "",
        sealed,
        context.store.acts.of(team.name, period),
        *edited.parts,
    )


def refuse_other_edition(context: Context, team: Team, period: Period, seen: str) -> None:
    """Raises Conflict where somebody saw another version of the edition than there is; empty: nobody says."""
    if seen:
        refuse_other(seen, edition_version(context, team, period), edition_holds(context, team, period))


def edition_named(team: Team, period: Period) -> str:
    """For sentences."""
    return f"the edition of “{team.name}” of {SAY.period(view_of(period))}"


def edition_holds(context: Context, team: Team, period: Period) -> str:
    """How a team's edition stands, as a sentence."""
    named = edition_named(team, period)
    edition = context.store.editions.find(team.name, period)
    found = standing_of(context, team, period)
    if found.act is not None:
        why = f": {found.act.reason}" if found.act.reason else ""
        return f"{named[0].upper()}{named[1:]} is {found.standing} by {found.act.by}{why}."
    if edition is None:
        return f"There is no draft of {named} yet."
    built = f", made {edition.built_at} UTC" if found.standing is Standing.DRAFT else ""
    return f"{named[0].upper()}{named[1:]} is {WORDS[found.standing]}{built}."
