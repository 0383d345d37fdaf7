"""Addresses that are usually those of lists, by what stands before the @. Pure.

After RFC 2142 (mailbox names for common services) and what companies call the lists of their people, in English and
German. It is a guess: whoever adds such an address is told what it means, and decides.
"""

from __future__ import annotations

import re

_WORDS = frozenset(
    {"all", "alle", "allstaff", "belegschaft", "dl", "employees", "everybody", "everyone", "firma", "list"}
)
_WORDS |= {"firma", "mailinglist", "mitarbeiter", "mitarbeitende", "personal", "staff", "verteiler"}
"""Alone or as one word of several."""
_ALONE = frozenset({"company", "department", "info", "it", "news", "newsletter", "office", "sales", "service", "team"})
"""Alone; beside another word they may be a person's."""


def is_usual_for_a_list(address: str) -> bool:
    """Whether the address looks as if many read it."""
    local = address.rpartition("@")[0].lower()
    words = re.split(r"[-._+]", local)
    return local in _ALONE or not _WORDS.isdisjoint(words)
