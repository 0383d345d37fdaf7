"""The simulator as an HTTP/1.1 server on loopback, with one seam for whoever wants to answer a request otherwise."""

from __future__ import annotations

import random
import socket
import socketserver
import sys
import threading
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from drumbeat.errors import SettingsError
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.messages import Reply, Request, uri_too_long
from drumbeat.simulator.routes import Router

__all__ = ["Before", "Call", "Reply", "Request", "Simulator"]

Before: TypeAlias = Callable[[Request], Reply | None]
"""Answers a request instead of the instance, or returns None to let it pass.

It may raise ConnectionError: the connection is then closed without an answer. It is called from the server's
threads, several at a time when a client has several connections.
"""

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
    """A running instance; a context manager. `port` 0 takes a free one, `latency` is in seconds per request.

    `rng` decides the order of rows that the query leaves open, and the tokens.
    """

    def __init__(
        self,
        instance: Instance,
        *,
        rng: random.Random,
        port: int = 0,
        latency: float = 0.0,
        before: Before | None = None,
    ) -> None:
        self.instance = instance
        self._server = _listening(port)
        self.url = f"http://{HOST}:{self._server.server_address[1]}"
        self._server.answer = self._answer
        self._router = Router(instance, rng, self.url)
        self._latency = latency
        self._before = before
        self._calls: deque[Call] = deque(maxlen=_CALLS_KEPT)
        self._count = 0
        self._stopping = threading.Event()
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
        if self._latency:
            self._stopping.wait(self._latency)
        if line_length > LONGEST_REQUEST_LINE:
            return uri_too_long()
        instead = self._before(numbered) if self._before else None
        return instead if instead is not None else self._router.answer(numbered)


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
        self.send_response(reply.status)
        headers = {"Content-Length": str(len(reply.body)), **reply.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        if int(headers["Content-Length"]) != len(reply.body):
            self.close_connection = True
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class names it so
        """The request log is `Simulator.requests`; nothing goes to standard error."""
