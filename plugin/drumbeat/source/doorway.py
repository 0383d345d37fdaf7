"""One worker knocks first: a password that is refused must not be tried by the others as well (trap 35)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from drumbeat.source.faults import Action, Fault


class Doorway:
    """Shared by all workers of one account whose sign-in does not expire."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_open = False
        self._refusal: Fault | None = None

    @contextmanager
    def entering(self) -> Iterator[None]:
        """Held while a request is sent: one at a time until one was let in, none after one was refused.

        Raises Fault, the refusal of whoever knocked first.
        """
        with nullcontext() if self._is_open else self._lock:
            if self._refusal is not None:
                raise self._refusal
            try:
                yield
            except Fault as fault:
                self._refusal = fault if fault.action is Action.REFRESH else None
                raise
            self._is_open = True
