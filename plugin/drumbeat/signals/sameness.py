"""Whether two texts are the same, when the words of one may be gone already (F15, see `retention`)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

_REMOVED = re.compile(r"(?:\A|\n)\N{HORIZONTAL ELLIPSIS}([0-9a-f]{64}):\Z")


def sameness(text: str, normal: Callable[[str], str]) -> str:
    """A hash that two texts share when they are the same in their normal form; empty for a text that is empty.

    Of a text whose words are gone it is the hash that was left in their place.
    """
    gone = _REMOVED.search(text)
    if gone:
        return gone[1]
    said = normal(text)
    return hashlib.sha256(said.encode(errors="replace")).hexdigest() if said else ""


def trace(text: str, normal: Callable[[str], str]) -> str:
    """What is left in the place of a text, so that its sameness stays."""
    return f"\N{HORIZONTAL ELLIPSIS}{sameness(text, normal)}:"


def is_gone(text: str) -> bool:
    """Whether the words of the text are gone."""
    return _REMOVED.search(text) is not None
