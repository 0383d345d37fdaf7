"""What the ledger keeps beside a mail, as a page says it: ours in German, a server's words marked as English."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator

import pytest

from drumbeat.delivery.graph import _refusal
from drumbeat.delivery.smtp_faults import HOMES, Stage, explained
from drumbeat.digest.language.phrase import Phrase
from drumbeat.editions.deliveries import GROWN, HAS_IT, NOT_RECEIVING
from drumbeat.rendering.languages import wording
from drumbeat.web.blocks import Lines, Piece
from drumbeat.web.leads.kept_notes import note_said

GERMAN = wording("de")
SERVER = "mail.example.com:587"
ANSWER = b"5.1.1 <zoe@example.com>: no such user (in reply to RCPT)"
OF_OURS = (
    "unsubscribed",
    "left",
    GROWN,
    NOT_RECEIVING,
    "sending was interrupted; the mail may have left",
    "the mail could not be made",
    "a person says that it has arrived",
    "on its way, or interrupted: known by 2026-11-02 09:10:00 UTC",
    f"{HAS_IT}: zoe@example.com",
)


def raised() -> Iterator[Exception]:
    """An error of each kind that sending a mail ends with."""
    codes = (*((code, ANSWER) for code in (421, 432, 450, 535, 550)), (550, b"5.7.139 basic"), (-1, b""))
    for kind, _ in HOMES:
        if kind is smtplib.SMTPSenderRefused:
            yield from (kind(*each, "drumbeat@example.com") for each in codes)
        elif kind is smtplib.SMTPRecipientsRefused:
            yield from (kind({"zoe@example.com": each}) for each in codes)
        elif issubclass(kind, smtplib.SMTPResponseException):
            yield from (kind(*each) for each in codes)
        else:
            yield kind(113, "No route to host") if kind in (OSError, socket.gaierror, ssl.SSLError) else kind("x")
    yield smtplib.SMTPNotSupportedError("STARTTLS extension not supported by server.")


STAGES = (Stage(logging_in=True), Stage(), Stage(sender_taken=True), Stage(sender_taken=True, handed_over=True))
KEPT = sorted(
    {str(explained(error, stage, SERVER)) for error in raised() for stage in STAGES}
    | {str(_refusal(status, "ErrorSendAsDenied", None)) for status in (302, 401, 403, 408, 413, 429, 500, 503)}
)


def pieces(said: Piece) -> Iterator[Piece | Lines]:
    """What it is made of."""
    if isinstance(said, Lines) and not said.language:
        for each in said.pieces:
            yield from pieces(each)
    else:
        yield said


@pytest.mark.parametrize("kept", [*KEPT, *(f"left: {each}" for each in KEPT[:3]), *OF_OURS])
def test_what_is_ours_is_said_anew(kept):
    """Each error of sending is known by its form: its sentence is German, and only a server's words stay English."""
    ours, *theirs = pieces(note_said(kept))
    assert isinstance(ours, Phrase)
    assert GERMAN.said(ours) != ours.text.format(**dict(ours.values))
    assert all(isinstance(each, (Phrase, Lines)) for each in theirs)


def test_a_server_s_words_stand_apart():
    """Its answer is whole, with its brackets, marked as English; what nobody knows is marked as a whole."""
    kept = str(explained(smtplib.SMTPDataError(550, ANSWER), Stage(sender_taken=True), SERVER))
    ours, theirs = pieces(note_said(kept))
    assert GERMAN.said(ours) == f"{SERVER} hat die Mail abgelehnt:"
    assert theirs == Lines((f"550: {ANSWER.decode()}",), "en")
    assert note_said("Told by a future version.") == Lines(("Told by a future version.",), "en")
    assert note_said("") == ""
