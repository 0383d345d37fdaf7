"""How long the pages of leads take over a store of 1,000 teams and 100,000 deliveries: `page_times.py`, judged.

Alone: `PYTHONPATH=plugin python tests/bench/pages.py [TIMES]`.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from measures import judged
from runs import ROOT, environment

GOAL = 50.0
"""Milliseconds, the median of each page (issue 7, "Measured")."""
HELLO = "hello"
TIMES = 15

Line = Sequence[str]


def page_lines(times: int = TIMES) -> tuple[list[Line], list[Line]]:
    """What each page takes, the slowest first, and the measure of the slowest."""
    found = _measured(times)
    medians = {name: statistics.median(taken) for name, taken in found.items()}
    bare = medians[HELLO]
    costs: list[Line] = [
        (name, f"{median:.1f}", f"{min(found[name]):.1f}", f"{median / bare:.0f}")
        for name, median in sorted(medians.items(), key=lambda item: -item[1])
    ]
    slowest = max((name for name in medians if name != HELLO), key=medians.__getitem__)
    return costs, [judged(f"page: the slowest, {slowest}, ms", found[slowest], GOAL)]


def heading() -> Line:
    """Of the table of pages."""
    return ("page, 1,000 teams and 100,000 deliveries", "ms", "least", "times a page that says hello")


def _measured(times: int) -> dict[str, list[float]]:
    paths = (str(ROOT / "plugin"), str(ROOT / "tests"))
    command = [sys.executable, str(Path(__file__).with_name("page_times.py")), str(times)]
    done = subprocess.run(
        command,
        env={**environment(), "PYTHONPATH": os.pathsep.join(paths)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    from bench import MEASURES, table

    costs, measured = page_lines(int(sys.argv[1]) if len(sys.argv) > 1 else TIMES)
    print(table(heading(), costs))
    print(table(MEASURES, measured))
