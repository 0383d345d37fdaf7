"""An alarm clock. What is due is derived from the store at each ring (`drumbeat.editions.due`), never kept here.

So a ring that is late, lost or doubled does no harm, and neither does a second process with an alarm clock of its own.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from drumbeat.logs import about

_STEP = 0.5
"""Seconds. A signal that comes as a wait begins does not end it: what it sets is seen when the wait is over."""

log = logging.getLogger(__name__)
logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns at every ring while a long send is under way


@dataclass(frozen=True, slots=True)
class Waker:
    """Calls `tick` at once and then every minute, one call at a time, whatever becomes of a call."""

    tick: Callable[[], None]
    clock: Callable[[], datetime]
    every: timedelta = timedelta(minutes=1)
    alive: Callable[[], None] = lambda: None
    """Is called as often, also while a call is under way."""

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
        self.alive()
        try:
            while self._goes_by(stop):
                self.alive()
                self._follow_the_clock(job)
        finally:
            scheduler.shutdown(wait=True)

    def _goes_by(self, stop: Event) -> bool:
        """Wait for a ring's time; False where `stop` is set before."""
        ends = time.monotonic() + self.every.total_seconds()
        while (left := ends - time.monotonic()) > 0:
            if stop.wait(min(left, _STEP)):
                return False
        return True

    def _follow_the_clock(self, job: Job) -> None:
        """Ring now if the next ring is far off: the machine's clock was set back, and APScheduler would sleep on."""
        now = self.clock()
        if job.next_run_time - now > 2 * self.every:
            job.modify(next_run_time=now)

    def _call(self) -> None:
        try:
            self.tick()
        except Exception as error:  # noqa: BLE001  whatever it is, the next ring comes
            log.error("a turn failed; the schedule goes on", extra=about(error))  # noqa: TRY400  its text may name people
