"""A request and a reply, and the error bodies of the REST API (fact sheet 1.8)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request."""

    method: str
    path: str
    params: Mapping[str, str]
    """The query string, decoded; of a repeated name the last value."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = b""
    n: int = 1
    """Which request this is since the simulator started, from 1."""


def is_true(params: Mapping[str, str], name: str) -> bool:
    """Whether a switch is on. The case does not matter: pysnow writes `True`."""
    return params.get(name, "").lower() == "true"


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP response. `headers` stand as they are, over those the server would write.

    A Content-Length longer than the body cuts it; a Date replaces the server's own.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    pause: float = 0.0
    """Seconds before each byte of the body; 0 sends it in one piece."""


class RefusedError(Exception):
    """The API answers with an error; carries the reply."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


def json_reply(status: int, payload: Any, headers: Mapping[str, str] | None = None) -> Reply:
    """A JSON response."""
    return json_text_reply(status, json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode(), headers)


def json_text_reply(status: int, text: bytes, headers: Mapping[str, str] | None = None) -> Reply:
    """A JSON response whose body is written already."""
    return Reply(status, text, {"Content-Type": "application/json;charset=UTF-8", **(headers or {})})


def error_reply(
    status: int, message: str, detail: str | None = None, headers: Mapping[str, str] | None = None
) -> Reply:
    """An error in the REST API's shape."""
    payload = {"error": {"message": message, "detail": detail}, "status": "failure"}
    return json_reply(status, payload, headers)


def with_headers(reply: Reply, headers: Mapping[str, str]) -> Reply:
    """The reply with these headers too."""
    return replace(reply, headers={**reply.headers, **headers}) if headers else reply


def not_authenticated() -> Reply:
    """401, for no credentials, wrong ones, and an access token that has run out."""
    return error_reply(
        401,
        "User Not Authenticated",
        "Required to provide Auth information",
        {"WWW-Authenticate": 'BASIC realm="Service-now"'},
    )


def no_record() -> Reply:
    """404, for a sys_id that is not there, and of version 1 for an empty list (trap 37)."""
    return error_reply(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval")


def uri_too_long() -> Reply:
    """414 as the web server in front says it: HTML, not JSON (fact sheet 1.7)."""
    body = b"<!doctype html><html><head><title>HTTP Status 414</title></head><body><h1>URI Too Long</h1></body></html>"
    return Reply(414, body, {"Content-Type": "text/html;charset=utf-8", "Connection": "close"})
