"""Letters of digests, for tests of what they say and in which order."""

from __future__ import annotations

from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.letter import BARE, Frame, Letter, letter
from drumbeat.digest.letter.model import Line, Section
from drumbeat.digest.model import Digest


def written(digest: Digest, frame: Frame = BARE) -> Letter:
    """The digest in English words."""
    return letter(digest, ENGLISH, frame)


def section(digest: Digest, name: str) -> Section | None:
    """One section below the first screen; None where the letter has none of this name."""
    return next((each for each in written(digest).further if each.id == name), None)


def lines(told: Section) -> list[Line]:
    """Its lines, group after group."""
    return [line for group in told.groups for line in group.lines]


def texts(told: Section) -> list[str]:
    """What its lines say."""
    return [line.text for line in lines(told)]


def small_print(digest: Digest) -> list[str]:
    """How we counted, line by line."""
    return texts(written(digest).counting)
