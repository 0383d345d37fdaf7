"""Characters by what a reader sees of them. Pure."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN_KINDS = frozenset({"Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Format characters, halves of pairs, private and unassigned ones, separators (Unicode's general categories)."""
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Letters and marks that leave no trace (Default_Ignorable_Code_Point)."""


def has_controls(text: str) -> bool:
    """Whether it holds a line break or another control character: what would end a header or a command."""
    return any(unicodedata.category(char) == "Cc" for char in text)


def unseen(text: str) -> str:
    """The first character that nobody sees; empty without one."""
    if text.isascii():
        return ""
    return next((char for char in text if unicodedata.category(char) in _UNSEEN_KINDS or _UNSEEN.match(char)), "")


def is_in_word(char: str) -> bool:
    """Whether it is a letter, a mark on one, or a digit."""
    category = unicodedata.category(char)
    return category[0] in "LM" or category == "Nd"


def begins_bare(word: str) -> bool:
    """Whether the word begins with a mark that has no letter to stand on (RFC 5891, section 4.2.3.2)."""
    return unicodedata.category(word[0])[0] == "M"
