"""Runs contenders, each in a process and with a store of its own, and keeps what they cost."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from incidents import window_of
from simulated import Simulated

ROOT = Path(__file__).parents[2]
PAGE = 1000
PINNED = ROOT / ".venv-bench" / "bin" / "python"
"""The environment with pysnow's own pins; `make bench` makes it."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one contender cost, and what it asked for."""

    rows: int
    seconds: float
    cpu: float
    """User and system seconds of its process."""
    peak: float
    """MB, of the whole process."""
    pages: int
    """Requests to the incident table."""
    others: int
    """Requests about the incident table to other interfaces."""
    bytes: int
    longest: float
    """Seconds that the simulator took to compute its slowest answer."""
    stored: str
    """A hash over the sys_ids in the store, in order; empty where nothing is stored."""


def environment() -> dict[str, str]:
    """Where our modules are found, for any interpreter."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "plugin"), "PYTHONDONTWRITEBYTECODE": "1"}


def interpreter(name: str) -> Path:
    """Which Python runs the contender."""
    return PINNED if name == "pysnow-pinned" else Path(sys.executable)


def run(name: str, simulated: Simulated, rows: int) -> Run:
    """One contender on a new store."""
    simulated.report()
    with tempfile.TemporaryDirectory(prefix="drumbeat-bench-") as folder:
        file = Path(folder) / "store.db"
        found = _printed("contender.py", name, simulated, file, rows)
        return Run(**found, **simulated.report(), stored=_stored(file))


def parts(name: str, simulated: Simulated, rows: int) -> tuple[float, dict[str, float]]:
    """Where the time of our reader goes: CPU seconds in all, and by part."""
    with tempfile.TemporaryDirectory(prefix="drumbeat-bench-") as folder:
        found = _printed("where.py", name, simulated, Path(folder) / "store.db", rows)
    return found["cpu"], found["parts"]


def _printed(script: str, name: str, simulated: Simulated, file: Path, rows: int) -> dict[str, Any]:
    """What a script says of a contender that has read so many rows."""
    window = (str(moment) for moment in window_of(rows))
    words = [name, simulated.url, f"sqlite:///{file}", *window, str(PAGE)]
    command = [str(interpreter(name)), str(Path(__file__).with_name(script)), *words]
    done = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} did not come to its end.")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _stored(file: Path) -> str:
    if not file.exists():
        return ""
    connection = sqlite3.connect(file)
    try:
        ids = connection.execute("SELECT sys_id FROM record WHERE table_name = 'incident' ORDER BY sys_id")
        return hashlib.sha256("\n".join(row[0] for row in ids).encode()).hexdigest()
    finally:
        connection.close()


def rounds(names: Sequence[str], simulated: Simulated, rows: int, count: int) -> list[dict[str, Run]]:
    """So many rounds of all contenders, in alternating order, after one that warms the simulator up."""
    run("floor", simulated, rows)
    done = []
    for number in range(count):
        order = names if number % 2 == 0 else tuple(reversed(names))
        found = {}
        for name in order:
            found[name] = run(name, simulated, rows)
            print(f"  round {number + 1}: {name:<14} {found[name].seconds:7.2f} s", file=sys.stderr, flush=True)
        done.append(found)
    return done


def check_same(names: Sequence[str], found: dict[str, Run]) -> None:
    """Ends the bench when two contenders that store do not hold the same rows."""
    kept = {name: (found[name].rows, found[name].stored) for name in names if found[name].stored}
    if len(set(kept.values())) != 1:
        raise SystemExit(f"The contenders did not store the same rows: {kept}")
