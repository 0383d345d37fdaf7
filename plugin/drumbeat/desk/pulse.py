"""How the schedule of this process is: what a look from outside must be told without asking the store."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

SILENT_AFTER = 300.0
"""Seconds without a ring of the alarm clock, which rings every minute, also while a long send is under way."""


@dataclass
class Pulse:
    """Of one process. Written by the schedule's threads, read by those of the pages."""

    clock: Callable[[], float] = time.monotonic
    rang: float | None = None
    """When the alarm clock rang last; None: not yet."""

    def ring(self) -> None:
        """The alarm clock rings."""
        self.rang = self.clock()

    @property
    def is_silent(self) -> bool:
        """Whether it should have rung again long ago."""
        return self.rang is not None and self.clock() - self.rang > SILENT_AFTER
