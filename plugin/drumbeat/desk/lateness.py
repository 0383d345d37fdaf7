"""Editions that do not leave by themselves, or not any more: a person sends them."""

from __future__ import annotations

from datetime import datetime

from drumbeat.desk.context import Context
from drumbeat.desk.standings import Grounds, grounds_of, leaves_at
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.standing import Standing
from drumbeat.records.period import Period
from drumbeat.records.team import Team


def is_too_late(context: Context, at: datetime | None) -> bool:
    """Whether that is longer ago than lateness allows."""
    return at is not None and context.clock() - at > context.settings.schedule.max_lateness


def is_cut_short(context: Context, now: Grounds, leaves: datetime | None) -> bool:
    """Whether somebody has to send the rest: it has begun to leave, mails wait, and no schedule comes back to it.

    `leaves`: when it leaves by itself.
    """
    if now.edition is None or now.stood.standing is not Standing.SENDING:
        return False
    if leaves is not None and not is_too_late(context, leaves):
        return False
    ledger, edition = context.store.editions, now.edition.id
    return DeliveryState.PLANNED in ledger.counts(edition) and ledger.is_open(edition, context.clock())


def sent_by_hand(context: Context, team: Team, period: Period) -> str:
    """That a person has to send it, and how, as sentences; empty where it leaves by itself when nothing hinders it."""
    at = leaves_at(context, team, grounds_of(context, team, period))
    send = f'Send it: drumbeat send --team "{team.name}" --month {period.start:%Y-%m}'
    if at is None:
        return f"It does not leave by itself. {send}"
    if not is_too_late(context, at):
        return ""
    was = SAY.moment(at.astimezone(team.zone))
    return f"It should have left on {was}, which is too long ago for it to leave by itself. {send}"
