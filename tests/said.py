"""What the phrases of a digest say in English."""

from __future__ import annotations

from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.model import Digest, Figure, TableStatus
from drumbeat.rendering import Renderer


def notes_of(told: Figure | TableStatus | Digest) -> str:
    """The notes in one line."""
    return "; ".join(ENGLISH.say(note) for note in told.notes)


def subject_of(digest: Digest) -> str:
    """The subject line."""
    return Renderer().subject(digest)
