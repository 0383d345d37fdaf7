"""A process that looks after a schedule as long as it is told to, as `drumbeat serve` does, and says how large it is.

`python -m living` reads a sender as a line of JSON, then a moment a line, at which it takes a turn. It answers each
with how the turn ended, 0 or an exit code, and with the bytes of memory that it holds then.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from command import ROOT, environment
from crashing import Sender, context_of
from drumbeat.cli.collector import collect_seldom
from drumbeat.cli.serve import tick
from drumbeat.errors import DrumbeatError

_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Living:
    """The process, from outside."""

    process: subprocess.Popen[str]

    def turn(self, now: datetime) -> tuple[int, int]:
        """How the turn ended, and how large the process is."""
        code, size = self._ask(now.isoformat())
        return code, size

    def _ask(self, line: str) -> list[int]:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@contextlib.contextmanager
def living(sender: Sender) -> Iterator[Living]:
    """One for a whole year."""
    path = os.pathsep.join([environment()["PYTHONPATH"], str(ROOT / "tests")])
    process = subprocess.Popen(
        [sys.executable, "-m", "living"],
        env=environment(PYTHONPATH=path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    with process:
        process.stdin.write(json.dumps(sender.plain()) + "\n")
        yield Living(process)
        process.stdin.close()


def _size() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  no path of anybody's
        return int(file.read().split()[1]) * _PAGE


def main() -> None:
    """Answer line by line."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    time.sleep = lambda _seconds: None
    collect_seldom()
    now: list[datetime] = []
    context = replace(context_of(Sender(**json.loads(sys.stdin.readline()))), clock=lambda: now[0])
    for line in sys.stdin:
        now[:] = [datetime.fromisoformat(line.strip())]
        code = 0
        try:
            tick(context)
        except DrumbeatError as error:
            code = error.exit_code
        print(json.dumps([code, _size()]), file=answers, flush=True)


if __name__ == "__main__":
    main()
