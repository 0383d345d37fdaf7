"""An SMTP server as a way out: one connection, one mail, one answer.

The conversation is spelled out in smtplib's own steps, because `sendmail` does not tell whether a broken connection
came before or after the mail was handed over, and that decides whether it may be sent again (promise 3).
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

from drumbeat.delivery.message import needs_smtputf8, only_address, refuse_unclean, wire_bytes
from drumbeat.delivery.smtp_faults import Stage, explained, refusal
from drumbeat.errors import DeliveryError, SettingsError

Security = Literal["starttls", "tls", "none"]

_GO_AHEAD = 354
_POSITIVE = range(200, 300)
"""RFC 5321, section 4.2.1: the first digit decides, any 2yz is a completion."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server to hand mails to; a Transport. The password is never sent, nor shown, in the clear."""

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 30.0
    """Seconds for each step, not for the whole."""
    ca_bundle: Path | None = None
    """PEM file of the authorities to trust instead of the system's."""

    def __post_init__(self) -> None:
        """Raises SettingsError for a password without TLS: it would cross the network readable."""
        if self.security not in {"starttls", "tls", "none"}:
            raise SettingsError(f"Mail security is starttls, tls or none, not {self.security!r}.")
        if self.security == "none" and (self.user or self.password):
            raise SettingsError(
                f"A password for {self.host} would be sent without encryption.",
                recovery="Set the mail security to starttls or tls, or take user and password away.",
            )

    def send(self, message: EmailMessage, recipient: str) -> None:
        """Hand over one mail. Certificates are verified; without STARTTLS on offer nothing is sent.

        Raises DeliveryError when it was refused (5yz, log-in, certificate), TryLater when the server is away or says
        so (4yz), DeliveryUnknown when the connection broke between the mail's first byte and the answer.
        """
        refuse_unclean(recipient)
        sender = only_address(message, "From").addr_spec
        stage = Stage()
        try:
            with self._connected() as client:
                self._log_in(client, stage)
                _hand_over(client, message, (sender, recipient), stage)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise explained(error, stage, f"{self.host}:{self.port}") from error

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A greeted connection, encrypted as configured. A failing farewell changes nothing any more."""
        client = self._open()
        try:
            client.ehlo_or_helo_if_needed()
            if self.security == "starttls":
                client.starttls(context=self._context())
                client.ehlo_or_helo_if_needed()
            yield client
            with contextlib.suppress(smtplib.SMTPException, OSError):
                client.quit()
        finally:
            client.close()

    def _open(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=self._context())
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout)

    def _context(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.ca_bundle)
        except OSError as error:  # a broken file is an SSLError, which is an OSError
            raise DeliveryError(f"The mail server's CA bundle {self.ca_bundle} could not be read.") from error

    def _log_in(self, client: smtplib.SMTP, stage: Stage) -> None:
        if self.user:
            stage.logging_in = True
            client.login(self.user, self.password)
            stage.logging_in = False


def _hand_over(client: smtplib.SMTP, message: EmailMessage, path: tuple[str, str], stage: Stage) -> None:
    """MAIL, RCPT, DATA and the mail itself (RFC 5321, section 3.3)."""
    sender, recipient = path
    content = wire_bytes(message)
    _expect(client.mail(sender, _mail_options(client, message, path, len(content))))
    _expect(client.rcpt(recipient))
    code, reply = client.docmd("DATA")
    if code != _GO_AHEAD:
        raise refusal(code, reply)
    stage.handed_over = True
    client.send(_dot_stuffed(content))
    _expect(client.getreply())


def _mail_options(client: smtplib.SMTP, message: EmailMessage, path: tuple[str, str], size: int) -> list[str]:
    options = [f"SIZE={size}"] if client.has_extn("size") else []
    if needs_smtputf8(message) or not "".join(path).isascii():
        if not client.has_extn("smtputf8"):
            raise smtplib.SMTPNotSupportedError("SMTPUTF8")
        options += ["SMTPUTF8", "BODY=8BITMIME"]
    return options


def _expect(answer: tuple[int, bytes]) -> None:
    code, reply = answer
    if code not in _POSITIVE:
        raise refusal(code, reply)


def _dot_stuffed(content: bytes) -> bytes:
    """The mail as DATA wants it: a leading dot doubled, a lone dot at the end (RFC 5321, section 4.5.2)."""
    ended = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"
