"""One line of words: what every text becomes before it stands in a mail."""

from __future__ import annotations

import unicodedata

HIDDEN = "[…]"
"""Stands where something was taken out."""
LONGEST = 120
"""Characters of a line."""


def one_line(text: str) -> str:
    """Control characters become blanks, those without width go, white space folds."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(char if char.isprintable() else _instead(char) for char in text).split())


def cut(line: str, longest: int = LONGEST) -> str:
    """At most so many characters, the last an ellipsis where something went; a mark is never cut in two."""
    if len(line) <= longest:
        return line
    begin = line[: longest - 1]
    if len(begin) - begin.rfind(HIDDEN[0]) < len(HIDDEN) and HIDDEN.startswith(begin[begin.rfind(HIDDEN[0]) :]):
        begin = begin[: begin.rfind(HIDDEN[0])]
    return begin.rstrip() + "…"


def _instead(char: str) -> str:
    return "" if unicodedata.category(char) == "Cf" else " "
