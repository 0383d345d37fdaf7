"""What has been worked out for an instance as it stands, so that the next page need not work it out again.

Reading a table page by page asks one query many times: without this a page of a large table would take longer to
compute than a real instance takes to answer. It never changes an answer; any change of the instance empties it.
It is used while the instance's lock is held.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Result = TypeVar("Result")

MOST_RESULTS = 48
"""Results kept: the selections of a pull's workers, and the views of its tables."""
MOST_BYTES = 256 * 1024 * 1024
"""Rendered rows kept, in bytes of JSON: about 120,000 incidents."""


class Memory:
    """Results by what they follow from, of one state of the instance."""

    def __init__(self, *, most_results: int = MOST_RESULTS, most_bytes: int = MOST_BYTES) -> None:
        self._state: object = None
        self._results: dict[Hashable, Any] = {}
        self._texts: dict[Hashable, dict[int, bytes]] = {}
        self._bytes = 0
        self._most_results = most_results
        self._most_bytes = most_bytes

    def recall(self, state: object, key: Hashable, make: Callable[[], Result]) -> Result:
        """The result of `make`, called only if it is not known for this state; the oldest one goes when full."""
        self._ensure(state)
        if key not in self._results:
            if len(self._results) >= self._most_results:
                del self._results[next(iter(self._results))]
            self._results[key] = make()
        found: Result = self._results[key]
        return found

    def texts(self, state: object, key: Hashable) -> dict[int, bytes]:
        """The rows rendered in one way, by the row's `id`: no row goes away while the state lasts."""
        self._ensure(state)
        if len(self._texts) >= self._most_results and key not in self._texts:
            self._forget_texts()
        return self._texts.setdefault(key, {})

    def grown(self, size: int) -> None:
        """Say how many bytes were added to `texts`; all of them go when there are too many."""
        self._bytes += size
        if self._bytes > self._most_bytes:
            self._forget_texts()

    def _ensure(self, state: object) -> None:
        if state != self._state:
            self._state = state
            self._results.clear()
            self._forget_texts()

    def _forget_texts(self) -> None:
        self._texts.clear()
        self._bytes = 0
