"""`make bench`: our reader beside others, in one run against the simulator.

Prints what each contender cost, where our time goes, and the measures with their goals; `--write` puts the same into
docs/speed.md. `--quick` reads few rows once and says only whether every contender stored the same ones.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import subprocess
from collections.abc import Sequence
from pathlib import Path

from mail_measures import heading, mail_lines
from mails_sent import heading as heading_of_senders
from mails_sent import sent_lines
from measures import Round, memory_measures, per_ten_thousand, speed_measures
from pages import heading as heading_of_pages
from pages import page_lines
from runs import PINNED, ROOT, check_same, environment, interpreter, parts, rounds, run
from simulated import Simulated
from startup import heading as heading_of_starts
from startup import started_lines

NAMES = ("plain", "ours-1", "pysnow-pinned", "ours-4", "pysnow-today", "floor")
QUICK_ROWS = 2_500
FEW, MANY = 100_000, 1_000_000
COSTS = ("contender", "wall s", "CPU s", "CPU s / 10,000", "peak MB", "requests", "slowest answer ms")
PARTS = ("where the CPU time of 1 worker goes", "s", "share")
MEASURES = ("measure", "median", "spread", "goal", "verdict")
PAGE = ROOT / "docs" / "speed.md"
_MEASURED = re.compile(r"(?<=<!-- measured -->\n).*(?=<!-- /measured -->)", re.DOTALL)

Line = Sequence[str]


def main() -> None:
    """Measure, check that all did the same, print."""
    options = _options()
    if options.quick:
        quick()
        return
    told = [setting(options)]
    print(told[0], flush=True)
    tables = speed(options.rows, options.latency, options.rounds)
    tables[-1][1].extend([] if options.no_memory else memory())
    weights, mail = mail_lines(options.rounds)
    tables[-1][1].extend(mail)
    tables.insert(-1, (heading(), weights))
    starts, started = started_lines(options.rounds)
    tables[-1][1].extend(started)
    tables.insert(-1, (heading_of_starts(), starts))
    costs, sending = sent_lines(1)
    tables[-1][1].extend(sending)
    tables.insert(-1, (heading_of_senders(), costs))
    pages, opened = page_lines()
    tables[-1][1].extend(opened)
    tables.insert(-1, (heading_of_pages(), pages))
    told += [table(heading, lines) for heading, lines in tables]
    print("\n".join(told[1:]))
    if options.write:
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(_MEASURED.sub(lambda _: "\n".join(told), text), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rows, once, nothing about time")
    parser.add_argument("--rows", type=int, default=50_000, help="incidents")
    parser.add_argument("--latency", type=float, default=0.1, help="seconds a request, its computing included")
    parser.add_argument("--rounds", type=int, default=3, help="how often everything is repeated")
    parser.add_argument("--no-memory", action="store_true", help="leave out the million records")
    parser.add_argument("--write", action="store_true", help=f"renew {PAGE.relative_to(ROOT)}")
    return parser.parse_args()


def contenders() -> tuple[str, ...]:
    """Those that can run here: the pinned environment is made by `make bench` alone."""
    return tuple(name for name in NAMES if name != "pysnow-pinned" or PINNED.exists())


def quick() -> None:
    """One round on few rows."""
    names = contenders()
    with Simulated(QUICK_ROWS, 0.0, environment()) as simulated:
        found = {name: run(name, simulated, QUICK_ROWS) for name in names}
        told = _parts(*parts("ours-1", simulated, QUICK_ROWS))
    check_same(names, found)
    print(f"{', '.join(names)}: {QUICK_ROWS} rows each, the same ones.")
    print(f"Stopwatches: {', '.join(label for label, *_ in told)}.")


def speed(rows: int, latency: float, count: int) -> list[tuple[Line, list[Line]]]:
    """The tables about time and CPU."""
    names = contenders()
    with Simulated(rows, latency, environment()) as simulated:
        found = rounds(names, simulated, rows, count)
        where = _parts(*parts("ours-1", simulated, rows))
    for each in found:
        check_same(names, each)
    measured: list[Line] = [measure.line(found) for measure in speed_measures(latency)]
    return [(COSTS, [_cost(name, found) for name in names]), (PARTS, where), (MEASURES, measured)]


def memory() -> list[Line]:
    """The lines about memory."""
    with Simulated(MANY, 0.0, environment()) as simulated:
        found = {"few": run("ours-4", simulated, FEW), "many": run("ours-4", simulated, MANY)}
    if found["few"].rows < FEW or found["many"].rows != MANY:
        raise SystemExit("The rows did not all come.")
    return [measure.line([found]) for measure in memory_measures()]


def _parts(cpu: float, spent: dict[str, float]) -> list[Line]:
    """The parts of one run, the largest first."""
    lines = sorted({**spent, "everything else": cpu - sum(spent.values())}.items(), key=lambda item: -item[1])
    return [*((label, f"{used:.2f}", f"{used / cpu:.0%}") for label, used in lines), ("in all", f"{cpu:.2f}", "100%")]


def _cost(name: str, found: Sequence[Round]) -> Line:
    """What a contender cost, the median of the rounds."""
    runs = [each[name] for each in found]
    return (
        name,
        f"{statistics.median(each.seconds for each in runs):.2f}",
        f"{statistics.median(each.cpu for each in runs):.2f}",
        f"{statistics.median(per_ten_thousand(each) for each in runs):.3f}",
        f"{max(each.peak for each in runs):.0f}",
        f"{runs[0].pages} + {runs[0].others}",
        f"{max(each.longest for each in runs) * 1000:.0f}",
    )


def setting(options: argparse.Namespace) -> str:
    """What the figures were measured on."""
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    latency = f"{options.latency * 1000:.0f} ms a request, its computing included"
    lines = [f"{machine}; {options.rows:,} incidents, {latency}; {options.rounds} rounds, order alternating."]
    lines += [f"{name}: {_backend(name)}." for name in contenders() if name.startswith("pysnow")]
    if not PINNED.exists():
        lines.append("pysnow-pinned was not measured: `make bench` makes its environment.")
    return "\n".join(lines) + "\n"


def _backend(name: str) -> str:
    """Which ijson the contender parses with."""
    command = [str(interpreter(name)), "-W", "ignore", str(Path(__file__).with_name("streamed.py"))]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, check=True).stdout.strip()


def table(heading: Line, lines: Sequence[Line]) -> str:
    """As Markdown."""
    widths = [max(len(line[place]) for line in (heading, *lines)) for place in range(len(heading))]
    rows = (heading, ["-" * width for width in widths], *lines)
    return "".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |\n" for row in rows
    )


if __name__ == "__main__":
    main()
