"""How many requests a pull will take, before it is made."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from drumbeat.errors import TableAbsent, TableDenied
from drumbeat.ports import Changes, LiveSource, PullStatus, Records
from drumbeat.pull.plan import Plan, changes_since, where_it_stopped
from drumbeat.pull.slices import is_shared
from drumbeat.records.tables import Table


@dataclass(frozen=True, slots=True)
class Forecast:
    """What one table will take."""

    table: Table
    since: datetime | None
    """Only what was changed since then is to be read; None: the whole window."""
    rows: int | None
    """To be read; None when the instance does not say."""
    requests: int


@dataclass(frozen=True, slots=True)
class Manner:
    """How the pull will ask."""

    page_size: int
    workers: int


def forecast(source: LiveSource, records: Records, plan: Plan, manner: Manner) -> Iterator[Forecast]:
    """What each table will take. Asks for one count a table, and reads nothing.

    Of a pull that was interrupted, all of a table is counted that was not read to its end.
    """
    states = records.pulls()
    window, done = where_it_stopped(states, plan)
    for table in plan.tables:
        if table.name in done:
            yield Forecast(table, None, 0, 0)
            continue
        before = next((state for state in states if state.table == table.name), None)
        is_running = before is not None and before.status is PullStatus.RUNNING and before.window == window
        since = before.since if before and is_running else changes_since(table, before, plan)
        try:
            rows = source.count(table, Changes(since) if since else window)
        except (TableAbsent, TableDenied):
            rows = None
        yield Forecast(table, since, rows, _requests(table, rows, manner, is_full=since is None))


def _requests(table: Table, rows: int | None, manner: Manner, *, is_full: bool) -> int:
    """Pages, and one more for the count; a slice for each worker ends in a page that is not full.

    Rows that vanished are asked after besides, 150 at a time; how many nobody can know before.
    """
    pages = max(1, math.ceil((rows or 0) / manner.page_size))
    shared = is_full and is_shared((rows or 0) - manner.page_size, manner.page_size, manner.workers)
    empty = (
        is_full and rows == 0 and (table.dated_by or table.conditions)
    )  # a few rows of any time are asked for then, to see that the fields are there
    return 1 + pages + (manner.workers - 1 if shared else 0) + (1 if empty else 0)
