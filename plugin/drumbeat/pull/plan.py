"""What a pull reads: its window, and of each table all of it or only what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from drumbeat.ports import PullState, PullStatus, Window
from drumbeat.records.tables import Table

RESUME_WITHIN = timedelta(hours=24)
"""A pull that was interrupted longer ago than this is begun anew: its window would end in the past."""
FULL_EVERY = timedelta(days=7)
"""So often the whole window is read again, whatever the counts say."""
SETTLED = timedelta(hours=29)
"""Counts are compared over rows this old: newer ones may be on their way in while they are counted. 14 h of it are
the over-fetch, by which every window is asked for longer."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to read."""

    window: Window
    tables: Sequence[Table]
    full: bool = False
    """Read the whole window of every table, not only what was changed."""


def horizon(now: datetime, months: int) -> Window:
    """From the first day of the month so many months ago until now."""
    first = now.date().replace(day=1)
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    start = now.replace(year=first.year, month=first.month, day=1, hour=0, minute=0, second=0, microsecond=0)
    return Window(start, now.replace(microsecond=0))


def where_it_stopped(states: Sequence[PullState], plan: Plan) -> tuple[Window, dict[str, PullState]]:
    """The window to read, and the tables that have been read over it: those of an interrupted pull, or none.

    A pull is all tables over one window. One that does not reach back as far as what is asked for is not gone on
    with, nor is one whose end is far from now, on either side: a clock may have been wrong.
    """
    asked = plan.window
    recent = [
        state
        for state in states
        if abs(state.window.end - asked.end) <= RESUME_WITHIN and state.window.start <= asked.start
    ]
    newest = max((state.window for state in recent), key=lambda window: window.end, default=asked)
    done = {state.table: state for state in recent if state.window == newest and state.status is not PullStatus.RUNNING}
    is_whole = all(table.name in done for table in plan.tables)
    return (asked, {}) if is_whole else (newest, done)


def changes_since(table: Table, before: PullState | None, plan: Plan) -> datetime | None:
    """Since when the table's changes are enough; None where the whole window is to be read.

    `before` is the table's last pull. All of it is read for the first time, after a pull that did not end well, when
    the window begins elsewhere (a new month has begun), when other fields or rows are asked for than then, and after a
    week: what was deleted leaves no trace (trap 62).
    """
    if plan.full or before is None or before.full_at is None:
        return None
    has_ended_well = before.status in (PullStatus.OK, PullStatus.PARTIAL)
    is_same = before.window.start == plan.window.start and before.question == table.question
    is_later = before.window.end <= plan.window.end
    if has_ended_well and is_same and is_later and plan.window.end - before.full_at < FULL_EVERY:
        return before.window.end
    return None
