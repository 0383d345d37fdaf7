"""What is looked at instead of the text: the same letters without tricks of writing.

A zero-width space in a password, digits of full width, a Cyrillic letter that looks Latin: none may hide anything.
Folding is for looking only; what is shown are the writer's own characters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from drumbeat.digest.redaction.line import HIDDEN

Span = tuple[int, int]
"""Half-open: from the first character to hide to the one after the last."""

GONE = "\0"
"""What a mark that stands in the text already is folded to; no rule takes it for a word."""
_INVISIBLE = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters by their category, and blank to the eye."""
_LONGEST_EXPANSION = 4
_LOOKS_LIKE = str.maketrans(
    dict(
        zip(
            "АВЕЅІЈКМНОРСТУХаеіјкорсухѕԁһԛԝѵΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυıɡ",
            "ABESIJKMHOPCTYXaeijkopcyxsdhqwvABEZHIKMNOPTYXavopuig",
            strict=True,
        )
    )
    | dict.fromkeys("‐‑‒–—―−⁃", "-")  # noqa: RUF001
    | dict.fromkeys("“”„‟«»", '"')
    | dict.fromkeys("‘’‚‛‹›´", "'")  # noqa: RUF001
    | dict.fromkeys("⁄∕", "/")  # noqa: RUF001
    | {"∖": "\\", "。": ".", "٫": ".", "：": ":", "∶": ":"}  # noqa: RUF001
)
_SPELLED = {"ß": "ss", "ẞ": "SS", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "æ": "ae", "Æ": "AE", "œ": "oe"}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as rules look at it, and where in the original each of its characters stands."""

    text: str
    places: Sequence[int]
    """One more than there are characters: the last is where the original ends."""

    def original(self, span: Span) -> Span:
        """The same stretch of the original, with what was dropped behind it."""
        return self.places[span[0]], self.places[span[1]]


def fold(text: str, *, joins_lines: bool = False) -> Folded:
    """Compatibility forms and marks resolved, what has no width dropped.

    Line breaks and control characters become blanks; with `joins_lines` they are dropped as well, since a secret may
    have been broken in two.
    """
    if text.isascii() and text.isprintable():
        return Folded(text, range(len(text) + 1))
    letters: list[str] = []
    places: list[int] = []
    for place, seen in _seen(text, joins_lines=joins_lines):
        letters.append(seen)
        places.extend([place] * len(seen))
    return Folded("".join(letters), [*places, len(text)])


def has_breaks(text: str) -> bool:
    """Whether anything stands in the text that `joins_lines` would drop."""
    return not text.isprintable() and any(_is_break(char) for char in text)


def plainly(text: str) -> str:
    """A short text, a name, as it is looked for: folded, in lower case."""
    return fold(text).text.casefold()


def _seen(text: str, *, joins_lines: bool) -> Iterator[tuple[int, str]]:
    place = 0
    while place < len(text):
        if text.startswith(HIDDEN, place):
            yield place, GONE
            place += len(HIDDEN)
            continue
        char = text[place]
        if not (joins_lines and _is_break(char)):
            yield place, _folded(char)
        place += 1


def _is_break(char: str) -> bool:
    return char != " " and unicodedata.category(char) in {"Cc", "Zl", "Zp"}


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    if "\x20" <= char <= "\x7e":
        return char
    if char.isspace() or _is_break(char):
        return " "
    if char in _SPELLED:
        return _SPELLED[char]
    if char in _INVISIBLE or unicodedata.category(char) == "Cf":
        return ""
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    said = "".join(part for part in unicodedata.normalize("NFKD", char) if unicodedata.category(part)[0] != "M")
    return said.translate(_LOOKS_LIKE) if len(said) <= _LONGEST_EXPANSION else char
