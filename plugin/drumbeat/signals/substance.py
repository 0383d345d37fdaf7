"""Whether a field says something: what is left of a text without markup, forms and repetition.

It measures that something is there, never how good it is (signals sheet V15, S05: 60 characters, no template).
"""

from __future__ import annotations

import re
from collections import Counter

from drumbeat.records.model import Problem
from drumbeat.signals.gate.rules import folded
from drumbeat.signals.sameness import sameness
from drumbeat.signals.world import World

_MARKUP = re.compile(r"<[^<>]*>|&nbsp;|\[/?code\]")
_BREAK = re.compile(r"(?<=[.!?;])\s+|\n+")
_NOTHING = frozenset(
    {"", "na", "n", "a", "none", "nil", "null", "tbd", "tbc", "todo", "pending", "unknown", "test", "xxx"}
)
FORM = 3
"""A note that stands on so many problems is a form."""
_ENOUGH = 4000
"""Characters after which nobody doubts that something is said."""


def said(text: str) -> int:
    """How many characters say something.

    Not counted are a form's headings without an answer (`Root cause:`), `n/a` and its like, and what is said again.
    """
    parts: dict[str, str] = {}
    for part in _BREAK.split(_MARKUP.sub("\n", text[:_ENOUGH])):
        plain = " ".join(part.split())
        if not plain.endswith(":") and not is_nothing(plain):
            parts.setdefault(plain.casefold(), plain)
    return len(" ".join(parts.values()))


def is_nothing(text: str) -> bool:
    """Whether the text is empty, or holds nothing but `n/a`, `none`, `tbd` and their like."""
    words = "".join(char if char.isalnum() else " " for char in text.casefold()).split()
    return all(word in _NOTHING for word in words)


def form(text: str) -> str:
    """By which two notes are the same form."""
    return sameness(text, folded)


def forms_of_problems(world: World) -> frozenset[str]:
    """Cause and fix notes, by `form`, that stand word for word on several problems; ask for it by `world.once`."""
    problems = [item.record for item in world.judged if isinstance(item.record, Problem)]
    seen = Counter(text for each in problems for text in {form(each.cause_notes), form(each.fix_notes)})
    return frozenset(text for text, count in seen.items() if count >= FORM)
