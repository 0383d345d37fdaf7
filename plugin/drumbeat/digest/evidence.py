"""The frozen list behind a figure: number, kind, service, day, reason; never assignee, caller, title or notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from drumbeat.digest.model import Figure
from drumbeat.records.model import WorkRecord
from drumbeat.signals.gate import Judged


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One record as evidence of one figure, or, without a figure, as one that was left out."""

    figure: str
    number: str
    kind: str
    service: str
    day: str
    """ISO date in the team's zone; empty when the record carries none."""
    reason: str
    """Why it was left out; empty when it counts."""


def evidence_lines(
    figures: Iterable[Figure], judged: Sequence[Judged], left_out: Sequence[Judged], zone: ZoneInfo
) -> tuple[EvidenceLine, ...]:
    """All lines of a digest, figure by figure, then the records that were left out."""
    by_number = {item.record.number: item.record for item in judged}
    lines = [
        _line(figure.id, number, by_number.get(number), zone, "") for figure in figures for number in figure.evidence
    ]
    lines += [
        _line("", item.record.number, item.record, zone, item.reason.label(1))
        for item in left_out
        if item.reason is not None
    ]
    return tuple(lines)


def _line(figure: str, number: str, record: WorkRecord | None, zone: ZoneInfo, reason: str) -> EvidenceLine:
    if record is None:
        return EvidenceLine(figure, number, "", "", "", reason)
    service = getattr(record, "business_service", None)
    moment = record.done_at or record.closed_at
    shown = moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
    return EvidenceLine(
        figure,
        number,
        record.kind,
        service.name if service else "",
        shown.isoformat() if shown else "",
        reason,
    )
