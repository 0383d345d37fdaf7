"""The company's OpenID provider: where browsers are sent, and what it says of who came back.

Authorization code with PKCE (RFC 7636), state and nonce. What the provider publishes about itself, and its keys, are
kept for an hour; a key that is not known yet has them read again, once a minute at most. While it does not answer,
nobody waits long for it: one asks, the others are told so, and it is let alone for half a minute.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import requests
import urllib3.exceptions
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from drumbeat.errors import SettingsError, TryLater
from drumbeat.http_session import HttpSettings, new_session
from drumbeat.identity.id_tokens import Expected, KeyNotKnown, address_in, refused
from drumbeat.logs import about
from drumbeat.sentences import sentence
from drumbeat.visitors import Flow

log = logging.getLogger(__name__)

_KEPT, _ANEW = timedelta(hours=1), timedelta(minutes=1)
_LET_ALONE = timedelta(seconds=30)
"""After it could not be read."""
_PATIENCE = 1.0
"""Seconds to wait for another visitor's reading of it."""
_LARGEST = 2**20
_OURS = ("invalid_client", "unauthorized_client")
"""What a provider says where it does not take us, whoever wants to sign in."""
_HERE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Client:
    """What we are to the provider."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    redirect: str
    """Where browsers come back to."""
    verified_claim: str
    seconds: float
    """For a whole reply."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the provider said of itself, and when."""

    about: Mapping[str, Any]
    keys: KeySet
    at: datetime


class Provider:
    """Speaks to one provider."""

    def __init__(self, client: Client, http: HttpSettings, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._http = http
        self._clock = clock
        self._lock = Lock()
        self._known: _Known | None = None
        self._failed: tuple[TryLater | SettingsError, datetime] | None = None

    def ask(self, flow: Flow) -> str:
        """The address to send a browser to. Raises TryLater where the provider is away, SettingsError for none."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(flow.verifier.encode()).digest()).rstrip(b"=").decode()
        said = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": self._client.redirect,
            "scope": "openid email",
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        address = str(self._about()["authorization_endpoint"])
        return f"{address}{'&' if '?' in address else '?'}{urlencode(said)}"

    def redeem(self, code: str, flow: Flow, issuer: str = "") -> str:
        """The verified address of who came back with a code. `issuer` is what the way back says (RFC 9207).

        Raises TokenRefused for whatever is not as it must be; the log says what. TryLater where the provider is away.
        """
        about = self._about()
        is_told = about.get("authorization_response_iss_parameter_supported") is True
        if (issuer or is_told) and issuer != self._client.issuer:
            raise refused("another issuer came back")
        token = self._token(code, flow)
        expected = Expected(self._client.issuer, self._client.client_id, flow.nonce, self._client.verified_claim)
        try:
            return address_in(token, self._now().keys, expected, self._clock())
        except KeyNotKnown:
            try:
                return address_in(token, self._now(_ANEW).keys, expected, self._clock())
            except KeyNotKnown:
                raise refused("it is signed by a key that the provider does not publish") from None

    def _token(self, code: str, flow: Flow) -> str:
        """The ID token for a code, which is good once."""
        about, client = self._about(), self._client
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": client.redirect,
            "code_verifier": flow.verifier,
        }
        ways = about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        auth = None
        if "client_secret_basic" in ways:
            auth = (quote(client.client_id, safe=""), quote(client.secret, safe=""))  # RFC 6749, section 2.3.1
        else:
            form |= {"client_id": client.client_id, "client_secret": client.secret}
        status, said = self._exchange("POST", str(about["token_endpoint"]), data=form, auth=auth)
        if said.get("error") in _OURS:  # RFC 6749, section 5.2
            raise _no_provider(f"{_host(client.issuer)} does not take web.oidc.client_id with this client_secret")
        token = said.get("id_token") if status == requests.codes.ok else None
        if not isinstance(token, str):
            raise refused(f"the code was not taken (status {status})")
        return token

    def _about(self) -> Mapping[str, Any]:
        return self._now().about

    def _now(self, kept: timedelta = _KEPT) -> _Known:
        """What the provider says of itself, not older than that. Raises TryLater and SettingsError, soon."""
        if not self._lock.acquire(timeout=_PATIENCE):
            raise _away()
        try:
            now = self._clock()
            if self._known is None or now - self._known.at >= kept:
                self._refuse_while_let_alone(now)
                self._known = self._read_once()
            return self._known
        finally:
            self._lock.release()

    def _refuse_while_let_alone(self, now: datetime) -> None:
        if self._failed is not None and now - self._failed[1] < _LET_ALONE:
            error = self._failed[0]
            raise type(error)(str(error), recovery=error.recovery)

    def _read_once(self) -> _Known:
        """Read it; if that fails, remember that it did."""
        try:
            return self._read()
        except (TryLater, SettingsError) as error:
            self._failed = error, self._clock()
            raise

    def _read(self) -> _Known:
        """OpenID Connect Discovery 1.0, section 4."""
        issuer = self._client.issuer
        status, about = self._exchange("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if status != requests.codes.ok or not all(_is_safe(about.get(name)) for name in names):
            raise _no_provider(f"{_host(issuer)} does not describe itself as an OpenID provider")
        if about.get("issuer") != issuer:
            raise _no_provider("the provider calls itself by another name than web.oidc.issuer")
        status, said = self._exchange("GET", str(about["jwks_uri"]))
        published = said.get("keys")
        keys = [key for each in (published if isinstance(published, list) else ()) for key in _understood(each)]
        if not keys:
            raise _no_provider(f"the keys of {_host(issuer)} cannot be read")
        return _Known(about, KeySet(keys), self._clock())

    def _exchange(self, method: str, url: str, **more: Any) -> tuple[int, dict[str, Any]]:
        """Status and JSON; an empty object for what is none. Raises TryLater."""
        try:
            with new_session(self._http) as session:
                response = session.request(method, url, timeout=self._client.seconds, stream=True, **more)
                body = response.raw.read(_LARGEST + 1, decode_content=True)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            log.warning("the OpenID provider did not answer", extra=about(error))
            raise _away() from None
        if response.status_code >= requests.codes.server_error:
            log.warning("the OpenID provider is in trouble", extra={"status": response.status_code})
            raise _away()
        try:
            said = json.loads(body) if len(body) <= _LARGEST else None
        except (ValueError, RecursionError):
            said = None
        return response.status_code, said if isinstance(said, dict) else {}


def _understood(published: object) -> Iterator[Key]:
    """The key, or nothing for one that is not understood: it is passed over (RFC 7517, section 5)."""
    try:
        yield from KeySet.import_key_set({"keys": [published]})  # type: ignore[list-item]  # whatever it is
    except (JoseError, KeyError, ValueError, TypeError, AttributeError):
        return


def _is_safe(url: object) -> bool:
    """Codes and secrets go over https, or to this machine."""
    if not isinstance(url, str) or not url.isprintable():
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE))


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


def _away() -> TryLater:
    return TryLater(
        sentence("The sign-in of your company does not answer."), recovery=sentence("Try again in a few minutes.")
    )


def _no_provider(why: str) -> SettingsError:
    log.error("nobody can sign in by OpenID", extra={"why": why})
    return SettingsError(
        sentence("The sign-in of your company is not set up right."),
        recovery=sentence("Ask the administrator: the log says what."),
    )
