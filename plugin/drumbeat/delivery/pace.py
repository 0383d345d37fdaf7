"""How fast mails leave: so many a minute, so many a day, and slower when the server asks for it (rule E41).

The defaults are what Exchange Online takes of one mailbox: 30 mails a minute, 10,000 recipients a day.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

PER_MINUTE = 30
PER_DAY = 10_000
_MINUTE = 60.0
_SLOWEST = 1.0
"""Mails a minute, however often the server asks to be slower."""


def duration_of(count: int, per_minute: int) -> timedelta:
    """How long it takes to send so many mails; nothing where the pace has no limit. Daily limits are not in it."""
    return timedelta(minutes=count / per_minute) if per_minute else timedelta()


@dataclass(frozen=True, slots=True)
class Pace:
    """When the next mail may leave. Pure: moments are seconds of a monotonic clock.

    Mails leave evenly, not in bursts: then a second run within the minute cannot break the limit by much.
    """

    per_minute: float = PER_MINUTE
    """0: no limit."""
    per_day: int = PER_DAY
    """0: no limit."""
    pause: float = _MINUTE
    """Seconds in which nothing leaves after the server asked to be slower; twice as long each time."""
    free_at: float = 0.0
    """When the next one may leave."""
    paused_until: float = 0.0

    def seconds(self, now: float) -> float:
        """How long until the next one may leave."""
        return max(0.0, self.free_at - now, self.paused_until - now)

    def taken(self, now: float) -> Pace:
        """After a mail that leaves now."""
        return replace(self, free_at=now + _MINUTE / self.per_minute) if self.per_minute else self

    def slowed(self, now: float, after: float | None = None) -> Pace:
        """Half as fast, after a pause. Whoever asks for it during a pause means mails from before it."""
        until = now + (self.pause if after is None else after)
        if now < self.paused_until:
            return replace(self, paused_until=max(self.paused_until, until if after is not None else 0.0))
        slower = max(_SLOWEST, (self.per_minute or 2 * PER_MINUTE) / 2)
        return replace(self, per_minute=slower, pause=2 * self.pause, paused_until=until)

    def is_used_up(self, left_today: int) -> bool:
        """Whether as many have left in the last 24 hours as may."""
        return bool(self.per_day) and left_today >= self.per_day


class Pacer:
    """The pace of one transport, by the clock; what `sending.Pace` asks for. Several threads may share it."""

    def __init__(self, pace: Pace, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace = replace(pace, free_at=clock(), paused_until=clock())
        self._clock = clock
        self._lock = threading.Lock()

    def seconds(self) -> float:
        """How long until the next mail may leave."""
        return self._pace.seconds(self._clock())

    def take(self) -> None:
        """One leaves now."""
        with self._lock:
            self._pace = self._pace.taken(self._clock())

    def slow_down(self, after: float | None) -> None:
        """The server asks for it; nothing is to leave for so many seconds, where it said how many."""
        with self._lock:
            self._pace = self._pace.slowed(self._clock(), after)

    def is_used_up(self, left_today: Callable[[], int]) -> bool:
        """Whether as many have left in the last 24 hours as may; not asked where there is no such limit."""
        return bool(self._pace.per_day) and self._pace.is_used_up(left_today())
