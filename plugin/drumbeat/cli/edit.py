"""`drumbeat edit`: what a lead decides about a month's edition before it leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from drumbeat.cli.console import say
from drumbeat.cli.context import Context, context_of
from drumbeat.cli.editions import TeamName
from drumbeat.cli.periods import Month, Said, period_of
from drumbeat.digest.editing import Editing, note_of, ticked
from drumbeat.errors import SettingsError
from drumbeat.ports import EditionState
from drumbeat.records.period import Period

Numbers = Annotated[list[str] | None, typer.Option(metavar="NUMBER", help="Of an incident; repeatable.")]


def edit(
    ctx: typer.Context,
    team: TeamName,
    month: Month = None,
    note: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="The lead's own words, up to sixty; an empty text takes them out."),
    ] = None,
    tick: Numbers = None,
    untick: Numbers = None,
) -> None:
    """Write the lead's note, and tick incidents whose titles may appear.

    Titles of incidents are callers' words: without a tick none appears anywhere. What was decided holds from the
    next `drumbeat preview` on. Without an option it is shown.
    """
    context = context_of(ctx)
    whose = context.store.teams.get(team)
    period = period_of(Said(month), whose.zone, context.clock())
    words, shown, hidden = None if note is None else note_of(note), ticked(tick or ()), ticked(untick or ())

    def decide(before: Editing) -> Editing:
        return replace(before, note=before.note if words is None else words, ticked=(before.ticked | shown) - hidden)

    before = context.store.editing.get(team, period)
    if decide(before) != before:
        _refuse_if_left(context, team, period)
    entry = context.entry("edit edition", "", f"{team}, {period.start}")
    _show(context.store.editing.change(team, period, decide, entry))


def _refuse_if_left(context: Context, team: str, period: Period) -> None:
    found = context.store.editions.find(team, period)
    if found is not None and found.state is not EditionState.DRAFT:
        raise SettingsError(
            f"The edition of {period.start:%Y-%m} has begun to leave, and stays as it is.",
            recovery="What is wrong about it is told as a correction in the next one.",
        )


def _show(decided: Editing) -> None:
    say(f"Note: {decided.note or 'none'}")
    say(f"Titles shown: {', '.join(sorted(decided.ticked)) or 'none'}")
