"""Microsoft Graph as a way out: `sendMail` of one mailbox, with the whole message in MIME.

Microsoft Learn, "user: sendMail", says that 202 means accepted, and "Send messages with MIME content" that the message
goes as base64 under the content type text/plain. Graph knows no envelope: whoever stands in To receives the mail.

Which headers survive Microsoft does not say. People report that Exchange takes Auto-Submitted away and replaces
Return-Path (microsoftgraph/msgraph-sdk-dotnet#2209), that in JSON only names beginning with X- are taken
(msgraph-sdk-dotnet#2105), and that in MIME headers of one's own arrive or not, by what the mailbox has sent before
(microsoft-graph-docs-contrib#424). So only what makes up the letter's head counts as kept.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
import weakref
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import quote

import requests
import urllib3.exceptions

from drumbeat.delivery.kept import Kept
from drumbeat.delivery.message import refuse_unclean
from drumbeat.delivery.tokens import AccessTokens
from drumbeat.editions.deliveries import Message
from drumbeat.errors import DeliveryError, DeliveryUnknown, DrumbeatError, MailServerRefused, Throttled, TryLater
from drumbeat.http_session import HttpSettings, new_session
from drumbeat.sentences import sentence

GRAPH = "https://graph.microsoft.com"
LARGEST = 4 * 2**20
"""Bytes of a request to Graph (Microsoft Learn, "Best practices for working with Microsoft Graph"), encoded."""
_SECONDS = 60.0
_LONGEST_PAUSE = 3600.0
_LARGEST_REPLY = 2**16
_CODE = re.compile(r"[A-Za-z0-9_.]{1,60}")
"""Graph's own name of an error; its sentences may quote addresses."""
_US = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
_SLOWER = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_PERMISSION = sentence(
    "Ask the Microsoft 365 administrator whether the application has the permission Mail.Send (application, with "
    "admin consent), whether an access policy leaves the mailbox out, and whether mail.mailbox exists."
)


def graph_scope(url: str = GRAPH) -> str:
    """What an application asks Entra for that uses Graph."""
    return f"{url.rstrip('/')}/.default"


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class GraphMailbox:
    """A mailbox of Microsoft 365 to send from; a Transport. Sent mails are also kept in its Sent Items."""

    mailbox: str
    """Its address, or the user's id."""
    tokens: AccessTokens = field(repr=False)
    url: str = GRAPH
    http: HttpSettings = field(default_factory=HttpSettings)
    timeout: float = _SECONDS
    """Seconds for a whole reply."""
    connections: int = 3
    """At most so many at once; 0 sets no limit."""
    _kept: Kept[requests.Session] = field(init=False, repr=False)
    keeps: ClassVar[frozenset[str]] = frozenset({"From", "To", "Reply-To", "Subject"})

    def __post_init__(self) -> None:
        kept: Kept[requests.Session] = Kept(self.connections, requests.Session.close)
        object.__setattr__(self, "_kept", kept)
        weakref.finalize(self, kept.close)

    def send(self, message: Message, recipient: str) -> None:
        """Hand over one mail.

        Raises DeliveryError when it was refused (4xx), MailServerRefused when we are (401, 403, 404), Throttled for
        429 and 503, TryLater when Graph cannot be reached, DeliveryUnknown when the reply was lost or tells nothing.
        """
        refuse_unclean(recipient)
        if message.recipient != recipient:
            raise DeliveryError(sentence("Graph sends to whom the message names, and it names somebody else."))
        body = base64.b64encode(message.content)
        if len(body) > LARGEST:
            raise DeliveryError(
                sentence("The mail has {bytes} bytes as encoded, and Graph takes 4 MiB.", bytes=f"{len(body):,}")
            )
        with self._kept.room():
            session = self._kept.take() or new_session(self.http)
            try:
                self._hand_over(session, body)
            finally:
                self._kept.keep(session)  # a session outlives its connections

    def probe(self) -> None:
        """Ask for a token: tenant, client and secret are right. Whether it may send only a mail can tell."""
        self.tokens.token()

    def close(self) -> None:
        """Close the connections that nobody uses."""
        self._kept.close()

    def _hand_over(self, session: requests.Session, body: bytes) -> None:
        """One request, and a second one where the token of the first was refused (RFC 9110, section 15.5.2)."""
        token = self.tokens.token()
        status, code, after = self._post(session, body, token)
        if status == HTTPStatus.UNAUTHORIZED:
            status, code, after = self._post(session, body, self.tokens.token(refused=token))
        if status != HTTPStatus.ACCEPTED:
            raise _refusal(status, code, after)

    def _post(self, session: requests.Session, body: bytes, token: str) -> tuple[int, str, float | None]:
        """Status, Graph's name of the error, and how many seconds to wait."""
        try:
            response = session.post(
                f"{self.url.rstrip('/')}/v1.0/users/{quote(self.mailbox, safe='@')}/sendMail",
                data=body,
                headers={"Authorization": f"Bearer {token}", "Content-Type": "text/plain"},
                timeout=self.timeout,
                stream=True,
                allow_redirects=False,
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise _broken(error, self.url) from error
        with response:
            return response.status_code, _code(response), _pause(response.headers.get("Retry-After", ""))


def _refusal(status: int, code: str, after: float | None) -> DrumbeatError:
    """What an answer that is no acceptance means. Only of a gateway's answer one cannot say whether the mail left."""
    said = f"{status}{code and f': {code}'}"
    if status in _SLOWER:
        return Throttled(sentence("Graph asks to send more slowly ({said}).", said=said), after=after)
    if status == HTTPStatus.REQUEST_TIMEOUT:  # it did not have the whole request (RFC 9110, section 15.5.9)
        return TryLater(sentence("Graph asks to try later ({said}).", said=said))
    if status in _US:
        return MailServerRefused(
            sentence("Graph does not let us send from the mailbox ({said}).", said=said), recovery=_PERMISSION
        )
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return MailServerRefused(
            sentence("Graph redirects elsewhere ({said}).", said=said), recovery=sentence("Check mail.graph.")
        )
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return DeliveryError(sentence("Graph refused the mail ({said}).", said=said))
    return DeliveryUnknown(sentence("Graph answered {said}, which does not say whether it took the mail.", said=said))


def _broken(error: Exception, url: str) -> DrumbeatError:
    """What it means that there is no answer: before a connection stood, nothing can have left."""
    if isinstance(error, requests.exceptions.SSLError):
        return MailServerRefused(
            sentence("The certificate of {url} could not be verified.", url=url),
            recovery=sentence("Name the company's authority as mail.ca_bundle."),
        )
    reason = getattr(error.args[0], "reason", None) if error.args else None
    never_stood = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ProxyError)
    if isinstance(error, requests.exceptions.ConnectTimeout) or isinstance(reason, never_stood):
        return TryLater(sentence("{url} cannot be reached.", url=url))
    return DeliveryUnknown(sentence("The connection to {url} broke before it said whether it took the mail.", url=url))


def _code(response: requests.Response) -> str:
    """Graph's name of the error; empty where it gives none. The status is known, and holds if this breaks."""
    with contextlib.suppress(urllib3.exceptions.HTTPError, OSError, ValueError, RecursionError):
        body: Any = json.loads(response.raw.read(_LARGEST_REPLY, decode_content=True))
        error = body.get("error") if isinstance(body, dict) else None
        code = error.get("code") if isinstance(error, dict) else None
        if isinstance(code, str) and _CODE.fullmatch(code):
            return code
    return ""


def _pause(said: str) -> float | None:
    """Retry-After in seconds (RFC 9110, section 10.2.3); a date is not what Graph sends."""
    return min(float(said), _LONGEST_PAUSE) if said.isascii() and said.isdigit() else None
