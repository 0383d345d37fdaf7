"""What stands before all pages: no more requests at a time than can be answered, and no error that goes further."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

log = logging.getLogger(__name__)

AT_ONCE = 128
"""Requests in hand; more are answered 503 at once."""


@dataclass
class Door:
    """An ASGI application before another. Of one thread."""

    app: ASGIApp
    in_hand: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it through, or answer it here."""
        if self.in_hand >= AT_ONCE:
            await PlainTextResponse("Please try again.", 503, {"Retry-After": "10"})(scope, receive, send)
            return
        self.in_hand += 1
        try:
            await self.app(scope, receive, send)
        except Exception as error:  # noqa: BLE001  whatever it is, the next request is served
            # The application has answered already (`application.add_site`); its own words may quote an address.
            log.error("a request failed: %s", type(error).__name__)  # noqa: TRY400
        finally:
            self.in_hand -= 1
