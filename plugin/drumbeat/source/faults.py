"""What a reply of ServiceNow means, and what to do about it (fact sheet 1.8 and 1.9).

Success is status 200, a JSON body, `result` of the right type, and no `error`. All else is one of the faults
below; the tables are data, and every status has a home.
"""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from enum import Enum
from http import HTTPStatus
from typing import Any

import requests


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

    def __init__(self, action: Action, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.action = action
        self.reason = reason
        self.wait = wait
        """Seconds the server asked us to wait."""


_AWAY = "the instance is away for maintenance or busy"
_TO_SIGN_IN = "the instance redirects to a sign-in page instead of answering"
_BY_STATUS: dict[int, tuple[Action, str]] = {
    HTTPStatus.ACCEPTED: (Action.RETRY, "the session's queue was full and the request was dropped"),
    HTTPStatus.UNAUTHORIZED: (Action.REFRESH, "ServiceNow did not accept the sign-in"),
    HTTPStatus.FORBIDDEN: (Action.SKIP_DENIED, "the account may not query this table or one of its fields"),
    HTTPStatus.NOT_FOUND: (Action.SKIP_ABSENT, "ServiceNow knows no such address"),
    HTTPStatus.REQUEST_TIMEOUT: (Action.RETRY, "the request took too long"),
    HTTPStatus.REQUEST_URI_TOO_LONG: (Action.STOP, "the request was longer than 8,192 bytes"),
    HTTPStatus.TOO_MANY_REQUESTS: (Action.RETRY, "the instance limits how often it may be asked"),
    499: (Action.HALVE, "the instance cancelled the request"),
    HTTPStatus.INTERNAL_SERVER_ERROR: (Action.HALVE, "the instance failed or cancelled the request"),
    HTTPStatus.GATEWAY_TIMEOUT: (Action.HALVE, "the instance did not answer in time"),
}
_ABOUT_A_TABLE = frozenset({Action.SKIP_ABSENT, Action.SKIP_DENIED})

# The order matters: requests' certificate, proxy and connect errors are also its ConnectionErrors or Timeouts.
_BY_FAILURE: tuple[tuple[type[Exception], Action, str], ...] = (
    (
        requests.exceptions.SSLError,
        Action.STOP,
        "the instance's certificate could not be verified; set servicenow.ca_bundle",
    ),
    (requests.exceptions.ProxyError, Action.RETRY, "the proxy could not be reached or refused"),
    (requests.TooManyRedirects, Action.STOP, _TO_SIGN_IN),
    (requests.exceptions.ChunkedEncodingError, Action.HALVE, "the reply broke off"),
    (requests.exceptions.ContentDecodingError, Action.HALVE, "the reply broke off"),
    (requests.ReadTimeout, Action.HALVE, "the instance did not answer in time"),
    (
        requests.ConnectionError,
        Action.RETRY,
        "the instance could not be reached; if only a proxy reaches it, set servicenow.proxy",
    ),
)


def examine(response: requests.Response) -> None:
    """Raises Fault for a reply that is no success: rows, and nothing but rows."""
    fault = examine_status(response)
    if fault is not None:
        raise fault
    body = read_json(response)
    if response.status_code == HTTPStatus.BAD_REQUEST:
        raise _bad_request(body)
    if response.status_code != HTTPStatus.OK:
        raise Fault(Action.STOP, f"ServiceNow answered with status {response.status_code}")
    _examine_body(body)


def examine_status(response: requests.Response) -> Fault | None:
    """What the status alone says is wrong; None when the body has to be read."""
    status = response.status_code
    if status in _BY_STATUS:
        action, reason = _BY_STATUS[status]
        if action in _ABOUT_A_TABLE and not _error_of(response):
            return Fault(Action.STOP, f"something before the instance answered with status {status}")
        return Fault(action, reason, _retry_after(response))
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return Fault(Action.STOP, _TO_SIGN_IN)
    if status > HTTPStatus.INTERNAL_SERVER_ERROR:
        return Fault(Action.RETRY, _AWAY, _retry_after(response))
    return None


def examine_failure(error: requests.RequestException) -> Fault:
    """The fault behind a request that brought no reply, or not all of one."""
    for kind, action, reason in _BY_FAILURE:
        if isinstance(error, kind):
            return Fault(action, reason)
    return Fault(Action.STOP, "the address of the instance is not one that can be asked")


def read_json(response: requests.Response) -> Any:
    """The body. Raises Fault for a web page in its place, and for JSON that breaks off."""
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        pass
    # JSON that breaks off may well hold a ticket about web pages: only the first character tells.
    if not response.content.lstrip().startswith(b"<"):
        raise Fault(Action.HALVE, "the reply broke off: it is not whole JSON")
    if b"hibernating" in response.content[:20_000].lower():
        raise Fault(Action.STOP, "the instance is hibernating; wake it by signing in with a browser")
    raise Fault(Action.STOP, "the instance answered with a web page, probably its sign-in page, not with data")


def _bad_request(body: Any) -> Fault:
    if str(_error(body).get("message", "")).startswith("Invalid table"):
        return Fault(Action.SKIP_ABSENT, "there is no such table; its plugin is probably not active")
    return Fault(Action.STOP, "ServiceNow calls the request malformed")


def _examine_body(body: Any) -> None:
    if not isinstance(body, dict):
        raise Fault(Action.STOP, "the reply is JSON but not ServiceNow's")
    if "error" in body:
        # Rows beside an error are a cancelled transaction's, cut anywhere (trap 24).
        raise Fault(Action.HALVE, "the instance cancelled the request and sent a part of the rows")
    rows = body.get("result")
    if rows is None:
        raise Fault(Action.HALVE, "the reply has no result")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Fault(Action.STOP, "the reply is no list of rows")


def _error_of(response: requests.Response) -> dict[str, Any]:
    try:
        return _error(read_json(response))
    except Fault:
        return {}


def _error(body: Any) -> dict[str, Any]:
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


def _retry_after(response: requests.Response) -> float | None:
    """Seconds of Retry-After (RFC 9110 section 10.2.3); a date counts from the reply's own Date."""
    said = response.headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return float(said)
    try:
        now = parsedate_to_datetime(response.headers["Date"])
        return (parsedate_to_datetime(said) - now).total_seconds()
    except (KeyError, TypeError, ValueError):
        return None
