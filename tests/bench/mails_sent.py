"""What sending to many costs: ours, with its ledger, beside plain smtplib in a loop, in the same run.

Alone: `PYTHONPATH=plugin python tests/bench/mails_sent.py [MAILS [ROUNDS]]`.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from measures import judged
from runs import ROOT

MAILS = 10_000
AS_FAST = 0.9
"""Of plain smtplib's mails a second, at the least."""
NAMES = ("plain", "ours")

Line = Sequence[str]


def sent_lines(rounds: int, mails: int = MAILS) -> tuple[list[Line], list[Line]]:
    """What each cost, and the measure."""
    with tempfile.TemporaryDirectory(prefix="drumbeat-bench-") as folder:
        content = Path(folder) / "content.json"
        content.write_text(_content(), encoding="utf-8")
        found = [_round(number, mails, content) for number in range(rounds)]
    ratios = [each["plain"]["seconds"] / each["ours"]["seconds"] for each in found]
    measured: list[Line] = [
        judged(
            f"mails a second to {mails:,} recipients: ours, ledger included / smtplib", ratios, AS_FAST, at_least=True
        )
    ]
    return [_cost(name, mails, [each[name] for each in found]) for name in NAMES], measured


def heading() -> Line:
    """Of the table of costs."""
    return ("sender", "mails/s", "wall s", "CPU s", "peak MB", "connections", "MB sent")


def _cost(name: str, mails: int, runs: Sequence[dict[str, Any]]) -> Line:
    seconds = statistics.median(each["seconds"] for each in runs)
    return (
        name,
        f"{mails / seconds:.0f}",
        f"{seconds:.1f}",
        f"{statistics.median(each['cpu'] for each in runs):.1f}",
        f"{max(each['peak'] for each in runs):.0f}",
        f"{max(each['connections'] for each in runs)}",
        f"{runs[0]['bytes'] / 1e6:.0f}",
    )


def _content() -> str:
    """An edition of the month of 5,000 tickets, as it is frozen, in JSON."""
    from busy_month import busy  # noqa: PLC0415  seconds that a test of the rest need not pay
    from drumbeat.digest.letter import Frame  # noqa: PLC0415
    from drumbeat.pipeline import freeze  # noqa: PLC0415
    from drumbeat.rendering import Renderer  # noqa: PLC0415

    frame = Frame(evidence_page="https://drumbeat.example.com/e/x")
    return json.dumps(asdict(freeze(busy().digest, Renderer(frame=frame))))


def _round(number: int, mails: int, content: Path) -> dict[str, dict[str, Any]]:
    """Both, in turn, each into a sink of its own."""
    order = NAMES if number % 2 == 0 else tuple(reversed(NAMES))
    found = {}
    for name in order:
        found[name] = _sent(name, mails, content)
        print(f"  round {number + 1}: {name:<6} {found[name]['seconds']:7.2f} s", file=sys.stderr, flush=True)
    return found


def _sent(name: str, mails: int, content: Path) -> dict[str, Any]:
    """What a sender cost, and what arrived. Ends the bench when not everybody has exactly one mail."""
    here = Path(__file__)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugin"), "PYTHONDONTWRITEBYTECODE": "1"}
    with (
        tempfile.TemporaryDirectory(prefix="drumbeat-bench-") as folder,
        subprocess.Popen(
            [sys.executable, str(here.with_name("sink.py"))], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as sink,
    ):
        if sink.stdout is None:
            raise SystemExit("The sink says nothing.")
        port = sink.stdout.readline().strip()
        words = [name, port, str(mails), str(Path(folder) / "store.db"), str(content)]
        command = [sys.executable, str(here.with_name("mailer.py")), *words]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
        arrived = json.loads(sink.communicate()[0])
    if done.returncode or (arrived["recipients"], arrived["mails"]) != (mails, mails):
        raise SystemExit(f"{name} did not send one mail to each of {mails}: {arrived}")
    return json.loads(done.stdout) | arrived


def main() -> None:
    """Print both tables."""
    mails, rounds = (int(word) for word in (*sys.argv[1:], "10000", "3")[:2]) if len(sys.argv) < 2 else _asked()
    costs, measured = sent_lines(rounds, mails)
    for line in (heading(), *costs, *measured):
        print(" | ".join(line))


def _asked() -> tuple[int, int]:
    words = [int(word) for word in sys.argv[1:]]
    return words[0], words[1] if len(words) > 1 else 3


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))
    main()
