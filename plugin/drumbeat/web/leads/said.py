"""How an edition stands, in the words of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from drumbeat.desk.glances import Glance
from drumbeat.desk.overview import Last
from drumbeat.digest.language.phrase import Moment, Month, Phrase, phrase, plural
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.standing import Standing
from drumbeat.web.blocks import Badge, Lines, Link, Piece, Tone

_STANDINGS: dict[Standing | None, tuple[Phrase, Tone]] = {
    None: (phrase("no draft yet"), "quiet"),
    Standing.DRAFT: (phrase("draft"), "note"),
    Standing.APPROVED: (phrase("approved"), "good"),
    Standing.SENDING: (phrase("on its way"), "note"),
    Standing.SENT: (phrase("sent"), "good"),
    Standing.HELD: (phrase("held"), "trouble"),
    Standing.SKIPPED: (phrase("skipped"), "quiet"),
}


def badge(standing: Standing | None) -> Badge:
    """The standing of an edition; None: there is no draft of it."""
    return Badge(*_STANDINGS[standing])


def ahead_said(found: Glance, now: datetime, to: str) -> Piece:
    """The edition that comes next, whose page is at this address: how it stands, when it leaves, what waits."""
    said: list[Piece] = [_named(found.ahead, to)]
    said.append(Badge(phrase("waits for an approval"), "note") if found.waits else badge(found.ahead.standing))
    if found.ahead.may_have_left:
        said.append(Badge(phrase("may have left before"), "trouble"))
    if found.ahead.is_overdue:
        said.append(Badge(phrase("overdue"), "trouble"))
    elif found.at is not None and found.at > now:
        said.append(_leaves(found, Moment(found.at)))
    elif found.at is None and found.ahead.standing in (None, Standing.DRAFT, Standing.APPROVED):
        said.append(phrase("It does not leave by itself."))
    return Lines((*said, *found.undecided.told))


def _leaves(found: Glance, at: Moment) -> Phrase:
    if found.ahead.standing is None:
        return phrase("Its draft is made on {at}.", at=at)
    if found.waits:
        return phrase("It leaves on {at} if somebody approves it, otherwise to nobody.", at=at)
    return phrase("It leaves on {at}.", at=at)


def behind_said(last: Last, to: str) -> Piece:
    """The edition before it: how it stands, and what became of its mails."""
    if last.standing is None:
        return phrase("none yet")
    mails = mails_said(last.mails)
    return Lines((_named(last, to), badge(last.standing), *((mails,) if last.mails else ())))


def _named(last: Last, to: str) -> Link:
    return Link(phrase("Digest of {month}", month=Month(last.period.start)), to)


def mails_said(counts: Mapping[DeliveryState, int]) -> Piece:
    """What became of an edition's mails."""

    def count(*states: DeliveryState) -> int:
        return sum(counts.get(state, 0) for state in states)

    accepted, refused = count(DeliveryState.SENT), count(DeliveryState.FAILED)
    waiting, unclear = count(DeliveryState.PLANNED, DeliveryState.CLAIMED), count(DeliveryState.UNKNOWN)
    counted = (
        (accepted, plural("{n} mail accepted", "{n} mails accepted", accepted)),
        (waiting, plural("{n} mail to go", "{n} mails to go", waiting)),
        (refused, plural("{n} mail refused", "{n} mails refused", refused)),
        (unclear, plural("{n} mail unclear", "{n} mails unclear", unclear)),
    )
    said = tuple(words for number, words in counted if number)
    return Lines(said) if said else phrase("none yet")
