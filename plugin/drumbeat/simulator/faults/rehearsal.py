"""Scripted faults standing around an instance."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from drumbeat.simulator.faults.fault import Exchange
from drumbeat.simulator.faults.script import Script, read_script
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.messages import Reply, Request

Answer: TypeAlias = Callable[[Request], Reply]


class Rehearsal:
    """An `Around` of the server: counts requests and lets the faults act that are due.

    A fault named earlier stands further out: it sees, and can spoil, what a later one answers. Chance plays no part.
    """

    def __init__(
        self,
        instance: Instance,
        scripts: Sequence[str],
        *,
        clock: Callable[[], datetime] | None = None,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        """`scripts` as people write them, see `script`; raises SettingsError for a mistake.

        `clock` is the time of rate limits, the instance's if none is given. `tell` hears a line for each fault that
        acts; it is called from the server's threads.
        """
        self._parts = [_Part(read_script(said, frozenset(instance.schema))) for said in scripts]
        self._instance = instance
        self._clock = clock or instance.clock
        self._tell = tell
        self._lock = threading.Lock()

    def __call__(self, request: Request, answer: Answer) -> Reply:
        """The reply of the first fault that is due, of the instance when none is."""
        with self._lock:
            turns = [part.turn(request) for part in self._parts]
        for turn in reversed(turns):
            if turn is not None:
                answer = self._wrapped(turn, answer)
        return answer(request)

    def _wrapped(self, turn: _Turn, answer: Answer) -> Answer:
        fault = turn.part.script.fault

        def wrapped(request: Request) -> Reply:
            if self._tell and turn.is_due:
                self._tell(f"{fault.name}: request {request.n}, {request.method} {request.path}")
            return fault.act(
                Exchange(
                    request=request,
                    place=turn.place,
                    is_due=turn.is_due,
                    answer=answer,
                    instance=self._instance,
                    now=self._clock(),
                    number=turn.part.script.number,
                    previous=turn.previous,
                    dead_tokens=turn.part.dead_tokens,
                )
            )

        return wrapped


class _Part:
    """One script and what it remembers."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.dead_tokens: set[str] = set()
        self._count = 0
        self._before: dict[str, Request] = {}

    def turn(self, request: Request) -> _Turn | None:
        """Counts the request; None when the fault has nothing to do with it."""
        if not self.script.covers(request):
            return None
        self._count += 1
        previous = self._before.get(request.path)
        self._before[request.path] = request
        is_due = self.script.when.names(self._count)
        if not (is_due or self.script.fault.never_forgets):
            return None
        return _Turn(self, self._count, is_due, previous)


class _Turn(NamedTuple):
    """One part's say on one request."""

    part: _Part
    place: int
    is_due: bool
    previous: Request | None
