"""What a command takes before it does anything, beside a Python that does nothing, in the same run.

Alone: `PYTHONPATH=plugin python tests/bench/startup.py`.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from measures import judged
from runs import ROOT

WORDS = {"python -c pass": ("-c", "pass"), "drumbeat --help": ("-m", "drumbeat", "--help")}
WORDS["drumbeat status"] = ("-m", "drumbeat", "status")
GOALS = {"drumbeat --help": 300.0, "drumbeat status": 500.0}
"""Milliseconds on two cores (issue 8, "Measured")."""
STARTS = 11
"""Of each in a round, in turn; the first of all, in which Python compiles and the store is made, counts for nothing."""

Line = Sequence[str]


def started_lines(rounds: int) -> tuple[list[Line], list[Line]]:
    """How long each takes from start to end, and the measures with their goals."""
    with tempfile.TemporaryDirectory(prefix="drumbeat-bench-") as folder:
        _round(Path(folder), 1)
        found = [_round(Path(folder), STARTS) for _ in range(rounds)]
    medians = {name: [statistics.median(each[name]) for each in found] for name in WORDS}
    least = {name: min(min(each[name]) for each in found) for name in WORDS}
    bare = statistics.median(medians["python -c pass"])
    said: list[Line] = [
        (name, f"{(median := statistics.median(medians[name])):.0f}", f"{least[name]:.0f}", f"{median - bare:.0f}")
        for name in WORDS
    ]
    return said, [judged(f"start: {name}, ms", medians[name], goal) for name, goal in GOALS.items()]


def heading() -> Line:
    """Of the table of starts."""
    return ("start", "ms", "least", "beyond python -c pass")


def _round(folder: Path, starts: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in WORDS}
    for _ in range(starts):
        for name, words in WORDS.items():
            found[name].append(_milliseconds(folder, words))
    return found


def _milliseconds(folder: Path, words: Sequence[str]) -> float:
    """From start to end of a process. Ends the bench when it fails."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DRUMBEAT_", "PYTHONDONT"))}
    environment = {**kept, "PYTHONPATH": str(ROOT / "plugin")}
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, *words], cwd=folder, env=environment, capture_output=True, check=False)
    took = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} did not come to its end.")
    return took * 1000


def main() -> None:
    """Print both tables."""
    starts, measured = started_lines(3)
    for line in (heading(), *starts, *measured):
        print(" | ".join(line))


if __name__ == "__main__":
    main()
