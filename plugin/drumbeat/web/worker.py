"""One thread that does one thing after the other, beside the requests."""

from __future__ import annotations

import logging
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Condition, Thread
from typing import TypeAlias

from drumbeat.logs import about

log = logging.getLogger(__name__)

_FAREWELL = 5.0
"""Seconds for what is being done when the process ends."""
_Work: TypeAlias = Callable[[], None]


class Worker:
    """Its thread begins with the first work, and ends with `close`, or with the process.

    Those who wait take turns: somebody with many works keeps nobody waiting for all of them.
    """

    def __init__(self, name: str, most: int) -> None:
        """`most`: so many works wait at a time."""
        self._name = name
        self._most = most
        self._waiting: OrderedDict[str, deque[_Work]] = OrderedDict()
        """By whose they are; who stands first is next."""
        self._changed = Condition()
        self._thread: Thread | None = None
        self._is_closed = False

    def put(self, work: _Work, whose: str = "") -> bool:
        """Have it done; False where too many wait already."""
        with self._changed:
            if self._is_closed or sum(map(len, self._waiting.values())) >= self._most:
                return False
            self._waiting.setdefault(whose, deque()).append(work)
            if self._thread is None:
                self._thread = Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._changed.notify()
        return True

    def close(self) -> None:
        """Nothing more is begun; what is being done has a few seconds."""
        with self._changed:
            self._is_closed = True
            self._waiting.clear()
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(_FAREWELL)

    def _run(self) -> None:
        while (work := self._next()) is not None:
            try:
                work()
            except Exception as error:  # noqa: BLE001  one work's failure is not the next one's
                log.error("work beside the pages failed", extra={"lane": self._name, **about(error)})  # noqa: TRY400

    def _next(self) -> _Work | None:
        """Waits for what is to be done next; None: nothing any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_closed)
            if self._is_closed:
                return None
            whose, works = self._waiting.popitem(last=False)
            work = works.popleft()
            if works:
                self._waiting[whose] = works
            return work
