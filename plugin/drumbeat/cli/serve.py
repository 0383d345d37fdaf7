"""`drumbeat serve`: the schedule and the pages of readers and leads, until it is told to stop."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

import typer

from drumbeat import __version__, app
from drumbeat.cli import troubles
from drumbeat.cli.console import complain, say
from drumbeat.cli.run_due import one_turn
from drumbeat.cli.services import service_of, speaks_to_people
from drumbeat.cli.stopping import told_to_stop
from drumbeat.desk.context import Context
from drumbeat.desk.pulse import Pulse
from drumbeat.desk.readiness import refuse_unready
from drumbeat.errors import DrumbeatError

log = logging.getLogger(__name__)


def serve(ctx: typer.Context) -> None:
    """Look after the schedule, and serve the pages of readers and leads. Stop it with Ctrl-C or SIGTERM.

    Mails that are on their way are still handed over, and no more; a second Ctrl-C does not wait for them. A pull ends
    after its page, and the next one goes on from there.
    Let a web server of yours take https requests for web.url and hand them on to web.host and web.port.
    """
    with told_to_stop() as stop:
        context = replace(service_of(ctx), stop=stop)
        pulse = Pulse()
        tell = say if speaks_to_people(context) else _nothing
        refuse_unready(context)
        with _pages(context, pulse, tell):
            tell("The schedule is looked at every minute; stop with Ctrl-C.")
            log.info("the service began", extra={"version": __version__})
            app.wake(lambda: tick(context), context.clock, stop, pulse.ring)
            if not stop.is_asked:
                raise DrumbeatError("The pages ended by themselves.")
    log.info("the service ended")
    tell("Stopped.")


def tick(context: Context) -> None:
    """One turn of the schedule on the store as it is now."""
    context.read_again()
    try:
        done = one_turn(context)
    except DrumbeatError as error:
        if speaks_to_people(context):
            complain(error)
        raise
    if speaks_to_people(context):
        troubles.tell(done or ())
    context.read_again()  # what was read for a draft is not kept until the next month


def _nothing(_sentence: str) -> None:
    """Where the log is for machines alone, standard output stays empty."""


@contextlib.contextmanager
def _pages(context: Context, pulse: Pulse, tell: Callable[[str], None]) -> Iterator[None]:
    """Serves the pages within the block, where they have an address; without them, what machines ask."""
    web = context.settings.web
    nothing = "No pages are served: web.url is not set. Readers are told whom to ask."
    if not web.listens:
        tell(nothing)
        yield
        return
    from drumbeat.web.wiring import web_pages  # noqa: PLC0415  only who serves pages pays for their library

    with web_pages(context, context.stop.set, pulse=pulse) as address:
        tell(
            f"Readers’ pages at {web.url}, served at {address}."
            if web.url
            else f"{nothing} Probes are answered at {address}."
        )
        if web.serves_leads:
            tell(f"Leads sign in at {web.url}/sign-in, by a link that is mailed.")
        yield
