"""What every request passes before anything looks at it: the host, the length, and how long it takes to arrive."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from drumbeat.logs import about
from drumbeat.web.api.problems import problem
from drumbeat.web.bodies import body_of
from drumbeat.web.front import Front
from drumbeat.web.security import STATIC_POLICY, headers, is_ours

log = logging.getLogger(__name__)

MOST_BYTES = 100_000


@dataclass(frozen=True)
class Gate:
    """An ASGI application before another."""

    app: ASGIApp
    front: Front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it through, or answer it here."""
        request, started = Request(scope, receive), False
        made = headers(is_https=self.front.is_https, policy=STATIC_POLICY)

        async def sent(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(made)
            await send(message)

        web = self.front.context.settings.web
        try:
            if not is_ours(request.headers.get("host", ""), web.url, self.front.listens):
                refused = problem(421, "There is no such interface under this address; use that of web.url.")
                return await refused(scope, receive, sent)
            body = await body_of(request, MOST_BYTES)
            if body is None:
                refused = problem(413, f"A request has at most {MOST_BYTES:,} bytes.")
                return await refused(scope, receive, sent)
            await self.app(scope, _replayed(body, receive), sent)
        except TimeoutError:
            await problem(408, "It did not arrive whole.")(scope, receive, sent)
        except Exception as error:  # noqa: BLE001  whatever it is, the next request is served
            log.error("a request by token failed", extra=about(error))  # noqa: TRY400  its text may quote a ticket
            if not started:
                await problem(500, "This is a bug in Drumbeat, and not your doing.")(scope, receive, sent)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Gives the body that was read already, then what comes."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
