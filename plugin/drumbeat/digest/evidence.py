"""The frozen list behind a figure: number, kind, service, day, reason; never assignee, caller, title or notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from drumbeat.digest.figures import Counted
from drumbeat.records.model import WorkRecord
from drumbeat.signals.gate import Judged
from drumbeat.signals.model import Signal
from drumbeat.signals.world import World


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One record as evidence of one figure or signal, or, without either, as one that was left out."""

    figure: str
    """Id of a figure, of a signal's rule, or of a highlight; or `upcoming`."""
    number: str
    kind: str
    service: str
    day: str
    """ISO date in the team's zone; empty when the record carries none."""
    reason: str
    """Why it was left out; empty when it counts."""


def evidence_lines(counted: Iterable[Counted], left_out: Iterable[Judged], zone: ZoneInfo) -> tuple[EvidenceLine, ...]:
    """All lines of a digest, figure by figure, then the records that were left out."""
    lines = [
        _line(each.figure.id, record, zone, "")
        for each in counted
        for record in sorted(each.records, key=lambda record: record.number)
    ]
    lines += [
        _line("", item.record, zone, item.reason.label(1))
        for item in left_out
        if item.reason is not None and item.may_be_named
    ]
    return tuple(lines)


def signal_evidence(found: Iterable[Signal], world: World, zone: ZoneInfo) -> tuple[EvidenceLine, ...]:
    """A line for each rule and each record that the rule's signals stand on, where the record is one that was read."""
    keys = dict.fromkeys((signal.rule, fact.number) for signal in found for fact in signal.evidence)
    known = ((rule, world.verdicts[number]) for rule, number in keys if number in world.verdicts)
    return tuple(_line(rule, item.record, zone, "") for rule, item in known if item.may_be_named)


def told_evidence(found: Iterable[tuple[str, WorkRecord]], zone: ZoneInfo) -> tuple[EvidenceLine, ...]:
    """A line for each record under the part that it is told in: a highlight's id, or `upcoming`."""
    return tuple(_line(part, record, zone, "") for part, record in found)


def _line(figure: str, record: WorkRecord, zone: ZoneInfo, reason: str) -> EvidenceLine:
    service = getattr(record, "business_service", None)
    moment = record.done_at or record.closed_at
    shown = moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
    return EvidenceLine(
        figure,
        record.number,
        record.kind,
        service.name if service else "",
        shown.isoformat() if shown else "",
        reason,
    )
