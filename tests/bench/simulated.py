"""The simulator in a process of its own: `simulated.py ROWS LATENCY`.

Prints its address, then answers each line on standard input with one line of JSON about the requests since the last
one. Ends with its input.
"""

from __future__ import annotations

import gc
import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from incidents import filled

from drumbeat.simulator.messages import Reply, Request
from drumbeat.simulator.server import Simulator


class Watch:
    """What was asked, how much was sent, and how long an answer took to compute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.pages = self.others = self.bytes = 0
        self.longest = 0.0

    def around(self, request: Request, answer: Callable[[Request], Reply]) -> Reply:
        """Passes the request on, and notes it."""
        began = time.perf_counter()
        reply = answer(request)
        took = time.perf_counter() - began
        with self._lock:
            if request.path.endswith("/table/incident"):
                self.pages += 1
            elif request.path.endswith("/incident"):
                self.others += 1
            self.bytes += len(reply.body)
            self.longest = max(self.longest, took)
        return reply

    def report(self) -> dict[str, float]:
        """Since the last report."""
        with self._lock:
            found = {"pages": self.pages, "others": self.others, "bytes": self.bytes, "longest": self.longest}
            self.pages = self.others = self.bytes = 0
            self.longest = 0.0
        return found


def serve(rows: int, latency: float) -> None:
    """Until standard input ends."""
    watch = Watch()
    instance = filled(rows)
    gc.freeze()  # a million rows that never go away need not be looked through again and again
    with Simulator(instance, rng=random.Random(1), latency=latency, around=watch.around) as simulator:
        print(simulator.url, flush=True)
        for _ in sys.stdin:
            print(json.dumps(watch.report()), flush=True)


class Simulated:
    """That process, as the bench holds it; a context manager."""

    def __init__(self, rows: int, latency: float, environment: dict[str, str]) -> None:
        self.rows = rows
        self.latency = latency
        command = [sys.executable, str(Path(__file__)), str(rows), str(latency)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        self.url = self._line()
        if not self.url:
            raise SystemExit("The simulator did not start.")

    def report(self) -> dict[str, Any]:
        """What was asked since the last call."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._line())
        return found

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        with self._process:
            assert self._process.stdin is not None
            self._process.stdin.close()


if __name__ == "__main__":
    serve(int(sys.argv[1]), float(sys.argv[2]))
