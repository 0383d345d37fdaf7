"""`drumbeat check`: is everything there that a digest needs, and what to ask for when it is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from drumbeat.cli.console import complain, note, say, show_table
from drumbeat.cli.context import context_of
from drumbeat.desk import checks
from drumbeat.desk.verdicts import Part, TableFinding, Verdict
from drumbeat.errors import DrumbeatError

_ENDS = frozenset({Part.INSTANCE, Part.TEMPLATES})
"""Parts without which the rest need not be tried."""
_HERE = frozenset({Part.SETTINGS, Part.STORE})
"""Parts of which what is wrong is told at once: what follows takes its time."""


EveryTable = Annotated[bool, typer.Option("--every-table", help="List the tables that are well, too.")]


def check(ctx: typer.Context, every_table: EveryTable = False) -> None:
    """Try settings, store, instance, sign-in, each table, time zone, mail and links to evidence; say what to do."""
    from drumbeat.web.layouts import try_web_pages  # noqa: PLC0415  only who serves pages pays for their library

    wrong: list[DrumbeatError] = []
    told: set[str] = set()
    for verdict in checks.check(context_of(ctx), try_web_pages):
        wrong += [verdict.error] if verdict.error is not None else []
        if verdict.error is not None and verdict.part in _ENDS:
            break
        if verdict.error is not None and verdict.part in _HERE:
            _complain_once(verdict.error, told)
        else:
            _show(verdict, every_table=every_table)
    for error in wrong:
        _complain_once(error, told)
    if wrong:
        raise typer.Exit(wrong[0].exit_code)


def _complain_once(error: DrumbeatError, told: set[str]) -> None:
    if str(error) not in told:
        told.add(str(error))
        complain(error)


def _show(verdict: Verdict, *, every_table: bool) -> None:
    shown = [each for each in verdict.tables if every_table or each.status != "ok" or each.advice]
    _show_tables(shown)
    well = len(verdict.tables) - len(shown)
    if well:
        which = f"{well} others" if shown else f"All {well}"
        say(f"Tables: {which} can be read as they should be; --every-table lists them.")
    if shown or not verdict.tables:
        (note if verdict.is_note else say)(verdict.words)


def _show_tables(found: Sequence[TableFinding]) -> None:
    """Each with its numbers, and below it what to ask for: no column is wide enough for both."""
    if not found:
        return
    rows: list[tuple[str, ...]] = []
    for each in found:
        numbers = ("–" if number is None else str(number) for number in (each.read, each.expected, each.counted))
        rows.append((each.table.name, each.status, *numbers))
    show_table(("Table", "Status", "Read", "Expected", "Counted"), rows, right=("Read", "Expected", "Counted"))
    asked = [each for each in found if each.advice]
    if asked:
        say("What to ask the ServiceNow administrator for:")
    for each in asked:
        say(f"  {each.table.name}: {each.advice}")
