"""An instance of one month that goes on living, and the store that its incidents are pulled into."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from drumbeat.ports import PullState, Window
from drumbeat.pull.plan import Plan
from drumbeat.pull.run import pull
from drumbeat.records.tables import INCIDENT
from drumbeat.simulator.server import Simulator
from drumbeat.source.servicenow import Patience, ServiceNow
from drumbeat.store.records import RecordStore
from sources import incidents, instance_of, oauth, surroundings
from stores import open_database

START = datetime(2026, 10, 1, tzinfo=UTC)
BEGAN = datetime(2026, 11, 2, 8, tzinfo=UTC)
ANN = "a" * 32


class World:
    """An instance that lives, and a store that is brought up to date from it."""

    def __init__(self, folder: Path, rows: int, *, workers: int = 1, page: int = 50, **settings) -> None:
        self.now = BEGAN
        self.folder = folder
        self.workers = workers
        self.page = page
        self.stands_before = lambda _request: None
        self.around = None
        self.asked = 0
        self.instance = instance_of(incidents(rows), clock=lambda: self.now, **settings)
        self.order = sorted(row["sys_id"] for row in self.instance.rows("incident"))

    @contextmanager
    def serving(self) -> Iterator[Simulator]:
        """The instance over HTTP."""
        seams = {"before": self.stands_before, "around": self.around}
        with Simulator(self.instance, rng=random.Random(1), **seams) as simulator:
            yield simulator

    def pull(self, name: str = "store.db", *, workers: int | None = None, full: bool = False) -> PullState:
        """Bring the store up to date; `asked` is how many requests it took, signing in left out."""
        records = RecordStore(open_database(self.folder / name))
        with self.serving() as simulator:
            around, sign_in = surroundings(), oauth(simulator)
            patience = Patience(limit=self.page, smallest=2)
            crew = [ServiceNow(simulator.url, sign_in, around, patience) for _ in range(workers or self.workers)]
            plan = Plan(Window(START, self.now), [INCIDENT], full)
            (state,) = pull(crew, records, plan, lambda _table, _state: None)
            self.asked = sum("oauth" not in call.path for call in simulator.requests)
        return state

    def later(self, **span: int) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def kept(self, name: str = "store.db") -> dict[str, str]:
        """The rows in the store that belong to the window, by sys_id, as JSON."""
        with closing(sqlite3.connect(self.folder / name)) as connection:
            return dict(connection.execute("SELECT sys_id, cells FROM record WHERE pull > 0"))

    def assert_up_to_date(self) -> None:
        """The store holds what a new store would hold after its first pull, of the same window."""
        self.pull("new.db", workers=1)
        assert self.kept() == self.kept("new.db")


def world_of(tmp_path: Path, rows: int = 300, **settings) -> World:
    """A world after its first pull, an hour and a day later."""
    world = World(tmp_path, rows, **settings)
    world.pull()
    world.later(days=1, hours=1)
    return world


def missing(state: PullState) -> int:
    """Rows that are there by either count and were not received."""
    return max(state.expected or 0, state.counted or 0) - state.rows
