"""`drumbeat demo --serve` as somebody starts it who tries the product: a process, and what it prints."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from command import environment

_PATIENCE = 240
"""Seconds until it is ready, on a machine that others use too."""


@dataclass(frozen=True, slots=True)
class ServedDemo:
    """A demo that is being served."""

    address: str
    """That it prints."""
    said: str
    """All that it printed before it was ready."""
    out: Path

    def address_of(self, words: str) -> str:
        """Of the person whom it introduces with these words."""
        return next(line.split()[0] for line in self.said.splitlines() if words in line)


@contextlib.contextmanager
def served_demo(folder: Path) -> Iterator[ServedDemo]:
    """Start it, and end it by Ctrl-C: it must end well, without a word of trouble."""
    command = [sys.executable, "-W", "error", "-m", "drumbeat", "demo", "--serve", "--port", "0"]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        too_long = threading.Timer(_PATIENCE, process.kill)
        too_long.start()
        try:
            said = "".join(_until_ready(process))
            too_long.cancel()
            address = re.search(r"Open (http://\S+) in a browser", said)
            assert address is not None, said + process.communicate()[1]
            yield ServedDemo(address[1], said, folder / "demo-out")
        finally:
            too_long.cancel()
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert out.endswith("Stopped.\n")


def _until_ready(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout is not None
    for line in process.stdout:
        yield line
        if "Ctrl-C" in line:
            return
