"""The pages as an ASGI application. Opening one changes nothing, ever; only a POST does (rules E14 and E15).

A POST needs nothing but the link: no cookie, no session, no token of a form. The link itself is the right to act, and
all that it can do is stop mails to one address.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from drumbeat.editions.recipients import Reason
from drumbeat.errors import DrumbeatError, TokenRefused
from drumbeat.ports import Suppressions
from drumbeat.rendering.web import WebPages
from drumbeat.tokens.unsubscribing import FOLDER, PREVIEW, Subscription, subscription
from drumbeat.web.bodies import body_of
from drumbeat.web.encodings import NoForm, fields_of
from drumbeat.web.readers.telling import Telling
from drumbeat.web.readers.words import (
    FIELD,
    Leaves,
    done,
    failed,
    not_said,
    previewed,
    question,
    refused,
    unknown,
)

SAID = "link of the mail"
"""Where it is known from that a reader unsubscribed."""
_ONE_CLICK = ("List-Unsubscribe", "One-Click")
"""Field and value that a mail program sends (RFC 8058, section 3.1)."""
MOST_BYTES = 4096
"""Of a form: it holds one short field."""
_OK, _BAD, _TOO_SLOW, _TOO_LONG, _BUG, _AWAY = 200, 400, 408, 413, 500, 503


@dataclass(frozen=True, slots=True)
class Links:
    """How links are read."""

    secrets: Sequence[str]
    clock: Callable[[], datetime]

    def read(self, token: str) -> Subscription:
        """Whom it is for. Raises TokenRefused."""
        return subscription(token, self.secrets, self.clock())


def application(suppressions: Suppressions, links: Links, pages: WebPages, path: str = "") -> FastAPI:
    """The application. `path` is that of its public address, where the web server before it does not cut it off.

    Raises SettingsError when a customer's own template of the page is wrong.
    """
    made = FastAPI(title="Drumbeat", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    asking = _Asking(pages, links)
    acting = _Acting(pages, links, suppressions)
    asking.page(refused(pages.say()), _OK)
    for folder in dict.fromkeys((f"/{FOLDER}", f"{path}/{FOLDER}")):
        made.add_api_route(f"{folder}/{{token}}", asking.ask, methods=["GET", "HEAD"], response_class=HTMLResponse)
        made.add_api_route(f"{folder}/{{token}}", acting.act, methods=["POST"], response_class=HTMLResponse)
    made.add_exception_handler(HTTPException, asking.elsewhere)
    made.add_exception_handler(Exception, asking.broken)
    return made


@dataclass(frozen=True)
class _Asking(Telling):
    """Pages that only tell. Nothing here could change anything: it is not given what it would change."""

    links: Links

    async def ask(self, request: Request, token: str) -> Response:
        """What a link opens."""
        if token == PREVIEW:
            return self.page(previewed(self.said(request)), _OK)
        try:
            whose = self.links.read(token)
        except TokenRefused:
            return self.page(refused(self.said(request)), _BAD)
        return self.page(question(whose, self.said(request, whose.language)), _OK)

    async def elsewhere(self, request: Request, error: Exception) -> Response:
        """What any other address opens, and any other method."""
        status = error.status_code if isinstance(error, HTTPException) else _BAD
        allowed = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        return self.page(unknown(self.said(request)), status, **allowed)

    async def broken(self, request: Request, _error: Exception) -> Response:
        """What a bug is answered with."""
        return self.page(failed(self.said(request)), _BUG)


@dataclass(frozen=True)
class _Acting(_Asking):
    """What a button does, or a mail program for its reader."""

    suppressions: Suppressions

    async def act(self, request: Request, token: str) -> Response:
        """Unsubscribe, once or as often as it is said."""
        try:
            whose = self.links.read(token)
        except TokenRefused:
            return self.page(refused(self.said(request)), _BAD)
        say = self.said(request, whose.language)
        try:
            body = await body_of(request, MOST_BYTES)
        except TimeoutError:
            return self.page(not_said(say), _TOO_SLOW)
        if body is None:
            return self.page(not_said(say), _TOO_LONG)
        try:
            leaves = _leaves(fields_of(request.headers.get("content-type", ""), body))
        except NoForm:
            leaves = None
        if leaves is None:
            return self.page(not_said(say), _BAD)
        try:
            await run_in_threadpool(self._unsubscribe, whose, leaves)
        except DrumbeatError:
            return self.page(failed(say), _AWAY, **{"Retry-After": "300"})
        return self.page(done(whose, leaves, say), _OK)

    def _unsubscribe(self, whose: Subscription, leaves: Leaves) -> None:
        team = "" if leaves is Leaves.ALL else whose.team
        self.suppressions.add(whose.recipient, team, Reason.UNSUBSCRIBED, SAID, self.links.clock())


def _leaves(fields: dict[str, str]) -> Leaves | None:
    name, value = _ONE_CLICK
    if fields.get(name) == value:
        return Leaves.TEAM
    said = fields.get(FIELD, "")
    return Leaves(said) if said in set(Leaves) else None
