"""What has changed about an edition since it was frozen: records that count no more, and records found late. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drumbeat.digest.build import Built
from drumbeat.digest.evidence.lines import EvidenceLine
from drumbeat.records.model import Stage
from drumbeat.records.period import Period
from drumbeat.signals.gate import Judged, Reason


class Cause(StrEnum):
    """Why a record counts differently now."""

    ADDED = "added"
    REOPENED = "reopened"
    DONE_LATER = "done later"
    REGROUPED = "regrouped"
    LEFT_OUT = "left out"
    GONE = "gone"


SENTENCES = {
    Cause.ADDED: "counts now: it was resolved, corrected or became readable after the edition was made",
    Cause.REOPENED: "was reopened",
    Cause.DONE_LATER: "was reopened and resolved again in another period",
    Cause.REGROUPED: "is another team's now",
    Cause.LEFT_OUT: "does not count any more: it was cancelled, or its code or parent was changed",
    Cause.GONE: "was deleted, or cannot be read any more",
}


@dataclass(frozen=True, slots=True)
class Correction:
    """One record that one figure of a past edition counts differently now."""

    figure: str
    number: str
    kind: str
    cause: Cause


@dataclass(frozen=True, slots=True)
class Frozen:
    """A past edition: of which period, with which figures, on what evidence."""

    period: Period
    figures: Collection[str]
    evidence: Sequence[EvidenceLine]


def corrections(frozen: Frozen, now: Built, judged: Sequence[Judged]) -> tuple[Correction, ...]:
    """What differs between a past edition and the digest that would be made now, in a fixed order.

    Figures that either of the two does not have are passed over: not being able to read a table corrects nothing.
    """
    both = {figure.id for figure in now.digest.figures} & set(frozen.figures)
    records = {(item.record.number, item.record.kind): item for item in judged}
    secret = {key for key, item in records.items() if not item.may_be_named}
    before, after = (
        {key for key in _counted(lines, both) if key[1:] not in secret} for lines in (frozen.evidence, now.evidence)
    )
    period = frozen.period
    gone = [Correction(*key, _cause(records.get(key[1:]), period)) for key in before - after]
    new = [Correction(*key, Cause.ADDED) for key in after - before]
    return tuple(sorted([*gone, *new], key=lambda each: (each.figure, each.number, each.kind)))


def _counted(lines: Sequence[EvidenceLine], figures: Collection[str]) -> set[tuple[str, str, str]]:
    """What counts in full: neither left out nor, of a share, in its population alone."""
    return {(line.figure, line.number, line.kind) for line in lines if line.figure in figures and not line.reason}


def _cause(item: Judged | None, period: Period) -> Cause:
    if item is None:
        return Cause.GONE
    if item.record.stage is Stage.OPEN or item.moment is None:
        return Cause.REOPENED
    if not period.holds(item.moment):
        return Cause.DONE_LATER
    if item.reason is Reason.REOPENED:
        return Cause.REOPENED
    return Cause.REGROUPED if item.reason is None else Cause.LEFT_OUT


def by_cause(found: Sequence[Correction]) -> Mapping[Cause, tuple[str, ...]]:
    """The numbers of the records, each once, by cause."""
    causes: dict[Cause, dict[str, None]] = {}
    for each in found:
        causes.setdefault(each.cause, {})[each.number] = None
    return {cause: tuple(numbers) for cause, numbers in sorted(causes.items())}


def by_record(found: Sequence[Correction]) -> Mapping[tuple[str, Cause], tuple[str, ...]]:
    """The figures that a record corrects, by number and cause."""
    records: dict[tuple[str, Cause], tuple[str, ...]] = {}
    for each in sorted(found, key=lambda each: (each.number, each.figure)):
        key = each.number, each.cause
        records[key] = (*records.get(key, ()), each.figure)
    return records
