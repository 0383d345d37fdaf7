"""The table from smtplib's and the system's errors to ours."""

from __future__ import annotations

import inspect
import smtplib
import socket
import ssl
from itertools import combinations

import pytest

from drumbeat.delivery.smtp_faults import HOMES, Stage, explained
from drumbeat.errors import DeliveryError, DeliveryUnknown, MailServerRefused, RecipientGone, TryLater

SMTPLIB = [
    kind
    for _, kind in inspect.getmembers(smtplib, inspect.isclass)
    if issubclass(kind, Exception) and kind.__module__ == "smtplib"
]
EXAMPLES = {
    smtplib.SMTPSenderRefused: (550, b"no", "drumbeat@example.com"),
    smtplib.SMTPRecipientsRefused: ({"zoe@example.com": (550, b"no")},),
}
BEFORE_THE_MAIL = {
    smtplib.SMTPServerDisconnected: TryLater,
    smtplib.SMTPConnectError: MailServerRefused,
    smtplib.SMTPHeloError: MailServerRefused,
}
WITH_CODE = (550, b"no")
WHERE = "mail.example.com:587"


def example(kind):
    """An error of this kind, with the answer 550 where it holds one."""
    if kind in EXAMPLES:
        return kind(*EXAMPLES[kind])
    return kind(*WITH_CODE) if issubclass(kind, smtplib.SMTPResponseException) else kind("what smtplib says")


def test_a_mailbox_that_is_busy_is_not_gone():
    """Google says 5.2.1 of both: only what is switched off is left out for good."""
    for words, expected in ((b"5.2.1 receiving mail at a rate that", DeliveryError), (b"5.2.1 off", RecipientGone)):
        refused = smtplib.SMTPRecipientsRefused({"zoe@example.com": (550, words)})
        assert type(explained(refused, Stage(sender_taken=True), WHERE)) is expected


def test_every_smtplib_error_has_a_home():
    """Each exception class of smtplib, also one of a later Python, stands in the table by name."""
    assert set(SMTPLIB) <= {kind for kind, _ in HOMES}


def test_every_home_can_be_reached():
    """No row stands behind one that takes its errors away."""
    behind = [(first, later) for (first, _), (later, _) in combinations(HOMES, 2) if issubclass(later, first)]
    assert behind == []


@pytest.mark.parametrize("kind", SMTPLIB)
def test_before_the_mail_left(kind):
    """Before the mail is handed over each becomes a refusal, or "later" for a broken connection; none is unknown.

    Who is refused before a mail was spoken of is refused whoever the recipient is.
    """
    assert type(explained(example(kind), Stage(), WHERE)) is BEFORE_THE_MAIL.get(kind, DeliveryError)


@pytest.mark.parametrize("kind", [*SMTPLIB, ssl.SSLError, TimeoutError, ConnectionResetError, socket.gaierror])
def test_after_the_mail_left(kind):
    """After it, an answer is an answer, and everything else is unknown (promise 3)."""
    is_answer = issubclass(kind, smtplib.SMTPResponseException)
    expected = BEFORE_THE_MAIL.get(kind, DeliveryError) if is_answer else DeliveryUnknown
    assert type(explained(example(kind), Stage(handed_over=True), WHERE)) is expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (TimeoutError(), TryLater),
        (ConnectionRefusedError(111, "Connection refused"), TryLater),
        (ConnectionResetError(104, "Connection reset by peer"), TryLater),
        (OSError(113, "No route to host"), TryLater),
        (socket.gaierror(-2, "Name or service not known"), TryLater),
        (ssl.SSLCertVerificationError("self-signed"), MailServerRefused),
        (ssl.SSLError("wrong version number"), MailServerRefused),
        (UnicodeEncodeError("ascii", "ä", 0, 1, "ordinal not in range"), DeliveryError),
        (smtplib.SMTPRecipientsRefused({"zoe@example.com": (450, b"later")}), TryLater),
        (smtplib.SMTPRecipientsRefused({}), DeliveryError),
        (smtplib.SMTPConnectError(-1, b"HTTP/1.1 400 Bad Request"), MailServerRefused),
        (smtplib.SMTPResponseException(-1, b"nonsense"), MailServerRefused),
    ],
    ids=repr,
)
def test_errors_of_the_system(error, expected):
    """What the network and TLS say before the mail left."""
    assert type(explained(error, Stage(), WHERE)) is expected


def test_log_in_reply_is_not_repeated():
    """A server that quotes the log-in in its answer does not make us quote it."""
    error = smtplib.SMTPAuthenticationError(535, b"no: c2VjcmV0")
    assert "c2VjcmV0" not in str(explained(error, Stage(logging_in=True), WHERE))


@pytest.mark.parametrize(
    "reply", [b"5.7.30 Basic authentication is not supported", b"5.7.139 Authentication unsuccessful, disabled"]
)
def test_passwords_that_are_not_taken_any_more(reply):
    """Exchange Online's own words for a retired password lead to the ways that are left."""
    error = smtplib.SMTPAuthenticationError(550, reply)
    ours = explained(error, Stage(logging_in=True), WHERE)
    assert type(ours) is MailServerRefused
    assert "XOAUTH2" in ours.recovery


def test_log_in_later():
    """454 to a log-in is a matter of time (RFC 4954, section 6)."""
    error = smtplib.SMTPAuthenticationError(454, b"temporary failure")
    assert type(explained(error, Stage(logging_in=True), WHERE)) is TryLater


def test_reply_is_made_harmless():
    """A server's words are cut and rid of control characters before they reach a terminal."""
    error = smtplib.SMTPDataError(550, b"\x1b[31mno\r\n" + b"x" * 5000)
    said = str(explained(error, Stage(), WHERE))
    assert "\x1b" not in said
    assert "\n" not in said
    assert len(said) < 300
