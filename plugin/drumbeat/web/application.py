"""All pages as one ASGI application: the readers', and where leads have pages, theirs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias, cast

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.routing import Route as Address

from drumbeat.errors import StoreError, TryLater
from drumbeat.rendering.site import Asset
from drumbeat.tokens.of_evidence import FOLDER as EVIDENCE
from drumbeat.tokens.unsubscribing import FOLDER as UNSUBSCRIBING
from drumbeat.web.api.application import interface
from drumbeat.web.api.problems import problem
from drumbeat.web.front import Front
from drumbeat.web.handling import Handling, known
from drumbeat.web.languages import accepted
from drumbeat.web.refusals import Refused
from drumbeat.web.replies import Replies
from drumbeat.web.security import STATIC_POLICY, headers

STATIC = "/static"
API = "/api"
_Answers: TypeAlias = Callable[[Request, Exception], Awaitable[Response]]
_FOR_GOOD = "public, max-age=31536000, immutable"


def add_site(made: FastAPI, front: Front) -> None:
    """Add the leads' pages, and the interface for programs. Raises SettingsError when a template of theirs is wrong.

    Each stands at its address, and below the path of the public one, where the web server before does not cut it off.
    """
    _replies(front).bare(Refused.missing())
    programs = interface(front)
    for base in dict.fromkeys(("", front.base)):
        made.mount(f"{base}{API}", programs)
        for asset in front.site.assets.values():
            made.router.routes.append(Address(f"{base}{STATIC}/{asset.name}", _static(front, asset), methods=["GET"]))
        for route in front.routes:
            handle = Handling(front, route).handle
            made.router.routes.append(Address(f"{base}{route.path}", handle, methods=[route.method]))
    readers = cast("_Answers", made.exception_handlers[HTTPException])

    async def elsewhere(request: Request, error: Exception) -> Response:
        """What any other address opens, and any other method."""
        if request.url.path.startswith(_readers_folders(front.base)):
            return await readers(request, error)
        if request.url.path.startswith((f"{API}/", f"{front.base}{API}/")):  # with a line break: no mount matches that
            return problem(404, "There is no such address.", headers=headers(is_https=front.is_https))
        status = error.status_code if isinstance(error, HTTPException) else 404
        response = await run_in_threadpool(_missing, front, request)
        response.status_code = status
        response.headers.update((error.headers or {}) if isinstance(error, HTTPException) else {})
        return response

    async def broken(_request: Request, _error: Exception) -> Response:
        """What a bug is answered with that is none of a page's own."""
        return _replies(front).bare(Refused.failed())

    made.add_exception_handler(HTTPException, elsewhere)
    made.add_exception_handler(Exception, broken)


def _readers_folders(base: str) -> tuple[str, ...]:
    return tuple(f"{each}/{folder}/" for each in ("", base) for folder in (UNSUBSCRIBING, EVIDENCE))


def _missing(front: Front, request: Request) -> Response:
    """That there is no such page, within the pages that who asks knows."""
    replies = _replies(front, *accepted(request.headers.get("accept-language", "")))
    try:
        return known(front, request, replies).refused(Refused.missing())
    except (Refused, StoreError, TryLater):
        return replies.bare(Refused.missing())


def _replies(front: Front, *languages: str) -> Replies:
    return Replies(front, None, front.site.say(*languages))


def _static(front: Front, asset: Asset) -> Callable[[Request], Awaitable[Response]]:
    route = Address(f"{STATIC}/{{file}}", lambda _request: Response())

    async def serve(request: Request) -> Response:
        request.scope["route"] = route
        made = {**headers(is_https=front.is_https, policy=STATIC_POLICY), "Cache-Control": _FOR_GOOD}
        return Response(asset.content, media_type=asset.media_type, headers=made)

    return serve
