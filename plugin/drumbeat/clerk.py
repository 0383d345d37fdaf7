"""Writing for many at once: who waits while somebody writes is written for together, in one transaction.

A transaction that is kept for good waits for the disk, for milliseconds; what several workers want written at the same
moment then shares one wait. Nobody goes on before their own is written, so nothing is promised that could be lost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

Result = TypeVar("Result")


@dataclass(eq=False, slots=True)
class _Request:
    work: Callable[[], Any]
    result: Any = None
    error: Exception | None = None
    is_done: bool = False

    def do(self) -> None:
        """By itself."""
        try:
            self.result = self.work()
        except Exception as error:  # noqa: BLE001  raised again where it was asked for
            self.error = error
        self.is_done = True


class Clerk:
    """Does what threads ask for, together where several ask at once.

    `together` makes one transaction of what is done within. Work may be done twice: what fails among others is undone
    with them, and each is then done by itself, so that one failure is nobody else's.
    """

    def __init__(self, together: Callable[[], AbstractContextManager[None]]) -> None:
        self._together = together
        self._pen = threading.Lock()
        self._desk = threading.Lock()
        self._requests: list[_Request] = []

    def do(self, work: Callable[[], Result]) -> Result:
        """The result of the work, once it is written. Raises what the work raises."""
        request = _Request(work)
        with self._desk:
            self._requests.append(request)
        with self._pen:
            if not request.is_done:
                self._write()
        if request.error is not None:
            raise request.error
        return cast("Result", request.result)

    def _write(self) -> None:
        """What lies on the desk, in the order in which it came."""
        with self._desk:
            requests, self._requests = self._requests, []
        if len(requests) > 1:
            try:
                with self._together():
                    results = [each.work() for each in requests]
            except Exception:  # noqa: BLE001  found again below, by whoever it belongs to
                results = []
            for request, result in zip(requests, results, strict=False):
                request.result, request.is_done = result, True
        for request in requests:
            if not request.is_done:
                request.do()
