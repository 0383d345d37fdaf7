"""Prose of developers with labelled names of software, and how well found names agree with the labels.

Column 2 of the files is read: the labels that were agreed on. A name is one labelled Application, Language,
Operating_System or Library there; of which of these kinds it is plays no part. Whole tokens are labelled, so a name
that is found is taken as the tokens it stands in: a name found in `html/css` is `html/css`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from evaluation.statistics import Proportion

KINDS = frozenset({"Application", "Language", "Operating_System", "Library"})
_RESAMPLES = 1000
_LOW, _HIGH = 0.025, 0.975

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of the prose: its tokens with blanks between, and where the labelled names stand."""

    text: str
    tokens: tuple[Place, ...]
    names: frozenset[Place]
    question: int
    """Which question of the corpus it belongs to: what stands together is not independent."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Found names against labelled ones."""

    strict: int = 0
    """Found names that are labelled, from end to end."""
    found: int = 0
    labelled: int = 0
    found_over: int = 0
    """Found names that overlap a labelled one."""
    labelled_over: int = 0

    @property
    def precision(self) -> Proportion:
        """Of the found names, how many are labelled."""
        return Proportion(self.strict, self.found)

    @property
    def recall(self) -> Proportion:
        """Of the labelled names, how many are found."""
        return Proportion(self.strict, self.labelled)

    @property
    def strict_f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.strict / max(self.found + self.labelled, 1)

    @property
    def overlap_f1(self) -> float:
        """The same where any common letter suffices."""
        precision, recall = self.found_over / max(self.found, 1), self.labelled_over / max(self.labelled, 1)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def sentences(path: Path) -> list[Sentence]:
    """The sentences of one file."""
    found, question = [], 0
    for rows in _blocks(path.read_text(encoding="utf-8")):
        question += rows[0][0] == "Question_ID"
        places, start = [], 0
        for token, _ in rows:
            places.append((start, start + len(token)))
            start += len(token) + 1
        names = frozenset((places[first][0], places[last][1]) for first, last in _labelled([tag for _, tag in rows]))
        found.append(Sentence(" ".join(token for token, _ in rows), tuple(places), names, question))
    return found


def agreements(given: Sequence[Sentence], find: Callable[[str], Iterable[Place]]) -> dict[int, Agreement]:
    """Question -> how what is found there agrees with the labels."""
    by_question: dict[int, Agreement] = {}
    for sentence in given:
        found = frozenset(_in_tokens(place, sentence.tokens) for place in find(sentence.text))
        so_far = by_question.get(sentence.question, Agreement())
        by_question[sentence.question] = together((so_far, _agreement(sentence.names, found)))
    return by_question


def _in_tokens(place: Place, tokens: tuple[Place, ...]) -> Place:
    held = [token for token in tokens if _overlap(token, place)]
    return held[0][0], held[-1][1]


def together(parts: Iterable[Agreement]) -> Agreement:
    """All of them as one."""
    return Agreement(*map(sum, zip(*map(astuple, parts), strict=True)))


def bounds(
    by_question: dict[int, Agreement], measure: Callable[[Agreement], float], seed: int = 1
) -> tuple[float, float]:
    """95 % bounds of a measure, by drawing questions with replacement."""
    rng, rows = random.Random(seed), [astuple(part) for part in by_question.values()]
    draws = (zip(*rng.choices(rows, k=len(rows)), strict=True) for _ in range(_RESAMPLES))
    values = sorted(measure(Agreement(*map(sum, draw))) for draw in draws)
    return values[int(_LOW * _RESAMPLES)], values[int(_HIGH * _RESAMPLES)]


def _blocks(text: str) -> Iterator[list[tuple[str, str]]]:
    rows: list[tuple[str, str]] = []
    for line in text.split("\n"):
        token, *tags = line.split("\t")
        if token.strip() and tags:
            rows.append((token, tags[0]))
        elif rows:
            yield rows
            rows = []
    if rows:
        yield rows


def _labelled(tags: Sequence[str]) -> Iterator[Place]:
    """First and last token of each name: B- begins one, I- of the same kind goes on with it."""
    start, kind = -1, ""
    for place, tag in enumerate([*tags, "O"]):
        if start >= 0 and tag != f"I-{kind}":
            yield start, place - 1
            start = -1
        if start < 0 and tag[2:] in KINDS:
            start, kind = place, tag[2:]


def _agreement(names: frozenset[Place], found: frozenset[Place]) -> Agreement:
    return Agreement(
        strict=len(names & found),
        found=len(found),
        labelled=len(names),
        found_over=sum(any(_overlap(one, other) for other in names) for one in found),
        labelled_over=sum(any(_overlap(one, other) for other in found) for one in names),
    )


def _overlap(one: Place, other: Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]
