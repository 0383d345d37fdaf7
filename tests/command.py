"""The `drumbeat` command as a person runs it: a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str


def environment(**extra: str) -> dict[str, str]:
    """An environment without the settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DRUMBEAT_")}
    return {**kept, "PYTHONPATH": str(ROOT / "plugin"), "COLUMNS": "200", **extra}


def drumbeat(*words: str, cwd: Path, **extra: str) -> Ended:
    """Run `drumbeat WORDS` in a folder, warnings as errors; `extra` goes into its environment."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "drumbeat", *words],
        cwd=cwd,
        env=environment(**extra),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ended(done.returncode, done.stdout, done.stderr)
