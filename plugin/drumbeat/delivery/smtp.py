"""An SMTP server as a way out: connections that serve many mails, one answer for each.

The conversation is spelled out in smtplib's own steps, because `sendmail` does not tell whether a broken connection
came before or after the mail was handed over, and that decides whether it may be sent again (promise 3).
"""

from __future__ import annotations

import contextlib
import io
import smtplib
import ssl
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from drumbeat.delivery.headers import OWN_HEADERS
from drumbeat.delivery.kept import Kept
from drumbeat.delivery.message import refuse_unclean
from drumbeat.delivery.smtp_faults import Stage, explained, refusal
from drumbeat.editions.deliveries import Message
from drumbeat.errors import MailServerRefused, SettingsError
from drumbeat.sentences import sentence

if TYPE_CHECKING:
    from drumbeat.delivery.tokens import AccessTokens

Security = Literal["starttls", "tls", "none"]

CONNECTIONS = 3
"""Exchange Online takes no more of one client (rule E41)."""
_GO_AHEAD = 354
_CLOSING = 421
"""RFC 5321, section 3.8: the server hangs up."""
_NOT_THIS_TOKEN = 535
"""RFC 4954, section 6: the credentials are not valid."""
_POSITIVE = range(200, 300)
"""RFC 5321, section 4.2.1: the first digit decides, any 2yz is a completion."""
_ANSWERS = range(400, 600)
_MOST_LINES = 512
"""Of one reply. smtplib bounds a line and not how many there are: one without end would fill the memory."""
_FAREWELL = 2.0
"""Seconds that a server may take to say good-bye."""


class _Reply:
    """The lines of one reply, up to `_MOST_LINES`; takes the place of the file that smtplib reads them from."""

    def __init__(self, file: io.BufferedIOBase) -> None:
        self._file = file
        self._left = _MOST_LINES

    def begin(self) -> None:
        """A new reply comes."""
        self._left = _MOST_LINES

    def readline(self, size: int) -> bytes:
        """The next line. Raises OSError for a reply without end, which smtplib answers by hanging up."""
        self._left -= 1
        if self._left < 0:
            raise OSError("a reply without end")
        return self._file.readline(size)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class _Client(smtplib.SMTP):
    """smtplib's, but that a reply has an end."""

    def getreply(self) -> tuple[int, bytes]:
        """The server's next reply."""
        if self.file is None and self.sock is not None:
            self.file = _Reply(self.sock.makefile("rb"))
        if self.file is not None:
            self.file.begin()
        return super().getreply()


class _TlsClient(_Client, smtplib.SMTP_SSL):
    """The same by TLS from the first byte on."""


@dataclass(eq=False, slots=True)
class _Connection:
    """Greeted, encrypted and logged in."""

    client: smtplib.SMTP
    is_clean: bool = True
    """Nothing of an earlier mail is left in the conversation."""


@dataclass(frozen=True, slots=True)
class _Mail:
    """One mail on its way."""

    sender: str
    recipient: str
    content: bytes
    needs_smtputf8: bool


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class SmtpServer:
    """A mail server to hand mails to; a Transport. The password is never sent, nor shown, in the clear.

    Several threads may send at once. Connections serve many mails; they are closed by `close`, or when nobody holds
    the server any more.
    """

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 30.0
    """Seconds for each step, not for the whole."""
    ca_bundle: Path | None = None
    """PEM file of the authorities to trust instead of the system's."""
    connections: int = CONNECTIONS
    """At most so many at once; 0 sets no limit."""
    bounces_to: str = ""
    """The envelope's sender, to whom servers send what they cannot deliver (RFC 5321, section 3.6.3); empty: From's."""
    tokens: AccessTokens | None = field(default=None, repr=False)
    """Logs in by XOAUTH2 in the place of a password."""
    _kept: Kept[_Connection] = field(init=False, repr=False)
    keeps: ClassVar[frozenset[str]] = OWN_HEADERS

    def __post_init__(self) -> None:
        """Raises SettingsError for a password without TLS: it would cross the network readable."""
        if self.security not in {"starttls", "tls", "none"}:
            raise SettingsError(
                sentence("Mail security is starttls, tls or none, not {security}.", security=f"{self.security!r}")
            )
        if self.security == "none" and (self.user or self.password or self.tokens):
            raise SettingsError(
                sentence("A password for {host} would be sent without encryption.", host=self.host),
                recovery=sentence("Set the mail security to starttls or tls, or take user and password away."),
            )
        kept = Kept(self.connections, _hang_up)
        object.__setattr__(self, "_kept", kept)
        weakref.finalize(self, kept.close)

    def send(self, message: Message, recipient: str) -> None:
        """Hand over one mail. Certificates are verified; without STARTTLS on offer nothing is sent.

        Raises DeliveryError when it was refused (5yz, log-in, certificate), TryLater when the server is away or says
        so (4yz), DeliveryUnknown when the connection broke between the mail's first byte and the answer.
        """
        refuse_unclean(recipient)
        sender = self.bounces_to or message.sender
        is_wide = message.needs_smtputf8 or not (sender + recipient).isascii()
        mail = _Mail(sender, recipient, message.content, is_wide)
        stage = Stage()
        with self._kept.room():
            try:
                self._hand_over(mail, stage)
            except (smtplib.SMTPException, OSError, ValueError) as error:
                raise explained(error, stage, f"{self.host}:{self.port}") from error

    def probe(self) -> None:
        """Connect, encrypt and log in, and send nothing. Raises as `send` does."""
        stage = Stage()
        try:
            _hang_up(self._connected(stage))
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise explained(error, stage, f"{self.host}:{self.port}") from error

    def close(self) -> None:
        """Close the connections that nobody uses; the next mail opens a new one."""
        self._kept.close()

    def _hand_over(self, mail: _Mail, stage: Stage) -> None:
        connection = self._begun(mail, stage)
        stage.sender_taken = True
        with self._looked_after(connection):
            _finish(connection.client, mail, stage)
        self._kept.keep(connection)

    def _begun(self, mail: _Mail, stage: Stage) -> _Connection:
        """A connection on which the server took the sender: one that was kept, or a new one where that was dead.

        A server may hang up on an idle connection at any time; nothing of the mail has been handed over then.
        """
        kept = self._kept.take()
        try:
            return self._begin(kept or self._connected(stage), mail)
        except (smtplib.SMTPException, OSError) as error:
            if kept is None or not _is_dead(error):
                raise
        return self._begin(self._connected(stage), mail)

    def _begin(self, connection: _Connection, mail: _Mail) -> _Connection:
        """MAIL (RFC 5321, section 4.1.1.2), on a conversation without remains of an earlier mail (4.1.1.5)."""
        with self._looked_after(connection):
            if not connection.is_clean:
                _expect(connection.client.rset())
                connection.is_clean = True
            _expect(connection.client.mail(mail.sender, _mail_options(connection.client, mail)))
        return connection

    @contextlib.contextmanager
    def _looked_after(self, connection: _Connection) -> Iterator[None]:
        """Where the step fails, the connection is kept if the server still talks, and closed if not."""
        try:
            yield
        except BaseException as error:
            if _is_dead(error):
                connection.client.close()
            else:
                connection.is_clean = False
                self._kept.keep(connection)
            raise

    def _connected(self, stage: Stage) -> _Connection:
        """A new connection: greeted, encrypted and logged in as configured.

        A token that is refused is renewed once: it may have been revoked, or have expired by the server's clock.
        """
        if self.tokens is None:
            return self._opened(lambda client: self._log_in(client, stage))
        token = self.tokens.token()
        try:
            return self._opened(lambda client: _log_in_by_token(client, self.user, token, stage))
        except smtplib.SMTPAuthenticationError as error:
            if error.smtp_code != _NOT_THIS_TOKEN:
                raise
            newer = self.tokens.token(refused=token)
        return self._opened(lambda client: _log_in_by_token(client, self.user, newer, stage))

    def _opened(self, log_in: Callable[[smtplib.SMTP], None]) -> _Connection:
        client = self._open()
        try:
            client.ehlo_or_helo_if_needed()
            if self.security == "starttls":
                client.starttls(context=self._context())
                client.ehlo_or_helo_if_needed()
            log_in(client)
        except BaseException:
            client.close()
            raise
        return _Connection(client)

    def _open(self) -> smtplib.SMTP:
        if self.security == "tls":
            return _TlsClient(self.host, self.port, timeout=self.timeout, context=self._context())
        return _Client(self.host, self.port, timeout=self.timeout)

    def _context(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.ca_bundle)
        except OSError as error:  # a broken file is an SSLError, which is an OSError
            raise MailServerRefused(
                sentence("The mail server's CA bundle {ca_bundle} could not be read.", ca_bundle=self.ca_bundle)
            ) from error

    def _log_in(self, client: smtplib.SMTP, stage: Stage) -> None:
        if self.user:
            stage.logging_in = True
            client.login(self.user, self.password)
            stage.logging_in = False


def _log_in_by_token(client: smtplib.SMTP, user: str, token: str, stage: Stage) -> None:
    """XOAUTH2, as Google and Microsoft define it: no RFC describes it.

    A refusal comes as a challenge that tells why, in JSON; the answer to it is an empty line, and then comes the 535.
    """
    stage.logging_in = True
    if "XOAUTH2" not in client.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError("XOAUTH2")
    said = f"user={user}\x01auth=Bearer {token}\x01\x01"
    client.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")
    stage.logging_in = False


def _finish(client: smtplib.SMTP, mail: _Mail, stage: Stage) -> None:
    """RCPT, DATA and the mail itself (RFC 5321, section 3.3)."""
    _expect(client.rcpt(mail.recipient))
    code, reply = client.docmd("DATA")
    if code != _GO_AHEAD:
        raise refusal(code, reply)
    stage.handed_over = True
    client.send(_dot_stuffed(mail.content))
    _expect(client.getreply())


def _mail_options(client: smtplib.SMTP, mail: _Mail) -> list[str]:
    options = [f"SIZE={len(mail.content)}"] if client.has_extn("size") else []
    if mail.needs_smtputf8:
        if not client.has_extn("smtputf8"):
            raise smtplib.SMTPNotSupportedError("SMTPUTF8")
        options += ["SMTPUTF8", "BODY=8BITMIME"]
    return options


def _expect(answer: tuple[int, bytes]) -> None:
    code, reply = answer
    if code not in _POSITIVE:
        raise refusal(code, reply)


def _is_dead(error: BaseException) -> bool:
    """Whether nothing more can be said on the connection where this happened."""
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code not in _ANSWERS or error.smtp_code == _CLOSING
    return not isinstance(error, smtplib.SMTPNotSupportedError)


def _hang_up(connection: _Connection) -> None:
    """Say good-bye. A farewell that fails changes nothing any more."""
    client = connection.client
    with contextlib.suppress(smtplib.SMTPException, OSError):
        if client.sock is not None:
            client.sock.settimeout(_FAREWELL)
            client.quit()
    client.close()


def _dot_stuffed(content: bytes) -> bytes:
    """The mail as DATA wants it: a leading dot doubled, a lone dot at the end (RFC 5321, section 4.5.2)."""
    first = b"." if content.startswith(b".") else b""
    ending = b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
    return first + content.replace(b"\n.", b"\n..") + ending
