"""One thread that does one thing after the other, beside the requests."""

from __future__ import annotations

import logging
from collections.abc import Callable
from queue import Full, Queue
from threading import Lock, Thread

log = logging.getLogger(__name__)

_FAREWELL = 5.0
"""Seconds for what is being done when the process ends."""


class Worker:
    """Its thread begins with the first work, and ends with `close`, or with the process."""

    def __init__(self, name: str, most: int) -> None:
        """`most`: so many works wait at a time."""
        self._name = name
        self._works: Queue[Callable[[], None] | None] = Queue(most)
        self._lock = Lock()
        self._thread: Thread | None = None

    def put(self, work: Callable[[], None]) -> bool:
        """Have it done; False where too many wait already."""
        try:
            self._works.put_nowait(work)
        except Full:
            return False
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
        return True

    def close(self) -> None:
        """Nothing more is begun; what is being done has a few seconds."""
        while not self._works.empty():
            self._works.get_nowait()
        if self._thread is not None:
            self._works.put(None)
            self._thread.join(_FAREWELL)

    def _run(self) -> None:
        while (work := self._works.get()) is not None:
            try:
                work()
            except Exception as error:  # noqa: BLE001  one work's failure is not the next one's
                log.error("%s failed: %s", self._name, type(error).__name__)  # noqa: TRY400  its text may quote a ticket
