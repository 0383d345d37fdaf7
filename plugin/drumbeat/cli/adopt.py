"""`drumbeat adopt`: say that the store may send by itself from where it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from drumbeat.cli.console import say, show_table
from drumbeat.cli.context import context_of
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.places import ADOPT, Adopted, Elsewhere, Place, Waiting
from drumbeat.errors import SettingsError

_LONGEST = 120
"""Letters of a name, as the store has room for them."""


def adopt(
    ctx: typer.Context,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who answers for it.")],
) -> None:
    """Let this store send by itself from here, and from nowhere else.

    A copy, a restored backup and a store that was moved send nothing by themselves until then. See first that the
    place of before does not send any more: two stores do not know of each other.
    """
    context = context_of(ctx)
    name = " ".join(by.split())
    if not name or not name.isprintable() or len(name) > _LONGEST:
        raise SettingsError("Say with --by who answers for it.")
    homes = context.store.homes
    before, waiting = homes.standing(), homes.waiting()
    here = homes.adopt(name, context.entry(ADOPT, detail=f"by {name}"))
    say(f"{name} adopted the store {here.named}: it may send by itself.")
    _tell_of_before(before)
    _show(waiting)


def _tell_of_before(before: Place) -> None:
    if isinstance(before, Elsewhere):
        say(f"Before, it was adopted in another place: {before.named}. See that nothing is sent from there any more.")
    elif isinstance(before, Adopted):
        say(f"It was adopted here before, by {before.by}.")


def _show(waiting: Sequence[Waiting]) -> None:
    if not waiting:
        say("No mail is waiting.")
        return
    say("What no mail server has accepted yet:")
    show_table(
        ("Team", "Month", "State", "Mails", "What comes"),
        [(each.team, each.period_start[:7], each.state, each.count, _NEXT[each.state]) for each in waiting],
        right=("Mails",),
    )


_NEXT = {
    DeliveryState.PLANNED: "leaves by itself",
    DeliveryState.FAILED: "is tried again with `drumbeat send`",
    DeliveryState.CLAIMED: "is on its way, or will be unknown",
    DeliveryState.UNKNOWN: "may have left: never repeated by itself",
}
