"""Working through a list of recipients: several at a time, at a pace, and no further once the server is away.

What claiming and delivering mean is the caller's; who is next, when, and when to stop is decided here.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from drumbeat.clerk import Clerk
from drumbeat.editions.deliveries import Delivery, DeliveryState, Outcome
from drumbeat.errors import MailServerRefused, Throttled
from drumbeat.logs import carried

AWAY_AFTER = 2
"""After so many mails in a row without an answer the server counts as away."""
THROTTLED_AFTER = 5
"""After so many requests in a row to send more slowly, each followed by a longer pause, it is left alone for now."""
PUT_OFF_AFTER = 250
"""After so many mails in a row that are to come later the server is left alone for now. So many, because a server that
takes no mail at the first attempt (greylisting, RFC 6647) has to be asked for everybody before it takes any."""
_LOOK_UP = 0.2
"""Seconds after which whoever waits for a turn looks up: whether somebody told them to stop."""
_SILENT = frozenset({DeliveryState.PLANNED, DeliveryState.UNKNOWN})


class _Heard(Enum):
    """What a server says to a mail."""

    PLAIN = auto()
    """Yes or no."""
    LATER = auto()
    SLOWER = auto()
    NOTHING = auto()


_ENOUGH = {_Heard.LATER: PUT_OFF_AFTER, _Heard.SLOWER: THROTTLED_AFTER, _Heard.NOTHING: AWAY_AFTER}
"""After how many of the same in a row the server is left alone."""


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


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of one delivery."""

    outcome: Outcome
    trouble: BaseException | None = None
    """MailServerRefused: nobody's mail would be taken. Throttled: none is taken at this pace. Any other is a bug, or of
    the installation, and ends it all."""

    @property
    def is_broken(self) -> bool:
        """Whether this is nothing that a mail server says."""
        return self.trouble is not None and not isinstance(self.trouble, (MailServerRefused, Throttled))

    @property
    def heard(self) -> _Heard:
        """What the server said to it."""
        if isinstance(self.trouble, Throttled):
            return _Heard.SLOWER
        if self.outcome.retry_at is not None:
            return _Heard.LATER
        return _Heard.NOTHING if self.outcome.state in _SILENT else _Heard.PLAIN


@dataclass(slots=True)
class Office:
    """Takes one recipient after the other, has the mail delivered, and knows when to stop.

    A claim is never held but by a worker at work: whoever is killed leaves no more in doubt. What several workers want
    written at the same moment, what became of their mails and whose turn is next, is one transaction of sets.
    """

    claim: Callable[[Sequence[str]], Sequence[Delivery] | None]
    """Without whoever is not to be sent to; None where a person stopped it all."""
    settle: Callable[[Sequence[Outcome]], None]
    together: Callable[[], AbstractContextManager[None]]
    """Makes one transaction of both."""
    deliver: Callable[[Delivery], Handed]
    left_today: Callable[[], int]
    pace: Pace
    stop: threading.Event = field(default_factory=threading.Event)
    """Set from outside when it is time to stop."""
    _waiting: deque[str] = field(default_factory=deque)
    _clerk: Clerk[Outcome | None, Delivery | None] = field(init=False)
    """Is told what became of a worker's last mail, and gives the next. Whoever holds the pen decides whose turn it is,
    so that pace and the day's count are exact."""
    _closed: threading.Event = field(default_factory=threading.Event)
    """Set from within, by whoever learns that it is time to stop."""
    _learning: threading.Lock = field(default_factory=threading.Lock)
    _heard: _Heard = _Heard.PLAIN
    _in_a_row: int = 0

    def __post_init__(self) -> None:
        self._clerk = Clerk(self._write)

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
                for each in as_completed([threads.submit(carried(self._work)) for _ in range(workers)]):
                    each.result()
            finally:
                self._closed.set()

    def _work(self) -> None:
        """One worker's day. Whatever ends it early ends it for all."""
        handed: Handed | None = None
        try:
            while (claimed := self._next(handed.outcome if handed else None)) is not None:
                handed = self.deliver(claimed)
                self._learn(handed)
        except BaseException:
            self._closed.set()
            raise
        if handed is not None and handed.is_broken and handed.trouble is not None:
            raise handed.trouble

    def _next(self, done: Outcome | None) -> Delivery | None:
        """The next delivery, once the last one is settled; None when there is none, or it is time to stop.

        What became of a mail is written at once. The wait for a turn comes before the claim: whoever is killed while
        waiting leaves nothing in doubt.
        """
        if done is not None and (claimed := self._clerk.do(done)) is not None:
            return claimed
        while self._waiting and not self._is_over():
            if (seconds := self.pace.seconds()) > 0:
                self._closed.wait(min(seconds, _LOOK_UP))
            elif (claimed := self._clerk.do(None)) is not None:
                return claimed
        return None

    def _write(self, workers: Sequence[Outcome | None]) -> list[Delivery | None]:
        """Settle what these workers have done, and claim for those whose turn it is; a delivery for each, or none.

        For one alone each is kept for good by itself, so that a mail is in doubt for as short as it can be.
        """
        done = [each for each in workers if each is not None]
        with self.together() if len(workers) > 1 else nullcontext():
            if done:
                self.settle(done)  # before anything else can fail: nobody could say later what became of them
            some = self._turns(len(workers))
            claimed = self.claim(some) if some else ()
        if claimed is None:
            self._closed.set()
        for _ in some:
            self._waiting.popleft()
        given = deque(claimed or ())
        return [given.popleft() if given else None for _ in workers]

    def _turns(self, most: int) -> list[str]:
        """Whose turn it is now: they wait on until they are claimed for good."""
        some: list[str] = []
        while len(some) < min(most, len(self._waiting)) and not self._is_over() and self.pace.seconds() == 0:
            if self.pace.is_used_up(lambda: self.left_today() + len(some)):
                self._closed.set()
                break
            some.append(self._waiting[len(some)])
            self.pace.take()
        return some

    def _is_over(self) -> bool:
        return self._closed.is_set() or self.stop.is_set()

    def _learn(self, handed: Handed) -> None:
        """From what became of a mail: whether the server is away, puts off all, refuses us, or wants another pace."""
        if isinstance(handed.trouble, Throttled):  # the mail was not taken: it comes last, all that follow more slowly
            self.pace.slow_down(handed.trouble.after)
            self._waiting.append(handed.outcome.recipient)
        with self._learning:
            self._in_a_row = self._in_a_row + 1 if handed.heard is self._heard else 1
            self._heard = handed.heard
            is_enough = self._in_a_row >= _ENOUGH.get(self._heard, math.inf)
            if is_enough or handed.is_broken or isinstance(handed.trouble, MailServerRefused):
                self._closed.set()
