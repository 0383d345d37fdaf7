"""How an edition stands, in the words of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from drumbeat.desk.overview import Last
from drumbeat.digest.language.phrase import Moment, Month, Phrase, phrase, plural
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.due import Due
from drumbeat.editions.standing import Policy, Standing
from drumbeat.editions.timetable import Step
from drumbeat.web.blocks import Badge, Lines, Piece, Tone

_STANDINGS: dict[Standing | None, tuple[Phrase, Tone]] = {
    None: (phrase("no draft yet"), "quiet"),
    Standing.DRAFT: (phrase("draft"), "note"),
    Standing.APPROVED: (phrase("approved"), "good"),
    Standing.SENDING: (phrase("on its way"), "note"),
    Standing.SENT: (phrase("sent"), "good"),
    Standing.HELD: (phrase("held"), "trouble"),
    Standing.SKIPPED: (phrase("skipped"), "quiet"),
}
POLICIES = {
    Policy.REVIEW: phrase("It leaves unless somebody holds it."),
    Policy.REQUIRED: phrase("It leaves when somebody has approved it."),
    Policy.AUTOMATIC: phrase("It leaves by itself."),
}


def badge(standing: Standing | None) -> Badge:
    """The standing of an edition; None: there is no draft of it."""
    return Badge(*_STANDINGS[standing])


def last_said(last: Last) -> Piece:
    """How the last month's edition stands."""
    overdue = (Badge(phrase("overdue"), "trouble"),) if last.is_overdue else ()
    return Lines((badge(last.standing), *overdue))


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


def next_said(found: tuple[Due, datetime] | None) -> Piece:
    """What comes next, and when."""
    if found is None:
        return phrase("nothing by itself")
    due, at = found
    month = Month(due.period.start)
    draft, digest = phrase("Draft of {month}", month=month), phrase("Digest of {month}", month=month)
    return Lines((draft if due.step is Step.DRAFT else digest, Moment(at)))
