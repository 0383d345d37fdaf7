"""Serving the pages with uvicorn, in a thread beside whatever else the process does."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import functools
import logging
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import uvicorn
from fastapi import FastAPI

from drumbeat.errors import SettingsError
from drumbeat.web.crowd import MOST, Crowd, most_within
from drumbeat.web.door import Door, uncounted
from drumbeat.web.waiting import Impatient

if sys.platform != "win32":
    import resource

_KEPT_ALIVE = 5
_FAREWELL = 5
"""Seconds for requests in hand when the server ends."""
_STEP = 0.02
_IN_LINE = 128
"""Connections that wait to be taken, all of which asyncio takes at once, before any is looked at."""
_UNREAD = 128 * 1024
"""Bytes of an answer that the system holds for a connection (Linux: twice that, with what it needs beside them)."""
_QUIET = 60.0
"""Seconds in which it is said once that no more connections can be taken."""

log = logging.getLogger(__name__)


@contextlib.contextmanager
def serving(
    app: FastAPI,
    host: str,
    port: int,
    ended: Callable[[], None],
    proxies: Sequence[str] = (),
    *,
    held: socket.socket | None = None,
) -> Iterator[str]:
    """Serve within the block; yields the address. `ended` is called when the server ends, whoever ended it.

    `proxies`: web servers of ours, which may have as many connections as they like. `held`: the port, where somebody
    has taken it before (`listening`). Of a request no more is logged than `door` says: its address names a reader.
    `app.state.count` counts them. Raises SettingsError when the port cannot be had.
    """
    most = _most_connections()
    protocol: Any = functools.partial(Impatient, crowd=Crowd(proxies, most))
    with held or listening(host, port) as listener:
        server = _Server(
            uvicorn.Config(
                Door(app, getattr(app.state, "count", uncounted)),
                http=protocol,
                ws="none",
                loop="asyncio",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                backlog=min(_IN_LINE, most),
                timeout_keep_alive=_KEPT_ALIVE,
                timeout_graceful_shutdown=_FAREWELL,
            )
        )

        def run() -> None:
            try:
                server.run(sockets=[listener])
            finally:
                ended()

        thread = threading.Thread(target=run, name="pages")
        thread.start()
        try:
            while not server.started and thread.is_alive():
                thread.join(_STEP)
            shown = f"[{host}]" if ":" in host else host
            yield f"http://{shown}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def _most_connections() -> int:
    """How many there may be, by what this process may open; where that is fewer than usual, the log says so."""
    most = most_within(_files())
    if most < MOST:
        log.warning("fewer connections are taken, as this process may open few files", extra={"count": most})
    return most


def _files() -> int:
    """How many files this process may open, sockets among them."""
    if sys.platform == "win32":  # has no such limit
        return sys.maxsize
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if soft == resource.RLIM_INFINITY else soft


def listening(host: str, port: int) -> socket.socket:
    """Bound to the port, or to a free one for 0. Raises SettingsError where it cannot be had.

    Connections send at once what they are given, as asyncio does for sockets of its own making: without that the second
    piece of an answer waits for some 40 ms, until the browser has acknowledged the first. The system keeps little of
    what is not read yet: it would take megabytes for each connection, and hide from `waiting` whether anybody reads.
    """
    try:
        made = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise SettingsError(
            f"Port {port} of {host} cannot be listened on: {(error.strerror or 'it is not known').lower()}.",
            recovery="Set web.host and web.port to an address of this machine and a free port.",
        ) from error
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _UNREAD)
    return made


class _Server(uvicorn.Server):
    """uvicorn's, in a loop that is short about connections that cannot be taken."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does."""
        asyncio.get_running_loop().set_exception_handler(Shortage())
        await super().startup(sockets)


class Shortage:
    """What becomes of an error that nobody handles: asyncio tells a want of files for each connection that waits."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._told_at: float | None = None

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Log it, such a want once in a minute."""
        error, now = context.get("exception"), self._clock()
        if not isinstance(error, OSError) or error.errno not in (errno.EMFILE, errno.ENFILE):
            loop.default_exception_handler(context)
        elif self._told_at is None or now - self._told_at >= _QUIET:
            self._told_at = now
            log.error("no more connections can be taken: too many files are open")
