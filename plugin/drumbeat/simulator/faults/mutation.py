"""Changes between two pages: the instance goes on living while somebody reads it (trap 15)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TypeAlias

from drumbeat.simulator.faults.fault import Reach, table_of
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.messages import Request

Step: TypeAlias = Callable[[Instance], object]
"""A change of the instance, such as a function of `lifecycle` with its records bound."""


class Mutation:
    """A `Before` of the server that changes the instance right before certain requests, and lets them pass.

    `steps` are by the number of the request, from 1, among those for lists of `table` (any table if empty). A step
    runs once, while no other request is answered.
    """

    def __init__(self, instance: Instance, steps: Mapping[int, Step], *, table: str = "") -> None:
        self._instance = instance
        self._steps = dict(steps)
        self._table = table
        self._count = 0
        self._lock = threading.Lock()

    def __call__(self, request: Request) -> None:
        """Run the step of this request, if it has one."""
        if not Reach.LISTS.covers(request) or self._table not in ("", table_of(request)):
            return
        with self._lock:
            self._count += 1
            step = self._steps.pop(self._count, None)
            if step is not None:
                with self._instance.lock:
                    step(self._instance)
