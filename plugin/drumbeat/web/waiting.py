"""How long a connection is waited for that says nothing, or never comes to the end of what it says.

uvicorn waits for a request's head as long as anybody keeps the connection open ("slowloris"). How long a body may take
is `bodies`' matter, up to the answer; how many connections there may be, `crowd`'s.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from drumbeat.web.crowd import Crowd

PATIENCE = 10.0
"""Seconds for a head to arrive whole; and, after an answer, for what is left of its request."""


class Impatient(H11Protocol):
    """uvicorn's protocol, which hangs up on who does not come to an end."""

    _waiting: asyncio.TimerHandle | None = None

    def __init__(self, *said: Any, crowd: Crowd, **more: Any) -> None:
        """`crowd`: all connections of the server; the rest is uvicorn's."""
        super().__init__(*said, **more)
        self._crowd = crowd

    @property
    def peer(self) -> str:
        """Address of who has connected; empty where it is not known."""
        return self.client[0] if self.client else ""

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered: there is none yet, or its answer was given."""
        return self.conn.their_state is h11.IDLE or self.conn.our_state is h11.DONE

    def hang_up(self) -> None:
        """End the connection, whatever is still to come."""
        if not self.transport.is_closing():
            self.transport.close()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Somebody has connected: a request is to follow."""
        super().connection_made(transport)
        self.access_log = False  # whatever handlers somebody adds: the address of a request may be a link to sign in by
        self._crowd.enter(self)
        self._wait()

    def on_response_complete(self) -> None:
        """An answer was given: another request may follow."""
        super().on_response_complete()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """They have gone."""
        self._wait_no_more()
        self._crowd.leave(self)
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._wait_no_more()
        if not self.transport.is_closing():
            self._waiting = self.loop.call_later(PATIENCE, self._lose_patience)

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _lose_patience(self) -> None:
        """Hang up, unless a request has come meanwhile and is being answered."""
        if self.is_idle:
            self.hang_up()
