"""Serving the pages with uvicorn, in a thread beside whatever else the process does."""

from __future__ import annotations

import contextlib
import functools
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import uvicorn
from fastapi import FastAPI

from drumbeat.errors import SettingsError
from drumbeat.web.crowd import Crowd
from drumbeat.web.door import Door
from drumbeat.web.waiting import Impatient

_KEPT_ALIVE = 5
_FAREWELL = 5
"""Seconds for requests in hand when the server ends."""
_STEP = 0.02


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
    has taken it before (`listening`).
    Nothing is logged of a request: its address names a reader. Raises SettingsError when the port cannot be had.
    """
    protocol: Any = functools.partial(Impatient, crowd=Crowd(proxies))
    with held or listening(host, port) as listener:
        server = uvicorn.Server(
            uvicorn.Config(
                Door(app),
                http=protocol,
                ws="none",
                loop="asyncio",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
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


def listening(host: str, port: int) -> socket.socket:
    """Bound to the port, or to a free one for 0. Raises SettingsError where it cannot be had.

    Connections send at once what they are given, as asyncio does for sockets of its own making: without that the second
    piece of an answer waits for some 40 ms, until the browser has acknowledged the first.
    """
    try:
        made = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise SettingsError(
            f"Port {port} of {host} cannot be listened on: {(error.strerror or 'it is not known').lower()}.",
            recovery="Set web.host and web.port to an address of this machine and a free port.",
        ) from error
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made
