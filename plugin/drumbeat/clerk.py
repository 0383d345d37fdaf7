"""Writing for many at once: who waits while somebody writes is written for together, in one transaction.

A transaction that is kept for good waits for the disk, for milliseconds; what several workers want written at the same
moment then shares one wait. Nobody goes on before their own is written, so nothing is promised that could be lost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Wish = TypeVar("Wish")
Answer = TypeVar("Answer")


@dataclass(eq=False, slots=True)
class _Request(Generic[Wish, Answer]):
    wish: Wish
    answers: Sequence[Answer] = ()
    """One, once it is done."""
    error: Exception | None = None


class Clerk(Generic[Wish, Answer]):
    """Does what threads ask for, together where several ask at once.

    `write` does all that it is given, or nothing of it, and gives an answer for each, in their order. It may be given
    the same twice: what fails among others is then done by itself, so that one failure is nobody else's.
    """

    def __init__(self, write: Callable[[Sequence[Wish]], Sequence[Answer]]) -> None:
        self._write = write
        self._pen = threading.Lock()
        self._desk = threading.Lock()
        self._requests: list[_Request[Wish, Answer]] = []

    def do(self, wish: Wish) -> Answer:
        """The answer, once it is written. Raises what `write` raises for this wish."""
        request = _Request[Wish, Answer](wish)
        with self._desk:
            self._requests.append(request)
        with self._pen:
            if not request.answers and request.error is None:
                self._work_off()
        if request.error is not None:
            raise request.error
        return request.answers[0]

    def _work_off(self) -> None:
        """What lies on the desk, in the order in which it came."""
        with self._desk:
            requests, self._requests = self._requests, []
        try:
            answers = self._write([each.wish for each in requests])
        except Exception as error:  # noqa: BLE001  raised again where it was asked for
            if len(requests) == 1:
                requests[0].error = error
                return
            for each in requests:
                self._alone(each)
            return
        for each, answer in zip(requests, answers, strict=True):
            each.answers = [answer]

    def _alone(self, request: _Request[Wish, Answer]) -> None:
        try:
            request.answers = self._write([request.wish])
        except Exception as error:  # noqa: BLE001  raised again where it was asked for
            request.error = error
