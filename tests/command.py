"""The `drumbeat` command as a person runs it: a process of its own, in a folder of its own."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).parents[1]
WIDTH = 200
"""Letters in a line of the terminal: no cell of a table is folded."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str


def environment(**extra: str) -> dict[str, str]:
    """An environment without the settings of whoever runs the tests; what is compiled is kept, as installers do."""
    ours = ("DRUMBEAT_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONPATH": str(ROOT / "plugin"), "COLUMNS": str(WIDTH), **extra}


def drumbeat(*words: str, cwd: Path, timeout: float = 120, **extra: str) -> Ended:
    """Run `drumbeat WORDS` in a folder, for so many seconds at most, warnings as errors; `extra` is its environment."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "drumbeat", *words],
        cwd=cwd,
        env=environment(**extra),
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ended(done.returncode, done.stdout, done.stderr)


def quickly(*words: str, cwd: Path, **extra: str) -> Ended:
    """The same within this process, for tests that run it often: without the second that a new one needs to start."""
    from drumbeat.cli import console  # noqa: PLC0415
    from drumbeat.cli.main import run  # noqa: PLC0415

    console.out.width = console.err.width = WIDTH  # a console that was made earlier keeps the width of that time
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    code = 0
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.chdir(cwd))
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        stack.enter_context(mock.patch.object(sys, "argv", ["drumbeat", *words]))
        stack.enter_context(mock.patch.dict(os.environ, environment(**extra), clear=True))
        try:
            run()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Ended(code, *(each.buffer.getvalue().decode() for each in (out, err)))
