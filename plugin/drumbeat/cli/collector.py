"""Fewer searches for garbage while a command runs, and none when it ends.

Rows are small containers by the hundred thousand that hold no cycle. Python looks for cycles after every 700 of them
and finds none, which took 46 % of a pull's CPU time and a third of the reading of the store (docs/speed.md). At its end
it looks through all that was ever imported, which took a short command a sixth of its time; the process goes anyway.
"""

from __future__ import annotations

import atexit
import gc

_EVERY = 200_000
"""Containers: about four pages of a pull. What does hold cycles is still found."""


def collect_seldom() -> None:
    """From now on garbage is collected seldom in this process, and not at its end."""
    gc.set_threshold(max(_EVERY, gc.get_threshold()[0]), *gc.get_threshold()[1:])
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
