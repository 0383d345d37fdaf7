"""The demo organisation's rows, made once in a process. They are for reading only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from random import Random

from drumbeat.simulator.demo import organisation
from drumbeat.simulator.instance import Row

UNTIL = date(2026, 11, 3)


def demo_rows(until: date = UNTIL, seed: int = 1) -> Mapping[str, Sequence[Row]]:
    """The stored rows of each table."""
    return _made(until, seed)


@lru_cache(maxsize=3)
def _made(until: date, seed: int) -> Mapping[str, Sequence[Row]]:
    return organisation(until, Random(seed))
