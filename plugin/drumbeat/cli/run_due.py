"""`drumbeat run-due`: one turn of the schedule, for cron, a task scheduler or Kubernetes."""

from __future__ import annotations

import logging
import time
from dataclasses import replace

import typer

from drumbeat import app
from drumbeat.cli import troubles
from drumbeat.cli.console import say
from drumbeat.cli.pull import bring_up_to_date
from drumbeat.cli.services import service_of, speaks_to_people
from drumbeat.cli.stopping import told_to_stop
from drumbeat.desk.context import Context
from drumbeat.desk.done import Done
from drumbeat.desk.readiness import refuse_incomplete
from drumbeat.desk.retries import is_any_put_off
from drumbeat.desk.turn import turn
from drumbeat.logs import correlated

log = logging.getLogger(__name__)


def run_due(ctx: typer.Context) -> None:
    """Draft and send what is due, once. Safe to run at any time, any number of times.

    What is due follows from the store: a run that comes late catches up, up to `schedule.max_lateness_days`; beyond it
    the lead is asked. `drumbeat serve` does the same every minute.
    Stop it with Ctrl-C or SIGTERM: mails that are on their way are still handed over, and the next run goes on from
    there.
    """
    with told_to_stop() as stop:
        context = replace(service_of(ctx), stop=stop)
        refuse_incomplete(context)
        done = one_turn(context)
    if speaks_to_people(context):
        troubles.tell(done or ())
        if not done:
            say(_of_nothing(is_stopped=stop.is_asked, is_alone=done is not None))
    troubles.end(done or ())


def _of_nothing(*, is_stopped: bool, is_alone: bool) -> str:
    """Why nothing was done."""
    if not is_alone:
        return "Another process is at the schedule; nothing was done here."
    return "Stopped before anything was done." if is_stopped else "Nothing is due."


def one_turn(context: Context) -> list[Done] | None:
    """A turn, logged, and the heartbeat that `drumbeat status` shows. None where another process is at it."""
    begun = time.monotonic()
    with correlated("turn"):
        done = turn(context, lambda: bring_up_to_date(context))
        if done is None:
            log.debug("another process is at the schedule")
            return None
        said = "; ".join(each.words.rstrip(".") for each in done) or "nothing was due"
        is_good = _is_good(context, done)
        context.store.schedulers.beat(app.process_name(), said[:200], context.clock(), is_good=is_good)
        failed = sum(each.error is not None for each in done)
        told = {"count": len(done), "failed": failed, "ms": round((time.monotonic() - begun) * 1000)}
        log.log(logging.INFO if done else logging.DEBUG, "a turn ended", extra=told)
    return done


def _is_good(context: Context, done: list[Done]) -> bool:
    """Whether nothing failed, now or in a turn before: what failed then and waits is no better by that."""
    return all(each.error is None for each in done) and not is_any_put_off(context)
