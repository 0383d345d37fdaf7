"""The digest as JSON: a public contract (design section 6). Keys are added, never renamed or removed."""

from __future__ import annotations

from typing import Any

from drumbeat.digest.model import Digest, Figure, ImprovementLine, Restatement


def as_json(digest: Digest) -> dict[str, Any]:
    """The digest as plain values; numbers unrounded, days as ISO dates."""
    period = digest.period
    return {
        "team": {"name": digest.team},
        "period": {
            "start": period.start.isoformat(),
            "end": period.end.isoformat(),
            "time_zone": period.time_zone,
            "label": period.label,
            "whole": period.is_whole,
        },
        "subject": digest.subject,
        "gate": digest.gate,
        "headline": list(digest.headline),
        "figures": [_figure(figure) for figure in digest.figures],
        "highlights": [{"text": line.text, "evidence": list(line.evidence)} for line in digest.highlights],
        "facts": [],
        "improvements": {
            "completed": [_improvement(line) for line in digest.improvements_completed],
            "under_way": [_improvement(line) for line in digest.improvements_under_way],
        },
        "articles": [{"number": line.number, "title": line.title, "reuses": line.reuses} for line in digest.articles],
        "skills": list(digest.skills),
        "signals": [
            {"id": line.id, "records": list(line.records), "names": list(line.names)} for line in digest.signals
        ],
        "untold": [{"id": line.id, "label": line.label, "lacks": line.lacks} for line in digest.untold],
        "excluded": [{"reason": line.reason, "count": line.count} for line in digest.excluded],
        "withheld": list(digest.withheld),
        "sources": [
            {
                "table": line.table,
                "status": line.status.value,
                "rows": line.rows,
                "expected": line.expected,
                "note": line.note,
            }
            for line in digest.sources
        ],
        "notes": list(digest.notes),
        "restated": [_restated(line) for line in digest.restated],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "id": figure.id,
        "label": figure.label,
        "value": figure.value,
        "unit": figure.unit.value,
        "n": figure.n,
        "previous": figure.previous,
        "typical": figure.typical,
        "evidence": list(figure.evidence),
        "note": figure.note,
        "provisional": figure.provisional,
    }


def _restated(line: Restatement) -> dict[str, Any]:
    return {"figure": line.id, "label": line.label, "unit": line.unit.value, "was": line.was, "now": line.now}


def _improvement(line: ImprovementLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "title": line.title,
        "base_value": line.base_value,
        "target_value": line.target_value,
        "outcome": line.outcome,
        "percent_complete": line.percent_complete,
    }
