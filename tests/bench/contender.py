"""One contender, in a process of its own: `contender.py NAME URL STORE BEGIN END PAGE`.

Reads the incidents resolved between BEGIN and END (UTC) from the simulator at URL into a new store. Prints one line
of JSON: seconds and CPU seconds from the first request to the last commit, sign-in included, imports and the making
of the store not; peak memory of the whole process.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from task import Task

Contender = Callable[[Task], Callable[[], int]]
"""Makes everything ready, and returns what does the work and says how many rows came."""


def contender(name: str) -> Contender:
    """The contender of that name; only what it needs is imported."""
    if name.startswith("ours"):
        import ours  # noqa: PLC0415  the pinned environment has not all of it

        return ours.contender(int(name.removeprefix("ours-")))
    if name.startswith("pysnow"):
        import streamed  # noqa: PLC0415

        return streamed.contender
    import plain  # noqa: PLC0415

    return plain.floor if name == "floor" else plain.contender


def measured(work: Callable[[], int]) -> dict[str, float]:
    """Does the work and says what it cost."""
    before, began = _cpu(), time.perf_counter()
    rows = work()
    seconds, cpu = time.perf_counter() - began, _cpu() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"rows": rows, "seconds": seconds, "cpu": cpu, "peak": peak}


def _cpu() -> float:
    """User and system seconds of this process, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def task_of(words: Sequence[str]) -> Task:
    """The task, of the command line's words."""
    url, store, begin, end, page = words
    first, last = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (begin, end))
    return Task(url, store, first, last, int(page))


def main() -> None:
    """Read, and print the figures."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pysnow's, about a library that nobody here uses
        work = contender(sys.argv[1])(task_of(sys.argv[2:]))
    print(json.dumps(measured(work)))


if __name__ == "__main__":
    main()
