"""What went wrong, for programs: `application/problem+json` (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from drumbeat.errors import Conflict, DeliveryError, DrumbeatError, SettingsError, SourceError, StoreError, TryLater
from drumbeat.web.api.said import advice, told

MEDIA_TYPE = "application/problem+json"
_STATUS: tuple[tuple[type[DrumbeatError], int], ...] = (
    (Conflict, 409),
    (SettingsError, 422),
    (SourceError, 502),
    (DeliveryError, 502),
    (StoreError, 503),
    (TryLater, 503),
)
_LATER = "60"
"""Seconds after which to try again."""


class Refusal(Exception):
    """A request that is answered with this status and these words."""

    def __init__(self, status: int, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})


def problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """The answer; `more` are further members, empty ones left out."""
    held = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    held |= {name: value for name, value in more.items() if value}
    body = json.dumps(held, ensure_ascii=False).encode()
    return Response(body, status, dict(headers or {}), MEDIA_TYPE)


async def answer(_request: Request, error: Exception) -> Response:
    """What went wrong as an answer. Of a request that is not as described it says where and why, not what was sent."""
    match error:
        case Refusal():
            return problem(error.status, error.detail, headers=error.headers)
        case DrumbeatError():
            return _of_desk(error)
        case RequestValidationError():
            return problem(422, "The request is not as it is described.", errors=_found(error.errors()))
        case HTTPException():
            return problem(error.status_code, _SAID.get(error.status_code, _REFUSED), headers=error.headers)
        case _:
            raise error


_REFUSED = "It was refused."
_SAID = {
    400: "The body cannot be read: send JSON, in UTF-8, of a few levels.",
    404: "There is nothing at this address.",
    405: "This address is not asked so.",
}


def _of_desk(error: DrumbeatError) -> Response:
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    headers = {"Retry-After": _LATER} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return problem(status, told(error), headers=headers, recovery=advice(error))


def _found(errors: Sequence[Any]) -> list[dict[str, str]]:
    return [{"at": "/".join(map(str, each["loc"])), "why": str(each["msg"])} for each in errors][:20]
