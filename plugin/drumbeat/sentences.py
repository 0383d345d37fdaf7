"""Sentences whose values stand apart from their words: verdicts on what somebody wrote, and what errors tell. Pure.

As text they are English, as everything that commands say; pages say them in their reader's language, by the words.
Where numbers, days or lists stand in one, `digest.language.spoken` makes it of a phrase.
"""

from __future__ import annotations


class Sentence(str):
    """A sentence with its values in their places."""

    __slots__ = ("many", "pattern", "times", "values")
    pattern: str
    """Its words, with `{places}`; what a catalogue knows it by."""
    values: dict[str, object]
    """What stands in the places; a value may be a sentence itself."""
    many: str
    """The same for more than one; empty where number does not matter."""
    times: float
    """Decides between the two."""


def sentence(pattern: str, /, **values: object) -> Sentence:
    """The sentence of these words. What is no text stands in it as its text: a path, a status."""
    told = {name: value if isinstance(value, str) else str(value) for name, value in values.items()}
    return made(pattern.format(**told), pattern, dict(told))


def made(text: str, pattern: str, values: dict[str, object], many: str = "", times: float = 1) -> Sentence:
    """The sentence that is this text in English."""
    found = Sentence(text)
    found.pattern, found.values, found.many, found.times = pattern, values, many, times
    return found
