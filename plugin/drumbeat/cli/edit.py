"""`drumbeat edit`: what a lead decides about a month's edition before it leaves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Annotated

import typer

from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.cli.editions import TeamName
from drumbeat.cli.periods import Month
from drumbeat.desk.context import Context
from drumbeat.desk.periods import Said, period_of
from drumbeat.digest.build import Beside, build
from drumbeat.digest.editing import Editing, Pending, note_of, ticked
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.deliveries import EditionState
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Team

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

    Titles of incidents are callers' words: without a tick none appears anywhere. A tick is for the title as it is
    now; when that changes, it is not told until it is ticked again. What was decided holds from the next
    `drumbeat preview` on. Without an option it is shown.
    """
    context = context_of(ctx)
    whose = context.store.teams.get(team)
    period = period_of(Said(month), whose.zone, context.clock())
    words, hidden = None if note is None else note_of(note), ticked(untick or ())
    before = context.store.editing.get(team, period)
    shown = _titles(context, whose, period, ticked(tick or ()) - hidden)

    def decide(before: Editing) -> Editing:
        kept = {number: title for number, title in before.ticked.items() if number not in hidden}
        new = {number: each.hash for number, each in shown.items()}
        return replace(before, note=before.note if words is None else words, ticked={**kept, **new})

    if decide(before) != before:
        _refuse_if_left(context, team, period)
    for each in shown.values():
        say(f"Ticked: {SAY.say(each.sentence)}")
    entry = context.entry("edit edition", "", f"{team}, {period.start}")
    _show(context.store.editing.change(team, period, decide, entry))


def _titles(context: Context, team: Team, period: Period, numbers: Collection[str]) -> Mapping[str, Pending]:
    """What would be told of the incidents, by number. Raises SettingsError where nothing would be."""
    if not numbers:
        return {}
    asked = Beside(editing=Editing(ticked=dict.fromkeys(numbers, "")))
    found = build(team, period, context.stock, context.policy(), asked).lapsed
    unknown = sorted(set(numbers) - set(found))
    if unknown:
        raise SettingsError(
            f"{SAY.listed(unknown)}: no title of that number can be told in {SAY.period(view_of(period))}.",
            recovery=f"See what became of it with `drumbeat explain {unknown[0]}`; nothing was changed.",
        )
    return found


def _refuse_if_left(context: Context, team: str, period: Period) -> None:
    found = context.store.editions.find(team, period)
    if found is not None and found.state is not EditionState.DRAFT:
        raise SettingsError(
            f"The edition of {period.start:%Y-%m} has begun to leave, and stays as it is.",
            recovery="What is wrong about it is told as a correction in the next one.",
        )


def _show(decided: Editing) -> None:
    say(f"Note: {decided.note or 'none'}")
    with_title = sorted(number for number, title in decided.ticked.items() if title)
    say(f"Titles ticked: {', '.join(with_title) or 'none'}")
    if alone := sorted(decided.ticked.keys() - with_title):
        say(f"Ticked in an older version, which did not keep the title; tick again to show: {', '.join(alone)}")
