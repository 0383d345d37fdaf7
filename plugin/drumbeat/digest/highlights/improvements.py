"""Sentences about improvements and projects that were completed, with base and target value."""

from __future__ import annotations

from collections.abc import Iterator

from drumbeat.digest.highlights import downtime
from drumbeat.digest.highlights.ground import Ground
from drumbeat.digest.language.phrase import Label, Month, Phrase, Value, phrase
from drumbeat.digest.model import Highlight, ImprovementLine, Kind


def find(ground: Ground) -> Iterator[Highlight]:
    """One for each, projects first; what its downtime tells of already is not told twice."""
    told = downtime.told(ground)
    for line in ground.completed:
        if line.number in told:
            continue
        yield Highlight(
            kind=Kind.IMPROVEMENT,
            id=f"{Kind.IMPROVEMENT}:{line.number}",
            sentence=_sentence(line),
            evidence=(line.number,),
            short=_complete(line),
        )


def _complete(line: ImprovementLine) -> Phrase:
    return phrase("“{title}” is complete", title=line.title or line.number)


def _sentence(line: ImprovementLine) -> Phrase:
    """What it was before, the target, what came of it; or at least since when."""
    complete = _complete(line)
    outcome = Label(line.outcome)
    if line.base_value and line.target_value:
        return _measured(line, complete=complete, base=line.base_value, target=line.target_value)
    if line.outcome:
        return phrase("{complete}; recorded outcome: {outcome}.", complete=complete, outcome=outcome)
    if line.begun:
        return phrase("{complete}, begun in {month}.", complete=complete, month=Month(line.begun))
    return phrase("{complete}.", complete=complete)


def _measured(line: ImprovementLine, **found: Value) -> Phrase:
    """With what the two values are numbers of, where the record says, and what came of it, where it does."""
    outcome = Label(line.outcome)
    if line.measure and line.outcome:
        return phrase(
            "{complete}. {measure}: {base} before, target {target}; recorded outcome: {outcome}.",
            measure=line.measure,
            outcome=outcome,
            **found,
        )
    if line.measure:
        return phrase("{complete}. {measure}: {base} before, target {target}.", measure=line.measure, **found)
    if line.outcome:
        return phrase(
            "{complete}: {base} before, target {target}; recorded outcome: {outcome}.", outcome=outcome, **found
        )
    return phrase("{complete}: {base} before, target {target}.", **found)
