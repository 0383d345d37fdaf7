"""What a dry run says against what the pull then asks for."""

from __future__ import annotations

import contextlib
import random
from datetime import datetime, timedelta

import pytest

from drumbeat.ports import Window
from drumbeat.pull.forecast import Manner, forecast
from drumbeat.pull.plan import Plan
from drumbeat.pull.run import pull
from drumbeat.records.tables import CHANGE, INCIDENT, TABLES
from drumbeat.simulator.messages import error_reply
from drumbeat.simulator.server import Simulator
from drumbeat.source.servicenow import Patience, ServiceNow
from drumbeat.store.records import RecordStore
from samples import sampled
from sources import BASIC, incidents, instance_of, surroundings
from stores import NOW, WINDOW, open_database

PAGE = 10
STAMP = "%Y-%m-%d %H:%M:%S"
NO_STATS = error_reply(403, "Insufficient rights to query records")


class Rehearsed:
    """An instance, a store, and what a dry run and a pull ask for."""

    def __init__(
        self, folder, rows: int, workers: int = 1, *, page: int = PAGE, tables=(INCIDENT,), **settings
    ) -> None:
        self.now: datetime = NOW
        self.stats = True
        self.instance = instance_of(incidents(rows), clock=lambda: self.now, **settings)
        self._records = RecordStore(open_database(folder / "store.db"))
        self._workers, self._page, self._tables = workers, page, tables

    def _before(self, request):
        return None if self.stats or "/stats/" not in request.path else NO_STATS

    def run(self, *, dry: bool = False, full: bool = False, most: int | None = None) -> tuple[int, int]:
        """The number of requests forecast and the number made; with `dry` no pull is made, after `most` it stops."""
        plan = Plan(Window(WINDOW.start, self.now), self._tables, full)
        with Simulator(self.instance, rng=random.Random(1), before=self._before) as simulator:
            around = surroundings()
            patience = Patience(limit=self._page, smallest=2)
            crew = [ServiceNow(simulator.url, BASIC, around, patience) for _ in range(self._workers)]
            manner = Manner(self._page, self._workers)
            said = sum(each.requests for each in forecast(crew[0], self._records, plan, manner))
            before = len(simulator.requests)
            if not dry:
                with contextlib.suppress(InterruptedError):
                    pull(crew, self._records, plan, self._stopping(most))
            return said, len(simulator.requests) - before

    def _stopping(self, most: int | None):
        heard = []

        def progress(_table, _state) -> None:
            heard.append(1)
            if most is not None and len(heard) > most:
                raise InterruptedError

        return progress

    def later(self, **span: int) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


@pytest.mark.parametrize("rows", sampled([1, 9, 10, 11, 101, 20, 95, 100, 1000], always=5))
def test_a_first_pull_takes_what_was_said(tmp_path, rows):
    """With one worker the first pull takes exactly as many requests as the dry run said, and so does the second."""
    rehearsed = Rehearsed(tmp_path, rows)
    said, made = rehearsed.run()
    assert made == said
    rehearsed.later(days=1, hours=1)
    said, made = rehearsed.run()
    assert made == said == 2


@pytest.mark.parametrize("rows", sampled([1, 89, 90, 91, 101, 10, 95, 100, 1000], always=5))
def test_four_workers_take_what_was_said(tmp_path, rows):
    """With four workers it is that too, but for a page of each slice that may be spared or more."""
    rehearsed = Rehearsed(tmp_path, rows, workers=4)
    said, made = rehearsed.run()
    assert abs(made - said) <= 3
    if rows < 90:
        assert made == said
    rehearsed.later(days=1, hours=1)
    said, made = rehearsed.run()
    assert made == said == 2


@pytest.mark.parametrize("workers", [1, 4])
def test_changes_take_what_was_said(tmp_path, workers):
    """A pull of changes takes exactly what was said, pages of changes and the count, whatever has changed."""
    rehearsed = Rehearsed(tmp_path, 200, workers)
    rehearsed.run()
    for changed in (1, 9, 10, 11, 35, 150):
        rehearsed.later(days=1)
        for row in rehearsed.instance.rows("incident")[:changed]:
            rehearsed.instance.update("incident", row["sys_id"], {"short_description": f"on {rehearsed.now}"})
        said, made = rehearsed.run()
        assert made == said == 1 + max(1, -(-changed // PAGE))


@pytest.mark.parametrize("workers", [1, 4])
def test_a_dry_run_reads_nothing(tmp_path, workers):
    """A dry run asks for one count a table, asks for no row, and changes nothing: said twice it is the same."""
    rehearsed = Rehearsed(tmp_path, 50, workers, tables=TABLES)
    once, made = rehearsed.run(dry=True)
    again, _ = rehearsed.run(dry=True)
    assert (once, made) == (again, 0)
    assert rehearsed._records.pulls() == []


def test_a_dry_run_counts_only(tmp_path):
    """What the dry run itself sends are counts, one a table."""
    rehearsed = Rehearsed(tmp_path, 50, tables=TABLES)
    paths = []
    rehearsed._before = lambda request: paths.append(request.path)
    rehearsed.run(dry=True)
    assert sorted(paths) == sorted(f"/api/now/stats/{table.name}" for table in TABLES)


@pytest.mark.parametrize("workers", [1, 4])
def test_all_tables_take_what_was_said(tmp_path, workers):
    """All tables together, absent ones among them, take what was said, in the first pull and in the second."""
    rehearsed = Rehearsed(tmp_path, 35, workers, tables=TABLES, absent=frozenset({CHANGE.name, "pm_project"}))
    said, made = rehearsed.run()
    assert made == said
    rehearsed.later(days=1, hours=1)
    said, made = rehearsed.run()
    assert made == said


@pytest.mark.parametrize("rows", [5, 40])
def test_without_the_aggregate_api(tmp_path, rows):
    """Where nobody counts, the forecast says so: rows unknown, and never fewer requests than one page and a count."""
    rehearsed = Rehearsed(tmp_path, rows)
    rehearsed.stats = False
    said, made = rehearsed.run()
    assert said == 2
    assert made >= said


@pytest.mark.parametrize("most", [2, 4, 7])
def test_what_is_left_of_an_interrupted_pull(tmp_path, most):
    """Of a pull that broke off no more is asked than the forecast says, and at most what was read already less."""
    rehearsed = Rehearsed(tmp_path, 95)
    rehearsed.run(most=most)
    rehearsed.later(hours=1)
    said, made = rehearsed.run()
    assert made <= said
    assert said == 11


def test_a_full_pull_takes_what_was_said(tmp_path):
    """`--full` is forecast as everything."""
    rehearsed = Rehearsed(tmp_path, 95)
    rehearsed.run()
    rehearsed.later(days=1)
    said, made = rehearsed.run(full=True)
    assert made == said == 11


@pytest.mark.parametrize("gone", [1, 20, 200])
def test_rows_that_vanished_are_not_foreseen(tmp_path, gone):
    """A forecast cannot know that rows vanished: then all is read after the changes, and they are asked after."""
    rehearsed = Rehearsed(tmp_path, 300)
    rehearsed.run()
    rehearsed.later(days=2)
    for row in rehearsed.instance.rows("incident")[:gone]:
        rehearsed.instance.delete("incident", row["sys_id"])
    said, made = rehearsed.run()
    assert said == 2
    assert made <= said + 1 + -(-(300 - gone) // PAGE) + -(-gone // 150)
