"""`drumbeat demo --serve`: the demo with the pages of its leads, and a mailbox to look into."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from drumbeat import app
from drumbeat.cli.console import say
from drumbeat.cli.demo_year import SetClock, go_through
from drumbeat.cli.larkfield import DEMO_NOW, MAILED, MAILS, RECIPIENTS, clear, furnish, settings
from drumbeat.cli.serve import tick
from drumbeat.cli.stopping import told_to_stop
from drumbeat.desk.context import Context
from drumbeat.desk.operational import approve_fact, fetch_facts
from drumbeat.desk.timetables import change_schedule
from drumbeat.digest.operational import TRAILING
from drumbeat.editions.standing import Policy
from drumbeat.errors import DrumbeatError, SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.settings import Settings
from drumbeat.web.mailbox import MAILBOX, pages
from drumbeat.web.pages import ROUTES
from drumbeat.web.server import listening
from drumbeat.web.wiring import web_pages

HOST = "127.0.0.1"
ADMINISTRATOR = "administrator@larkfield.example"
TECHNICIAN = "Hannah Whitcombe"
"""Of whom there is much to read."""
_STARTS = datetime(2026, 10, 1, tzinfo=UTC)
_FIRST = date(2026, 9, 1)
"""The month with which the schedules begin: it has been sent when somebody looks."""


def serve_demo(out: Path, port: int) -> None:
    """Set the demo up, say as whom to sign in, and serve until told to stop. Port 0: any that is free.

    The port is held from the beginning: setting up takes a while, in which somebody else could take it. Raises
    SettingsError when it is taken already.
    """
    instance = app.demo_instance(DEMO_NOW)
    with _held(port) as held, app.simulator(instance) as running:
        clear(out)
        given = _settings(running.url, out, held.getsockname()[1])
        clock = SetClock(_STARTS)
        context = Context(None, clock=clock, given=given, actor=lambda: "demo")
        furnish(context, {name: app.group_manager(instance, name) for name in RECIPIENTS})
        _tell_september(context, clock)
        with told_to_stop() as stop:
            here = Context(None, clock=_from_now(), given=given, actor=lambda: "demo", stop=stop)
            with web_pages(here, stop.set, (*ROUTES, *pages(out / MAILS).all), held):
                _say_where(here, app.user_address(instance, TECHNICIAN))
                app.wake(lambda: tick(here), app.clock, stop)
                if not stop.is_asked:
                    raise DrumbeatError("The pages ended by themselves.")
    say("Stopped.")


def _settings(url: str, out: Path, port: int) -> Settings:
    """Pages and links of mails at one address of this machine, signed by what nobody knows."""
    at = f"http://{HOST}:{port}"
    web = {"url": at, "host": HOST, "port": port, "secret": secrets.token_hex(32), "administrators": (ADMINISTRATOR,)}
    return settings(url, out, web=web)


def _tell_september(context: Context, clock: SetClock) -> None:
    """By the schedule: September is drafted, approved and sent, and October drafted. It waits for its lead."""
    mailed = context.store.teams.get(MAILED)
    october = Period.month(2026, 10, mailed.zone)
    _fetch(context, mailed, *reversed(october.earlier(TRAILING)))
    for fact in context.store.facts.current(MAILED, october.before()):
        approve_fact(context, fact, mailed.lead)
    for team in context.store.teams.all():
        schedule = replace(team.schedule, begins=_FIRST)
        context.store.timetables.change(team.name, schedule, context.entry("change schedule", "", team.name))
    say("The schedule goes through October 2026:")
    go_through(context, clock, DEMO_NOW)
    clock.now = DEMO_NOW
    _fetch(context, mailed, october)  # these wait for the lead to confirm them
    change_schedule(context, context.store.teams.get(MAILED), {"policy": Policy.REQUIRED.value})


def _fetch(context: Context, team: Team, *months: Period) -> None:
    """The figures from outside the tickets."""
    for asked in (asked for month in months for asked in fetch_facts(context, team, month)):
        if asked.error is not None:
            raise asked.error


def _from_now() -> Callable[[], datetime]:
    """The demo's time, which passes."""
    began = app.clock()
    return lambda: DEMO_NOW + (app.clock() - began)


def _say_where(context: Context, technician: str) -> None:
    """What to open, and as whom."""
    url = context.settings.web.url
    team = context.store.teams.get(MAILED)
    say()
    say(f"Open {url} in a browser, and sign in as one of:")
    say(f"  {team.lead_address}  leads {MAILED}; its draft of October waits")
    say(f"  {ADMINISTRATOR}  looks after every team")
    say(f"  {technician}  reads the record of her own work")
    say(f"Every mail, the link to sign in by among them, comes to {url}{MAILBOX}.")
    say("Nothing leaves this machine. Stop with Ctrl-C.")


def _held(port: int) -> socket.socket:
    try:
        return listening(HOST, port)
    except SettingsError as error:
        raise SettingsError(str(error), recovery="Say a free one with --port.") from None
