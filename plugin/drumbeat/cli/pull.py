"""`drumbeat pull`: bring the store up to date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from drumbeat import app
from drumbeat.cli.console import err, say, show_table
from drumbeat.cli.context import context_of
from drumbeat.cli.corrections import look_for_corrections
from drumbeat.desk.context import Context
from drumbeat.desk.retention import let_go
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.errors import SettingsError, SourceError, TryLater
from drumbeat.ports import LiveSource, PullState, PullStatus, Records
from drumbeat.pull.crew import Left
from drumbeat.pull.forecast import Forecast, Manner, forecast
from drumbeat.pull.plan import Plan, horizon
from drumbeat.pull.run import pull
from drumbeat.records.tables import INCIDENT, Table


def pull_records(
    ctx: typer.Context,
    months: Annotated[
        int | None, typer.Option(min=1, max=240, help="How many months back; fifteen if the settings do not say.")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Read everything again, not only what was changed since the last pull.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how many requests the pull would take, and read nothing.")
    ] = False,
) -> None:
    """Read tickets, changes, improvements and articles from ServiceNow into the store.

    Can be interrupted at any time: the next pull goes on where this one stopped. Later pulls read only what was
    changed since, and everything again once a week and in a new month.
    """
    context = context_of(ctx)
    settings = context.settings.servicenow
    sources = _sources(context)
    plan = Plan(horizon(context.clock(), months or settings.months), context.tables, full)
    if dry_run:
        manner = Manner(settings.page_size, settings.workers)
        show_forecast(list(forecast(sources[0], context.store.records, plan, manner)))
        return
    states = pull_with_progress(sources, context.store.records, plan, app.time_left(settings.pull_minutes))
    show_states(states)
    incidents = next(state for state in states if state.table == INCIDENT.name)
    if incidents.status in (PullStatus.DENIED, PullStatus.ABSENT):
        raise SourceError("Incidents could not be read, and without them there is no digest.")
    for source in context.stock.sources:
        pulled = next(state.note for state in states if state.table == source.table)
        notes = [said for said in map(SAY.say, source.notes) if said != pulled]
        if notes:
            say(f"{source.table}: {'; '.join(notes)}.")
    look_for_corrections(context)
    let_go(context)


def bring_up_to_date(context: Context) -> None:
    """Read what the schedule's drafts are to be made of, unless the settings leave that to others.

    Raises TryLater once the process has been told to end.
    """
    if not context.settings.schedule.pull:
        return
    settings = context.settings.servicenow
    plan = Plan(horizon(context.clock(), settings.months), context.tables)
    minutes = app.time_left(settings.pull_minutes)

    def left() -> float:
        if context.stop.is_set():
            raise TryLater("The pull was told to stop.", recovery="What was read is kept; the next one goes on there.")
        return minutes()

    pull_with_progress(_sources(context), context.store.records, plan, left)
    context.read_again()
    look_for_corrections(context)
    let_go(context)


def _sources(context: Context) -> Sequence[LiveSource]:
    """One a worker. Raises SettingsError where the store holds another instance's records."""
    settings = context.settings.servicenow
    sources = app.servicenow_workers(settings)
    held = context.store.records.claim_origin(settings.url)
    if held != settings.url:
        raise SettingsError(
            f"The store holds the records of {held}; those of another instance must not be mixed in.",
            recovery="Name another store for this instance (store.url), or set servicenow.url back.",
        )
    return sources


def pull_with_progress(
    sources: Sequence[LiveSource], records: Records, plan: Plan, left: Left = lambda: None
) -> list[PullState]:
    """Pull, with a bar a table on standard error; no bars where that is no terminal."""
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as bars:
        tasks = {table.name: bars.add_task(table.label, total=None, visible=False) for table in plan.tables}

        def progress(table: Table, state: PullState) -> None:
            bars.update(tasks[table.name], completed=state.rows, total=state.expected, visible=True)

        return pull(sources, records, plan, progress, left)


def show_forecast(found: list[Forecast]) -> None:
    """What a pull would take, table by table and in all."""
    rows = [
        (
            each.table.name,
            "nothing" if not each.requests else "changes" if each.since else "everything",
            _or_dash(each.rows),
            each.requests,
        )
        for each in found
    ]
    show_table(("Table", "To read", "Rows", "Requests"), rows, right=("Rows", "Requests"))
    say(f"{sum(each.requests for each in found)} requests in all, and one to sign in.")


def show_states(states: list[PullState]) -> None:
    """What was read of each table."""
    rows = [
        (state.table, state.status.value, state.rows, _or_dash(state.expected), _or_dash(state.counted), state.note)
        for state in states
    ]
    titles = ("Table", "Status", "Rows", "Expected", "Counted", "Note")
    show_table(titles, rows, right=("Rows", "Expected", "Counted"))


def _or_dash(number: int | None) -> str:
    return "–" if number is None else str(number)
