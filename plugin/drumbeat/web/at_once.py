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
    def one(self, *keys: str) -> Iterator[None]:
        """One more of each key within the block. Raises Refused where that is too many of one."""
        if any(self._in_hand[key] >= self._most for key in keys):
            raise Refused.too_many(_RETRY)
        self._in_hand.update(keys)
        try:
            yield
        finally:
            self._in_hand.subtract(keys)
            self._in_hand = +self._in_hand  # without those of whom there is none
