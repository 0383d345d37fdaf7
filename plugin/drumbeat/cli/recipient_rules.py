"""What the commands about recipients say of who receives nothing."""

from __future__ import annotations

from collections.abc import Sequence

from drumbeat.cli.console import show_table
from drumbeat.editions.recipients import Reason, Skipped

_WHY = {
    Reason.LEFT: "left: not active in ServiceNow any more, or the mailbox is gone",
    Reason.UNSUBSCRIBED: "unsubscribed",
    Reason.EXCLUDED: "left out by a rule",
    Reason.NO_ADDRESS: "has no address in ServiceNow",
    Reason.BAD_ADDRESS: "the address is not one that may be used",
    Reason.NOT_KNOWN: "not known",
    Reason.SEVERAL: "not one, but several",
    Reason.NOBODY: "leads to nobody",
}


def show_skipped(skipped: Sequence[Skipped]) -> None:
    """Who receives nothing, and why."""
    rows = [
        (
            each.name,
            each.address if each.address != each.name else "",
            f"{_WHY[each.reason]}. {each.detail}".rstrip(". ") + ".",
        )
        for each in skipped
    ]
    show_table(("Receives nothing", "Address", "Why"), rows)
