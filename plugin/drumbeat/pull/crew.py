"""Workers that read pages, each with a source of its own, a page or two ahead of whoever keeps them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from drumbeat.errors import TryLater
from drumbeat.ports import Cursor, Extent, LiveSource, Page, Window
from drumbeat.records.row import RawRow
from drumbeat.records.tables import Table

_LOOK_UP = 0.2
"""Seconds after which whoever waits looks up: whether the pull has ended, or is to end."""
_LAST_WORDS = 1.0
"""Seconds that workers who are about to be done are waited for, so that no connection is left half read."""
Left = Callable[[], float | None]
"""Seconds that the pull may still take; None: as long as it needs."""


@dataclass(eq=False, slots=True)
class Job:
    """A slice of a table to read to its end, or rows to count or to look up."""

    table: Table
    extent: Extent
    cursor: Cursor | None
    """Where the slice begins; None: nothing is to be read."""
    is_one_page: bool = False
    count: Window | None = None
    """What to count first."""
    counts_all: bool = False
    """Whether all rows of the table are to be counted, whenever they were done."""
    keys: tuple[str, ...] = ()
    """The sys_ids of rows to look up."""
    is_cancelled: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are; None when nobody can say."""

    rows: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a worker brings: one of these."""

    job: Job
    page: tuple[Cursor, Page] | None = None
    """A page and the cursor it was fetched from."""
    count: Count | None = None
    rows: tuple[RawRow, ...] | None = None
    """Rows that were looked up."""
    error: Exception | None = None


class Crew:
    """One thread a source. A context manager; when it is left, the threads end by themselves.

    They are hardly waited for: a worker may sit in a request that takes a minute and a half.
    """

    def __init__(self, sources: Sequence[LiveSource]) -> None:
        self.size = len(sources)
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._outcomes: queue.Queue[Outcome] = queue.Queue(maxsize=self.size)
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(source,), daemon=True) for source in sources]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(_LAST_WORDS / self.size)

    def hire(self, job: Job) -> None:
        """Have the job done by whoever is free first."""
        self._jobs.put(job)

    def next(self, left: Left) -> Outcome:
        """What comes next. Raises TryLater when nothing is left of the time that the pull may take.

        The wait is cut short again and again: a Ctrl-C that comes just before it begins would not end it.
        """
        while (seconds := left()) is None or seconds > 0:
            try:
                return self._outcomes.get(timeout=_LOOK_UP if seconds is None else min(seconds, _LOOK_UP))
            except queue.Empty:
                continue
        raise TryLater(
            "The pull has taken as long as it may.",
            recovery="Run the command again: what was read is kept, and it goes on from there. "
            "servicenow.pull_minutes says how long it may take.",
        )

    def _work(self, source: LiveSource) -> None:
        while not self._over.is_set():
            job = self._jobs.get()
            if job is None:
                return
            for outcome in _done(job, source):
                if not self._brought(outcome):
                    return

    def _brought(self, outcome: Outcome) -> bool:
        """Hand over, once there is room; False when nobody takes it any more."""
        while not self._over.is_set():
            try:
                self._outcomes.put(outcome, timeout=_LOOK_UP)
            except queue.Full:
                continue
            return True
        return False


def _done(job: Job, source: LiveSource) -> Iterator[Outcome]:
    """Do the job, bit by bit. Whatever is raised is handed over: it is the caller's to judge."""
    try:
        if job.count is not None:
            yield Outcome(job, count=_counted(job.table, job.count, source, must=job.cursor is None))
        if job.counts_all:
            yield Outcome(job, count=Count(source.count(job.table, None)))
        if job.keys:
            yield Outcome(job, rows=source.look_up(job.table, job.keys))
        cursor = job.cursor
        while cursor is not None and not job.is_cancelled.is_set():
            page = source.fetch(job.table, job.extent, cursor)
            yield Outcome(job, page=(cursor, page))
            cursor = None if job.is_one_page else page.following
    except Exception as error:  # noqa: BLE001  raised again by whoever waits
        yield Outcome(job, error=error)


def _counted(table: Table, window: Window, source: LiveSource, *, must: bool) -> Count:
    """By the Aggregate API; where that does not say and it `must` be known, by the count of a page."""
    rows = source.count(table, window)
    if rows is not None or not must:
        return Count(rows)
    return Count(source.fetch(table, window).remaining)
