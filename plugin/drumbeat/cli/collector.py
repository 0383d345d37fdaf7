"""Fewer searches for garbage while a command runs.

Rows are small containers by the hundred thousand that hold no cycle. Python looks for cycles after every 700 of them
and finds none, which took 46 % of a pull's CPU time and a third of the reading of the store (docs/speed.md).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_EVERY = 200_000
"""Containers: about four pages of a pull. What does hold cycles is still found."""


@contextmanager
def fewer_collections() -> Iterator[None]:
    """Collect garbage seldom, until the context is left."""
    before = gc.get_threshold()
    gc.set_threshold(max(_EVERY, before[0]), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
