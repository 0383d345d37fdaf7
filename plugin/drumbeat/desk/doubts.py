"""Mails that may or may not have arrived: nobody repeats them but a person, who can also say that they have."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from drumbeat.desk.context import Context
from drumbeat.desk.versions import refuse_other_edition
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.addresses import mailbox
from drumbeat.editions.deliveries import DeliveryState, Outcome
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Team

_TOLD = "a person says that it has arrived"


def say_arrived(context: Context, team: Team, period: Period, recipients: Collection[str], *, seen: str = "") -> int:
    """Keep a person's word that mails in doubt have arrived; how many. One that is in doubt no more stays as it is.

    `seen`: the version of the edition that a person saw (`versions.edition_version`). Raises SettingsError where none
    of them is in doubt, Conflict for another version.
    """
    refuse_other_edition(context, team, period, seen)
    editions = context.store.editions
    found = editions.stand(team.name, period)
    boxes = set(map(mailbox, recipients))
    doubtful = [each for each in editions.deliveries(found[0]) if each.state is DeliveryState.UNKNOWN] if found else []
    named = [each.recipient for each in doubtful if mailbox(each.recipient) in boxes]
    if found is None or not named:
        raise SettingsError(
            spoken(phrase("None of these mails is in doubt any more.")),
            recovery=spoken(phrase("Look at the edition again: it has changed.")),
        )
    outcomes = [Outcome(each, DeliveryState.SENT, _TOLD) for each in named]
    editions.settle(found[0], outcomes, context.clock())
    editions.close(found[0])
    detail = f"{team.name}, {period.start}: {SAY.times(len(named), 'mail', 'mails')}"
    context.store.audit.note(replace(context.entry("say arrived", detail=detail), team=team.name))
    return len(named)
