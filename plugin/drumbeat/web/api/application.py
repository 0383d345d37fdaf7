"""The interface for programs as an application of its own, and its description (OpenAPI 3.1)."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from drumbeat.errors import DrumbeatError
from drumbeat.web.api import edited, editions, jobs, mails, reports, schedule, teams
from drumbeat.web.api.access import Doors
from drumbeat.web.api.gate import Gate
from drumbeat.web.api.problems import MEDIA_TYPE, Refusal, answer
from drumbeat.web.front import Front

_ROUTERS = (
    teams.entry,
    teams.router,
    schedule.router,
    editions.router,
    edited.router,
    mails.router,
    reports.router,
    jobs.router,
)
_TITLE = "Drumbeat"
_ABOUT = (
    "Digests of a team, for programs: how an edition stands, what it says, decisions, mails, recipients, the schedule, "
    "figures, and a report now. "
    "A token is made by the team's lead, on the page Tokens or with `drumbeat team token add`."
)
_WHEN = {
    "400": "No request that can be read.",
    "401": "No token, or none that is good (any more).",
    "403": "The token lacks the scope.",
    "404": "There is no such thing, or it is not this token's.",
    "408": "The request did not arrive whole.",
    "409": "It is another by now than was seen; nothing was done.",
    "413": "The request is too long.",
    "421": "The host of the request is not ours.",
    "422": "The request is not as it is described, or what it asks for cannot be.",
    "429": "Too often; `Retry-After` says in how many seconds to ask again.",
    "500": "A bug of ours.",
    "502": "ServiceNow or the mail server refused.",
    "503": "Try later; `Retry-After` says in how many seconds.",
}
_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened, for a person."},
        "recovery": {"type": "string", "description": "What to do next."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["at", "why"],
                "properties": {"at": {"type": "string"}, "why": {"type": "string"}},
            },
        },
    },
}


def interface(front: Front) -> FastAPI:
    """The application, to be mounted at `/api`."""
    made = _Described(
        title=_TITLE,
        version="1",
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        servers=[{"url": f"{front.context.settings.web.url}/api"}],
        root_path_in_servers=False,
        middleware=[Middleware(Gate, front=front)],
    )
    made.state.doors = Doors.of(front)
    for each in _ROUTERS:
        made.include_router(each)
    for kind in (Refusal, DrumbeatError, RequestValidationError, HTTPException):
        made.add_exception_handler(kind, answer)
    return made


class _Described(FastAPI):
    """Says of each address how it can go wrong, which is the same for all."""

    def openapi(self) -> dict[str, Any]:
        """The description; made once."""
        if self.openapi_schema is None:
            made = get_openapi(
                title=self.title,
                version=self.version,
                description=self.description,
                routes=self.routes,
                servers=self.servers,
            )
            schemas = made["components"]["schemas"]
            for gone in ("HTTPValidationError", "ValidationError"):
                schemas.pop(gone, None)
            schemas["Problem"] = _PROBLEM
            said = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
            for operation in (each for path in made["paths"].values() for each in path.values()):
                wrong = {status: {"description": why, "content": said} for status, why in _WHEN.items()}
                operation["responses"] = {**operation["responses"], **wrong}
            self.openapi_schema = made
        return self.openapi_schema
