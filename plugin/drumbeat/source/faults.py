"""What a reply of ServiceNow means, and what to do about it (fact sheet 1.8 and 1.9).

Success is status 200, a JSON body, `result` of the right type, and no `error`. All else is one of the faults
below; the tables are data, and every status has a home.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from enum import Enum
from http import HTTPStatus
from typing import Any

import orjson
import requests

from drumbeat.sentences import sentence


class Action(Enum):
    """What to do after a reply or a failure."""

    RETRY = "wait and ask again"
    HALVE = "ask for half as much"
    REFRESH = "sign in once more, then ask again"
    SKIP_ABSENT = "the table is not there"
    SKIP_DENIED = "the table may not be read"
    STOP = "nothing will help by itself"


class Fault(Exception):
    """A reply that is no success: what the wire showed, of which the adapter makes an error for people.

    `reason` is a sentence without address, query or body.
    """

    def __init__(self, action: Action, reason: str, wait: float | None = None, recovery: str = "") -> None:
        super().__init__(reason)
        self.action = action
        self.reason = reason
        self.wait = wait
        """Seconds the server asked us to wait."""
        self.recovery = recovery
        """What a person can do; empty where there is nothing particular."""


_AWAY = sentence("the instance is away for maintenance or busy")
_WAKE = sentence(
    "Wake it: sign in at the instance with a browser, wait until its own page shows, and run the command again. A "
    "developer instance sleeps when nobody uses it, and is given away after ten idle days."
)
_SIGN_IN = sentence(
    "Check servicenow.url. Ask the ServiceNow administrator whether single sign-on or a portal stands before "
    "/api/now and /oauth_token.do, and whether the integration user may use the REST API without a browser."
)
_TO_SIGN_IN = sentence("the instance redirects to a sign-in page instead of answering")
_BY_STATUS: dict[int, tuple[Action, str]] = {
    HTTPStatus.ACCEPTED: (Action.RETRY, sentence("the session's queue was full and the request was dropped")),
    HTTPStatus.UNAUTHORIZED: (Action.REFRESH, sentence("ServiceNow did not accept the sign-in")),
    HTTPStatus.FORBIDDEN: (Action.SKIP_DENIED, sentence("the account may not query this table or one of its fields")),
    HTTPStatus.NOT_FOUND: (Action.SKIP_ABSENT, sentence("ServiceNow knows no such address")),
    HTTPStatus.REQUEST_TIMEOUT: (Action.RETRY, sentence("the request took too long")),
    HTTPStatus.REQUEST_URI_TOO_LONG: (Action.STOP, sentence("the request was longer than 8,192 bytes")),
    HTTPStatus.TOO_MANY_REQUESTS: (Action.RETRY, sentence("the instance limits how often it may be asked")),
    499: (Action.HALVE, sentence("the instance cancelled the request")),
    HTTPStatus.INTERNAL_SERVER_ERROR: (Action.HALVE, sentence("the instance failed or cancelled the request")),
    HTTPStatus.GATEWAY_TIMEOUT: (Action.HALVE, sentence("the instance did not answer in time")),
}
_ABOUT_A_TABLE = frozenset({Action.SKIP_ABSENT, Action.SKIP_DENIED})

_FAR_OFF = 10**7
"""Seconds, four months: a longer pause than any is as good as none."""
_CERTIFICATE = sentence(
    "If your company signs its own certificates, name its authority's file in servicenow.ca_bundle. Checking cannot "
    "be switched off: whoever stands in between would read the secret and every ticket."
)
_UNREACHABLE = sentence("the instance could not be reached; if only a proxy reaches it, set servicenow.proxy")
# The order matters: requests' certificate, proxy and connect errors are also its ConnectionErrors or Timeouts.
_BY_FAILURE: tuple[tuple[type[Exception], Fault], ...] = (
    (
        requests.exceptions.SSLError,
        Fault(Action.STOP, sentence("the instance's certificate could not be verified"), recovery=_CERTIFICATE),
    ),
    (requests.exceptions.ProxyError, Fault(Action.RETRY, sentence("the proxy could not be reached or refused"))),
    (requests.ReadTimeout, Fault(Action.HALVE, sentence("the instance did not answer in time"))),
    (requests.ConnectionError, Fault(Action.RETRY, _UNREACHABLE)),
)


def examine_status(status: int, headers: Mapping[str, str], body: bytes) -> Fault | None:
    """What the status alone says is wrong; None when the body has to be read."""
    if status in _BY_STATUS:
        action, reason = _BY_STATUS[status]
        if action in _ABOUT_A_TABLE and not _error_of(body):
            return Fault(
                Action.STOP, sentence("something before the instance answered with status {status}", status=status)
            )
        return Fault(action, reason, _wait(status, headers))
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return Fault(Action.STOP, _TO_SIGN_IN, recovery=_SIGN_IN)
    if status > HTTPStatus.INTERNAL_SERVER_ERROR:
        return Fault(Action.RETRY, _AWAY, _wait(status, headers))
    return None


def examine(status: int, headers: Mapping[str, str], body: bytes) -> Any:
    """The `result` of a success. Raises Fault for anything else."""
    fault = examine_status(status, headers, body)
    if fault is not None:
        raise fault
    content = read_json(body)
    if status == HTTPStatus.BAD_REQUEST:
        raise _bad_request(content)
    if status != HTTPStatus.OK:
        raise Fault(Action.STOP, sentence("ServiceNow answered with status {status}", status=status))
    if not isinstance(content, dict):
        raise Fault(Action.STOP, sentence("the reply is JSON but not ServiceNow's"))
    if "error" in content:
        # Rows beside an error are a cancelled transaction's, cut anywhere (trap 24).
        raise Fault(Action.HALVE, sentence("the instance cancelled the request and sent a part of the rows"))
    if content.get("result") is None:
        raise Fault(Action.HALVE, sentence("the reply has no result"))
    return content["result"]


def examine_failure(error: requests.RequestException) -> Fault:
    """The fault behind a request that brought no reply, or not all of one."""
    for kind, fault in _BY_FAILURE:
        if isinstance(error, kind):
            return Fault(fault.action, fault.reason, recovery=fault.recovery)
    return Fault(
        Action.STOP,
        sentence("the address of the instance is not one that can be asked"),
        recovery=sentence("Check servicenow.url."),
    )


def read_json(body: bytes) -> Any:
    """The body. Raises Fault for a web page in its place, and for JSON that breaks off."""
    try:
        return _loads(body)
    except (ValueError, RecursionError):
        pass
    # JSON that breaks off may well hold a ticket about web pages: only the first character tells.
    if not body.lstrip().startswith(b"<"):
        raise Fault(Action.HALVE, sentence("the reply broke off: it is not whole JSON"))
    if b"hibernating" in body[:20_000].lower():
        raise Fault(Action.STOP, sentence("the instance is hibernating"), recovery=_WAKE)
    reason = sentence("the instance answered with a web page, probably its sign-in page, not with data")
    raise Fault(Action.STOP, reason, recovery=_SIGN_IN)


def _loads(body: bytes) -> Any:
    """The fast reader refuses half a surrogate pair, which a text that ServiceNow cut within a character holds."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return json.loads(body)


def _bad_request(body: Any) -> Fault:
    if str(_error(body).get("message", "")).startswith("Invalid table"):
        return Fault(Action.SKIP_ABSENT, sentence("there is no such table; its plugin is probably not active"))
    return Fault(Action.STOP, sentence("ServiceNow calls the request malformed"))


def _error_of(body: bytes) -> dict[str, Any]:
    try:
        return _error(read_json(body))
    except Fault:
        return {}


def _error(body: Any) -> dict[str, Any]:
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


def _wait(status: int, headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks us to wait.

    Retry-After (RFC 9110 section 10.2.3), or else for a 429 X-RateLimit-Reset, which is a time since 1970 and which
    other replies carry as well (fact sheet 1.9). A time counts from the reply's own Date, since clocks differ.
    """
    said = headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return min(float(said), _FAR_OFF)
    try:
        now = parsedate_to_datetime(headers["Date"])
        if said:
            return min((parsedate_to_datetime(said) - now).total_seconds(), _FAR_OFF)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return min(max(0.0, float(headers["X-RateLimit-Reset"]) - now.timestamp()), _FAR_OFF)
    except (KeyError, TypeError, ValueError, OverflowError):
        pass
    return None
