"""`drumbeat purge`: let go of what is kept no longer than needed (F15)."""

from __future__ import annotations

from typing import Annotated

import typer

from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.desk.retention import let_go


def purge(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and let go of nothing.")] = False,
) -> None:
    """Let go of what is older than the settings allow.

    Signals about people and words of tickets go first, then rows that lie behind the months that are read, editions
    with what was sent to whom and decided about them, and old acts of the audit log. Where personal records have been
    switched off, all signals about people go.

    Words go from the months that no edition can restate any more: those before the last month that every team has
    sent; and in any case with the signals. Skills, figures and verdicts stay as they are. `drumbeat pull` and the
    schedule's pulls do this by themselves, as a pull may bring words back.
    """
    found = let_go(context_of(ctx), is_trial=dry_run)
    say(f"Would let go of {found}. Nothing was let go of." if dry_run else f"Let go of {found}.")
