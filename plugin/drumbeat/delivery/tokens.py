"""Access tokens to send mail with: a fixed one, or Microsoft's, asked for as an application and renewed in time.

msal keeps a token until five minutes before it expires, and asks for the next one then.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any, Protocol

import requests

from drumbeat.errors import MailServerRefused, TryLater
from drumbeat.http_session import HttpSettings, new_session
from drumbeat.sentences import Sentence, sentence

MICROSOFT = "https://login.microsoftonline.com"
_SECONDS = 30.0
_RECOVERY = sentence(
    "Check mail.tenant, mail.client_id and mail.client_secret. In Microsoft Entra the secret may have expired; make "
    "a new one under “Certificates & secrets” of the application."
)


class AccessTokens(Protocol):
    """Where access tokens come from. Several threads may ask."""

    def token(self, refused: str = "") -> str:
        """One that holds; another one than `refused`, which the mail server did not take.

        Raises MailServerRefused when there is none to be had, TryLater when whoever gives them is away.
        """


@dataclass(frozen=True, slots=True)
class FixedToken:
    """A token that somebody else renews, in a file or the environment."""

    value: str = field(repr=False)

    def token(self, refused: str = "") -> str:
        """The one there is."""
        if refused == self.value:
            raise MailServerRefused(
                sentence("The mail server refused the access token."), recovery=sentence("Set a new mail.token.")
            )
        return self.value


@dataclass(frozen=True, slots=True)
class Application:
    """An application as Microsoft Entra knows it."""

    tenant: str
    client_id: str
    client_secret: str = field(repr=False)
    authority: str = MICROSOFT
    """https, also to this machine: msal speaks nothing else."""


class MicrosoftTokens:
    """Tokens by client credentials (RFC 6749, section 4.4): no person signs in."""

    def __init__(self, application: Application, scope: str, http: HttpSettings | None = None) -> None:
        self._application = application
        self._scope = scope
        self._http = http or HttpSettings()
        self._lock = threading.Lock()
        self._client: Any = None
        self._given = ""

    def token(self, refused: str = "") -> str:
        """See `AccessTokens.token`."""
        with self._lock:
            try:
                return self._ask(refused)
            except requests.exceptions.SSLError as error:
                raise MailServerRefused(
                    sentence(
                        "The certificate of {authority} could not be verified.", authority=self._application.authority
                    ),
                    recovery=sentence("Name the company's authority as mail.ca_bundle."),
                ) from error
            except requests.RequestException as error:
                raise TryLater(
                    sentence(
                        "{authority} cannot be reached, or its reply broke off.", authority=self._application.authority
                    )
                ) from error

    def _ask(self, refused: str) -> str:
        import msal  # noqa: PLC0415  a third of a second that other ways to send need not pay

        try:
            if self._client is None:
                self._client = self._signed_up(msal)
            if refused and refused == self._given:  # else another thread has renewed it already
                self._client.remove_tokens_for_client()
            found = self._client.acquire_token_for_client([self._scope])
        except (msal.exceptions.MsalError, ValueError, KeyError, RuntimeError) as error:
            raise TryLater(
                sentence(
                    "{authority} is away, or answered with what is no token.", authority=self._application.authority
                )
            ) from error
        if "access_token" not in found:
            raise MailServerRefused(_refused(_codes(found)), recovery=_RECOVERY)
        self._given = str(found["access_token"])
        return self._given

    def _signed_up(self, msal: Any) -> Any:
        """What asks for tokens; itself it asks for the tenant's addresses."""
        known = self._application
        try:
            return msal.ConfidentialClientApplication(
                known.client_id,
                client_credential=known.client_secret,
                authority=f"{known.authority.rstrip('/')}/{known.tenant}",
                instance_discovery=False,
                http_client=_Http(self._http),
            )
        except ValueError as error:
            raise MailServerRefused(
                sentence(
                    "{authority} does not know the tenant {tenant}.", authority=known.authority, tenant=known.tenant
                ),
                recovery=sentence("Check mail.tenant: the directory's id, or a domain of it."),
            ) from error


def _refused(codes: str) -> Sentence:
    if codes:
        return sentence("Microsoft gave no access token ({codes}).", codes=codes)
    return sentence("Microsoft gave no access token.")


def _codes(found: Any) -> str:
    """Microsoft's own numbers, such as AADSTS7000215; its sentences would name ids and times."""
    codes = found.get("error_codes") if isinstance(found, dict) else None
    numbers = [code for code in codes if isinstance(code, int)] if isinstance(codes, list) else []
    return ", ".join(f"AADSTS{number}" for number in numbers)


class _Http:
    """Our session as msal uses one."""

    def __init__(self, settings: HttpSettings) -> None:
        self._session = new_session(settings)

    def get(self, url: str, **named: Any) -> requests.Response:
        return self._session.get(url, timeout=_SECONDS, **named)

    def post(self, url: str, **named: Any) -> requests.Response:
        return self._session.post(url, timeout=_SECONDS, **named)

    def close(self) -> None:
        self._session.close()
