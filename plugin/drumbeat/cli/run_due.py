"""`drumbeat run-due`: one turn of the schedule, for cron, a task scheduler or Kubernetes."""

from __future__ import annotations

import typer

from drumbeat import app
from drumbeat.cli.console import complain, say
from drumbeat.cli.context import context_of
from drumbeat.cli.pull import bring_up_to_date
from drumbeat.desk.context import Context
from drumbeat.desk.turn import Done, turn
from drumbeat.errors import DrumbeatError, TryLater


def run_due(ctx: typer.Context) -> None:
    """Draft and send what is due, once. Safe to run at any time, any number of times.

    What is due follows from the store: a run that comes late catches up, up to `schedule.max_lateness_days`; beyond it
    the lead is asked. `drumbeat serve` does the same every minute.
    """
    context = context_of(ctx)
    done = one_turn(context)
    if done is None:
        say("Another process is at the schedule; nothing was done here.")
        return
    if not done:
        say("Nothing is due.")
    if failed := [each.error for each in done if each.error is not None]:
        raise max(failed, key=_graver)


def one_turn(context: Context) -> list[Done] | None:
    """A turn, with what it did said as it goes, and the heartbeat that `drumbeat status` shows.

    None where another process is at it.
    """
    name = app.process_name()
    done = turn(context, lambda: bring_up_to_date(context))
    if done is None:
        return None
    for each in done:
        say(f"{each.team}: {each.words}" if each.team else each.words)
        if each.error is not None:
            complain(each.error)
    said = "; ".join(each.words for each in done) or "nothing was due"
    context.store.schedulers.beat(name, said[:200], context.clock())
    return done


def _graver(error: DrumbeatError) -> bool:
    """What time does not mend is said by the exit code before what it does."""
    return not isinstance(error, TryLater)
