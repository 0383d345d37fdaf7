"""Figures against a real ServiceNow log: three ways to the same figures, compared with an independent count.

The exported list, the simulator loaded with the log, and the simulator while the log is replayed into it.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from command import environment
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.loading import load
from drumbeat.simulator.replay import apply, events
from drumbeat.simulator.server import Reply, Request, Simulator
from oracle import differences, read_digests, read_oracle

EVENTS_A_REQUEST = 400
WITH_PEAK = """
import atexit, pathlib, re, sys
from drumbeat.cli.main import run

def keep(path):
    status = pathlib.Path("/proc/self/status").read_text()
    path.write_text(str(int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1024))

atexit.register(keep, pathlib.Path(sys.argv.pop(1)))
run()
"""
"""The command, which leaves its own peak behind: a parent sees its own size in a child's ru_maxrss (Linux)."""


@dataclass(slots=True)
class Measured:
    """What one way gave."""

    way: str
    compared: int = 0
    different: int = 0
    seconds: float = 0.0
    peak_mib: float = 0.0


def run(measured: Measured, folder: Path, *words: str) -> list[str]:
    """Run `drumbeat WORDS`; its lines. Adds its time, and keeps the greatest peak of resident memory."""
    began = time.perf_counter()
    peak = folder / "peak"
    done = subprocess.run(
        [sys.executable, "-c", WITH_PEAK, str(peak), *words],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    measured.seconds += time.perf_counter() - began
    if done.returncode:
        sys.exit(f"drumbeat {' '.join(words)} ended with {done.returncode}")
    measured.peak_mib = max(measured.peak_mib, float(peak.read_text()))
    return done.stdout.splitlines()


def compare(measured: Measured, folder: Path, oracle_path: Path, *words: str) -> list[str]:
    """Every group of every month against the oracle; what differs."""
    oracle = read_oracle(oracle_path)
    found = {}
    for month in sorted({month for month, _ in oracle}):
        lines = run(measured, folder, "report", "--every-group", "--month", month, "--no-gate", *words)
        found |= read_digests(month, lines)
    said = differences(oracle, found)
    measured.compared, measured.different = len(oracle), len(said)
    return said


@contextmanager
def simulated(instance: Instance, folder: Path, before: Callable[[Request], Reply | None] | None) -> Iterator[None]:
    """A simulator, and settings in the folder that lead to it."""
    with Simulator(instance, rng=random.Random(498), before=before) as running:
        (folder / "drumbeat.toml").write_text(
            f'[servicenow]\nurl = "{running.url}"\nuser = "drumbeat.integration"\npassword = "demo"\nmonths = 200\n'
            "page_size = 100\n"
        )
        yield


def by_list(log: Path, oracle: Path, folder: Path) -> tuple[Measured, list[str]]:
    """The exported list."""
    measured = Measured("exported list")
    return measured, compare(measured, folder, oracle, "--export", str(log))


def by_pull(log: Path, oracle: Path, folder: Path) -> tuple[Measured, list[str]]:
    """The Table API of a simulator that holds the log."""
    measured = Measured("pull from the simulator")
    instance = Instance()
    load(instance, log)
    with simulated(instance, folder, None):
        run(measured, folder, "pull")
    return measured, compare(measured, folder, oracle)


def by_replay(log: Path, oracle: Path, folder: Path) -> tuple[Measured, list[str]]:
    """A pull while the log's rows arrive in their order, checked; then a second pull, compared."""
    measured = Measured("pull during replay, then a second")
    instance = Instance()
    waiting = iter(events(log, "incident"))

    def arrive(_request: Request) -> None:
        for _, event in zip(range(EVENTS_A_REQUEST), waiting, strict=False):
            apply(instance, event)

    for _ in range(100):
        arrive(Request("GET", "", {}, {}, b"", 0))
    begun = _resolved(instance)
    with simulated(instance, folder, arrive):
        run(measured, folder, "pull")
        throughout = begun & _resolved(instance)
        said = _once(folder, throughout)
        for event in waiting:
            apply(instance, event)
        run(
            measured, folder, "pull", "--full"
        )  # the log is of years ago: what it changes was not changed since the first
    print(
        f"  {len(throughout)} incidents were in the window throughout the first pull; not read just once: {len(said)}"
    )
    return measured, said + compare(measured, folder, oracle)


def _resolved(instance: Instance) -> set[str]:
    return {row["number"] for row in instance.rows("incident") if row.get("resolved_at")}


def _once(folder: Path, throughout: set[str]) -> list[str]:
    """Numbers that were in the window throughout and are not in the store exactly once."""
    from drumbeat.store.database import Database  # noqa: PLC0415
    from drumbeat.store.records import RecordStore  # noqa: PLC0415

    database = Database(f"sqlite:///{folder / 'drumbeat.db'}")
    records = RecordStore(database)
    counts = Counter(row["number"].value for row in records.rows("incident"))
    received = next(state.rows for state in records.pulls() if state.table == "incident")
    database.close()
    said = [f"not read: {number}" for number in sorted(throughout - counts.keys())]
    said += [f"kept twice: {number}" for number, times in sorted(counts.items()) if times > 1]
    return said + ([f"{received} rows were received for {len(counts)} records"] if received != len(counts) else [])


def left_out(log: Path, oracle: Path, folder: Path) -> Counter[str]:
    """What the gate leaves out of what the oracle counts, by reason, over all groups and months."""
    counts: Counter[str] = Counter()
    for month in sorted({month for month, _ in read_oracle(oracle)}):
        words = ("report", "--every-group", "--month", month, "--no-gate", "--export", str(log))
        for line in run(Measured(""), folder, *words):
            counts.update({each["reason"]: each["count"] for each in json.loads(line)["excluded"]})
    return counts


def section(results: list[Measured], gate: Counter[str]) -> list[str]:
    """The results as lines of Markdown."""
    return [
        "## Figures, against a real incident log",
        "",
        "Data: the incident event log of Amaral, Fantinato and Peres (UCI Machine Learning Repository no. 498,",
        "CC BY 4.0), 15,938 incidents, 90,469 rows. Compared for every named group and month: incidents resolved,",
        "`made_sla` met, reopened, median hours to resolve, without the gate, with figures that were computed",
        "independently. Different means any of the four differs.",
        "",
        "| way in | groups x months | different | seconds | peak memory (MiB) |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {each.way} | {each.compared} | {each.different} | {each.seconds:.1f} | {each.peak_mib:.0f} |"
            for each in results
        ),
        "",
        "Seconds are of all `drumbeat` processes of that way together, on two cores; memory is the largest process's.",
        "",
        "With the gate, these records of the same months would not count:",
        "",
        "| reason | records |",
        "|---|---:|",
        *(f"| {reason} | {count} |" for reason, count in sorted(gate.items())),
        "",
    ]


def evaluate(data: Path) -> tuple[list[str], list[str]]:
    """The section of the page, and what differs from the oracle."""
    log = (data / "incident_event_log" / "events_dev.csv.zip").resolve()
    oracle = log.with_name("oracle_group_month_dev.csv")
    results, said = [], []
    for way in (by_list, by_pull, by_replay):
        with tempfile.TemporaryDirectory() as folder:
            measured, wrong = way(log, oracle, Path(folder))
        results.append(measured)
        said += [f"{measured.way}: {line}" for line in wrong]
    with tempfile.TemporaryDirectory() as folder:
        gate = left_out(log, oracle, Path(folder))
    return section(results, gate), said
