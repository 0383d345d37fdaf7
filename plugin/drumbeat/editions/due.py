"""What is due now, from what the store knows and the time.

There is no memory here, so a restart loses nothing. That no mail leaves twice is the ledger's matter, not this one's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count as numbers
from itertools import islice

from drumbeat.editions.rules import Never
from drumbeat.editions.standing import Standing
from drumbeat.editions.timetable import Step, Timetable
from drumbeat.records.period import Period

MAX_LATENESS = timedelta(days=3)
"""A long weekend's outage is caught up with; a database restored or copied later than that asks first (rule E49)."""
MOST_LATENESS = timedelta(days=28)
"""Later than that, the next month's digest is due."""
LOOKED_BACK = 3
"""Months. The last one's days lie in the running month. Those of the one before may lie on that month's last day, and
be late by `MOST_LATENESS`. A third is there to be asked about after a long outage. Whoever was away for longer need not
be asked about each by mail; who looks is told of all that never left."""

_NEXT: dict[Standing | None, Step] = {
    None: Step.DRAFT,
    Standing.DRAFT: Step.SEND,
    Standing.APPROVED: Step.SEND,
    Standing.SENDING: Step.SEND,  # cut short: those who have not been sent to are still waiting
}
"""What comes after; nothing after held, skipped and sent."""
_NONE: Mapping[Period, datetime] = {}
_MISSED = {Step.DRAFT: Step.DRAFT_MISSED, Step.SEND: Step.SEND_MISSED}


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done about one month's edition."""

    period: Period
    step: Step
    at: datetime | None
    """When it is or was to happen, UTC. With `Step.NOTHING`: when there will be something to do, None for never."""


def due(
    timetable: Timetable,
    begins: Period,
    editions: Mapping[Period, Standing],
    now: datetime,
    max_lateness: timedelta = MAX_LATENESS,
    *,
    looked_back: int = LOOKED_BACK,
    reviewed: Mapping[Period, datetime] = _NONE,
) -> list[Due]:
    """What is to be done about each of the last `looked_back` months, the oldest first. `now` is aware.

    A month before `begins` does nothing by itself and is left out. Each step counts its own lateness, from when it
    should have happened. Editions are told apart by their first day, so a team that moved to another zone gets none
    twice. Whether a policy lets an edition leave is another question: that it is due to be sent is not enough.
    `reviewed`: when the drafts leave whose leads have been shown them, if not at their scheduled moments.
    """
    if not timedelta(0) <= max_lateness <= MOST_LATENESS:
        raise ValueError(f"max_lateness must lie between nothing and {MOST_LATENESS.days} days")
    standings = {period.start: standing for period, standing in editions.items() if period.is_month}
    months = reversed(_running(timetable, now).earlier(looked_back))
    steps = ((month, _NEXT.get(standings.get(month.start), Step.NOTHING)) for month in months)
    return [
        _judged(month, step, _at(timetable, step, month, reviewed.get(month)), now, max_lateness)
        for month, step in steps
        if month.start >= begins.start
    ]


def following(timetable: Timetable, begins: Period, now: datetime, count: int = 6) -> list[Due]:
    """The next dates after `now`, in order. Fewer than `count` only where drafting is never: then none."""
    if isinstance(timetable.draft_on, Never):
        return []
    last = _running(timetable, now).before()
    first = Period.month(begins.start.year, begins.start.month, timetable.zone)
    dates = _dates(timetable, max(last, first, key=lambda month: month.start))
    return list(islice((date for date in dates if date.at is not None and date.at > now), count))


def _dates(timetable: Timetable, first: Period) -> Iterator[Due]:
    for number in numbers(first.start.year * 12 + first.start.month - 1):
        month = Period.month(number // 12, number % 12 + 1, timetable.zone)
        for step in (Step.DRAFT, Step.SEND):
            at = _at(timetable, step, month)
            if at is not None:
                yield Due(month, step, at)


def _judged(month: Period, step: Step, at: datetime | None, now: datetime, max_lateness: timedelta) -> Due:
    if at is None or now < at:
        return Due(month, Step.NOTHING, at)
    return Due(month, _MISSED[step] if now - at > max_lateness else step, at)


def _at(timetable: Timetable, step: Step, month: Period, reviewed: datetime | None = None) -> datetime | None:
    if step is Step.DRAFT:
        return timetable.draft_at(month)
    return reviewed or timetable.send_at(month) if step is Step.SEND else None


def _running(timetable: Timetable, now: datetime) -> Period:
    """The month that it is where the team is."""
    here = now.astimezone(timetable.zone)
    return Period.month(here.year, here.month, timetable.zone)
