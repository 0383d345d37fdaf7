"""What a failed SMTP conversation means: which error of ours each of smtplib's and the system's becomes.

| what happened | before the mail was handed over | after |
|---|---|---|
| the server answered 5yz | DeliveryError | DeliveryError |
| before a mail was spoken of: the same | MailServerRefused | |
| of the recipient: 5.1.1, 5.1.6, 5.1.10, 5.2.1 | RecipientGone | RecipientGone |
| the server answered 4yz | TryLater | Deferred |
| of the recipient: the same, but 421 | Deferred | Deferred |
| 432, or 4.3.2 | Throttled | Throttled |
| it answered what is no SMTP | MailServerRefused | DeliveryUnknown |
| connection refused, reset, timed out, closed | TryLater | DeliveryUnknown |
| certificate, TLS, log-in refused or not on offer | MailServerRefused | DeliveryUnknown |
| address not possible | DeliveryError | DeliveryUnknown |

An answer is an answer at any time; only silence is unknown.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from drumbeat.editions.bounces import is_gone
from drumbeat.errors import (
    Deferred,
    DeliveryError,
    DeliveryUnknown,
    DrumbeatError,
    MailServerRefused,
    RecipientGone,
    Throttled,
    TryLater,
)
from drumbeat.sentences import sentence

_LONGEST_REPLY = 200
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\d)")
"""An enhanced status code at the beginning of a reply (RFC 2034, section 4)."""
_SLOWER, _SLOWER_ENHANCED = 432, "4.3.2"
"""Exchange Online's reply to whoever has more than three connections or sends more than 30 mails a minute (E41)."""
_CLOSING = 421
"""RFC 5321, section 3.8: the server hangs up, whoever the recipient is."""
_NO_PASSWORDS = frozenset({"5.7.30", "5.7.139"})
"""Exchange Online's replies to a password where it is not taken any more, for all or for this mailbox."""
_LOG_IN_RECOVERY = sentence(
    "Check the mail server's user and password or token, and that this user may log in by SMTP."
)


@dataclass(slots=True)
class Stage:
    """How far a conversation came."""

    logging_in: bool = False
    sender_taken: bool = False
    """From the answer to MAIL on: what is refused is the recipient, or the mail."""
    handed_over: bool = False
    """From the first byte of the mail on: the server may accept what it has."""


def refusal(code: int, reply: bytes) -> smtplib.SMTPResponseException:
    """An answer that is no completion."""
    return smtplib.SMTPResponseException(code, reply)


def explained(error: Exception, stage: Stage, server: str) -> DrumbeatError:
    """The error of ours for one of smtplib's, ssl's or the system's; `server` is host:port."""
    meaning = next(meaning for kind, meaning in HOMES if isinstance(error, kind))
    ours = meaning(error, stage, server)
    if not stage.handed_over or (isinstance(error, smtplib.SMTPResponseException) and _answered(error)):
        return ours
    return DeliveryUnknown(
        sentence("The connection to {server} broke before it said whether it took the mail.", server=server)
    )


def _answered(error: smtplib.SMTPResponseException) -> bool:
    return 400 <= error.smtp_code < 600  # noqa: PLR2004  RFC 5321, section 4.2.1


def _reply(error: Exception, stage: Stage, server: str) -> DrumbeatError:
    if not isinstance(error, smtplib.SMTPResponseException):
        raise TypeError(error)
    return _by_code(error.smtp_code, error.smtp_error, stage, server)


def _greeting(error: Exception, stage: Stage, server: str) -> DrumbeatError:
    """Who is refused before a mail was spoken of is refused whoever the recipient is (RFC 5321, section 3.1)."""
    ours = _reply(error, stage, server)
    if type(ours) is not DeliveryError or not isinstance(error, smtplib.SMTPResponseException):
        return ours
    answer = f"{error.smtp_code}: {_readable(error.smtp_error)}"
    return MailServerRefused(
        sentence("{server} takes no mail from here ({answer}).", server=server, answer=answer),
        recovery=sentence(
            "Ask who runs the mail server; `drumbeat send` then sends to those who have not been sent to."
        ),
    )


def _recipients(error: Exception, stage: Stage, server: str) -> DrumbeatError:
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        raise TypeError(error)
    code, reply = max(error.recipients.values(), default=(550, b""))
    return _by_code(code, reply, stage, server)


def _by_code(code: int, reply: bytes | str, stage: Stage, server: str) -> DrumbeatError:
    # A reply to a log-in is not repeated: it may quote what was sent.
    answer = f"{code}" if stage.logging_in else f"{code}: {_readable(reply)}"
    found = _ENHANCED.match(reply.decode("ascii", "replace") if isinstance(reply, bytes) else reply)
    enhanced = found.group() if found else ""
    if not stage.logging_in and (code == _SLOWER or (enhanced == _SLOWER_ENHANCED and 400 <= code < 500)):  # noqa: PLR2004
        return Throttled(sentence("{server} asks to send more slowly ({answer}).", server=server, answer=answer))
    if 400 <= code < 500:  # noqa: PLR2004  RFC 5321, section 4.2.1
        is_of_recipient = stage.sender_taken and code != _CLOSING
        return (Deferred if is_of_recipient else TryLater)(
            sentence("{server} asks to try later ({answer}).", server=server, answer=answer)
        )
    if enhanced in _NO_PASSWORDS:
        return MailServerRefused(
            sentence("{server} does not take passwords ({answer}).", server=server, answer=f"{code} {enhanced}"),
            recovery=sentence(
                "Log in by XOAUTH2, or send through Microsoft Graph or a connector relay; see docs/mail.md."
            ),
        )
    if stage.logging_in:
        return MailServerRefused(
            sentence("{server} refused the log-in ({answer}).", server=server, answer=str(code)),
            recovery=_LOG_IN_RECOVERY,
        )
    if code < 0:
        return MailServerRefused(sentence("{server} does not speak SMTP.", server=server))
    kind = RecipientGone if stage.sender_taken and is_gone(enhanced, _readable(reply)) else DeliveryError
    return kind(sentence("{server} refused the mail ({answer}).", server=server, answer=answer))


def _readable(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return "".join(char if char.isprintable() else " " for char in text)[:_LONGEST_REPLY].strip() or "no reason given"


def _closed(error: Exception, stage: Stage, server: str) -> DrumbeatError:
    if isinstance(error.__context__, TimeoutError):  # smtplib tells a silent server as a closed connection
        return _timed_out(error, stage, server)
    return TryLater(sentence("{server} closed the connection before it took the mail.", server=server))


def _not_offered(error: Exception, stage: Stage, server: str) -> DrumbeatError:
    if stage.logging_in:
        return MailServerRefused(sentence("{server} offers no log-in.", server=server), recovery=_LOG_IN_RECOVERY)
    if "STARTTLS" in str(error):
        return MailServerRefused(
            sentence("{server} offers no STARTTLS, and without it nothing is sent.", server=server),
            recovery=sentence("Ask for the server's TLS port (often 465), or who took STARTTLS away."),
        )
    return DeliveryError(
        sentence("{server} does not take addresses with letters outside ASCII (SMTPUTF8).", server=server),
        recovery=sentence("Use another address for this recipient, or a mail server with SMTPUTF8."),
    )


def _no_common_method(_error: Exception, stage: Stage, server: str) -> DrumbeatError:
    if stage.logging_in:
        return MailServerRefused(
            sentence("{server} offers no log-in with a password.", server=server), recovery=_LOG_IN_RECOVERY
        )
    return DeliveryError(sentence("{server} broke the SMTP protocol.", server=server))


def _certificate(_error: Exception, _stage: Stage, server: str) -> DrumbeatError:
    return MailServerRefused(
        sentence("The certificate of {server} is not trusted, or is another host's.", server=server),
        recovery=sentence("Name the company's authority as the mail server's CA bundle; check the host's name."),
    )


def _no_tls(_error: Exception, _stage: Stage, server: str) -> DrumbeatError:
    return MailServerRefused(
        sentence("{server} and we could not agree on TLS.", server=server),
        recovery=sentence("Port 465 speaks `tls`, port 587 `starttls`: check that port and security belong together."),
    )


def _timed_out(_error: Exception, _stage: Stage, server: str) -> DrumbeatError:
    return TryLater(sentence("{server} did not answer in time.", server=server))


def _no_such_host(_error: Exception, _stage: Stage, server: str) -> DrumbeatError:
    return TryLater(
        sentence("The name of {server} could not be resolved.", server=server),
        recovery=sentence(
            "Check the mail server's name and this machine's name resolution, then run the command again."
        ),
    )


def _away(error: Exception, _stage: Stage, server: str) -> DrumbeatError:
    reason = (getattr(error, "strerror", None) or type(error).__name__).lower()
    return TryLater(sentence("{server} cannot be reached: {reason}.", server=server, reason=reason))


def _unsendable(_error: Exception, _stage: Stage, _server: str) -> DrumbeatError:
    return DeliveryError(sentence("An address or a credential holds characters that SMTP cannot carry."))


HOMES: tuple[tuple[type[Exception], Callable[[Exception, Stage, str], DrumbeatError]], ...] = (
    (smtplib.SMTPRecipientsRefused, _recipients),
    (smtplib.SMTPAuthenticationError, _reply),
    (smtplib.SMTPConnectError, _greeting),
    (smtplib.SMTPHeloError, _greeting),
    (smtplib.SMTPSenderRefused, _reply),
    (smtplib.SMTPDataError, _reply),
    (smtplib.SMTPResponseException, _reply),
    (smtplib.SMTPServerDisconnected, _closed),
    (smtplib.SMTPNotSupportedError, _not_offered),
    (smtplib.SMTPException, _no_common_method),
    (ssl.SSLCertVerificationError, _certificate),
    (ssl.SSLError, _no_tls),
    (TimeoutError, _timed_out),
    (socket.gaierror, _no_such_host),
    (OSError, _away),
    (ValueError, _unsendable),
)
"""The first that fits. smtplib's own come first, since SMTPException is an OSError."""
