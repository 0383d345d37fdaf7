"""Pulls with four workers that are killed, or that run side by side: the store is the one of an undisturbed pull."""

from __future__ import annotations

import random
from collections import Counter

import pytest
import test_pull_killed as killed

from drumbeat import app
from drumbeat.records.tables import TABLES
from drumbeat.simulator.server import Simulator
from drumbeat.store.records import RecordStore
from stores import dump, open_database


@pytest.fixture(autouse=True)
def _four_workers(monkeypatch):
    """The settings file of the tests next door, with four workers."""
    with_one = killed.settings

    def with_four(folder, url):
        path = with_one(folder, url)
        path.write_text(path.read_text().replace("[store]", "workers = 4\n[store]"))
        return path

    monkeypatch.setattr(killed, "settings", with_four)


@pytest.mark.long
def test_four_workers_killed_ten_times_end_as_one_undisturbed(tmp_path):
    """Ten kills at random moments of pulls with four workers: same rows, counts, numbers and cursors in the store."""
    rng = random.Random(20261122)
    moments = [(rng.randint(1, 6), rng.uniform(0, 3 * killed.LATENCY)) for _ in range(10)]
    became = killed.check(tmp_path, killed.organisation(killed.SIZES), moments)
    print(f"kills: {dict(became)}")
    assert became["while running"] >= 8
    assert set(dump(tmp_path / "store.db", "pull", "status")) == {("ok",)}
    assert len(dump(tmp_path / "store.db", "record")) > 1500


def test_a_slice_is_gone_on_with_after_a_kill(tmp_path):
    """A pull that was killed while four slices were read goes on in each of them, and asks for no page again."""
    trap = killed.Trap()
    instance = killed.organisation({"incident": 1600})
    with Simulator(instance, rng=random.Random(1), latency=0.05, before=trap) as simulator:
        killed.settings(tmp_path, simulator.url)
        trap.set_after(14)
        process = killed.start(tmp_path)
        assert trap.sprung.wait(60)
        process.kill()
        process.communicate(timeout=60)
        (state,) = [
            each for each in RecordStore(open_database(tmp_path / "store.db")).pulls() if each.table == "incident"
        ]
        assert len(state.cursors) > 1
        before = len(simulator.requests)
        last = killed.start(tmp_path)
        said, _ = last.communicate(timeout=120)
        assert last.returncode == 0, said
        pages = [call for call in simulator.requests[before:] if call.path.endswith("/table/incident")]
    assert len(pages) <= 1600 // killed.PAGE + 4 - state.rows // killed.PAGE
    kept = Counter(table for (table,) in dump(tmp_path / "store.db", "record", "table_name"))
    assert kept["incident"] == 1600


def test_two_pulls_of_four_at_once_lose_and_double_nothing(tmp_path):
    """Two processes with four workers each into one new store: every row once, every table ok with its own count."""
    instance = killed.organisation(killed.SIZES)
    with Simulator(instance, rng=random.Random(1), latency=killed.LATENCY) as simulator:
        killed.settings(tmp_path, simulator.url)
        both = [killed.start(tmp_path), killed.start(tmp_path)]
        ends = [(process.communicate(timeout=120)[0], process.returncode) for process in both]
    assert [code for _, code in ends] == [0, 0], ends
    states = RecordStore(open_database(tmp_path / "store.db")).pulls()
    assert {
        (state.table, state.rows, state.expected, state.status.value) for state in states if state.table in killed.SIZES
    } == {(table, size, size, "ok") for table, size in killed.SIZES.items()}
    assert {state.table for state in states} == {table.name for table in TABLES}
    kept = Counter(row[0] for row in dump(tmp_path / "store.db", "record"))
    assert {table: kept[table] for table in killed.SIZES} == killed.SIZES


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_a_large_pull_of_four_killed_at_forty_moments(tmp_path, seed):
    """The same with the demo organisation, fifteen months of it, and forty kills."""
    rng = random.Random(seed)
    moments = [(rng.randint(1, 9), rng.uniform(0, 0.1)) for _ in range(40)]
    became = killed.check(tmp_path, app.demo_instance(killed.NOW), moments, latency=0.005)
    print(f"seed {seed}, kills: {dict(became)}")
    assert became["while running"] >= 30
