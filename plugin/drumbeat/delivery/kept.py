"""Connections that are kept for the next mail: so many at once, and none that has lain idle for long."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Connection = TypeVar("Connection")

IDLE = 60.0
"""Seconds for which a connection that nobody uses is kept. RFC 5321, section 4.5.3.2.7, lets a server hang up after
300; many do so earlier."""


class Kept(Generic[Connection]):
    """Connections between two uses. Several threads may share one.

    `limit` bounds how many are in use at once, 0 sets no bound. `clock` is monotonic, in seconds.
    """

    def __init__(
        self, limit: int, close: Callable[[Connection], None], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._room = threading.BoundedSemaphore(limit) if limit else contextlib.nullcontext()
        self._close = close
        self._clock = clock
        self._lock = threading.Lock()
        self._idle: list[tuple[float, Connection]] = []

    @contextlib.contextmanager
    def room(self) -> Iterator[None]:
        """A place among those who may have a connection in use; waits for one."""
        with self._room:
            yield

    def take(self) -> Connection | None:
        """The one that was used last; None where none is kept. Those idle for too long are closed."""
        oldest = self._clock() - IDLE
        with self._lock:
            stale = [each for since, each in self._idle if since < oldest]
            self._idle = [(since, each) for since, each in self._idle if since >= oldest]
            found = self._idle.pop()[1] if self._idle else None
        for each in stale:
            self._close(each)
        return found

    def keep(self, connection: Connection) -> None:
        """Keep it for whoever comes next."""
        with self._lock:
            self._idle.append((self._clock(), connection))

    def close(self) -> None:
        """Close those that nobody uses; the next use opens a new one."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, each in idle:
            self._close(each)
