"""`drumbeat edit`: what a lead decides about a month's edition before it leaves."""

from __future__ import annotations

from typing import Annotated

import typer

from drumbeat.cli.console import say, show_table
from drumbeat.cli.context import context_of
from drumbeat.cli.editions import TeamName
from drumbeat.cli.periods import Month
from drumbeat.desk.editing import Changes, choices_now, titles_now
from drumbeat.desk.editing import edit as change
from drumbeat.desk.periods import Said, period_of
from drumbeat.digest.choices import Choices
from drumbeat.digest.editing import Editing, is_redacted, ticked
from drumbeat.digest.highlights.arranging import arranged
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.model import Kind

Numbers = Annotated[list[str] | None, typer.Option(metavar="NUMBER", help="Of an incident; repeatable.")]
Ids = Annotated[list[str] | None, typer.Option(metavar="ID", help="As --list names it; repeatable.")]


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
    hide: Ids = None,
    show: Ids = None,
    first: Ids = None,
    usual_order: Annotated[bool, typer.Option("--usual-order", help="Nothing is put first any more.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="Show what can be hidden or put first, with its id.")] = False,
) -> None:
    """Write the lead's note, tick incidents whose titles may appear, hide sentences, and say which come first.

    Titles of incidents are callers' words: without a tick none appears anywhere. A tick is for the title as it is
    now; when that changes, it is not told until it is ticked again. What is hidden is told nowhere; figures stay what
    they are. What was decided holds from the next `drumbeat preview` on. Without an option it is shown.
    """
    context = context_of(ctx)
    whose = context.store.teams.get(team)
    period = period_of(Said(month), whose.zone, context.clock())
    titles = titles_now(context, whose, period, ticked(tick or ()) - ticked(untick or ()))
    known = choices_now(context, whose, period) if hide or show or first or listed else None
    wanted = Changes(
        note=note,
        tick={number: each.hash for number, each in titles.items()},
        untick=untick or (),
        hide=hide or (),
        show=show or (),
        first=first or (),
        order=() if usual_order else None,
    )
    decided = change(context, whose, period, wanted, known=known)
    for each in titles.values():
        say(f"Ticked: {SAY.say(each.sentence)}")
    if known is not None:
        _list(known, decided)
    _show(decided)


def _list(known: Choices, decided: Editing) -> None:
    """What could be told, and what becomes of it."""
    found = arranged(known.highlights, decided, {f"{Kind.INCIDENT}:{number}" for number in decided.ticked})
    parts = {"first screen": found.outcomes, "below": found.further, "no room": found.spare, "hidden": found.hidden}
    rows = [(where, each.id, each.text) for where, some in parts.items() for each in some]
    rows += [("hidden" if each.id in decided.hidden else "section", each.id, each.text) for each in known.lines]
    show_table(("Where", "Id", "What"), rows)


def _show(decided: Editing) -> None:
    say(f"Note: {decided.note or 'none'}")
    if is_redacted(decided.note):
        say("[…] stands where something was taken out that must not leave by mail: a link, an address or the like.")
    with_title = sorted(number for number, title in decided.ticked.items() if title)
    say(f"Titles ticked: {', '.join(with_title) or 'none'}")
    if alone := sorted(decided.ticked.keys() - with_title):
        say(f"Ticked in an older version, which did not keep the title; tick again to show: {', '.join(alone)}")
    if decided.hidden:
        say(f"Hidden: {', '.join(sorted(decided.hidden))}")
    if decided.order:
        say(f"First: {', '.join(decided.order)}")
