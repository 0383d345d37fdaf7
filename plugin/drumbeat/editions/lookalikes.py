"""Letters that look like other letters: which scripts a word mixes, and which plain word it passes for. Pure.

After Unicode Technical Standard 39 (Security Mechanisms): mixed scripts as in section 5.2, level "highly restrictive",
and the skeleton of section 4. Its table of confusable characters has thousands of rows; those below are the small
letters that can be taken for a to z.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_WRITTEN_TOGETHER = (
    frozenset({"LATIN", "HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "HAN", "BOPOMOFO"}),
    frozenset({"LATIN", "HAN", "HANGUL"}),
)
"""Scripts that one word may hold: Japanese, Chinese and Korean are written so."""

_OTHER_WORDS = {"CJK": "HAN", "IDEOGRAPHIC": "HAN", "EXTENDED": "ARABIC"}
"""Where a character's name does not begin with its script."""

_SAME = {
    "a": "\u0430\u03b1\u0251",
    "c": "\u0441\u03f2",
    "d": "\u0501",
    "e": "\u0435",
    "g": "\u0261\u0581",
    "h": "\u04bb\u0570",
    "i": "\u0456\u03b9\u0131",
    "j": "\u0458\u03f3\u0575",
    "l": "\u04cf",
    "n": "\u0578",
    "o": "\u043e\u03bf\u0585",
    "p": "\u0440\u03c1",
    "q": "\u051b\u0566",
    "s": "\u0455",
    "u": "\u03c5\u057d",
    "v": "\u0475\u03bd",
    "w": "\u051d",
    "x": "\u0445",
    "y": "\u0443",
}
"""Cyrillic, Greek, Armenian and rare Latin letters that nobody can tell from the plain one."""

_NEARLY = {
    "a": "\u00e6",
    "b": "\u0432\u044c\u03b2",
    "d": "\u0111",
    "e": "\u03b5\u04bd",
    "h": "\u043d\u0127",
    "k": "\u043a\u03ba",
    "l": "\u0142",
    "m": "\u043c",
    "n": "\u043f\u03b7",
    "o": "\u00f8\u0153",
    "r": "\u0433",
    "t": "\u0442\u03c4\u0167",
    "u": "\u03bc",
    "w": "\u03c9\u0461",
    "x": "\u03c7",
    "y": "\u03b3",
}
"""Those that a hurried reader takes for it."""

_PLAIN = {ord(other): plain for plain, others in _SAME.items() for other in others}
_ALIKE = (
    _PLAIN
    | {ord(other): plain for plain, others in _NEARLY.items() for other in others}
    | {ord("0"): "o", ord("1"): "l", ord("i"): "l"}
)


_LONG_WORD = 5
"""Letters from which on two words are seldom both meant that differ in one."""


def mixed_scripts(word: str) -> tuple[str, ...]:
    """The scripts of a word that are not written together, as readers call them; nothing where they are."""
    found = {script for script in map(_script, word) if script}
    if len(found) <= 1 or any(found <= together for together in _WRITTEN_TOGETHER):
        return ()
    return tuple(sorted(script.capitalize() for script in found))


def imitated(word: str) -> str:
    """The plain word for which nobody can tell this one from; empty where a letter gives it away."""
    plain = word.lower().translate(_PLAIN)
    return plain if plain.isascii() and not word.isascii() else ""


def skeleton(text: str) -> str:
    """What a hurried reader sees: two texts with the same skeleton are easily taken for each other."""
    parts = unicodedata.normalize("NFD", text.lower())
    bare = "".join(char for char in parts if not unicodedata.combining(char)).translate(_ALIKE)
    return bare.replace("rn", "m").replace("vv", "w")


def is_one_slip(one: str, other: str) -> bool:
    """Whether a long word is the other but for one letter too many, too few or wrong, or two that changed places.

    Not where only a figure differs: site1 and site2 are two.
    """
    short, long = sorted((one, other), key=len)
    if one == other or len(short) < _LONG_WORD or len(long) - len(short) > 1:
        return False
    if _without_figures(one) == _without_figures(other):
        return False
    first = next((at for at, char in enumerate(short) if char != long[at]), len(short))
    if len(short) < len(long):
        return short[first:] == long[first + 1 :]
    swapped = short[:first] + short[first : first + 2][::-1] + short[first + 2 :]
    return swapped == long or short[first + 1 :] == long[first + 1 :]


def _without_figures(word: str) -> str:
    return "".join(char for char in word if not char.isdigit())


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    """The script of a letter or a digit beyond ASCII; empty for what belongs to all of them."""
    if char.isascii():
        return "LATIN" if char.isalpha() else ""
    if unicodedata.category(char)[0] not in "LN":
        return ""
    first = unicodedata.name(char, "UNKNOWN").partition(" ")[0].partition("-")[0]
    return _OTHER_WORDS.get(first, first)
