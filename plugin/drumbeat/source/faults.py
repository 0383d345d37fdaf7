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
}
_SERVER_ERROR = 500

# The order matters: requests' certificate and proxy errors are also its ConnectionErrors.
_BY_FAILURE: tuple[tuple[tuple[type[Exception], ...], Action, str], ...] = (
    (
        (requests.exceptions.SSLError,),
        Action.STOP,
        "the instance's certificate could not be verified; set servicenow.ca_bundle",
    ),
    ((requests.exceptions.ProxyError,), Action.RETRY, "the proxy could not be reached or refused"),
    ((requests.TooManyRedirects,), Action.STOP, "the instance redirects to a sign-in page instead of answering"),
    (
        (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError),
        Action.HALVE,
        "the reply broke off",
    ),
    ((requests.Timeout,), Action.RETRY, "the instance did not answer in time"),
    ((requests.ConnectionError,), Action.RETRY, "the instance could not be reached"),
)


def examine(response: requests.Response) -> Any:
    """The `result` of a successful reply. Raises Fault for any other."""
    status = response.status_code
    if status in _BY_STATUS:
        action, reason = _BY_STATUS[status]
        raise Fault(action, reason, _retry_after(response))
    if response.is_redirect or status in (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND):
        raise Fault(Action.STOP, "the instance redirects to a sign-in page instead of answering")
    if status > _SERVER_ERROR:
        raise Fault(Action.RETRY, "the instance is away for maintenance or busy", _retry_after(response))
    body = _json(response)
    if status == HTTPStatus.BAD_REQUEST:
        raise _bad_request(body)
    if status != HTTPStatus.OK:
        raise Fault(Action.STOP, f"ServiceNow answered with status {status}")
    return _result(body)


def examine_failure(error: requests.RequestException) -> Fault:
    """The fault behind a request that brought no reply."""
    for kinds, action, reason in _BY_FAILURE:
        if isinstance(error, kinds):
            return Fault(action, reason)
    return Fault(Action.STOP, "the address of the instance is not one that can be asked")


def _json(response: requests.Response) -> Any:
    try:
        return json.loads(response.content)
    except ValueError:
        pass
    page = response.text[:20_000].lower()
    if "hibernating" in page:
        raise Fault(Action.STOP, "the instance is hibernating; wake it by signing in with a browser")
    if "<html" in page or "<!doctype" in page:
        raise Fault(Action.STOP, "the instance answered with a web page, probably its sign-in page, not with data")
    raise Fault(Action.HALVE, "the reply broke off: it is not whole JSON")


def _bad_request(body: Any) -> Fault:
    if str(_error(body).get("message", "")).startswith("Invalid table"):
        return Fault(Action.SKIP_ABSENT, "there is no such table; its plugin is probably not active")
    return Fault(Action.STOP, "ServiceNow calls the request malformed")


def _result(body: Any) -> Any:
    if not isinstance(body, dict):
        raise Fault(Action.STOP, "the reply is JSON but not ServiceNow's")
    if body.get("error"):
        # Rows beside an error are a cancelled transaction's, cut anywhere (trap 24).
        raise Fault(Action.HALVE, "the instance cancelled the request and sent a part of the rows")
    if not isinstance(body.get("result"), (list, dict)):
        raise Fault(Action.HALVE, "the reply has no result")
    return body["result"]


def _error(body: Any) -> dict[str, Any]:
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


def _retry_after(response: requests.Response) -> float | None:
    """Seconds of Retry-After (RFC 9110 section 10.2.3); a date counts from the reply's own Date."""
    said = response.headers.get("Retry-After", "").strip()
    if not said:
        return None
    if said.isdigit():
        return float(said)
    try:
        now = parsedate_to_datetime(response.headers["Date"])
        return max(0.0, (parsedate_to_datetime(said) - now).total_seconds())
    except (KeyError, TypeError, ValueError):
        return None
