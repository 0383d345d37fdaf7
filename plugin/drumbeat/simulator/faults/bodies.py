"""What a failing instance, or what stands before it, sends in place of an answer (fact sheet 1.8)."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from drumbeat.simulator.messages import Reply

CANCELLED = "Transaction cancelled: maximum execution time exceeded"
CANCELLED_DETAIL = f"{CANCELLED}. Check logs for error trace."
HTML = {"Content-Type": "text/html;charset=UTF-8"}
IDENTITY_PROVIDER = "https://sign-in.example/saml2"

_CANCELLED_TAIL = {"error": {"detail": CANCELLED_DETAIL, "message": CANCELLED}, "status": "failure"}


def rows_of(reply: Reply) -> list[Any] | None:
    """The rows of a list; None for a reply that is none."""
    if reply.status != HTTPStatus.OK:
        return None
    body = json.loads(reply.body)
    rows = body.get("result") if isinstance(body, dict) else None
    return rows if isinstance(rows, list) else None


def broken_off(rows: list[Any], *, with_error: bool) -> bytes:
    """A list whose writing was cancelled: half of the rows, then `}""]` (trap 23). No JSON parser takes it."""
    text = "".join(f"{_compact(row)}," for row in rows[: len(rows) // 2])
    tail = f",{_compact(_CANCELLED_TAIL)[1:]}" if with_error else "}"
    return f'{{"result":[{text}}}""]{tail}'.encode()


def beside_an_error(rows: list[Any]) -> bytes:
    """Valid JSON with half of the rows and an error (trap 24)."""
    return _compact({"result": rows[: len(rows) // 2], **_CANCELLED_TAIL}).encode()


def hibernating() -> Reply:
    """The page of a developer instance that sleeps; the status is 200 (trap 29)."""
    return _page(200, "Instance Hibernating page", "This instance is hibernating. Sign in to wake it.")


def login_page() -> Reply:
    """The sign-in page in place of data; the status is 200 (trap 30)."""
    form = '<form action="/login.do" method="post"><input name="user_name"><input name="user_password"></form>'
    return _page(200, "Sign In | ServiceNow", form)


def login_redirect() -> Reply:
    """A redirection to an identity provider (trap 30)."""
    return Reply(302, b"", {**HTML, "Location": IDENTITY_PROVIDER, "Cache-Control": "no-store"})


def maintenance(status: int) -> Reply:
    """What the web server before the instance says when there is nobody behind it (trap 31)."""
    phrase = f"{status} {HTTPStatus(status).phrase}"
    text = f"<html>\r\n<head><title>{phrase}</title></head>\r\n<body>\r\n<center><h1>{phrase}</h1></center>\r\n"
    return Reply(
        status, f"{text}<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n".encode(), {"Content-Type": "text/html"}
    )


def _page(status: int, title: str, content: str) -> Reply:
    text = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body>{content}</body></html>\n"
    return Reply(status, text.encode(), HTML)


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
