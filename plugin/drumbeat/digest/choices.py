"""What a lead can decide about a digest: which sentences come first or not at all, which titles may appear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from drumbeat.digest.build import Built
from drumbeat.digest.editing import Pending
from drumbeat.digest.highlights import found, incidents
from drumbeat.digest.language.phrase import Phrase
from drumbeat.digest.language.wording import Wording
from drumbeat.digest.model import Highlight, Kind

OFFERED = 50
"""Titles that are offered: each has to be redacted, and nobody looks through thousands. Any other can be ticked by its
number."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence that could be told."""

    id: str
    """By which the lead speaks of it."""
    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """A line of a section."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What is told once somebody ticks or approves it as it is."""

    id: str
    """Of a title the incident's number, of anything else the highlight's id."""
    text: str
    hash: str
    """What the tick or the approval names."""


@dataclass(frozen=True, slots=True)
class Choices:
    """All of it, said in one language."""

    highlights: tuple[Choice, ...] = ()
    """Every sentence that could be told, hidden ones too, in the order of kinds."""
    lines: tuple[ChoiceLine, ...] = ()
    """Of the sections, hidden ones too; those that no highlight tells of already."""
    titles: tuple[Offer, ...] = ()
    """Of incidents: ticked ones first, then major ones, then by priority and number."""
    pending: tuple[Offer, ...] = ()
    """Downtime that nobody has approved as it is."""

    @property
    def ids(self) -> frozenset[str]:
        """Of everything that can be hidden."""
        return frozenset([*(each.id for each in self.highlights), *(each.id for each in self.lines)])


NO_CHOICES = Choices()


def choices(built: Built, say: Wording) -> Choices:
    """What can be decided about a digest that was built of records."""
    ground = built.ground
    if ground is None:
        return NO_CHOICES
    sentences = tuple(Choice(each.id, _said(each, say), each.kind) for each in found(ground))
    told = {each.id for each in sentences}
    return Choices(
        highlights=sentences,
        lines=tuple(
            ChoiceLine(each.id, say.say(each.text) if isinstance(each.text, Phrase) else each.text)
            for each in built.lines
            if each.id not in told
        ),
        titles=tuple(
            Offer(each.id.partition(":")[2], say.say(each.sentence), each.hash)
            for each in islice(incidents.offered(ground), OFFERED)
        ),
        pending=tuple(_offer(each, say) for each in built.pending),
    )


def as_json(found: Choices) -> dict[str, Any]:
    """As plain values."""
    return {
        "highlights": [[each.id, each.text, each.kind] for each in found.highlights],
        "lines": [[each.id, each.text] for each in found.lines],
        "titles": [[each.id, each.text, each.hash] for each in found.titles],
        "pending": [[each.id, each.text, each.hash] for each in found.pending],
    }


def of_json(held: Mapping[str, Any]) -> Choices:
    """The same back."""
    return Choices(
        highlights=tuple(Choice(key, text, Kind(kind)) for key, text, kind in held["highlights"]),
        lines=tuple(ChoiceLine(key, text) for key, text in held["lines"]),
        titles=tuple(Offer(*each) for each in held["titles"]),
        pending=tuple(Offer(*each) for each in held["pending"]),
    )


def _said(highlight: Highlight, say: Wording) -> str:
    return " ".join(filter(None, (say.say(highlight.sentence), say.say(highlight.consequence))))


def _offer(pending: Pending, say: Wording) -> Offer:
    return Offer(pending.id, say.say(pending.sentence), pending.hash)
