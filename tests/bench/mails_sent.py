"""What sending to many costs: ours, with its ledger, beside smtplib in a loop, in the same run; see `mailer.py`.

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
from pathlib import Path
from typing import Any

from measures import judged
from runs import ROOT

MAILS = 10_000
AS_FAST = 0.9
"""Of plain smtplib's mails a second, at the least."""
PEERS = {
    "plain-1": "plain smtplib in a loop",
    "plain-all": "plain smtplib, as many connections",
    "handed-all": "smtplib given our finished mails, as many connections",
}
NAMES = ("ours", *PEERS)
SINKS = {"on disk": True, "thrown away": False}
"""What the server does with a mail before it accepts it: a real one keeps it."""

Line = Sequence[str]


def sent_lines(rounds: int, mails: int = MAILS) -> tuple[list[Line], list[Line]]:
    """What each cost, and the measures."""
    costs: list[Line] = []
    measured: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="drumbeat-bench-") as folder:
        content = Path(folder) / "content.json"
        content.write_text(_printed("frozen.py"), encoding="utf-8")
        for sink, keeps in SINKS.items():
            found = [_round(number, mails, content, keeps=keeps) for number in range(rounds)]
            costs += [_cost(f"{name}, {sink}", mails, [each[name] for each in found]) for name in NAMES]
            measured += [_measure(sink, peer, found) for peer in PEERS]
    return costs, measured


def _measure(sink: str, peer: str, found: Sequence[dict[str, dict[str, Any]]]) -> Line:
    """Who is handed our mails lacks only the ledger: that row is its price, for which no goal was set."""
    ratios = [each[peer]["seconds"] / each["ours"]["seconds"] for each in found]
    line = judged(f"mails a second, {sink} at the server: ours / {PEERS[peer]}", ratios, AS_FAST, at_least=True)
    return line if peer.startswith("plain") else (*line[:-2], "-", "no goal")


def heading(mails: int = MAILS) -> Line:
    """Of the table of costs."""
    return (f"sender of {mails:,} mails", "mails/s", "wall s", "CPU s", "peak MB", "connections", "MB sent")


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


def _printed(script: str, *words: str) -> str:
    """What a script of the bench prints."""
    paths = os.pathsep.join(str(ROOT / each) for each in ("plugin", "tests"))
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(Path(__file__).with_name(script)), *words]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{script} did not come to its end.")
    return done.stdout


def _round(number: int, mails: int, content: Path, *, keeps: bool) -> dict[str, dict[str, Any]]:
    """Both, in turn, each into a sink of its own."""
    order = NAMES if number % 2 == 0 else tuple(reversed(NAMES))
    found = {}
    for name in order:
        found[name] = _sent(name, mails, content, keeps=keeps)
        print(f"  round {number + 1}: {name:<6} {found[name]['seconds']:7.2f} s", file=sys.stderr, flush=True)
    return found


def _sent(name: str, mails: int, content: Path, *, keeps: bool) -> dict[str, Any]:
    """What a sender cost, and what arrived. Ends the bench when not everybody has exactly one mail."""
    sink_script = str(Path(__file__).with_name("sink.py"))
    with (
        tempfile.TemporaryDirectory(prefix="drumbeat-bench-") as folder,
        subprocess.Popen(
            [sys.executable, sink_script, *([folder] if keeps else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as sink,
    ):
        if sink.stdout is None:
            raise SystemExit("The sink says nothing.")
        port = sink.stdout.readline().strip()
        spent = json.loads(_printed("mailer.py", name, port, str(mails), str(Path(folder) / "store.db"), str(content)))
        arrived = json.loads(sink.communicate()[0])
    if (arrived["recipients"], arrived["mails"]) != (mails, mails):
        raise SystemExit(f"{name} did not send one mail to each of {mails}: {arrived}")
    return spent | arrived


def main() -> None:
    """Print both tables."""
    mails, rounds = (*map(int, sys.argv[1:]), *(MAILS, 3)[len(sys.argv) - 1 :])
    costs, measured = sent_lines(rounds, mails)
    for line in (heading(mails), *costs, *measured):
        print(" | ".join(line))


if __name__ == "__main__":
    main()
