"""The bench itself: all contenders do the same work. Nothing here is about time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

BENCH = Path(__file__).with_name("bench.py")
PLUGIN = Path(__file__).parents[2] / "plugin"


def test_every_contender_stores_the_same_rows():
    """Each contender that can run here stores the same 2,500 incidents; every stopwatch finds its place."""
    done = subprocess.run(
        [sys.executable, str(BENCH), "--quick"],
        env={**os.environ, "PYTHONPATH": str(PLUGIN)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "2500 rows each, the same ones" in done.stdout
    for name in ("plain", "ours-1", "ours-4", "pysnow-today"):
        assert name in done.stdout
    assert "Stopwatches" in done.stdout
    assert "JSON encoding" in done.stdout
