"""`drumbeat recipient unsubscribed` and `resubscribe`: who asked for no more digests, and whose mailbox is gone."""

from __future__ import annotations

from typing import Annotated

import typer

from drumbeat.cli.console import say, show_table
from drumbeat.cli.context import context_of
from drumbeat.desk.recipients import resubscribe as lift
from drumbeat.editions.addresses import mailbox
from drumbeat.editions.suppressions import Suppression


def show(
    ctx: typer.Context,
    team: Annotated[str | None, typer.Option("--team", metavar="NAME", help="Only who receives nothing of it.")] = None,
) -> None:
    """List who unsubscribed, and whose mailbox is gone; of every team, or of one."""
    context = context_of(ctx)
    if team is not None:
        context.store.teams.get(team)
    found = context.store.suppressions.all(team)
    if not found:
        say("Nobody has unsubscribed, and no mailbox is known to be gone.")
        return
    rows = [(each.address, _whose(each), each.reason, f"{each.at:%Y-%m-%d}", each.said) for each in found]
    show_table(("Address", "Team", "Why", "Since", "Known from"), rows)


def resubscribe(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Who is to receive again what the rules say.")],
    team: Annotated[str | None, typer.Option("--team", metavar="NAME", help="Only of this team.")] = None,
    said: Annotated[str, typer.Option("--said", metavar="TEXT", help="Where they asked for it: mail of 3 May.")] = "",
) -> None:
    """Let somebody receive digests again who unsubscribed: on their word, which the audit log keeps."""
    context = context_of(ctx)
    lifted = lift(context, address, team, said)
    for each in lifted:
        say(f"{each.address} receives again what the rules say: {_whose(each)}.")
    boxes = {mailbox(address), *(each.address for each in lifted)}
    left = [each for each in context.store.suppressions.all() if each.address in boxes]
    for each in left:
        say(f"It is still {each.reason} of {_whose(each)}.")


def _whose(each: Suppression) -> str:
    return each.team or "every team"
