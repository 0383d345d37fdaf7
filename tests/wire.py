"""A server that sends exactly the bytes it is told to, whether they are HTTP or not, and as slowly as it is told to."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Self

Script = Iterable[bytes | float]
"""What a connection sends: bytes, and pauses in seconds between them."""


def message(body: bytes, headers: Mapping[str, str] | None = None, status: int = 200) -> bytes:
    """A whole reply. Headers stand as they are; a Content-Length that fits is written where they bring none."""
    given = dict(headers or {})
    if not {name.lower() for name in given} & {"content-length", "transfer-encoding"}:
        given["Content-Length"] = str(len(body))
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status} Said\r\n{lines}Connection: close\r\n\r\n".encode("latin-1") + body


class Wire:
    """Answers each connection's one request by `say`, then closes. A context manager; its end ends all pauses."""

    def __init__(self, say: Callable[[bytes], Script], context: ssl.SSLContext | None = None) -> None:
        self.say = say
        self.asked: list[bytes] = []
        """The requests: first line, headers and body."""
        self._context = context
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        scheme = "https" if context else "http"
        self.url = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                spoken = self._context.wrap_socket(connection, server_side=True) if self._context else connection
                with spoken:
                    self._speak(spoken)
            except OSError:
                return  # the client was faster, or does not trust us

    def _speak(self, connection: socket.socket) -> None:
        request = _request(connection)
        self.asked.append(request)
        for piece in self.say(request):
            if isinstance(piece, float):
                if self._ended.wait(piece):
                    return
            else:
                connection.sendall(piece)
        connection.shutdown(socket.SHUT_WR)


def _request(connection: socket.socket) -> bytes:
    """A request to its end."""
    read = b""
    while b"\r\n\r\n" not in read:
        some = connection.recv(65536)
        if not some:
            return read
        read += some
    head, _, body = read.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        some = connection.recv(65536)
        if not some:
            break
        body += some
    return head + b"\r\n\r\n" + body
