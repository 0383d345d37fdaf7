"""What stands before all pages: no more requests at a time than can be answered, and no error that goes further.

Here each request is logged and counted: by the template of its address alone, which may hold a link that signs in.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from drumbeat.logs import about, correlated
from drumbeat.web.crowd import AT_ONCE
from drumbeat.web.probes import PROBES
from drumbeat.web.security import without_quoted_cookies

log = logging.getLogger(__name__)

ELSEWHERE = "elsewhere"
"""The template of what is no address of ours."""
_ASKED_OFTEN = frozenset(each.path for each in PROBES)


def uncounted(_method: str, _route: str, _status: int, _seconds: float) -> None:
    """Nobody counts."""


@dataclass
class Door:
    """An ASGI application before another. Of one thread.

    Beyond `AT_ONCE` requests in hand one is answered 503. Probes are answered in any case and not counted: an
    orchestrator that is told 503 takes the process away, a monitor that is told so sees nothing when there is most to
    see, and what they ask waits in lines of its own.
    """

    app: ASGIApp
    count: Callable[[str, str, int, float], None] = uncounted
    """Is told of every request: method, template, status, seconds."""
    in_hand: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it through, or answer it here."""
        begun, status = time.monotonic(), 0
        scope["headers"] = without_quoted_cookies(scope["headers"])

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with correlated("request"):
            await self._answered(scope, receive, sent)
            self._told(scope, status, time.monotonic() - begun)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        counts = scope["path"] not in _ASKED_OFTEN
        if self.in_hand >= AT_ONCE and counts:
            await PlainTextResponse("Please try again.", 503, {"Retry-After": "10"})(scope, receive, send)
            return
        self.in_hand += counts
        try:
            await self.app(scope, receive, send)
        except Exception as error:  # noqa: BLE001  whatever it is, the next request is served
            # The application has answered already (`application.add_site`); its own words may quote an address.
            log.error("a request failed", extra=about(error))  # noqa: TRY400
        finally:
            self.in_hand -= counts

    def _told(self, scope: Scope, status: int, seconds: float) -> None:
        route = template_of(scope)
        self.count(scope["method"], route, status, seconds)
        level = logging.DEBUG if route in _ASKED_OFTEN else logging.INFO
        said = {"method": scope["method"][:10], "route": route, "status": status, "ms": round(seconds * 1000)}
        log.log(level, "a request was answered", extra=said)


def template_of(scope: Scope) -> str:
    """The address as its route is written: /teams/{team:int}. What no route matched is all the same."""
    path = getattr(scope.get("route"), "path", "")
    return f"{scope.get('root_path', '')}{path}" if path else ELSEWHERE
