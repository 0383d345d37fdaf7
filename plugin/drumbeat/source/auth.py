"""Signing in: basic, or OAuth by one of four grants (fact sheet 1.12)."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, ClassVar, Protocol

import requests
from requests.auth import HTTPBasicAuth

from drumbeat.errors import SourceError
from drumbeat.sentences import sentence
from drumbeat.source.answers import Answer, Limits, read_answer
from drumbeat.source.assertions import AssertionKey
from drumbeat.source.faults import Action, Fault, examine_failure, examine_status, read_json

_TOKEN = re.compile(r"[\x21-\x7e]+")
"""What a header can carry (RFC 6750 section 2.1)."""
_REDIRECTION = 3
_PASSING = frozenset({Action.RETRY, Action.HALVE})


class SignIn(Protocol):
    """A way to sign a session in. One is shared by all workers."""

    @property
    def expires(self) -> bool:
        """Whether what was accepted once can be refused later, and signing in again then helps."""

    @property
    def help(self) -> str:
        """What to do when requests are refused although the sign-in seemed right."""

    def apply(self, session: requests.Session, *, limits: Limits, renew: bool = False) -> None:
        """Make the session's next requests authenticated; `renew` when what it carries was refused.

        Raises SourceError when the sign-in is refused, Fault when it may be asked for again.
        """


@dataclass(frozen=True, slots=True)
class Basic:
    """User name and password. Never repeated after a 401: the account would be locked."""

    user: str
    password: str = field(repr=False)
    expires: ClassVar[bool] = False
    help: ClassVar[str] = sentence(
        "Check servicenow.user and password. If they are right, basic authentication is probably restricted: ask the "
        "ServiceNow administrator for the role snc_basic_auth_api_access, or better for an OAuth client (see "
        "deploy/servicenow.md). It is not tried again by itself: the account could be locked."
    )

    def apply(self, session: requests.Session, *, limits: Limits, renew: bool = False) -> None:  # noqa: ARG002  nothing to renew
        """Set the credentials of every request."""
        session.auth = HTTPBasicAuth(self.user.encode(), self.password.encode())  # RFC 7617: UTF-8


class Grant(Protocol):
    """What an access token is asked for with."""

    name: ClassVar[str]
    help: ClassVar[str]
    """What to ask the administrator when it is refused."""

    def form(self) -> dict[str, str]:
        """The parameters of the token request, but for the client's own."""


@dataclass(frozen=True, slots=True)
class Client:
    """The OAuth client as the instance knows it, and where it asks for tokens."""

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """The client stands for its OAuth application user; there is no refresh token."""

    name: ClassVar[str] = "client credentials"
    help: ClassVar[str] = sentence(
        "Ask the ServiceNow administrator whether the OAuth client is active, has an OAuth application user, and the "
        "property glide.oauth.inbound.client.credential.grant_type.enabled is true; then check client_id and "
        "client_secret."
    )

    def form(self) -> dict[str, str]:
        """RFC 6749 section 4.4.2."""
        return {"grant_type": "client_credentials"}


@dataclass(frozen=True, slots=True)
class Password:
    """A user's password, used only where the settings say so."""

    user: str
    password: str = field(repr=False)
    name: ClassVar[str] = "password"
    help: ClassVar[str] = sentence(
        "Check user and password, then client_id and client_secret. Ask the ServiceNow administrator whether the "
        "account is active, not locked out, and needs no second factor."
    )

    def form(self) -> dict[str, str]:
        """RFC 6749 section 4.3.2."""
        return {"grant_type": "password", "username": self.user, "password": self.password}


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token that somebody obtained by signing in with a browser."""

    refresh_token: str = field(repr=False)
    name: ClassVar[str] = "refresh token"
    help: ClassVar[str] = sentence(
        "The refresh token may have run out (after 100 days by default) or been revoked: obtain a new one by signing "
        "in as the integration user, and set servicenow.refresh_token."
    )

    def form(self) -> dict[str, str]:
        """RFC 6749 section 6."""
        return {"grant_type": "refresh_token", "refresh_token": self.refresh_token}


@dataclass(frozen=True, slots=True)
class JwtBearer:
    """An assertion signed with our private key, whose certificate the instance holds."""

    user: str
    key: AssertionKey
    audience: str
    name: ClassVar[str] = "JWT bearer"
    help: ClassVar[str] = sentence(
        "Ask the ServiceNow administrator whether the JWT API endpoint for external clients is active, maps our "
        "certificate under the key id of servicenow.key_id, and knows the user; then compare this machine's clock "
        "with the instance's: five minutes apart is too much."
    )

    def form(self) -> dict[str, str]:
        """RFC 7523 section 2.1."""
        assertion = self.key.assertion(issuer=self.audience, subject=self.user, audience=self.audience)
        return {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion}


class OAuth:
    """Access tokens, asked for once for all workers and again when one has expired (after half an hour, trap 32).

    A refresh token, where the grant gives one, is tried first; a reply to it carries no new one (trap 33), so it is
    kept until it is refused.
    """

    expires = True
    help = sentence(
        "A fresh access token was refused. Ask the ServiceNow administrator whether the OAuth client's user is active, "
        "may use web services, and whether an API access policy or an authentication scope leaves out the Table API."
    )

    def __init__(self, client: Client, grant: Grant) -> None:
        self._client = client
        self._grant = grant
        self._lock = threading.Lock()
        self._token = ""
        self._refresh_token = ""

    def __repr__(self) -> str:
        return f"OAuth({self._grant.name})"

    def apply(self, session: requests.Session, *, limits: Limits, renew: bool = False) -> None:
        """Set a token in every request's header; see `SignIn.apply`. Another worker may have renewed it already."""
        with self._lock:
            if renew and session.headers.pop("Authorization", "") == self._header:
                self._token = ""
            if not self._token:
                self._token = self._ask(session, limits)
            session.headers["Authorization"] = self._header

    @property
    def _header(self) -> str:
        return f"Bearer {self._token}"

    def _ask(self, session: requests.Session, limits: Limits) -> str:
        session.headers.pop("Authorization", None)
        status = 0
        for form in self._forms():
            answer = self._post(session, form, limits)
            found, status = _tokens(answer), answer.status
            if found.get("access_token"):
                self._refresh_token = found.get("refresh_token") or self._refresh_token
                return found["access_token"]
            self._refresh_token = ""
        raise SourceError(
            sentence(
                "ServiceNow gave no access token for the {name} grant (status {status}).",
                name=self._grant.name,
                status=status,
            ),
            recovery=self._grant.help,
        )

    def _forms(self) -> Iterator[dict[str, str]]:
        if self._refresh_token:
            yield RefreshToken(self._refresh_token).form()
        yield self._grant.form()

    def _post(self, session: requests.Session, form: dict[str, str], limits: Limits) -> Answer:
        """In the body alone: an instance refuses credentials in the address, where logs would keep them."""
        client = {"client_id": self._client.client_id, "client_secret": self._client.client_secret}
        try:
            response = session.post(
                self._client.token_url, data={**form, **client}, timeout=limits.seconds, stream=True
            )
        except requests.RequestException as error:
            raise _passing(examine_failure(error)) from None
        try:
            answer = read_answer(response, limits)
        except Fault as broken:
            raise _passing(broken) from None
        fault = examine_status(answer.status, answer.headers, answer.body)
        if fault is not None and (fault.action in _PASSING or answer.status // 100 == _REDIRECTION):
            raise _passing(fault)
        return answer


def _tokens(answer: Answer) -> dict[str, str]:
    """The tokens; none when the client was refused. Raises Fault for a web page: the instance may sleep (trap 29)."""
    if answer.status != HTTPStatus.OK:
        return {}
    try:
        body: Any = read_json(answer.body)
    except Fault as fault:
        raise _passing(fault) from None
    found = body if isinstance(body, dict) and "error" not in body else {}
    return {name: text for name, text in found.items() if isinstance(text, str) and _TOKEN.fullmatch(text)}


def _passing(fault: Fault) -> Fault:
    """A token is asked for again, but there is nothing to halve."""
    action = Action.RETRY if fault.action in _PASSING else fault.action
    return Fault(action, fault.reason, fault.wait, fault.recovery)
