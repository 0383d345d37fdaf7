"""One pace for all workers: so many requests an hour, and all pause when one is asked to (fact sheet 1.9)."""

from __future__ import annotations

import threading
from collections.abc import Callable

SECONDS_AN_HOUR = 3600.0


class Pace:
    """Says when the next request may leave. Shared by all workers of one instance.

    `per_hour` 0 sets no limit of our own; the instance's rules speak by Retry-After in any case. `clock` is
    monotonic, in seconds.
    """

    def __init__(self, per_hour: int, *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._apart = SECONDS_AN_HOUR / per_hour if per_hour else 0.0
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = clock()
        self._paused_until = self._next
        self.requests = 0
        """Sent so far."""

    def wait(self) -> None:
        """Until it is this request's turn, and no pause is on."""
        with self._lock:
            now = self._clock()
            turn = max(self._next, now)
            self._next = turn + self._apart
            self.requests += 1
        while turn > now:
            self._sleep(turn - now)
            now, turn = turn, max(turn, self._paused_until)  # somebody may have been told to pause meanwhile

    def pause(self, seconds: float) -> None:
        """Let no request leave for so long: what one worker is told holds for all, since the account is one."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)
            self._next = max(self._next, self._paused_until)
