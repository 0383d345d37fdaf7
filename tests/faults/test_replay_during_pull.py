"""A pull over an instance that changes under it: what stood in the window throughout appears once, and once only."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from drumbeat.ports import FIRST_PAGE, Cursor, Extent, Page, PullState, PullStatus, Source, Window
from drumbeat.pull.plan import Plan
from drumbeat.pull.run import pull
from drumbeat.records.tables import INCIDENT, Table
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.messages import Request
from drumbeat.simulator.replay import Event, apply, events
from drumbeat.simulator.server import Simulator
from drumbeat.source.query import OVER_FETCH
from drumbeat.source.servicenow import Patience
from drumbeat.store.records import RecordStore
from sources import source_of
from stores import open_database
from update_log import write_log

WINDOW = Window(datetime(2026, 10, 3, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
PAGE = 20


def inside(instance: Instance) -> dict[str, str]:
    """The incidents that the window's query finds now: sys_id to the date that places them."""
    bounds = [f"{moment:%Y-%m-%d %H:%M:%S}" for moment in (WINDOW.start - OVER_FETCH, WINDOW.end + OVER_FETCH)]
    return {
        row["sys_id"]: row.get("resolved_at") or row.get("closed_at", "")
        for row in instance.rows("incident")
        if any(bounds[0] <= row.get(name, "") < bounds[1] for name in ("resolved_at", "closed_at"))
    }


def from_start(incidents: dict[str, str]) -> dict[str, str]:
    """Those that the window holds: what is fetched beyond its beginning stays as it was read last."""
    return {sys_id: dated for sys_id, dated in incidents.items() if dated >= f"{WINDOW.start:%Y-%m-%d %H:%M:%S}"}


@dataclass
class Life:
    """Lets a few things happen before each page of incidents, and knows what stood in the window throughout."""

    instance: Instance
    happenings: Iterator[Event]
    rng: random.Random
    at_once: int
    throughout: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    reopened: set[str] = field(default_factory=set)
    goes_on: bool = True

    def __call__(self, request: Request) -> None:
        """Life goes on, then the request is answered."""
        if not self.goes_on or not request.path.endswith("/incident"):
            return
        for _ in range(self.at_once):
            event = next(self.happenings, None)
            if event is not None and event.row["sys_id"] not in self.deleted:
                apply(self.instance, event)
                self.throughout &= set(inside(self.instance))
        present = sorted(inside(self.instance))
        gone, back = self.rng.sample(present, 2)
        self.instance.delete("incident", gone)
        self.instance.update("incident", back, {"resolved_at": "", "closed_at": "", "state": "2"})
        self.deleted.add(gone)
        self.reopened.add(back)
        self.throughout &= set(inside(self.instance))


@dataclass
class Watched:
    """Hands on what a source gives, and notes which incidents it gave."""

    source: Source
    given: Counter[str] = field(default_factory=Counter)

    def count(self, table: Table, extent: Extent) -> int | None:
        """The source's count."""
        return self.source.count(table, extent)

    def look_up(self, table: Table, sys_ids: list[str]) -> tuple:
        """The source's rows."""
        return self.source.look_up(table, sys_ids)

    def fetch(self, table: Table, extent: Extent, cursor: Cursor = FIRST_PAGE) -> Page:
        """The source's page."""
        page = self.source.fetch(table, extent, cursor)
        if table.name == "incident":
            self.given.update(row["sys_id"].value for row in page.rows)
        return page


def pull_incidents(source: Source, records: RecordStore) -> PullState:
    """What became of the incidents."""
    states = pull([source], records, Plan(WINDOW, (INCIDENT,), full=True), lambda _table, _state: None)
    return next(state for state in states if state.table == "incident")


def kept(records: RecordStore) -> dict[str, str]:
    """The incidents of the store: sys_id to the date that places them."""
    rows = list(records.rows("incident"))
    found = {row["sys_id"].value: row["resolved_at"].value or row["closed_at"].value for row in rows}
    assert len(found) == len(rows)
    return found


def replayed(folder: Path, seed: int, incidents: int, before: float) -> None:
    """Play the first part of a log, pull while the rest happens, check; pull again when all is quiet, check."""
    rng = random.Random(seed)
    write_log(folder / "log.csv", incidents, rng)
    log = events(folder / "log.csv", "incident")
    instance = Instance()
    cut = int(len(log) * before)
    for event in log[:cut]:
        apply(instance, event)
    life = Life(instance, iter(log[cut:]), rng, at_once=max(1, incidents // 40), throughout=set(inside(instance)))
    assert len(life.throughout) > PAGE
    records = RecordStore(open_database(folder / "store.db"))
    with Simulator(instance, rng=random.Random(seed), before=life) as simulator:
        watched = Watched(source_of(simulator, patience=Patience(limit=PAGE)))
        first = pull_incidents(watched, records)
        found = kept(records)
        print(f"seed {seed}: {first.status}, {first.rows} rows, {len(life.throughout)} in the window throughout")
        assert set(watched.given.values()) == {1}
        assert first.rows == len(watched.given) == len(found)
        assert life.throughout <= found.keys()
        assert life.throughout
        assert life.deleted
        assert life.reopened

        life.goes_on = False
        for event in life.happenings:
            if event.row["sys_id"] not in life.deleted:
                apply(instance, event)
        second = pull_incidents(watched, records)
    assert (second.number, second.status, second.rows) == (2, PullStatus.OK, second.expected)
    assert from_start(kept(records)) == from_start(inside(instance))
    assert not life.deleted & from_start(kept(records)).keys()


@pytest.mark.parametrize("seed", range(6))
def test_a_pull_during_which_everything_changes(tmp_path, seed):
    """Incidents in the window throughout are read exactly once, none twice; a quiet second pull is exactly right."""
    replayed(tmp_path, seed, incidents=300, before=0.3 + seed / 10)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_a_long_pull_during_which_everything_changes(tmp_path, seed):
    """The same with thousands of incidents."""
    replayed(tmp_path, 100 + seed, incidents=3000, before=0.2 + seed / 10)


def test_the_log_is_like_those_that_are_published(tmp_path):
    """Numbers have several rows, some are reopened, and no event knows a resolution before it has come."""
    write_log(tmp_path / "log.csv", 200, random.Random(1))
    log = events(tmp_path / "log.csv", "incident")
    states: dict[str, list[str]] = {}
    for event in log:
        before = states.setdefault(event.row["number"], [])
        assert {"6", "7"} & {*before, event.row["state"]} or not event.row["resolved_at"]
        before.append(event.row["state"])
    assert min(len(each) for each in states.values()) >= 2
    assert sum(len(each) for each in states.values()) == len(log) > 600
    assert sum(any(a == "6" and b != "7" for a, b in pairwise(each)) for each in states.values()) > 15
    assert [event.at for event in log] == sorted(event.at for event in log)
