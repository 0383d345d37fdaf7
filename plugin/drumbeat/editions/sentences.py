"""Sentences about what somebody wrote, whose values stand apart from their words. Pure.

As text they are English, as everything that commands say; pages say them in their reader's language, by the words.
"""

from __future__ import annotations


class Sentence(str):
    """A sentence with its values in their places."""

    __slots__ = ("pattern", "values")
    pattern: str
    """Its words, with `{places}`; what a catalogue knows it by."""
    values: dict[str, str]
    """What stands in the places; a value may be a sentence itself."""


def sentence(pattern: str, /, **values: str) -> Sentence:
    """The sentence of these words."""
    made = Sentence(pattern.format(**values))
    made.pattern, made.values = pattern, values
    return made
