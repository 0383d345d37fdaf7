"""Signing in: basic, or OAuth client credentials (fact sheet 1.12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import ClassVar, Protocol

import requests
from requests.auth import HTTPBasicAuth

from drumbeat.errors import SourceError
from drumbeat.source.faults import Action, Fault, examine_failure, examine_status, read_json

_PASSING = frozenset({Action.RETRY, Action.HALVE})


class SignIn(Protocol):
    """A way to sign a session in."""

    @property
    def expires(self) -> bool:
        """Whether what was accepted once can be refused later, and signing in again then helps."""

    def apply(self, session: requests.Session) -> None:
        """Make the session's next requests authenticated.

        Raises SourceError when the sign-in is refused, Fault when it may be asked for again.
        """


@dataclass(frozen=True, slots=True)
class Basic:
    """User name and password. Never repeated after a 401: the account would be locked."""

    user: str
    password: str = field(repr=False)
    expires: ClassVar[bool] = False

    def apply(self, session: requests.Session) -> None:
        """Set the credentials of every request."""
        session.auth = HTTPBasicAuth(self.user.encode(), self.password.encode())  # RFC 7617: UTF-8


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """OAuth client credentials: an access token without refresh token, asked for again when it has expired.

    Access tokens live for half an hour (trap 32).
    """

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    timeout: float = 60.0
    expires: ClassVar[bool] = True

    def apply(self, session: requests.Session) -> None:
        """Ask for a token and set it in every request's header; see `SignIn.apply`."""
        session.headers.pop("Authorization", None)
        session.headers["Authorization"] = f"Bearer {self._token(session)}"

    def _token(self, session: requests.Session) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }
        try:
            response = session.post(self.token_url, data=form, timeout=self.timeout)
        except requests.RequestException as error:
            raise _passing(examine_failure(error)) from None
        fault = examine_status(response)
        if fault is not None and fault.action in _PASSING:
            raise _passing(fault)
        token = _access_token(response)
        if token:
            return token
        raise SourceError(
            f"ServiceNow gave no access token (status {response.status_code}).",
            recovery="Ask the ServiceNow administrator whether the OAuth client is active, has an OAuth application "
            "user, and the property glide.oauth.inbound.client.credential.grant_type.enabled is true; then "
            "check client_id and client_secret.",
        )


def _access_token(response: requests.Response) -> str:
    """The token; empty when the client was refused. Raises Fault for a web page, as of a sleeping instance."""
    if response.status_code != HTTPStatus.OK:
        return ""
    try:
        body = read_json(response)
    except Fault as fault:
        raise _passing(fault) from None
    token = body.get("access_token") if isinstance(body, dict) else None
    return token if isinstance(token, str) else ""


def _passing(fault: Fault) -> Fault:
    """A token is asked for again, but there is nothing to halve."""
    action = Action.RETRY if fault.action in _PASSING else fault.action
    return Fault(action, fault.reason, fault.wait)
