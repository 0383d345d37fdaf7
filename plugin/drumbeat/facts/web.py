"""Asking another system for JSON: bounded in time and size, never redirected, and every refusal a sentence."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3.exceptions

from drumbeat.errors import FactUnreadable, TryLater
from drumbeat.http_session import HttpSettings, new_session

LARGEST = 2 * 2**20
"""Bytes of an unpacked reply that holds one number."""
_SECONDS = 60.0
_CHUNK = 2**16
_AWAY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
_UNASKABLE = (
    *(requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, requests.exceptions.InvalidHeader),
    UnicodeError,
)
_NO_ADDRESS = "The address or the token is not one that can be sent."
_REFUSES = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


@dataclass(frozen=True, slots=True)
class Web:
    """How to ask one system."""

    http: HttpSettings = field(default_factory=HttpSettings)
    token: str = field(default="", repr=False)
    header: str = "Authorization"
    """As Authorization the token goes as `Bearer TOKEN`, under any other name as it is."""
    seconds: float = _SECONDS
    """For a whole reply."""

    def ask(self, url: str, params: Mapping[str, str], errors: frozenset[int] = frozenset()) -> tuple[int, Any]:
        """Status and JSON of the reply: status 200, or one of those that carry JSON about an error.

        Raises FactUnreadable when it is no such reply, TryLater when the system is away. Numbers are Decimals.
        """
        host = _host(url)
        with new_session(self.http) as session:
            try:
                response = session.get(
                    url,
                    params=params,
                    headers=self._headers(),
                    timeout=self.seconds,
                    stream=True,
                    allow_redirects=False,
                )
                body = _body(response, host)
            except requests.exceptions.SSLError:
                raise FactUnreadable(
                    f"The certificate of {host} could not be verified.",
                    recovery="Name the authority's file in ca_bundle of the [facts.…] section.",
                ) from None
            except _UNASKABLE:
                raise FactUnreadable(_NO_ADDRESS) from None
            except (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError):
                raise TryLater(f"{host} could not be reached, or its reply broke off.") from None
        _examine(response, host, errors)
        return response.status_code, _json(body, host)

    def _headers(self) -> dict[str, str]:
        if not self.token:
            return {}
        is_bearer = self.header.lower() == "authorization"
        return {self.header: f"Bearer {self.token}" if is_bearer else self.token}


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        raise FactUnreadable(_NO_ADDRESS) from None


def _body(response: requests.Response, host: str) -> bytes:
    chunks: list[bytes] = []
    size = 0
    try:
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            chunks.append(chunk)
            size += len(chunk)
            if size > LARGEST:
                raise FactUnreadable(
                    f"{host} sends more than 2 MiB for one number.", recovery="Ask for less: the number alone."
                )
    finally:
        response.close()
    return b"".join(chunks)


def _examine(response: requests.Response, host: str, errors: frozenset[int]) -> None:
    """Raises FactUnreadable or TryLater for what is no JSON reply."""
    status = response.status_code
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise FactUnreadable(
            f"{host} redirects to another address.",
            recovery="Write the address that it redirects to into the settings, if it is the right one; redirects are "
            "not followed, so that no token goes astray.",
        )
    if status in _REFUSES:
        raise FactUnreadable(f"{host} does not let us in (status {status}).", recovery="Check token and token_header.")
    if status in _AWAY or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise TryLater(f"{host} is away or busy (status {status}).")
    if status != HTTPStatus.OK and status not in errors:
        raise FactUnreadable(f"{host} answered with status {status}.", recovery="Check the address in the settings.")
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise FactUnreadable(
            f"{host} answered with something else than JSON.",
            recovery="Check the address: it may be a page for people, or one to sign in at.",
        )


def _json(body: bytes, host: str) -> Any:
    try:
        return json.loads(body, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)
    except (ValueError, ArithmeticError, RecursionError):
        raise FactUnreadable(f"{host} answered with what is no JSON.") from None


def _no_number(word: str) -> Any:
    raise ValueError(word)
