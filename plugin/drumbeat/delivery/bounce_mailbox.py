"""A mailbox on an IMAP server (RFC 3501) to which mails come back. It is opened to be looked at only (EXAMINE)."""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from drumbeat.delivery.reports import LARGEST, is_report
from drumbeat.delivery.tokens import AccessTokens
from drumbeat.editions.bounces import LOOKED_BACK
from drumbeat.errors import Deferred, MailServerRefused, SettingsError, TryLater
from drumbeat.sentences import sentence

_SECONDS = 20.0
_LARGEST_LITERAL = 4 * LARGEST
"""Bytes that a server may announce at once; more than was asked for is none of ours."""
_LOG_IN = sentence("Check user and password or token of [mail.bounces], and that this user may log in by IMAP.")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class _Bounded(imaplib.IMAP4):
    """Reads no more than a mail's worth at once, whatever the server announces."""

    def read(self, size: int) -> bytes:
        if size > _LARGEST_LITERAL:
            raise self.abort("a literal is too long")
        return super().read(size)


class _BoundedTls(_Bounded, imaplib.IMAP4_SSL):
    """The same, encrypted from the first byte."""


@dataclass(slots=True, eq=False)
class ImapMailbox:
    """A `bounces.Box`. Connects when its mails are first asked for.

    A mail is told from others by UIDVALIDITY and UID, which a server gives to one mail only (RFC 3501, section
    2.3.1.1): nothing but these has to be fetched of a mail that was read before. A server that numbers its mails anew
    has all of them read again, which changes nothing: the ledger knows each report by its own Message-ID.
    """

    host: str
    port: int
    user: str
    clock: Callable[[], datetime]
    security: Literal["tls", "starttls"] = "tls"
    password: str = field(default="", repr=False)
    mailbox: str = "INBOX"
    ca_bundle: Path | None = None
    tokens: AccessTokens | None = field(default=None, repr=False)
    """Logs in by XOAUTH2 in the place of a password."""
    timeout: float = _SECONDS
    """Seconds for each step."""
    _client: imaplib.IMAP4 | None = field(default=None, repr=False)
    _validity: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        """Whose mailbox, and where."""
        return f"{self.mailbox} of {self.user} at {self.host}:{self.port}"[:200]

    def names(self) -> list[str]:
        """Of the mails that came in the last months, the oldest first."""
        with self._mapped():
            client = self._opened()
            since = self.clock() - LOOKED_BACK
            day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
            found = _expect(client.uid("SEARCH", "SINCE", day))
        uids = {int(each) for line in found if isinstance(line, bytes) for each in line.split() if each.isdigit()}
        return [f"{self._validity}.{uid}" for uid in sorted(uids)]

    def fetch(self, name: str) -> bytes | None:
        """Of a mail that may be a report its beginning. Of any other its Content-Type alone is read."""
        uid = name.rpartition(".")[2]
        head = self._fetched(uid, "BODY.PEEK[HEADER.FIELDS (CONTENT-TYPE)]")
        if head is None or not is_report(_unfolded(head)):
            return None
        return self._fetched(uid, f"BODY.PEEK[]<0.{LARGEST}>")

    def _fetched(self, uid: str, what: str) -> bytes | None:
        """None where the mail is not there any more. Raises Deferred where the server cannot show it."""
        with self._mapped():
            status, data = self._opened().uid("FETCH", uid, f"({what})")
        if status != "OK":
            raise Deferred(sentence("{server} does not show a mail now.", server=self._server))
        return _literal(data)

    def close(self) -> None:
        """Say good-bye. A farewell that fails changes nothing any more."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(imaplib.IMAP4.error, OSError):
                client.logout()

    def _opened(self) -> imaplib.IMAP4:
        """Connected, logged in, and the mailbox open; as it was left by the last question."""
        if self._client is None:
            client = self._connected()
            self._client = client
            if client.select(_quoted(self.mailbox), readonly=True)[0] != "OK":
                raise MailServerRefused(
                    sentence(
                        "{server} has no mailbox {mailbox} for {user}.",
                        server=self._server,
                        mailbox=self.mailbox,
                        user=self.user,
                    ),
                    recovery=sentence("Check mailbox of [mail.bounces]; a folder is written as the server writes it."),
                )
            self._validity = _first(client.response("UIDVALIDITY")[1]).decode("ascii", "replace")[:20]
        return self._client

    def _connected(self) -> imaplib.IMAP4:
        token = self.tokens.token() if self.tokens is not None else ""
        try:
            return self._logged_in(token)
        except MailServerRefused:
            if self.tokens is None:
                raise
        return self._logged_in(self.tokens.token(refused=token))

    def _logged_in(self, token: str) -> imaplib.IMAP4:
        client = self._greeted()
        try:
            if token:
                said = f"user={self.user}\x01auth=Bearer {token}\x01\x01".encode()
                client.authenticate("XOAUTH2", lambda challenge: b"" if challenge else said)
            elif "AUTH=PLAIN" in client.capabilities:
                said = f"\0{self.user}\0{self.password}".encode()  # RFC 4616: UTF-8, which LOGIN cannot carry
                client.authenticate("PLAIN", lambda _challenge: said)
            else:
                client.login(self.user, self.password)
        except imaplib.IMAP4.abort:
            client.shutdown()
            raise
        except (imaplib.IMAP4.error, UnicodeEncodeError):  # its words may repeat what was sent
            client.shutdown()
            raise MailServerRefused(
                sentence("{server} refused the log-in of {user}.", server=self._server, user=self.user),
                recovery=_LOG_IN,
            ) from None
        except BaseException:
            client.shutdown()
            raise
        return client

    def _greeted(self) -> imaplib.IMAP4:
        context = self._context()
        if self.security == "tls":
            return _BoundedTls(self.host, self.port, ssl_context=context, timeout=self.timeout)
        client = _Bounded(self.host, self.port, timeout=self.timeout)
        is_offered = "STARTTLS" in client.capabilities
        try:
            if is_offered:
                client.starttls(context)
                return client
        except BaseException:
            client.shutdown()
            raise
        client.shutdown()
        raise MailServerRefused(
            sentence("{server} offers no STARTTLS.", server=self._server),
            recovery=sentence("Ask for its TLS port, often 993."),
        )

    def _context(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.ca_bundle)
        except OSError as error:  # a broken file is an SSLError, which is an OSError
            raise SettingsError(
                sentence("The CA bundle {ca_bundle} of [mail.bounces] could not be read.", ca_bundle=self.ca_bundle)
            ) from error

    @contextlib.contextmanager
    def _mapped(self) -> Iterator[None]:
        """Foreign errors enter here. After one the connection is not used again."""
        try:
            yield
        except BaseException as error:
            client, self._client = self._client, None
            if client is not None:
                with contextlib.suppress(OSError):
                    client.shutdown()
            if (ours := self._explained(error)) is not None:
                raise ours from None
            raise

    def _explained(self, error: BaseException) -> MailServerRefused | TryLater | None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return MailServerRefused(
                sentence("The certificate of {server} is not trusted, or is another host's.", server=self._server),
                recovery=sentence(
                    "Name the company's authority as ca_bundle of [mail.bounces]; check the host's name."
                ),
            )
        if isinstance(error, ssl.SSLError):
            return MailServerRefused(
                sentence("{server} and we could not agree on TLS.", server=self._server),
                recovery=sentence(
                    "Port 993 speaks `tls`, port 143 `starttls`: check that port and security belong together."
                ),
            )
        if isinstance(error, TimeoutError):
            return TryLater(sentence("{server} did not answer in time.", server=self._server))
        if isinstance(error, OSError):
            return TryLater(
                sentence(
                    "{server} cannot be reached: {reason}.",
                    server=self._server,
                    reason=(error.strerror or type(error).__name__).lower(),
                )
            )
        if isinstance(error, (imaplib.IMAP4.error, ValueError)):  # an abort is an error of imaplib's as well
            return TryLater(sentence("{server} broke off, or said what is no IMAP.", server=self._server))
        return None

    @property
    def _server(self) -> str:
        return f"{self.host}:{self.port}"


def _expect(answer: tuple[str, list[object]]) -> list[object]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error("refused")
    return data


def _first(data: list[object]) -> bytes:
    return next((each for each in data if isinstance(each, bytes)), b"")


def _literal(data: list[object]) -> bytes | None:
    """What was fetched; None where the mail is not there any more. Servers may tell of other mails meanwhile."""
    pieces = (each for each in data if isinstance(each, tuple) and b"BODY[" in each[0].upper())
    return next((bytes(each[1]) for each in pieces), None)


def _unfolded(head: bytes) -> str:
    """The value of the only field (RFC 5322, section 2.2.3)."""
    text = re.sub(r"\r?\n[ \t]+", " ", head.decode("ascii", "replace"))
    return text.partition(":")[2].strip()


def _quoted(name: str) -> str:
    """As a quoted string (RFC 3501, section 4.3)."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
