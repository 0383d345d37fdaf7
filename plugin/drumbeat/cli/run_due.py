"""`drumbeat run-due`: one turn of the schedule, for cron, a task scheduler or Kubernetes."""

from __future__ import annotations

import typer

from drumbeat import app
from drumbeat.cli import troubles
from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.cli.pull import bring_up_to_date
from drumbeat.desk.context import Context
from drumbeat.desk.done import Done
from drumbeat.desk.turn import turn


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
    troubles.end(done)


def one_turn(context: Context) -> list[Done] | None:
    """A turn, with what it did said as it goes, and the heartbeat that `drumbeat status` shows.

    None where another process is at it.
    """
    name = app.process_name()
    done = turn(context, lambda: bring_up_to_date(context))
    if done is None:
        return None
    troubles.tell(done)
    said = "; ".join(each.words.rstrip(".") for each in done) or "nothing was due"
    context.store.schedulers.beat(name, said[:200], context.clock())
    return done
