"""Steps that failed are tried again, ever more seldom: every minute would lock accounts and fill logs."""

from __future__ import annotations

from datetime import timedelta

from drumbeat.desk.context import Context
from drumbeat.editions.deliveries import AHEAD
from drumbeat.editions.notices import Notice, Told
from drumbeat.records.period import Period

_LONGEST = timedelta(hours=1)


def retry_of(team: str, period: Period, what: str) -> Notice:
    """The step, as the store knows it."""
    return Notice(team, period, Told.RETRY, what)


def is_put_off(context: Context, step: Notice) -> bool:
    """Whether the step failed lately, and is to wait.

    What is to wait longer than any step does was put off by a clock that has been set back since.
    """
    found, now = context.store.notices.put_off_until(step), context.clock()
    return found is not None and now < found[0] <= now + _LONGEST + AHEAD


def is_any_put_off(context: Context) -> bool:
    """Whether any team's step failed lately, and waits."""
    now = context.clock()
    return context.store.notices.is_any_put_off(now, now + _LONGEST + AHEAD)


def put_off(context: Context, step: Notice) -> None:
    """The step failed: it waits a minute, then two, four, and so on up to an hour."""
    found = context.store.notices.put_off_until(step)
    attempts = found[1] + 1 if found is not None else 1
    wait = min(_LONGEST, timedelta(minutes=2 ** min(attempts - 1, 10)))
    context.store.notices.put_off(step, context.clock() + wait, attempts)


def worked(context: Context, step: Notice) -> None:
    """The step did what it was to do."""
    if context.store.notices.put_off_until(step) is not None:
        context.store.notices.give_back(step)
