"""Signing in: basic, or OAuth client credentials (fact sheet 1.12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import requests

from drumbeat.errors import SourceError, TryLater
from drumbeat.source.faults import Action, Fault, examine_failure


class SignIn(Protocol):
    """A way to sign a session in."""

    def apply(self, session: requests.Session) -> None:
        """Make the session's next requests authenticated."""

    def renew(self, session: requests.Session) -> bool:
        """After a 401: whether signing in again can help, and was done."""


@dataclass(frozen=True, slots=True)
class Basic:
    """User name and password. Never repeated after a 401: the account would be locked."""

    user: str
    password: str = field(repr=False)

    def apply(self, session: requests.Session) -> None:
        """Set the credentials of every request."""
        session.auth = (self.user, self.password)

    def renew(self, session: requests.Session) -> bool:  # noqa: ARG002  nothing to renew
        """A refused password stays refused."""
        return False


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """OAuth client credentials: an access token without refresh token, asked for again when it has expired."""

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    timeout: float = 60.0

    def apply(self, session: requests.Session) -> None:
        """Ask for a token. Raises SourceError when the client is refused, TryLater when nobody answers."""
        session.headers["Authorization"] = f"Bearer {self._token(session)}"

    def renew(self, session: requests.Session) -> bool:
        """Ask for another token: access tokens live for half an hour (trap 32)."""
        session.headers.pop("Authorization", None)
        self.apply(session)
        return True

    def _token(self, session: requests.Session) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }
        try:
            response = session.post(self.token_url, data=form, timeout=self.timeout, allow_redirects=False)
        except requests.RequestException as error:
            raise _unreachable(examine_failure(error)) from None
        token = _access_token(response)
        if token:
            return token
        raise SourceError(
            f"ServiceNow gave no access token (status {response.status_code}).",
            recovery="Ask the ServiceNow administrator whether the OAuth client is active, has an OAuth application "
            "user, and the property glide.oauth.inbound.client.credential.grant_type.enabled is true; then "
            "check client_id and client_secret. A sleeping developer instance must be woken first.",
        )


def _access_token(response: requests.Response) -> str:
    try:
        body = response.json()
    except requests.JSONDecodeError:
        return ""
    token = body.get("access_token") if isinstance(body, dict) else None
    return token if isinstance(token, str) else ""


def _unreachable(fault: Fault) -> SourceError | TryLater:
    message = f"No access token: {fault.reason}."
    return TryLater(message) if fault.action is Action.RETRY else SourceError(message)
