"""Working through a list of recipients: several at a time, at a pace, and no further once the server is away.

What claiming and delivering mean is the caller's; who is next, when, and when to stop is decided here.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import Protocol

from drumbeat.editions.deliveries import Delivery, DeliveryState
from drumbeat.errors import MailServerRefused, Throttled

AWAY_AFTER = 2
"""After so many mails in a row without a plain yes or no the server counts as away."""
THROTTLED_AFTER = 5
"""After so many requests in a row to send more slowly, each followed by a longer pause, it is left alone for now."""
_LOOK_UP = 0.2
"""Seconds after which whoever waits for a turn looks up: whether somebody told them to stop."""
_SILENT = frozenset({DeliveryState.PLANNED, DeliveryState.UNKNOWN})


class Pace(Protocol):
    """How fast mails may leave. Shared by all who send over one transport."""

    def seconds(self) -> float:
        """How long until the next one may leave."""

    def take(self) -> None:
        """One leaves now."""

    def slow_down(self, after: float | None) -> None:
        """The server asks for it; nothing is to leave for so many seconds, where it said how many."""

    def is_used_up(self, left_today: Callable[[], int]) -> bool:
        """Whether as many have left in the last 24 hours as may; not asked where there is no such limit."""


class _Unhurried:
    """No limit at all."""

    def seconds(self) -> float:
        return 0.0

    def take(self) -> None:
        pass

    def slow_down(self, after: float | None) -> None:
        pass

    def is_used_up(self, left_today: Callable[[], int]) -> bool:  # noqa: ARG002  there is no limit
        return False


UNHURRIED = _Unhurried()


@dataclass(slots=True)
class Office:
    """Takes one recipient after the other, has the mail delivered, and knows when to stop."""

    claim: Callable[[Sequence[str]], Sequence[Delivery | None]]
    """None for whoever is not to be sent to."""
    deliver: Callable[[Delivery], DeliveryState]
    """Raises MailServerRefused when nobody's mail would be taken, Throttled when none is taken at this pace."""
    left_today: Callable[[], int]
    pace: Pace
    stop: threading.Event = field(default_factory=threading.Event)
    """Set from outside when it is time to stop."""
    _waiting: deque[str] = field(default_factory=deque)
    _door: threading.Lock = field(default_factory=threading.Lock)
    """Held by whoever takes the next one, and while they wait for its turn."""
    _books: threading.Lock = field(default_factory=threading.Lock)
    """Held while what became of a mail is counted: that never waits for anybody's turn."""
    _closed: threading.Event = field(default_factory=threading.Event)
    """Set from within, by whoever learns that it is time to stop."""
    _asking: int = 0
    """How many workers have nothing to do."""
    _claimed: deque[Delivery] = field(default_factory=deque)
    """For those of them who still stand at the door; never more than there are."""
    _silent: int = 0
    _throttled: int = 0

    def work_through(self, recipients: Iterable[str], workers: int) -> None:
        """Everybody, `workers` at a time, until the end or until it is time to stop.

        When to stop is learnt from mails in the order in which their fate became known; those that are on their way
        then are still handed over. Raises what `claim` and `deliver` raise, after the other workers have come to the
        end of their mail.
        """
        self._waiting.extend(recipients)
        if workers == 1:
            self._work()
            return
        with ThreadPoolExecutor(workers, thread_name_prefix="sender") as threads:
            try:
                for each in as_completed([threads.submit(self._work) for _ in range(workers)]):
                    each.result()
            finally:
                self._closed.set()

    def _work(self) -> None:
        """One worker's day. Whatever ends it early ends it for all."""
        try:
            while (claimed := self._next()) is not None:
                try:
                    self._learn(self.deliver(claimed))
                except Throttled as throttled:
                    self._put_off(claimed.recipient, throttled.after)
        except MailServerRefused:
            self._closed.set()
        except BaseException:
            self._closed.set()
            raise

    def _next(self) -> Delivery | None:
        """The next delivery, claimed when its turn has come; None when there is none, or it is time to stop.

        One worker at a time looks for more, so that pace and the day's count are exact, and claims for all who have
        nothing to do. So a claim is never held but by a worker at work: whoever is killed leaves no more in doubt.
        """
        with self._books:
            self._asking += 1
        with self._door:
            try:
                while not self._claimed and (some := self._turns()):
                    self._claimed.extend(each for each in self.claim(some) if each is not None)
            finally:
                with self._books:
                    self._asking -= 1
            return self._claimed.popleft() if self._claimed else None

    def _turns(self) -> list[str]:
        """Whose turn it is now, one for each worker who has nothing to do; waits until it is somebody's.

        The wait comes before the claim: whoever is killed while waiting leaves nothing in doubt.
        """
        while self._waiting and not self._is_over() and (seconds := self.pace.seconds()) > 0:
            self._closed.wait(min(seconds, _LOOK_UP))
        some: list[str] = []
        while len(some) < self._asking and self._waiting and not self._is_over() and self.pace.seconds() == 0:
            if self.pace.is_used_up(lambda: self.left_today() + len(some)):
                self._closed.set()
                break
            some.append(self._waiting.popleft())
            self.pace.take()
        return some

    def _is_over(self) -> bool:
        return self._closed.is_set() or self.stop.is_set()

    def _learn(self, state: DeliveryState) -> None:
        with self._books:
            self._throttled = 0
            self._silent = self._silent + 1 if state in _SILENT else 0
            if self._silent >= AWAY_AFTER:
                self._closed.set()

    def _put_off(self, recipient: str, after: float | None) -> None:
        """The mail was not taken: it comes last, and all that follow come more slowly."""
        self.pace.slow_down(after)
        self._waiting.append(recipient)
        with self._books:
            self._throttled += 1
            if self._throttled >= THROTTLED_AFTER:
                self._closed.set()
