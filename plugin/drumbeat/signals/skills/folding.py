"""Texts made comparable, letter by letter, so that a place in the folded text is the same place in the original."""

from __future__ import annotations

import unicodedata

_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d")
_APOSTROPHES = frozenset("\u2018\u2019\u02bc\uff07")
_APART = frozenset("()[]\"'\u201c\u201d,.;!?")
_LINE_ENDS = frozenset("\n\r\v\f\x85\u2028\u2029")
_REPLACEMENT = 0xFFFD


class _Folding(dict[int, int]):
    """One letter for one letter; what a letter becomes is found out when it first occurs."""

    def __init__(self, *, keeps_case: bool = False, keeps_lines: bool = False) -> None:
        super().__init__()
        self._keeps_case = keeps_case
        self._keeps_lines = keeps_lines

    def __missing__(self, code: int) -> int:
        self[code] = found = self._folded(code)
        return found

    def _folded(self, code: int) -> int:
        char = chr(code)
        if self._keeps_lines and char in _LINE_ENDS:
            return ord("\n")
        if char.isspace() or (self._keeps_lines and _is_invisible(char)):
            return ord(" ")
        if char in _HYPHENS:
            return ord("-")
        if char in _APOSTROPHES:
            return ord("'")
        if unicodedata.category(char) == "Cs":  # half a pair, which the automaton does not take
            return _REPLACEMENT
        lower = char.lower()
        return code if self._keeps_case or len(lower) != 1 else ord(lower)


_ANY_CASE = _Folding()
_AS_SPELT = _Folding(keeps_case=True)
_IN_LINES = _Folding(keeps_lines=True)
_IN_LINES_AS_SPELT = _Folding(keeps_case=True, keeps_lines=True)


def folded(text: str) -> str:
    """In lower case, with one kind of blank, hyphen and apostrophe. As long as the text, place for place.

    A letter that would become two in lower case stays as it is.
    """
    return text.translate(_ANY_CASE)


def as_spelt(text: str) -> str:
    """The same with capitals kept."""
    return text.translate(_AS_SPELT)


def in_lines(text: str, *, as_spelt: bool = False) -> str:
    """The same with one kind of line end, and blanks for invisible characters: a line begins where it seems to."""
    return text.translate(_IN_LINES_AS_SPELT if as_spelt else _IN_LINES)


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is no part of a longer word. The text is as it was written.

    Letters, digits, the underscore and marks on letters make a word; invisible characters (a soft hyphen, a mark of
    direction) are looked through. What a point holds together without a blank is one name (outlook.com, .git), and so
    is what a hyphen joins to a word in lower case: `spark-submit` is no Spark and `non-SAP` no SAP, but `SAP-Benutzer`
    and `Cisco-VPN` name SAP and VPN. `c` is no word in `c#` or `c++`, and a single letter needs blanks, commas or the
    like around it.
    """
    if end - start == 1 and not (_is_apart(text[max(start - 1, 0) : start]) and _is_apart(text[end : end + 1])):
        return False
    return _begins(text, start) and _ends(text, end)


def _is_apart(char: str) -> bool:
    """Whether a single letter beside it is a word of its own: not in `-c`, `c:` or `n/a`."""
    return not char or char.isspace() or char in _APART


def _begins(text: str, start: int) -> bool:
    place = _seen_before(text, start)
    if place >= 0 and text[place] == ".":
        return False
    if place >= 0 and text[place] in _HYPHENS:
        first = place
        while first > 0 and _is_of_word(text[first - 1]):
            first -= 1
        return not text[first].islower()
    return place < 0 or not _is_of_word(text[place])


def _ends(text: str, end: int) -> bool:
    place = _seen_from(text, end)
    if text.startswith(("#", "++"), place):
        return False
    is_joint = text.startswith(tuple(_HYPHENS), place)
    if is_joint or text.startswith(".", place):
        place = _seen_from(text, place + 1)
    if place >= len(text):
        return True
    return not (text[place].islower() if is_joint else _is_of_word(text[place]))


def _seen_before(text: str, place: int) -> int:
    place -= 1
    while place >= 0 and _is_invisible(text[place]):
        place -= 1
    return place


def _seen_from(text: str, place: int) -> int:
    while place < len(text) and _is_invisible(text[place]):
        place += 1
    return place


def _is_of_word(char: str) -> bool:
    return char.isalnum() or char == "_" or (not char.isascii() and unicodedata.category(char)[0] == "M")


def _is_invisible(char: str) -> bool:
    return not char.isascii() and unicodedata.category(char) == "Cf"
