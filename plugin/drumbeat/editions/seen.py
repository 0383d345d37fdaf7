"""Characters by what a reader sees of them. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_UNSEEN_KINDS = frozenset({"Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Format characters, halves of pairs, private and unassigned ones, separators (Unicode's general categories)."""
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Letters and marks that leave no trace (Default_Ignorable_Code_Point)."""
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
"""Unicode's category Cc."""


def has_controls(text: str) -> bool:
    """Whether it holds a line break or another control character: what would end a header or a command."""
    return _CONTROLS.search(text) is not None


def unseen(text: str) -> str:
    """The first character that nobody sees; empty without one."""
    if text.isascii():
        return ""
    return next(filter(_is_unseen, text), "")


@lru_cache(maxsize=4096)
def _is_unseen(char: str) -> bool:
    return unicodedata.category(char) in _UNSEEN_KINDS or _UNSEEN.match(char) is not None


@lru_cache(maxsize=4096)
def is_in_word(char: str) -> bool:
    """Whether it is a letter, a mark on one, or a digit."""
    category = unicodedata.category(char)
    return category[0] in "LM" or category == "Nd"


def begins_bare(word: str) -> bool:
    """Whether the word begins with a mark that has no letter to stand on (RFC 5891, section 4.2.3.2)."""
    return unicodedata.category(word[0])[0] == "M"
