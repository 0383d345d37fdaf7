"""What is remembered of a session: in this process alone, and no longer than the session lasts.

For what must not be kept anywhere: a technician's own record, a token that is shown once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

KEPT = timedelta(hours=1)
"""After which it is forgotten, whether the session lasts or not."""
_MOST, _MOST_EACH = 200, 5
"""Things that are remembered in all, and of one session: the oldest go."""


class Memories:
    """Of all sessions."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._held: OrderedDict[tuple[str, str], tuple[datetime, object]] = OrderedDict()

    def keep(self, session: str, name: str, value: object) -> None:
        """Remember a value under a name, in the place of what was there."""
        with self._lock:
            self._let_go()
            self._held.pop((session, name), None)
            own = [key for key in self._held if key[0] == session]
            for key in own[: max(0, len(own) - _MOST_EACH + 1)]:
                del self._held[key]
            while len(self._held) >= _MOST:
                self._held.popitem(last=False)
            self._held[session, name] = (self._clock(), value)

    def find(self, session: str, name: str) -> object | None:
        """What is remembered; None where nothing is (any more)."""
        with self._lock:
            self._let_go()
            _, value = self._held.get((session, name), (None, None))
            return value

    def forget(self, session: str, name: str | None = None) -> None:
        """Forget one thing, or all of a session."""
        with self._lock:
            for key in [key for key in self._held if key[0] == session and name in (None, key[1])]:
                del self._held[key]

    def _let_go(self) -> None:
        ends = self._clock() - KEPT
        for key in [key for key, (at, _) in self._held.items() if at <= ends]:
            del self._held[key]


@dataclass(frozen=True, slots=True)
class Memory:
    """Of one session; the empty one, of nobody, remembers nothing."""

    all: Memories
    session: str = ""
    """What the store knows it by."""

    def keep(self, name: str, value: object) -> None:
        """As `Memories.keep`."""
        if self.session:
            self.all.keep(self.session, name, value)

    def find(self, name: str) -> object | None:
        """As `Memories.find`."""
        return self.all.find(self.session, name) if self.session else None

    def forget(self, name: str | None = None) -> None:
        """As `Memories.forget`."""
        self.all.forget(self.session, name)
