"""The simulator as an HTTP/1.1 server on loopback, with one seam for whoever wants to answer a request otherwise."""

from __future__ import annotations

import random
import socket
import socketserver
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from drumbeat.errors import SettingsError
from drumbeat.simulator.front import Front
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.messages import Reply, Request, uri_too_long
from drumbeat.simulator.routes import Router

__all__ = ["Around", "Before", "Call", "Reply", "Request", "Simulator"]

Before: TypeAlias = Callable[[Request], Reply | None]
"""Answers a request instead of the instance, or returns None to let it pass.

It may raise ConnectionError: the connection is then closed without an answer. It is called from the server's
threads, several at a time when a client has several connections.
"""

Around: TypeAlias = Callable[[Request, Callable[[Request], Reply]], Reply]
"""Answers every request, and may ask the instance for its answer first; otherwise like `Before`."""

HOST = "127.0.0.1"
LONGEST_REQUEST_LINE = 8192
"""In bytes, the line's end not counted (fact sheet 1.7)."""
_CALLS_KEPT = 100_000
_POLL_SECONDS = 0.02


class Call(NamedTuple):
    """One entry of the request log."""

    method: str
    path: str
    params: dict[str, str]


class Simulator:
    """A running instance; a context manager. `port` 0 takes a free one.

    `rng` decides the order of rows that the query leaves open, and the tokens. `latency` is how many seconds an
    answer takes at least, its computing included, from the request read to the first byte of the reply.
    `before` is asked first; what it lets pass goes to `around`, where the faults stand.
    """

    def __init__(
        self,
        instance: Instance,
        *,
        rng: random.Random,
        port: int = 0,
        latency: float = 0.0,
        before: Before | None = None,
        around: Around | None = None,
    ) -> None:
        self.instance = instance
        self._server = _listening(port)
        self.url = f"http://{HOST}:{self._server.server_address[1]}"
        self._server.answer = self._answer
        self._router = Router(instance, rng, self.url)
        self._latency = latency
        self._before = before
        self._around = around
        self._calls: deque[Call] = deque(maxlen=_CALLS_KEPT)
        self._count = 0
        self._stopping = self._server.stopping
        self._front = Front(instance.limits, instance.proxy)
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True)

    @property
    def requests(self) -> list[Call]:
        """The requests so far, oldest first: method, path, parameters."""
        with self._lock:
            return list(self._calls)

    def start(self) -> Self:
        """Serve in the background."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Close all connections and wait for the threads that serve them."""
        self._stopping.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.close_connections()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _answer(self, request: Request, line_length: int) -> Reply:
        with self._lock:
            self._count += 1
            numbered = Request(request.method, request.path, request.params, request.headers, request.body, self._count)
            self._calls.append(Call(request.method, request.path, dict(request.params)))
        return self._front.through(numbered, lambda: self._timed(numbered, line_length))

    def _timed(self, request: Request, line_length: int) -> Reply:
        began = time.monotonic()
        try:
            return self._reply(request, line_length)
        finally:
            left = began + self._latency - time.monotonic()
            if left > 0:
                self._stopping.wait(left)

    def _reply(self, request: Request, line_length: int) -> Reply:
        if line_length > LONGEST_REQUEST_LINE:
            return uri_too_long()
        instead = self._before(request) if self._before else None
        if instead is not None:
            return instead
        return self._around(request, self._router.answer) if self._around else self._router.answer(request)


def _listening(port: int) -> _Server:
    try:
        return _Server((HOST, port), _Handler)
    except OSError as error:
        raise SettingsError(
            f"Port {port} on {HOST} is not free: {error.strerror}.",
            recovery="Choose another port, or 0 for any that is free.",
        ) from error


class _Server(ThreadingHTTPServer):
    """Knows its open connections, so that a client that keeps one alive cannot hold up the end."""

    daemon_threads = False
    request_queue_size = 64
    answer: Callable[[Request, int], Reply]

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        self.stopping = threading.Event()
        super().__init__(address, handler)

    def server_bind(self) -> None:
        """Binds without asking a name server who 127.0.0.1 is, as the base class would."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """End every open connection; the threads that read from them then finish."""
        with self._guard:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the client was faster

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no error of ours; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One connection: reads requests, writes replies."""

    protocol_version = "HTTP/1.1"
    server_version = "DrumbeatSimulator"
    sys_version = ""
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server
    raw_requestline: bytes

    def _serve(self) -> None:
        split = urlsplit(self.path)
        params = dict(parse_qsl(split.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length") or 0))
        request = Request(self.command, split.path, params, headers, body)
        self._send(self.server.answer(request, len(self.raw_requestline.rstrip(b"\r\n"))))

    # the base class looks methods up by these names
    do_GET = do_HEAD = do_POST = _serve  # noqa: N815  see above
    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve  # noqa: N815  see above

    def _send(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        length = self._send_headers(reply)
        if length != len(reply.body):
            self.close_connection = True
        self.end_headers()
        if self.command == "HEAD":
            return
        if reply.pause:
            self._drip(reply)
        else:
            self.wfile.write(reply.body)

    def _send_headers(self, reply: Reply) -> int:
        """Writes the reply's headers and those of ours that it does not bring itself; the length it states."""
        own = {"Server": self.version_string(), "Date": self.date_time_string(), "Content-Length": str(len(reply.body))}
        given = {name.lower(): value for name, value in reply.headers.items()}
        for name, value in own.items():
            if name.lower() not in given:
                self.send_header(name, value)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        return int(given.get("content-length", len(reply.body)))

    def _drip(self, reply: Reply) -> None:
        """The body byte by byte, until it is out, the client has gone, or the simulator stops."""
        for place in range(len(reply.body)):
            self.wfile.flush()
            if self.server.stopping.wait(reply.pause):
                self.close_connection = True
                return
            self.wfile.write(reply.body[place : place + 1])

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class names it so
        """The request log is `Simulator.requests`; nothing goes to standard error."""
