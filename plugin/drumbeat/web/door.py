"""What stands before all pages: no more requests at a time than can be answered."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

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
        finally:
            self.in_hand -= 1
