"""An alarm clock. What is due is derived from the store at each ring (`drumbeat.editions.due`), never kept here.

So a ring that is late, lost or doubled does no harm, and neither does a second process with an alarm clock of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from drumbeat.errors import DrumbeatError

log = logging.getLogger(__name__)
logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns at every ring while a long send is under way


@dataclass(frozen=True, slots=True)
class Waker:
    """Calls `tick` at once and then every minute, one call at a time, whatever becomes of a call."""

    tick: Callable[[], None]
    clock: Callable[[], datetime]
    every: timedelta = timedelta(minutes=1)

    def run_until(self, stop: Event) -> None:
        """Ring until `stop` is set; then wait for a call that is under way, and return."""
        scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(1)}, timezone=UTC)
        job = scheduler.add_job(
            self._call,
            IntervalTrigger(seconds=self.every.total_seconds(), timezone=UTC),
            next_run_time=self.clock(),  # at once: what fell due while nobody was here
            misfire_grace_time=None,  # however late; by default a ring that is late by over a second is dropped
            coalesce=True,  # after a sleep of an hour one ring, not sixty
            max_instances=1,  # a call that takes longer than a minute is never overtaken by the next
        )
        scheduler.start()
        try:
            while not stop.wait(self.every.total_seconds()):
                self._follow_the_clock(job)
        finally:
            scheduler.shutdown(wait=True)

    def _follow_the_clock(self, job: Job) -> None:
        """Ring now if the next ring is far off: the machine's clock was set back, and APScheduler would sleep on."""
        now = self.clock()
        if job.next_run_time - now > 2 * self.every:
            job.modify(next_run_time=now)

    def _call(self) -> None:
        try:
            self.tick()
        except DrumbeatError as error:
            log.error("The schedule goes on, but: %s %s", error, error.recovery)  # noqa: TRY400  a person reads it
        except Exception as error:
            # The text of an unforeseen error may hold a ticket's words, so only its kind is shown by default.
            log.error("The schedule goes on, but met a bug in Drumbeat (%s).", type(error).__name__)  # noqa: TRY400
            log.info("What `--verbose` adds; read it before you share it:", exc_info=error)
