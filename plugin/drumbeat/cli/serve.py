"""`drumbeat serve`: the schedule and the pages of readers and leads, until it is told to stop."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event
from typing import Annotated

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
from drumbeat.errors import DrumbeatError, SettingsError
from drumbeat.settings.oidc import OidcSettings

log = logging.getLogger(__name__)

_STEP = 1.0
"""Seconds."""


Pages = Annotated[bool, typer.Option("--pages", help="Only the pages: another process looks after the schedule.")]
Schedule = Annotated[
    bool, typer.Option("--schedule", help="Only the schedule, and what machines ask: another process serves the pages.")
]


def serve(ctx: typer.Context, pages: Pages = False, schedule: Schedule = False) -> None:
    """Look after the schedule, and serve the pages of readers and leads. Stop it with Ctrl-C or SIGTERM.

    Mails that are on their way are still handed over, and no more; a second Ctrl-C does not wait for them. A pull ends
    after its page, and the next one goes on from there.
    Let a web server of yours take https requests for web.url and hand them on to web.host and web.port.
    Two processes can share the work: one with --pages, and one with --schedule, or `drumbeat run-due` now and then.
    """
    does_all = pages == schedule
    with told_to_stop() as stop:
        context = replace(service_of(ctx), stop=stop)
        tell = say if speaks_to_people(context) else _nothing
        if pages and not does_all:
            _refuse_no_pages(context)
        pulse = Pulse() if schedule or does_all else None
        refuse_unready(context, schedules=pulse is not None)
        with _answering(context, pulse, tell, has_pages=pages or does_all):
            log.info("the service began", extra={"version": __version__})
            if pulse is None:
                _wait(stop)
            else:
                tell("The schedule is looked at every minute; stop with Ctrl-C.")
                app.wake(lambda: tick(context), context.clock, stop, pulse.ring)
            if not stop.is_asked:
                raise DrumbeatError("The pages ended by themselves.")
    log.info("the service ended")
    tell("Stopped.")


def how_leads_sign_in(oidc: OidcSettings) -> str:
    """In words, for whoever starts it."""
    ways = ["by your OpenID provider"] if oidc.issuer else []
    return " or ".join(ways if ways and not oidc.also_by_mail else [*ways, "by a link that is mailed"])


def _refuse_no_pages(context: Context) -> None:
    if not context.settings.web.url:
        raise SettingsError(
            "There are no pages to serve: web.url is not set.",
            recovery="Set it to the address by which readers reach them, or leave --pages away.",
        )


def _wait(stop: Event) -> None:
    """Until it is told to end; not in one piece, which a signal does not interrupt everywhere."""
    while not stop.wait(_STEP):
        pass


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
def _answering(
    context: Context, pulse: Pulse | None, tell: Callable[[str], None], *, has_pages: bool
) -> Iterator[None]:
    """Serves the pages within the block, where they have an address; without them, machines at a named port."""
    web = context.settings.web
    has_pages = has_pages and bool(web.url)
    if has_pages:
        nothing = ""
    elif web.url:
        nothing = "No pages are served here: another process does."
    else:
        nothing = "No pages are served: web.url is not set. Readers are told whom to ask."
    if not has_pages and not web.is_port_named:
        tell(nothing)
        yield
        return
    from drumbeat.web.wiring import web_pages  # noqa: PLC0415  only who serves pages pays for their library

    with web_pages(context, context.stop.set, pulse=pulse, has_pages=has_pages) as address:
        tell(
            f"{nothing} Probes are answered at {address}."
            if nothing
            else f"Readers’ pages at {web.url}, served at {address}."
        )
        if has_pages and web.lead_pages:
            tell(f"Leads sign in at {web.url}/sign-in, {how_leads_sign_in(web.oidc)}.")
        yield
