"""Steps that failed are tried again, ever more seldom: every minute would lock accounts and fill logs."""

from __future__ import annotations

from drumbeat.desk.context import Context
from drumbeat.editions.notices import Notice, Told
from drumbeat.editions.waits import LONGEST, believed, pause_after, waits
from drumbeat.records.period import Period


def retry_of(team: str, period: Period, what: str) -> Notice:
    """The step, as the store knows it."""
    return Notice(team, period, Told.RETRY, what)


def is_put_off(context: Context, step: Notice) -> bool:
    """Whether the step failed lately, and is to wait."""
    found = context.store.notices.put_off_until(step)
    return found is not None and waits(found[0], context.clock())


def is_any_put_off(context: Context) -> bool:
    """Whether any team's step failed lately, and waits."""
    return context.store.notices.is_any_put_off(*believed(context.clock(), LONGEST))


def put_off(context: Context, step: Notice) -> None:
    """The step failed, and waits (`pause_after`)."""
    found = context.store.notices.put_off_until(step)
    attempts = found[1] + 1 if found is not None else 1
    context.store.notices.put_off(step, context.clock() + pause_after(attempts), attempts)


def worked(context: Context, step: Notice) -> None:
    """The step did what it was to do."""
    if context.store.notices.put_off_until(step) is not None:
        context.store.notices.give_back(step)
