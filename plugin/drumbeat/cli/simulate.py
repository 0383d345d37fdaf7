"""`drumbeat simulate`: the local ServiceNow alone."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from drumbeat import app
from drumbeat.cli.console import say
from drumbeat.cli.larkfield import DEMO_NOW
from drumbeat.desk.periods import FIRST_YEAR, LAST_YEAR
from drumbeat.errors import SettingsError


class Literals(StrEnum):
    """How the instance reads a time in a query."""

    UTC = "utc"
    LOCAL = "local"


Load = Annotated[
    list[str] | None,
    typer.Option(
        "--load",
        metavar="[TABLE=]FILE",
        help="Rows from a CSV, a zipped CSV, XLSX, or JSON; incidents if no table is said. Repeatable.",
    ),
]
Latency = Annotated[float, typer.Option(min=0.0, max=60.0, help="Seconds every answer takes.")]
Until = Annotated[str | None, typer.Option("--until", metavar="YYYY-MM-DD", help="The demo organisation's today.")]
FaultScripts = Annotated[
    list[str] | None,
    typer.Option(
        "--fault",
        metavar="NAME[=NUMBER][@WHEN]",
        help="Fail like this. WHEN: requests 3, 3-7, 3-, of one table incident:3-7; all if not said. Repeatable.",
    ),
]
ListFaults = Annotated[bool, typer.Option("--faults", help="Say what faults there are, and stop.")]
UserZone = Annotated[str, typer.Option("--zone-of-user", metavar="ZONE", help="Time zone of the integration user.")]
LiteralZone = Annotated[Literals, typer.Option("--literals", help="Whether times in a query are UTC or the user's.")]
Absent = Annotated[
    list[str] | None,
    typer.Option("--absent", metavar="TABLE", help="A table whose plugin is not active. Repeatable."),
]
NoRole = Annotated[bool, typer.Option("--no-role", help="The integration user has no role.")]
NoBasic = Annotated[bool, typer.Option("--no-basic", help="OAuth lets in, user name and password do not.")]


def simulate(
    load: Load = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; any free one if not said.")] = 0,
    latency: Latency = 0.0,
    zone: Annotated[str, typer.Option("--zone", metavar="ZONE", help="Time zone of the files' times.")] = "UTC",
    until: Until = None,
    fault: FaultScripts = None,
    faults: ListFaults = False,
    zone_of_user: UserZone = "",
    literals: LiteralZone = Literals.UTC,
    absent: Absent = None,
    no_role: NoRole = False,
    no_basic: NoBasic = False,
) -> None:
    """Run a local ServiceNow on 127.0.0.1, with the demo organisation or with your own tables.

    Stop it with Ctrl-C. It says as whom to sign in. To rehearse an outage, name faults.
    """
    if faults:
        for line in app.fault_table():
            say(line)
        return
    if load:
        instance, rows = app.loaded_instance([_table_and_path(each) for each in load], zone)
        say(f"Loaded {rows} rows.")
    else:
        instance = app.demo_instance(_day(until) if until else DEMO_NOW)
    app.set_up(
        instance,
        user_zone=zone_of_user,
        local_literals=literals is Literals.LOCAL,
        absent=frozenset(absent or ()),
        without_roles=no_role,
        restricted_basic=no_basic,
    )
    whom = app.simulated_sign_in(basic=not no_basic)
    try:  # round all of it: who reads the address may end us before we have come to wait
        with app.simulator(instance, port=port, latency=latency, faults=fault or (), tell=say) as running:
            say(f"ServiceNow simulator at {running.url}; stop it with Ctrl-C. Sign in as {whom}.")
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
