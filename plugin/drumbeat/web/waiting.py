"""How long a connection is waited for that says nothing, or never comes to the end of what it says.

uvicorn waits for a request's head as long as anybody keeps the connection open, so that a few dozen of them would keep
everybody else out ("slowloris"). What a body may take is `bodies`' matter, up to the answer.
"""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 10.0
"""Seconds for a head to arrive whole; and, after an answer, for what is left of its request."""


class Impatient(H11Protocol):
    """uvicorn's protocol, which hangs up on who does not come to an end."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Somebody has connected: a request is to follow."""
        super().connection_made(transport)
        self.access_log = False  # whatever handlers somebody adds: the address of a request may be a link to sign in by
        self._wait()

    def on_response_complete(self) -> None:
        """An answer was given: another request may follow."""
        super().on_response_complete()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """They have gone."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._wait_no_more()
        if not self.transport.is_closing():
            self._waiting = self.loop.call_later(PATIENCE, self._hang_up)

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _hang_up(self) -> None:
        """Unless a request has come meanwhile, and is being answered."""
        is_answered = self.conn.their_state is not h11.IDLE and self.conn.our_state is not h11.DONE
        if not is_answered and not self.transport.is_closing():
            self.transport.close()
