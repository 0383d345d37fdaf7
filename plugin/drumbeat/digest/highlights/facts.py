"""Sentences about operational facts that somebody approved, by their labels."""

from __future__ import annotations

from collections.abc import Iterator

from drumbeat.digest.highlights.ground import Ground
from drumbeat.digest.model import Highlight, Kind


def find(ground: Ground) -> Iterator[Highlight]:
    """One for each. None is short: a counter that comes every month would be every month's subject."""
    for line in ground.facts:
        yield Highlight(Kind.FACT, f"{Kind.FACT}:{line.id}", line.sentence, (line.id,))
