"""The digest as JSON: a public contract (design section 6). Keys are added, never renamed or removed.

docs/digest.schema.json describes it.
"""

from __future__ import annotations

from typing import Any

from drumbeat.digest.language.phrase import PeriodView, Phrase
from drumbeat.digest.language.wording import Wording
from drumbeat.digest.letter import subject
from drumbeat.digest.model import (
    Digest,
    FactLine,
    Figure,
    Highlight,
    ImprovementLine,
    Restatement,
    TableStatus,
)
from drumbeat.digest.unnamed import unnamed_note

SCHEMA = "urn:drumbeat:digest:1"
"""Names the contract. It changes only when a key would change its meaning."""


def as_json(digest: Digest, say: Wording) -> dict[str, Any]:
    """The digest as plain values: numbers unrounded, days as ISO dates, sentences and labels in one language."""
    return {
        "schema": SCHEMA,
        "team": {"name": digest.team},
        "teams": list(digest.teams),
        "period": _period(digest.period, say),
        "language": say.language,
        "subject": subject(digest, say),
        "note": digest.note,
        "gate": digest.gate,
        "headline": list(digest.headline),
        "figures": [_figure(figure, say) for figure in digest.figures],
        "highlights": [_highlight(line, say) for line in digest.highlights],
        "facts": [_fact(line, say) for line in digest.facts],
        "improvements": {
            "completed": [_improvement(line) for line in digest.improvements_completed],
            "under_way": [_improvement(line) for line in digest.improvements_under_way],
        },
        "articles": [{"number": line.number, "title": line.title, "reuses": line.reuses} for line in digest.articles],
        "skills": list(digest.skills),
        "new_skills": list(digest.new_skills),
        "next": [{"number": line.number, "text": say.say(line.sentence)} for line in digest.upcoming],
        "signals": [
            {"id": line.id, "records": list(line.records), "names": list(line.names)} for line in digest.signals
        ],
        "untold": [{"id": line.id, "label": say.word(line.label), "lacks": line.lacks} for line in digest.untold],
        "excluded": [
            {"reason": line.reason, "label": say.say(line.label), "count": line.count} for line in digest.excluded
        ],
        "withheld": [say.word(label) for label in digest.withheld],
        "sources": [_source(line, say) for line in digest.sources],
        "notes": [say.say(note) for note in _notes(digest)],
        "restated": [_restated(line, say) for line in digest.restated],
        "sections": [_section(section, say) for section in digest.sections],
        "without_section": list(digest.without_section),
    }


def _notes(digest: Digest) -> list[Phrase]:
    return [*digest.notes, *([unnamed_note(digest.unnamed)] if digest.unnamed else [])]


def _section(section: Digest, say: Wording) -> dict[str, Any]:
    return {
        "team": section.team,
        "note": section.note,
        "figures": [_figure(figure, say) for figure in section.figures],
        "highlights": [_highlight(line, say) for line in section.highlights],
        "withheld": [say.word(label) for label in section.withheld],
    }


def _period(period: PeriodView, say: Wording) -> dict[str, Any]:
    return {
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "time_zone": period.time_zone,
        "label": say.period(period),
        "whole": period.is_whole,
    }


def _figure(figure: Figure, say: Wording) -> dict[str, Any]:
    return {
        "id": figure.id,
        "label": say.word(figure.label),
        "value": figure.value,
        "unit": figure.unit.value,
        "n": figure.n,
        "previous": figure.previous,
        "typical": figure.typical,
        "evidence": list(figure.evidence),
        "note": "; ".join(say.say(note) for note in figure.notes),
        "provisional": figure.provisional,
    }


def _highlight(line: Highlight, say: Wording) -> dict[str, Any]:
    return {
        "id": line.id,
        "kind": line.kind.value,
        "text": " ".join(filter(None, (say.say(line.sentence), say.say(line.consequence)))),
        "evidence": list(line.evidence),
    }


def _fact(line: FactLine, say: Wording) -> dict[str, Any]:
    return {
        "id": line.id,
        "label": line.label,
        "value": line.value,
        "unit": line.unit,
        "completeness": line.completeness,
        "text": say.say(line.sentence),
        "source": say.say(line.source),
        "source_ref": line.source_ref,
    }


def _improvement(line: ImprovementLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "title": line.title,
        "base_value": line.base_value,
        "target_value": line.target_value,
        "outcome": line.outcome,
        "measure": line.measure,
        "percent_complete": line.percent_complete,
    }


def _source(line: TableStatus, say: Wording) -> dict[str, Any]:
    return {
        "table": line.table,
        "status": line.status.value,
        "rows": line.rows,
        "expected": line.expected,
        "note": "; ".join(say.say(note) for note in line.notes),
    }


def _restated(line: Restatement, say: Wording) -> dict[str, Any]:
    return {"figure": line.id, "label": say.word(line.label), "unit": line.unit.value, "was": line.was, "now": line.now}
