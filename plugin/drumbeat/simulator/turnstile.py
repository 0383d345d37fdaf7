"""So many at once, so many more in a queue, the next turned away: a session, a pool of semaphores (fact sheet 1.9)."""

from __future__ import annotations

import threading
from collections import deque


class Turnstile:
    """First come, first served, for threads."""

    def __init__(self, places: int, queue: int) -> None:
        self._free = places
        self._queue = queue
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    def enter(self, patience: float | None = None) -> bool:
        """Wait for a place, at most `patience` seconds; False when the queue is full or the time is over.

        Who was let in must `leave`.
        """
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            if len(self._waiting) >= self._queue:
                return False
            turn = threading.Event()
            self._waiting.append(turn)
        return turn.wait(patience) or not self._gave_up(turn)

    def leave(self) -> None:
        """Hand the place on to whoever has waited longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1

    def _gave_up(self, turn: threading.Event) -> bool:
        """False when the place came at the last moment."""
        with self._lock:
            if turn.is_set():
                return False
            self._waiting.remove(turn)
            return True
