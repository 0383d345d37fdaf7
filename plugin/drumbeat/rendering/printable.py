"""Strings that can do no more than be read, wherever they stand in a value."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any

_TURNING = "\u202a-\u202e\u2066\u2067"
"""What would turn around the text after it: embeddings, overrides, isolates, and the end of the first two (UAX #9,
section 2). First-strong isolates and their end are our own in what was said: `Wording` sets them round text of the
other direction."""
_TURNS = re.compile(f"[{_TURNING}\u2068\u2069]")
"""In a record there are no isolates of ours."""
_BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]")
_HIDDEN = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff{_TURNING}]")
"""Controls and halves of pairs (categories Cc and Cs), and what turns text around."""
_UNSEEN = dict.fromkeys(("Zs", "Zl", "Zp", "Cc"), " ")
"""What stands in a header in place of a character that nobody sees: a blank, or nothing."""
_LONGEST = 1_000
"""Characters; titles and names are cut to a line where they are read, so that only a lead's note comes near."""


def rewritten(value: Any, change: Callable[[str], str]) -> Any:
    """The same data with every string changed, at any depth; enumerations keep their identity.

    What holds nothing that changes is given back as it is: of a digest, nearly all.
    """
    if isinstance(value, str):
        return value if isinstance(value, Enum) else change(value)
    if isinstance(value, tuple):
        return tuple(rewritten(item, change) for item in value)
    changed = {}
    kind: type = type(value)
    for name in _fields(kind):
        before = getattr(value, name)
        after = rewritten(before, change)
        if after is not before:
            changed[name] = after
    return dataclasses.replace(value, **changed) if changed else value


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """The names of a dataclass' fields; none of anything else."""
    return tuple(each.name for each in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()


def harmless(text: str) -> str:
    """A record's string before it is said: no isolate that could close one of ours, no longer than a paragraph."""
    kept = text if text.isprintable() else _TURNS.sub("", text)  # what turns text is not printable to Python
    return kept if len(kept) <= _LONGEST else f"{kept[: _LONGEST - 1]}…"


def printable(text: str) -> str:
    """One line of text: no controls, no changes of direction."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return re.sub(" {2,}", " ", _HIDDEN.sub("", _BREAKS.sub(" ", text))).strip(" ")


def header(text: str) -> str:
    """The text as a mail's header takes it (rule E05): blanks are plain ones, and nothing unseen stands in it."""
    return printable(
        "".join(char if char.isprintable() else _UNSEEN.get(unicodedata.category(char), "") for char in text)
    )
