"""How often somebody may ask."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

_MINUTE = timedelta(minutes=1)
_MOST_KEYS = 10_000


class Limiter:
    """So many times a minute for each key, in this process."""

    def __init__(self, most: int, clock: Callable[[], datetime]) -> None:
        self._most = most
        self._clock = clock
        self._lock = Lock()
        self._asked: OrderedDict[str, deque[datetime]] = OrderedDict()

    def wait(self, key: str) -> int:
        """Note a request; seconds to wait where it was one too many, and then nothing is noted. 0: go on."""
        now = self._clock()
        with self._lock:
            asked = self._asked.setdefault(key, deque())
            self._asked.move_to_end(key)
            while asked and asked[0] <= now - _MINUTE:
                asked.popleft()
            if len(asked) >= self._most:
                return max(1, int((asked[0] + _MINUTE - now).total_seconds()))
            asked.append(now)
            while len(self._asked) > _MOST_KEYS:
                self._asked.popitem(last=False)
            return 0
