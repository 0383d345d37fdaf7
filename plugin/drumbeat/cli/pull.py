"""`drumbeat pull`: bring the store up to date."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from drumbeat import app
from drumbeat.cli.console import err, show_table
from drumbeat.cli.context import context_of
from drumbeat.errors import SettingsError, SourceError
from drumbeat.ports import PullState, PullStatus, Records, Source, Window
from drumbeat.pull import horizon, pull
from drumbeat.records.tables import BY_NAME, INCIDENT, TABLES, Table


def pull_records(
    ctx: typer.Context,
    months: Annotated[
        int | None, typer.Option(min=1, max=240, help="How many months back; fifteen if the settings do not say.")
    ] = None,
) -> None:
    """Read tickets, changes, improvements and articles from ServiceNow into the store.

    Can be interrupted at any time: the next pull goes on where this one stopped.
    """
    context = context_of(ctx)
    settings = context.settings.servicenow
    source = app.servicenow(settings)
    held = context.store.records.claim_origin(settings.url)
    if held != settings.url:
        raise SettingsError(
            f"The store holds the records of {held}; those of another instance must not be mixed in.",
            recovery="Name another store for this instance (store.url), or set servicenow.url back.",
        )
    states = pull_with_progress(source, context.store.records, horizon(context.clock(), months or settings.months))
    show_states(states)
    incidents = next(state for state in states if state.table == INCIDENT.name)
    if incidents.status in (PullStatus.DENIED, PullStatus.ABSENT):
        raise SourceError("Incidents could not be read, and without them there is no digest.")


def pull_with_progress(source: Source, records: Records, window: Window) -> list[PullState]:
    """Pull, with a bar a table on standard error; no bars where that is no terminal."""
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as bars:
        tasks = {table.name: bars.add_task(table.label, total=None, visible=False) for table in TABLES}

        def progress(table: Table, state: PullState) -> None:
            bars.update(tasks[table.name], completed=state.rows, total=state.expected, visible=True)

        return pull(source, records, window, progress)


def show_states(states: list[PullState]) -> None:
    """What was read of each table."""
    rows = [
        (BY_NAME[state.table].label, state.status.value, state.rows, _or_dash(state.expected), state.note)
        for state in states
    ]
    show_table(("Table", "Status", "Rows", "Expected", "Note"), rows, right=("Rows", "Expected"))


def _or_dash(number: int | None) -> str:
    return "–" if number is None else str(number)
