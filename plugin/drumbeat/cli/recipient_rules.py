"""What the commands about recipients say of who receives nothing."""

from __future__ import annotations

from collections.abc import Sequence

from drumbeat.cli.console import note, say, show_table
from drumbeat.desk.context import Context
from drumbeat.desk.directory import directory_of
from drumbeat.desk.waiting import lacks_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.list_names import is_doubtful
from drumbeat.editions.recipients import Reason, RecipientKind, Rule, Skipped

_SHOWN = 5
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


def note_groups_below(context: Context, rules: Sequence[Rule]) -> None:
    """Of groups that others stand below: ServiceNow's own rule, which who knows other directories does not expect."""
    directory = directory_of(context)
    for rule in (rule for rule in rules if rule.kind is RecipientKind.GROUP):
        below = [name for group in directory.groups_named(rule.name) for name in directory.below(group)]
        if below:
            meant = "be left out" if rule.is_excluded else "receive it"
            note(
                f"Below {rule.title} there is {SAY.listed(below, _SHOWN)}. In ServiceNow the members of a group below "
                f"are not members of the one above: name those groups as well if they are to {meant}."
            )


def note_languages(context: Context, team: str) -> None:
    """Of drafts that were made before somebody was to read them in another language."""
    for each in lacks_of(context, context.store.teams.get(team)):
        note(each.why)
        say(each.how)


def note_lists(team: str, rules: Sequence[Rule]) -> None:
    """Of addresses that were added as persons' and look like lists: what that means, and how it is said otherwise."""
    found = [rule.name for rule in rules if is_doubtful(rule)]
    for address in found:
        note(f"{address} looks like a list, and is one person's now: any one of its readers can unsubscribe them all.")
    if found:
        say("If many read it, say so, and who takes readers off it; --company where that is the whole company:")
        say(f'  drumbeat recipient change --team "{team}" --list --keeper WORDS {" ".join(found)}')
