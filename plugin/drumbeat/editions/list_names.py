"""Addresses that are usually those of lists, by what stands before the @. Pure.

After RFC 2142 (mailbox names for common services) and what companies call the lists of their people, in English and
German. It is a guess: whoever adds such an address is told what it means, and decides.
"""

from __future__ import annotations

import re

from drumbeat.editions.recipients import RecipientKind, Rule

_WORDS = frozenset(
    {"all", "alle", "allstaff", "colleagues", "department", "dept", "desk", "dl", "employees", "everybody", "everyone"}
    | {"helpdesk", "list", "mailinglist", "servicedesk", "staff", "team"}
    | {
        "abteilung",
        "belegschaft",
        "firma",
        "gruppe",
        "kollegen",
        "mitarbeiter",
        "mitarbeitende",
        "personal",
        "verteiler",
    }
)
"""Alone or as one word of several."""
_ALONE = frozenset(
    {"company", "group", "hr", "info", "it", "marketing", "news", "newsletter", "noc", "office", "sales"}
    | {"security", "service", "support"}
)
"""Alone; beside another word they may be a person's."""


def is_doubtful(rule: Rule) -> bool:
    """Whether a rule gives a single person what looks like a list: any reader could unsubscribe all the others."""
    return rule.kind is RecipientKind.ADDRESS and not rule.is_excluded and is_usual_for_a_list(rule.name)


def is_usual_for_a_list(address: str) -> bool:
    """Whether the address looks as if many read it."""
    local = address.rpartition("@")[0].lower()
    words = re.split(r"[-._+]", local)
    return local in _ALONE or not _WORDS.isdisjoint(words)
