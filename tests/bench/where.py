"""Where the CPU time of our reader goes: `where.py NAME URL STORE BEGIN END PAGE`, as contender.py.

Stopwatches around a few functions, each less what runs inside it under another one. A profiler would charge every
call, and so show the parts with many small calls far too large.
"""

from __future__ import annotations

import functools
import gc
import importlib
import json
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import ours
from contender import measured, task_of

PLACES = (
    ("drumbeat.source.table_api", "TableApi._once", "request: requests, urllib3, pysnow, tenacity"),
    ("drumbeat.source.table_api", "read_answer", "reading the body from the socket"),
    ("drumbeat.source.table_api", "examine", "JSON decoding, and whether the reply is a success"),
    ("drumbeat.source.servicenow", "readable_rows", "cells: checked pairs of value and display value"),
    ("drumbeat.store.records", "RecordStore.save_page", "SQLAlchemy and SQLite, commit included"),
    ("drumbeat.store.rows", "cells_of", "JSON encoding"),
)
COLLECTING = "Python's garbage collector"


class Stopwatches:
    """CPU seconds by label, over all threads."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._here = threading.local()

    def watched(self, function: Callable[..., Any], label: str) -> Callable[..., Any]:
        """The function with a stopwatch."""

        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            self.enter(label)
            try:
                return function(*args, **kwargs)
            finally:
                self.leave()

        return timed

    def enter(self, label: str) -> None:
        """The time until now is the outer part's."""
        open_labels, now = self._open(), time.thread_time()
        if open_labels:
            self.spent[open_labels[-1]] += now - self._here.since
        open_labels.append(label)
        self._here.since = time.thread_time()

    def leave(self) -> None:
        """The time since then is this part's."""
        now = time.thread_time()
        self.spent[self._open().pop()] += now - self._here.since
        self._here.since = time.thread_time()

    def collecting(self, phase: str, _info: dict[str, int]) -> None:
        """For gc.callbacks."""
        if phase == "start":
            self.enter(COLLECTING)
        else:
            self.leave()

    def _open(self) -> list[str]:
        if not hasattr(self._here, "labels"):
            self._here.labels = []
        labels: list[str] = self._here.labels
        return labels


def place(watches: Stopwatches) -> None:
    """Put a stopwatch at each place."""
    for module, name, label in PLACES:
        owner: Any = importlib.import_module(module)
        *path, last = name.split(".")
        for part in path:
            owner = getattr(owner, part)
        setattr(owner, last, watches.watched(getattr(owner, last), label))
    gc.callbacks.append(watches.collecting)


def main() -> None:
    """Read, and print the figures and the parts."""
    watches = Stopwatches()
    place(watches)
    figures = measured(ours.contender(int(sys.argv[1].removeprefix("ours-")))(task_of(sys.argv[2:])))
    print(json.dumps({**figures, "parts": watches.spent}))


if __name__ == "__main__":
    main()
