"""`drumbeat simulate`: the local ServiceNow alone."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from drumbeat import app
from drumbeat.cli.console import say
from drumbeat.cli.demo import DEMO_NOW
from drumbeat.cli.periods import FIRST_YEAR, LAST_YEAR
from drumbeat.errors import SettingsError


def simulate(
    load: Annotated[
        list[str] | None,
        typer.Option(
            "--load",
            metavar="[TABLE=]FILE",
            help="Rows from a CSV, a zip with one, or JSON; incidents if no table is said. Repeatable.",
        ),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; any free one if not said.")] = 0,
    latency: Annotated[float, typer.Option(min=0.0, max=60.0, help="Seconds every answer takes.")] = 0.0,
    zone: Annotated[str, typer.Option("--zone", metavar="ZONE", help="Time zone of the files' times.")] = "UTC",
    until: Annotated[
        str | None, typer.Option("--until", metavar="YYYY-MM-DD", help="The demo organisation's today.")
    ] = None,
) -> None:
    """Run a local ServiceNow on 127.0.0.1, with the demo organisation or with your own tables.

    Stop it with Ctrl-C. User drumbeat.integration, password demo.
    """
    if load:
        paths = [_table_and_path(each) for each in load]
        instance, rows = app.loaded_instance(paths, zone)
        say(f"Loaded {rows} rows.")
    else:
        instance = app.demo_instance(_day(until) if until else DEMO_NOW)
    with app.simulator(instance, port=port, latency=latency) as running:
        say(f"ServiceNow simulator at {running.url}; stop it with Ctrl-C.")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            say("Stopped.")


def _table_and_path(said: str) -> tuple[str, Path]:
    table, _, path = said.partition("=") if "=" in said else ("incident", "", said)
    return table, Path(path)


def _day(said: str) -> datetime:
    try:
        day = datetime.fromisoformat(said).replace(hour=8, tzinfo=UTC)
    except ValueError:
        raise SettingsError(f"“{said}” is no day.", recovery="Write it like 2026-11-03.") from None
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise SettingsError(f"--until lies outside {FIRST_YEAR} to {LAST_YEAR}.")
    return day
