"""How much of one kind may be in hand at a time, so that nobody takes the time of all."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator

from drumbeat.web.refusals import Refused

_RETRY = 10
"""Seconds after which another may be sent."""


class AtOnce:
    """So many at a time of each key. Of one thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._in_hand: Counter[str] = Counter()

    @contextlib.contextmanager
    def one(self, key: str) -> Iterator[None]:
        """One more of the key within the block; those without a key are not counted. Raises Refused for too many."""
        if key and self._in_hand[key] >= self._most:
            raise Refused.too_many(_RETRY)
        self._in_hand[key] += 1
        try:
            yield
        finally:
            self._in_hand[key] -= 1
            if not self._in_hand[key]:
                del self._in_hand[key]
