"""A pull that is killed at any moment and started again ends as an undisturbed one does, byte for byte."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from command import environment
from drumbeat import app
from drumbeat.ports import PullStatus, Source, Window
from drumbeat.pull.plan import Plan
from drumbeat.pull.run import pull
from drumbeat.records.tables import TABLES
from drumbeat.simulator.accounts import DEFAULT_USER
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.messages import Request
from drumbeat.simulator.server import Simulator
from drumbeat.source.servicenow import Patience
from drumbeat.store.records import RecordStore
from sources import source_of
from stores import dump, open_database

NOW = datetime.now(UTC).replace(microsecond=0)
EARLIER = Window(NOW - timedelta(days=300), NOW - timedelta(days=3))
"""The window of a pull that ended before: its rows are renewed, or go."""
PAGE = 50
LATENCY = 0.01
SIZES = {
    "incident": 560,
    "sc_req_item": 330,
    "sc_task": 320,
    "change_request": 260,
    "problem": 120,
    "sn_cim_register": 60,
    "sn_cim_task": 110,
    "pm_project": 20,
    "kb_knowledge": 130,
    "m2m_kb_task": 210,
}


class Trap:
    """Says when the pull has sent so many more requests."""

    def __init__(self) -> None:
        self._left = 0
        self.sprung = threading.Event()

    def set_after(self, requests: int) -> None:
        """Spring at that request from now on."""
        self._left = requests
        self.sprung.clear()

    def __call__(self, request: Request) -> None:
        """Counts a request and lets it pass."""
        self._left -= "/table/" in request.path
        if self._left == 0:
            self.sprung.set()


def organisation(sizes: dict[str, int]) -> Instance:
    """Rows of all tables, done one every hour until now."""
    instance = Instance()
    for table in TABLES:
        for number in range(sizes.get(table.name, 0)):
            done = f"{NOW - timedelta(hours=number + 1):%Y-%m-%d %H:%M:%S}"
            named = {"number": f"{table.name[:3].upper()}{number:07}"} if "number" in table.fields else {}
            said = {"short_description": f"Row {number}, Zoë ☕"} if "short_description" in table.fields else {}
            dated = {table.dated_by: done[:10] if table.date_only else done}
            instance.insert(table.name, {**named, **said, **dated})
    return instance


def change(instance: Instance, rng: random.Random) -> None:
    """What happens between two pulls: records are reopened, deleted, renamed."""
    for table in TABLES:
        rows = instance.rows(table.name)
        some = rng.sample(rows, min(14, len(rows) // 2))
        for row in some[::2]:
            instance.delete(table.name, row["sys_id"])
        for row in some[1::2]:
            instance.update(table.name, row["sys_id"], {table.dated_by: ""})
    for row in rng.sample(instance.rows("incident"), 20):
        instance.update("incident", row["sys_id"], {"short_description": "said otherwise"})


def settings(folder: Path, url: str) -> Path:
    """A settings file; the password comes from the environment."""
    path = folder / "drumbeat.toml"
    path.write_text(
        f'[servicenow]\nurl = "{url}"\nuser = "{DEFAULT_USER.user_name}"\npage_size = {PAGE}\nmonths = 12\n'
        '[store]\nurl = "sqlite:///store.db"\n'
    )
    return path


def start(folder: Path) -> subprocess.Popen[str]:
    """`python -m drumbeat pull`, as a person starts it."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "drumbeat", "--settings", "drumbeat.toml", "pull"],
        cwd=folder,
        env=environment(DRUMBEAT_SERVICENOW__PASSWORD=DEFAULT_USER.password),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


def is_whole(path: Path) -> bool:
    """Whether the second pull has read every table."""
    ended = [2 for number, status in dump(path, "pull", "number, status") if (number, status) == (2, PullStatus.OK)]
    return len(ended) == len(TABLES)


def kill_and_restart(folder: Path, trap: Trap, moments: list[tuple[int, float]]) -> Counter[str]:
    """Kill a pull at each of the moments, requests and seconds after them, then let one end. What became of them."""
    became: Counter[str] = Counter()
    for requests, seconds in moments:
        trap.set_after(requests)
        process = start(folder)
        while not trap.sprung.wait(0.05) and process.poll() is None:
            continue
        time.sleep(seconds)
        process.kill()
        said, _ = process.communicate(timeout=60)
        was_running = process.returncode == -signal.SIGKILL and not is_whole(folder / "store.db")
        assert was_running or process.returncode in {0, -signal.SIGKILL}, said
        became["while running" if was_running else "too late"] += 1
        if not was_running:
            return became
    last = start(folder)
    said, _ = last.communicate(timeout=120)
    assert last.returncode == 0, said
    return became


def pull_all(source: Source, path: Path, window: Window) -> None:
    """An undisturbed pull."""
    pull([source], RecordStore(open_database(path)), Plan(window, TABLES, full=True), lambda _table, _state: None)


def check(folder: Path, instance: Instance, moments: list[tuple[int, float]], latency: float = LATENCY) -> Counter[str]:
    """Pull, change, pull again with kills and without: the two stores are equal."""
    trap = Trap()
    with Simulator(instance, rng=random.Random(1), latency=latency, before=trap) as simulator:
        settings(folder, simulator.url)
        source = source_of(simulator, patience=Patience(limit=PAGE))
        pull_all(source, folder / "store.db", EARLIER)
        shutil.copy(folder / "store.db", folder / "undisturbed.db")
        change(instance, random.Random(7))
        became = kill_and_restart(folder, trap, moments)
        (window,) = {state.window for state in RecordStore(open_database(folder / "store.db")).pulls()}
        pull_all(source, folder / "undisturbed.db", window)
    for table in ("pull", "record"):
        assert dump(folder / "store.db", table) == dump(folder / "undisturbed.db", table)
    return became


@pytest.mark.long
def test_a_pull_killed_ten_times_ends_as_an_undisturbed_one(tmp_path):
    """Ten kills at random moments, each followed by a restart: same rows, counts, numbers and cursors in the store."""
    rng = random.Random(20261102)
    moments = [(rng.randint(1, 4), rng.uniform(0, 3 * LATENCY)) for _ in range(10)]
    print(f"killed so many requests, and seconds, after the start: {moments}")
    became = check(tmp_path, organisation(SIZES), moments)
    print(f"kills: {dict(became)}")
    assert became["while running"] >= 8
    assert set(dump(tmp_path / "store.db", "pull", "status")) == {("ok",)}
    assert len(dump(tmp_path / "store.db", "record")) > 1500


def test_two_pulls_at_once_lose_and_double_nothing(tmp_path):
    """Two processes that pull into one new store share the work: every row once, every table ok with its own count."""
    instance = organisation(SIZES)
    with Simulator(instance, rng=random.Random(1), latency=LATENCY) as simulator:
        settings(tmp_path, simulator.url)
        both = [start(tmp_path), start(tmp_path)]
        ends = [(process.communicate(timeout=60)[0], process.returncode) for process in both]
    assert [code for _, code in ends] == [0, 0], ends
    states = RecordStore(open_database(tmp_path / "store.db")).pulls()
    assert {
        (state.table, state.rows, state.expected, state.status.value) for state in states if state.table in SIZES
    } == {(table, size, size, "ok") for table, size in SIZES.items()}
    assert {state.table for state in states} == {table.name for table in TABLES}
    kept = Counter(row[0] for row in dump(tmp_path / "store.db", "record"))
    assert {table: kept[table] for table in SIZES} == SIZES


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_a_large_pull_killed_at_forty_moments(tmp_path, seed):
    """The same with the demo organisation, fifteen months of it, and forty kills."""
    rng = random.Random(seed)
    moments = [(rng.randint(1, 9), rng.uniform(0, 0.1)) for _ in range(40)]
    instance = app.demo_instance(NOW)
    became = check(tmp_path, instance, moments, latency=0.005)
    print(f"seed {seed}, kills: {dict(became)}")
    assert became["while running"] >= 36
