"""A turn that takes hours is no dead scheduler: while it lasts, the store is told so every minute."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.errors import DrumbeatError
from drumbeat.logs import about, carried

log = logging.getLogger(__name__)

AT_WORK = "at work"
EVERY = 60.0
"""Seconds."""


@contextlib.contextmanager
def beating(context: Context) -> Iterator[None]:
    """The heartbeat of a turn for as long as the block lasts. The first beat comes after a minute."""
    over = threading.Event()
    thread = threading.Thread(target=carried(_beat), args=(context, over), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(context: Context, over: threading.Event) -> None:
    while not over.wait(EVERY):
        try:
            context.store.schedulers.beat(app.process_name(), AT_WORK, context.clock())
        except DrumbeatError as error:  # the turn itself finds out whether that matters
            log.warning("the heartbeat could not be kept", extra=about(error))
