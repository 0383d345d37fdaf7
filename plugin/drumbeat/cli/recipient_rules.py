"""What the commands about recipients say of who receives nothing."""

from __future__ import annotations

from collections.abc import Sequence

from drumbeat.cli.console import note, say, show_table
from drumbeat.editions.list_names import is_doubtful
from drumbeat.editions.recipients import Reason, Rule, Skipped

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


def note_lists(team: str, rules: Sequence[Rule]) -> None:
    """Of addresses that were added as persons' and look like lists: what that means, and how it is said otherwise."""
    found = [rule.name for rule in rules if is_doubtful(rule)]
    for address in found:
        note(f"{address} looks like a list, and is one person's now: any one of its readers can unsubscribe them all.")
    if found:
        say("If many read it, say so, and who takes readers off it; --company where that is the whole company:")
        say(f'  drumbeat recipient change --team "{team}" --list --keeper WORDS {" ".join(found)}')
