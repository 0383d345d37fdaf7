"""`drumbeat edit`: what a lead decides about a month's edition before it leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.cli.editions import TeamName
from drumbeat.cli.periods import Month, Said, period_of
from drumbeat.digest.editing import Editing, note_of, ticked
from drumbeat.errors import SettingsError
from drumbeat.ports import EditionState

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
    before = context.store.editing.get(team, period)
    decided = replace(
        before,
        note=before.note if note is None else note_of(note),
        ticked=(before.ticked | ticked(tick or ())) - ticked(untick or ()),
    )
    if decided != before:
        found = context.store.editions.find(team, period)
        if found is not None and found.state is not EditionState.DRAFT:
            raise SettingsError(
                f"The edition of {period.start:%Y-%m} has begun to leave, and stays as it is.",
                recovery="What is wrong about it is told as a correction in the next one.",
            )
        entry = context.entry("edit edition", "", f"{team}, {period.start}")
        context.store.editing.set(team, period, decided, context.clock(), entry)
    _show(decided)


def _show(decided: Editing) -> None:
    say(f"Note: {decided.note or 'none'}")
    say(f"Titles shown: {', '.join(sorted(decided.ticked)) or 'none'}")
