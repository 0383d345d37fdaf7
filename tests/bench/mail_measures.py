"""What a mail costs and weighs: our rendering beside premailer's inlining of the same page, in the same run.

Alone: `PYTHONPATH=plugin python tests/bench/mail_measures.py [PYTHON]`, where PYTHON has premailer.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from measures import judged
from runs import PINNED, ROOT

RENDERINGS, INLININGS = 41, 11
FASTEST, AS_FAST = 50.0, 2.0
"""Milliseconds of a rendering at the most; how many of our inlinings one of premailer's takes at the least."""
BOUNDS = {"HTML": 80_000, "HTML, encoded": 95_000, "whole mail": 200_000}
"""Of the mail fact sheet, rules E20 and E23."""

Line = Sequence[str]


def mail_lines(rounds: int, premailer: Path = PINNED) -> tuple[list[Line], list[Line]]:
    """What the mail of 5,000 tickets weighs, and the measures of its rendering."""
    found = [_round(premailer) for _ in range(rounds)]
    ours = [statistics.median(each["ours"]["ms"]) for each in found]
    inlining = [statistics.median(each["ours"]["inlining_ms"]) for each in found]
    theirs = [statistics.median(each["premailer"]["ms"]) for each in found if "premailer" in each]
    ratios = [their / our for their, our in zip(theirs, inlining, strict=False)]
    measured: list[Line] = [
        judged(f"mail: our rendering of {found[0]['ours']['tickets']:,} tickets, ms", ours, FASTEST),
        judged("mail: inlining of its styles: premailer / ours", ratios, AS_FAST, at_least=True),
    ]
    weights = found[0]["ours"]["weights"]
    said: list[Line] = [
        (name, *(f"{each[name]:,}" for each in weights.values()), f"<= {BOUNDS[name]:,}") for name in BOUNDS
    ]
    return said, measured


def heading() -> Line:
    """Of the table of weights."""
    return ("bytes of the mail of 5,000 tickets", "English", "German", "bound")


def _round(premailer: Path) -> dict[str, Any]:
    """Both, one after the other, on the same page. Ends the bench when they did not style the same elements."""
    with tempfile.TemporaryDirectory(prefix="drumbeat-bench-") as folder:
        page = str(Path(folder) / "page.html")
        found = {"ours": _printed([sys.executable, "rendered.py", page, str(RENDERINGS)])}
        if premailer.exists():
            found["premailer"] = _printed([str(premailer), "inlined.py", page, str(INLININGS)])
    styled = {name: each["styled"] for name, each in found.items()}
    if len(set(styled.values())) != 1:
        raise SystemExit(f"They did not style the same elements: {styled}")
    return found


def _printed(command: Sequence[str]) -> Any:
    python, script, *words = command
    paths = os.pathsep.join(str(ROOT / each) for each in ("plugin", "tests"))
    done = subprocess.run(
        [python, str(Path(__file__).with_name(script)), *words],
        env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{script} did not come to its end.")
    return json.loads(done.stdout)


def main() -> None:
    """Print both tables."""
    premailer = Path(sys.argv[1]) if len(sys.argv) > 1 else PINNED
    weights, measured = mail_lines(3, premailer)
    for line in (heading(), *weights, *measured):
        print(" | ".join(line))


if __name__ == "__main__":
    main()
