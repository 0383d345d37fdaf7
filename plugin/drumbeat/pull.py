"""The pull: bring the store up to date, table by table, page by page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from drumbeat.errors import TableAbsent, TableDenied
from drumbeat.ports import PullState, PullStatus, Records, Source, Window
from drumbeat.records.tables import TABLES, Table

log = logging.getLogger(__name__)

Progress = Callable[[Table, PullState], None]
"""Called after each page, with the pull as it stands."""


RESUME_WITHIN = timedelta(hours=24)
"""A pull that was interrupted longer ago than this is begun anew: its window would end in the past."""


def horizon(now: datetime, months: int) -> Window:
    """From the first day of the month so many months ago until now."""
    first = now.date().replace(day=1)
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    start = now.replace(year=first.year, month=first.month, day=1, hour=0, minute=0, second=0, microsecond=0)
    return Window(start, now.replace(microsecond=0))


def pull(source: Source, records: Records, window: Window, progress: Progress) -> list[PullState]:
    """Bring the store up to date, table by table, all over one window.

    Resumable: each page is kept with the cursor that follows it, and a pull that was interrupted goes on over its
    own window, where it stopped. A table that is absent or denied stops itself, not the pull. Raises SourceError
    and TryLater when the source as a whole refuses; what was read is kept.
    """
    frozen, done = _where_it_stopped(records.pulls(), window)
    states = []
    for table in TABLES:
        state = done.get(table.name)
        if state is None:
            state = _pull_table(source, records, table, frozen, progress)
        else:
            progress(table, state)
        states.append(state)
    return states


def _where_it_stopped(states: Sequence[PullState], asked: Window) -> tuple[Window, dict[str, PullState]]:
    """The window to read, and the tables that have been read over it: those of an interrupted pull, or none.

    A pull is all tables over one window. One that does not reach back as far as what is asked for is not gone on
    with, nor is one whose end is far from now, on either side: a clock may have been wrong.
    """
    recent = [
        state
        for state in states
        if abs(state.window.end - asked.end) <= RESUME_WITHIN and state.window.start <= asked.start
    ]
    newest = max((state.window for state in recent), key=lambda window: window.end, default=asked)
    done = {state.table: state for state in recent if state.window == newest and state.status is not PullStatus.RUNNING}
    is_whole = all(table.name in done for table in TABLES)
    return (asked, {}) if is_whole else (newest, done)


def _pull_table(source: Source, records: Records, table: Table, window: Window, progress: Progress) -> PullState:
    state = records.begin_pull(table, window)
    progress(table, state)
    while state.status is PullStatus.RUNNING:
        state = _step(source, records, table, state)
        progress(table, state)
    log.info("%s: %s, %d rows of %s", state.table, state.status, state.rows, state.expected)
    return state


def _step(source: Source, records: Records, table: Table, state: PullState) -> PullState:
    """One page further. Where another process has been faster, the pull as that one left it."""
    try:
        page = source.fetch(table, state.window, state.cursor)
    except TableAbsent as error:
        return records.end_pull(state, PullStatus.ABSENT, str(error))
    except TableDenied as error:
        return records.end_pull(state, PullStatus.DENIED, str(error))
    saved = records.save_page(table, state, page)
    if page.following is None and (saved.number, saved.cursor) == (state.number, state.cursor):
        return records.end_pull(saved, *_verdict(saved))
    return saved


def _verdict(state: PullState) -> tuple[PullStatus, str]:
    """Rows received against rows expected: X-Total-Count is counted before ACLs (fact sheet 1.5)."""
    if state.expected is None:
        return PullStatus.OK, "the instance gave no count to compare with"
    if state.rows >= state.expected:
        return PullStatus.OK, ""
    if not state.rows:
        return PullStatus.DENIED, f"{state.expected} rows are there; the account may read none of them"
    missing = state.expected - state.rows
    return PullStatus.PARTIAL, f"{missing} of {state.expected} rows could not be read, or changed while reading"
