"""`drumbeat serve`: the schedule and the pages of readers and leads, until it is told to stop."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace

import typer

from drumbeat import app
from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.cli.run_due import one_turn
from drumbeat.desk.context import Context
from drumbeat.errors import DrumbeatError

_STOPPING = (signal.SIGTERM, signal.SIGINT)


def serve(ctx: typer.Context) -> None:
    """Look after the schedule, and serve the pages of readers and leads. Stop it with Ctrl-C or SIGTERM.

    Mails that are on their way are still handed over, and no more; a second Ctrl-C does not wait for them. A pull ends
    after its page, and the next one goes on from there.
    Let a web server of yours take https requests for web.url and hand them on to web.host and web.port.
    """
    with told_to_stop() as stop:
        context = replace(context_of(ctx), stop=stop)
        with _pages(context):
            say("The schedule is looked at every minute; stop with Ctrl-C.")
            app.wake(lambda: tick(context), context.clock, stop)
            if not stop.is_asked:
                raise DrumbeatError("The pages ended by themselves.")
    say("Stopped.")


def tick(context: Context) -> None:
    """One turn of the schedule on the store as it is now."""
    context.read_again()
    one_turn(context)
    context.read_again()  # what was read for a draft is not kept until the next month


@contextlib.contextmanager
def _pages(context: Context) -> Iterator[None]:
    """Serves the pages within the block, where they have an address."""
    web = context.settings.web
    if not web.url:
        say("No pages are served: web.url is not set. Readers are told whom to ask.")
        yield
        return
    from drumbeat.web.wiring import web_pages  # noqa: PLC0415  only who serves pages pays for their library

    with web_pages(context, context.stop.set) as address:
        say(f"Readers’ pages at {web.url}, served at {address}.")
        if web.serves_leads:
            say(f"Leads sign in at {web.url}/sign-in, by a link that is mailed.")
        yield


class Stop(threading.Event):
    """Set when the command has to end."""

    is_asked = False
    """Whether somebody asked for it."""

    def ask(self, *_: object) -> None:
        """The handler of a signal. Another Ctrl-C ends the process at once: what is on its way is in doubt then."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        self.is_asked = True
        self.set()


@contextlib.contextmanager
def told_to_stop() -> Iterator[Stop]:
    """Signals that ask a service to end do not end the process within the block, they set the event."""
    stop = Stop()
    before = {each: signal.signal(each, stop.ask) for each in _STOPPING}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
