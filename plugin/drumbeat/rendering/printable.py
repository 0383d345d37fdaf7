"""Strings that can do no more than be read, wherever they stand in a value."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable
from enum import Enum
from typing import Any

_DIRECTION_CHANGING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI"}
"""Bidirectional classes that would turn around the text after them (UAX #9, section 2). First-strong isolates and
their end are our own: `Wording` sets them round text of the other direction, and takes them out of what it sets."""
_BREAKS = "\t\n\v\f\r\x85\u2028\u2029"
_HIDDEN = {"Cc", "Cs"}


def rewritten(value: Any, change: Callable[[str], str]) -> Any:
    """The same data with every string changed, at any depth; enumerations keep their identity."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(rewritten(item, change) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in dataclasses.fields(value)]
        return dataclasses.replace(value, **{name: rewritten(getattr(value, name), change) for name in names})
    return value


def printable(text: str) -> str:
    """One line of text: no controls, no changes of direction."""
    spaced = "".join(" " if char in _BREAKS else char for char in text)
    kept = (
        char
        for char in spaced
        if unicodedata.category(char) not in _HIDDEN and unicodedata.bidirectional(char) not in _DIRECTION_CHANGING
    )
    return re.sub(" {2,}", " ", "".join(kept)).strip(" ")
