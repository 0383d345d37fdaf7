"""`drumbeat team groups`: the assignment groups of which teams can be made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import typer

from drumbeat.cli.console import note, say, show_table
from drumbeat.cli.context import context_of
from drumbeat.desk.context import Context
from drumbeat.desk.groups import doubts, known_groups


def groups(ctx: typer.Context) -> None:
    """List the assignment groups that records of the store name, and the teams that are made of each."""
    found = known_groups(context_of(ctx))
    if not found:
        say("No record of the store names an assignment group.")
        return
    show_table(("Group", "Teams"), [(name, ", ".join(teams)) for name, teams in found])


def note_doubts(context: Context, names: Iterable[str]) -> None:
    """A misspelt group tells of nothing: say so at once."""
    note_all(list(doubts(context, names)))


def note_all(found: Sequence[str]) -> None:
    """What is odd about groups, and what to do about it."""
    for each in found:
        note(each)
    if found:
        note("See the groups with `drumbeat team groups`; `drumbeat team change` puts others in their place.")
