"""The lines of a digest's sections that a lead can hide, and the digest without those that are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from drumbeat.digest.language.phrase import Phrase
from drumbeat.digest.model import Digest, Kind

IMPROVEMENT, FACT, ARTICLE, NEXT = Kind.IMPROVEMENT.value, Kind.FACT.value, "article", "next"
"""Kinds of lines. A line and a highlight about the same improvement or fact bear one id, and are hidden together."""


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A line of a section."""

    id: str
    text: Phrase | str
    """What it tells of: a sentence, or a title as it is told."""


class _Numbered(Protocol):
    @property
    def number(self) -> str: ...


N = TypeVar("N", bound=_Numbered)


def section_lines(digest: Digest) -> tuple[SectionLine, ...]:
    """All lines that can be hidden, in the order of the sections."""

    def found() -> Iterator[SectionLine]:
        yield from (SectionLine(f"{FACT}:{line.id}", line.sentence) for line in digest.facts)
        for line in (*digest.improvements_completed, *digest.improvements_under_way):
            yield SectionLine(f"{IMPROVEMENT}:{line.number}", line.title or line.number)
        yield from (SectionLine(f"{ARTICLE}:{line.number}", line.title or line.number) for line in digest.articles)
        yield from (SectionLine(f"{NEXT}:{line.number}", line.sentence) for line in digest.upcoming)

    return tuple({line.id: line for line in found()}.values())


def without_hidden(digest: Digest, hidden: Collection[str]) -> Digest:
    """The digest without the lines of these ids; its highlights are chosen without them already."""
    if not hidden:
        return digest
    return replace(
        digest,
        facts=tuple(line for line in digest.facts if f"{FACT}:{line.id}" not in hidden),
        improvements_completed=shown(IMPROVEMENT, digest.improvements_completed, hidden),
        improvements_under_way=shown(IMPROVEMENT, digest.improvements_under_way, hidden),
        articles=shown(ARTICLE, digest.articles, hidden),
        upcoming=shown(NEXT, digest.upcoming, hidden),
    )


def shown(kind: str, lines: Sequence[N], hidden: Collection[str]) -> tuple[N, ...]:
    """Those of the lines that are not hidden."""
    return tuple(line for line in lines if f"{kind}:{line.number}" not in hidden)
