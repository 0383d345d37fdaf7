"""How long a connection is waited for that says nothing, never comes to the end of what it says, or does not listen.

uvicorn waits for a request's head as long as anybody keeps the connection open ("slowloris"), and for an answer to be
read as long as nobody reads it ("slow read"). How long a body may take is `bodies`' matter, up to the answer; how many
connections there may be, `crowd`'s.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from drumbeat.web.crowd import Crowd

PATIENCE = 10.0
"""Seconds for a head to arrive whole; after an answer was read, for what is left of its request; and for `PACE`."""
PACE = 10_000
"""Bytes of an answer that are read meanwhile, at the least: a modem is quicker."""


class Impatient(H11Protocol):
    """uvicorn's protocol, which hangs up on who does not come to an end."""

    _waiting: asyncio.TimerHandle | None = None
    """Ends the connection, unless something happens before."""
    _unread = 0
    """Bytes of an answer that were still to be read when it was looked last."""

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
        """Whether no request is being answered: there is none yet, or its answer was given, be it unread."""
        return self._is_answered or self.conn.their_state is h11.IDLE or self.transport.is_closing()

    @property
    def _is_answered(self) -> bool:
        return self.conn.our_state is h11.DONE

    def hang_up(self) -> None:
        """End the connection at once, whatever is still to come or to be read: uvicorn's own end waits for readers."""
        self.transport.abort()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Somebody has connected: a request is to follow."""
        super().connection_made(transport)
        self.access_log = False  # whatever handlers somebody adds: the address of a request may be a link to sign in by
        transport.set_write_buffer_limits(high=0)  # so that writing pauses while anything at all is unread
        self._crowd.enter(self)
        self._wait(self._lose_patience)

    def on_response_complete(self) -> None:
        """An answer was given: another request may follow, and is looked at once this answer was read."""
        if not self.flow.write_paused:
            super().on_response_complete()
            self._wait(self._lose_patience)

    def pause_writing(self) -> None:
        """What was written is not all read."""
        super().pause_writing()
        self._unread = self.transport.get_write_buffer_size()
        self._wait(self._look)

    def resume_writing(self) -> None:
        """All was read."""
        super().resume_writing()
        self._wait_no_more()
        if self._is_answered and not self.transport.is_closing():
            self.on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """They have gone."""
        self._wait_no_more()
        self._crowd.leave(self)
        super().connection_lost(exc)

    def _wait(self, then: Callable[[], None]) -> None:
        self._wait_no_more()
        self._waiting = self.loop.call_later(PATIENCE, then)

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _lose_patience(self) -> None:
        """Hang up, unless a request has come meanwhile and is being answered."""
        if self.is_idle:
            self.hang_up()

    def _look(self) -> None:
        """Hang up on who does not read what was asked for; nothing is written meanwhile, as answers wait in line."""
        before, self._unread = self._unread, self.transport.get_write_buffer_size()
        if before - self._unread < PACE:
            self.hang_up()
        else:
            self._wait(self._look)
