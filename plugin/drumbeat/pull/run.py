"""The pull: table by table, page by page. Workers read; this thread alone keeps what they bring."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from drumbeat.errors import TableAbsent, TableDenied
from drumbeat.ports import (
    FIRST_PAGE,
    Cursor,
    Fetched,
    LiveSource,
    Page,
    PullState,
    PullStatus,
    Records,
    Window,
)
from drumbeat.pull.crew import Crew, Job, Left, Outcome
from drumbeat.pull.plan import SETTLED, Plan, changes_since, where_it_stopped
from drumbeat.pull.slices import slices
from drumbeat.pull.verdicts import verdict
from drumbeat.records.tables import INCIDENT, Table

log = logging.getLogger(__name__)

Progress = Callable[[Table, PullState], None]
"""Called after each page, with the pull as it stands."""
_NOT_ONE = "the account sees not one incident of any time; it probably may not read them"
MOST_LOOKED_UP = 3000
"""Rows that vanished are asked after, so that one can say what became of them; of more, an access rule is the cause."""


def pull(
    sources: Sequence[LiveSource],
    records: Records,
    plan: Plan,
    progress: Progress,
    left: Left = lambda: None,
) -> list[PullState]:
    """Bring the store up to date, all tables over one window, with one worker a source.

    Resumable: each page is kept with the cursor that follows it, and a pull that was interrupted goes on over its
    own window, where it stopped. A table that is absent or denied stops itself, not the pull. Raises SourceError
    and TryLater when the source as a whole refuses; what was read is kept.
    """
    window, done = where_it_stopped(records.pulls(), plan)
    with Crew(sources) as crew:
        return _Pull(records, crew, replace(plan, window=window), progress).run(done, left)


class _Pull:
    """One pull of all tables."""

    def __init__(self, records: Records, crew: Crew, plan: Plan, progress: Progress) -> None:
        self._records = records
        self._crew = crew
        self._plan = plan
        self._progress = progress
        self._states: dict[str, PullState] = {}
        self._reading: dict[Job, Cursor | None] = {}
        """The jobs that are being done, each with the cursor of the page it brings next."""
        self._newly_hidden: dict[str, int] = {}
        """By table, what a first count said while a second one is on its way."""

    def run(self, done: dict[str, PullState], left: Left) -> list[PullState]:
        """All tables, read to their end."""
        before = {state.table: state for state in self._records.pulls()}
        waiting = deque(table for table in self._plan.tables if table.name not in done)
        for table in self._plan.tables:
            if table.name in done:
                self._move(table, done[table.name])
        while waiting or self._reading:
            while waiting and len(self._reading) < self._crew.size:
                table = waiting.popleft()
                self._begin(table, before.get(table.name))
            if self._reading:
                self._take(self._crew.next(left))
        return [self._states[table.name] for table in self._plan.tables]

    def _begin(self, table: Table, before: PullState | None) -> None:
        since = changes_since(table, before, self._plan)
        self._move(table, self._records.begin_pull(table, self._plan.window, since))
        self._go_on(table)

    def _move(self, table: Table, state: PullState) -> None:
        self._states[table.name] = state
        self._progress(table, state)

    def _go_on(self, table: Table) -> None:
        """Have every slice read that nobody is reading; where none is left, end the table."""
        state = self._states[table.name]
        jobs = [job for job in self._reading if job.table == table]
        if state.status is not PullStatus.RUNNING:
            for job in jobs:
                self._let_go(job)
        elif state.cursors:
            taken = {self._reading[job] for job in jobs}
            for cursor in state.cursors:
                if cursor not in taken:
                    self._hire(_reading_job(table, state, cursor, shares=self._crew.size > 1), cursor)
        elif jobs:
            return
        elif not state.is_full:
            self._count(table, _settled(state.window.start, state.window.end))
        elif 0 < len(vanished := self._records.unseen(state)) <= MOST_LOOKED_UP:
            self._hire(Job(table, state.extent, None, keys=tuple(vanished)), None)
        else:
            self._end_full(table)

    def _hire(self, job: Job, cursor: Cursor | None) -> None:
        self._reading[job] = cursor
        self._crew.hire(job)

    def _let_go(self, job: Job) -> None:
        job.is_cancelled.set()
        self._reading.pop(job, None)

    def _take(self, outcome: Outcome) -> None:
        """Keep what a worker brought, and see that the work goes on. What nobody waits for any more is dropped."""
        job = outcome.job
        if job not in self._reading:
            return
        if outcome.error is not None:
            cursor = self._reading[job]
            self._let_go(job)
            self._refuse(job.table, cursor, outcome.error)
        elif outcome.page is not None:
            self._keep(job, *outcome.page)
        elif outcome.count is not None and job.counts_all:
            self._let_go(job)
            none = outcome.count.rows == 0
            self._end(job.table, *((PullStatus.DENIED, _NOT_ONE) if none else verdict(self._states[job.table.name])))
            return
        elif outcome.count is not None and job.cursor is None:
            self._let_go(job)
            self._compare(job.table, job.count or self._plan.window, outcome.count.rows)
            return
        elif outcome.rows is not None:
            self._let_go(job)
            self._records.set_aside(job.table, outcome.rows)
            self._end_full(job.table)
            return
        elif outcome.count is not None:
            self._move(job.table, self._records.note_count(self._states[job.table.name], outcome.count.rows))
        self._go_on(job.table)

    def _refuse(self, table: Table, cursor: Cursor | None, error: Exception) -> None:
        """A table that is absent or denied stops itself; anything else stops the pull.

        A refusal of what another process has read meanwhile means nothing.
        """
        if not isinstance(error, TableAbsent | TableDenied):
            raise error
        if cursor is not None and cursor not in self._states[table.name].cursors:
            return
        if isinstance(error, TableDenied) and not self._states[table.name].is_full:
            self._begin_anew(table)  # what may not be asked for by its last change can still be asked for by its date
            return
        status = PullStatus.ABSENT if isinstance(error, TableAbsent) else PullStatus.DENIED
        self._end(table, status, str(error))

    def _keep(self, job: Job, cursor: Cursor, page: Page) -> None:
        """Keep a page. Where another process was faster, go on from where that one is."""
        following = slices(page, self._crew.size) if job.is_one_page else _rest(page)
        state = self._states[job.table.name]
        saved = self._records.save_page(job.table, state, Fetched(cursor, page, following))
        goes_on = saved.number == state.number and page.following in saved.cursors
        if job.is_one_page or not goes_on:
            self._let_go(job)
        else:
            self._reading[job] = page.following
        self._move(job.table, saved)

    def _end(self, table: Table, status: PullStatus, note: str) -> None:
        state = self._states[table.name]
        ended = self._records.end_pull(state, status, note)
        said = {"table": ended.table, "status": ended.status.value, "rows": ended.rows, "expected": ended.expected}
        log.info("a table was read", extra=said)
        self._move(table, ended)
        if ended.status is PullStatus.RUNNING:  # another process has gone further
            self._go_on(table)

    def _begin_anew(self, table: Table) -> None:
        """After a pull of changes that is not enough: read the whole window."""
        self._end(table, PullStatus.OK, "")
        self._move(table, self._records.begin_pull(table, self._plan.window))
        self._go_on(table)

    def _end_full(self, table: Table) -> None:
        """All of the window was read: what had settled before it began tells how much of it is hidden."""
        state = self._states[table.name]
        rows = self._records.kept(table, state)
        if state.counted is None:
            hidden = None if state.expected is None else max(0, state.expected - rows)
        else:
            settled = self._records.kept(table, state, _settled(state.window.start, state.window.end).end)
            hidden = max(0, state.counted - settled)
        counted = None if state.counted is None or hidden is None else rows + hidden
        state = replace(state, rows=rows, counted=counted, hidden=hidden)
        if table.name == INCIDENT.name and not rows and not state.there:
            self._states[table.name] = state
            self._hire(Job(table, state.extent, None, counts_all=True), None)
        else:
            self._end_with(table, state)

    def _count(self, table: Table, window: Window) -> None:
        self._hire(Job(table, window, None, count=window), None)

    def _compare(self, table: Table, window: Window, counted: int | None) -> None:
        """What a count of settled rows says about a table whose changes were read.

        There must be as many more than are kept as there were. Where rows are hidden, those that had settled when the
        last pull began decide, for a new hidden one makes up for one that was deleted. When they do not agree,
        everything is read again.
        """
        state = self._states[table.name]
        hidden = None if counted is None else counted - self._records.kept(table, state, window.end)
        former = _settled(state.window.start, state.since or state.window.end)
        newly = self._newly_hidden.pop(table.name, None)
        if hidden is not None and hidden == state.hidden and (newly is not None or not hidden or window == former):
            self._end_changes(table, replace(state, hidden=hidden if newly is None else newly))
        elif newly is not None or hidden is None or state.hidden is None or hidden < state.hidden or window == former:
            log.info("the changes do not explain the count: the whole window is read", extra={"table": table.name})
            self._begin_anew(table)
        else:
            self._newly_hidden[table.name] = hidden
            self._count(table, former)

    def _end_changes(self, table: Table, state: PullState) -> None:
        grown = self._records.kept(table, state) - state.rows
        moved = replace(
            state,
            rows=state.rows + grown,
            expected=None if state.expected is None else state.expected + grown,
            counted=None if state.counted is None else state.counted + grown,
        )
        self._end_with(table, moved)

    def _end_with(self, table: Table, state: PullState) -> None:
        self._states[table.name] = state
        self._end(table, *verdict(state))


def _reading_job(table: Table, state: PullState, cursor: Cursor, *, shares: bool) -> Job:
    """A slice to read. The first page of a whole window says how large it is: the rest may then be shared out."""
    is_first = state.is_full and cursor == FIRST_PAGE
    settled = _settled(state.window.start, state.window.end)
    count = settled if is_first and state.counted is None else None
    return Job(table, state.extent, cursor, is_one_page=is_first and shares, count=count)


def _rest(page: Page) -> tuple[Cursor, ...]:
    return () if page.following is None else (page.following,)


def _settled(start: datetime, end: datetime) -> Window:
    return Window(start, max(start, end - SETTLED))
