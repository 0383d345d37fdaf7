"""`drumbeat serve`: the pages that readers open, until it is told to stop."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator

import typer

from drumbeat import app
from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.errors import DrumbeatError, SettingsError

_STOPPING = (signal.SIGTERM, signal.SIGINT)


def serve(ctx: typer.Context) -> None:
    """Serve the pages by which readers unsubscribe. Stop it with Ctrl-C or SIGTERM.

    Let a web server of yours take https requests for web.url and hand them on to web.host and web.port.
    """
    context = context_of(ctx)
    web = context.settings.web
    if not web.url:
        raise SettingsError(
            "The pages have no address yet: web.url is not set.",
            recovery="Set web.url to the https address by which readers reach them, and web.secret; "
            "see deploy/drumbeat.example.toml, section [web].",
        )
    with _told_to_stop() as stop:
        with app.web_pages(context.settings, context.store, context.clock, stop.set) as address:
            say(f"Readers’ pages at {web.url}, served at {address}; stop with Ctrl-C.")
            stop.wait()
            asked = stop.is_asked
        if not asked:
            raise DrumbeatError("The pages ended by themselves.")
    say("Stopped.")


class _Stop(threading.Event):
    """Set when the command has to end."""

    is_asked = False
    """Whether somebody asked for it."""

    def ask(self, *_: object) -> None:
        """The handler of a signal."""
        self.is_asked = True
        self.set()


@contextlib.contextmanager
def _told_to_stop() -> Iterator[_Stop]:
    """Signals that ask a service to end do not end the process within the block, they set the event."""
    stop = _Stop()
    before = {each: signal.signal(each, stop.ask) for each in _STOPPING}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
