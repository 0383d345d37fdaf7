"""The frozen list behind a figure: number, kind, service, day, reason; never assignee, caller, title or notes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from drumbeat.digest.figures.compared import Counted
from drumbeat.digest.language.phrase import Label
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.model import Digest, FactLine, Kind
from drumbeat.digest.redaction import shown_name
from drumbeat.records.model import WorkRecord
from drumbeat.signals.gate import Judged
from drumbeat.signals.model import Signal
from drumbeat.signals.world import World

FACT = "fact"
"""The kind of a line that holds an operational fact's provenance in the place of a record."""
NOT_IN_SHARE = Label("not counted in the share")
UPCOMING = "upcoming"
"""What the lines of planned work are listed under."""


def part_of(section: int, part: str) -> str:
    """The same part within a section of a combined digest: t1:incidents_resolved. Sections are counted from 1."""
    return f"t{section}:{part}"


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One record as evidence of one part of the digest, or, without one, as one that was left out."""

    figure: str
    """Id of a figure, of a signal's rule, of a highlight (`kind:number`), of a fact, or `upcoming`; see `part_of`."""
    number: str
    """Empty for an operational fact, which stands on no record."""
    kind: str
    service: str
    day: str
    """ISO date in the team's zone; empty when the record carries none."""
    reason: str
    """Why it was left out, or how it counts where not all do alike; else empty. Of a fact, where it comes from."""


def evidence_lines(counted: Iterable[Counted], left_out: Iterable[Judged], zone: ZoneInfo) -> tuple[EvidenceLine, ...]:
    """All lines of a digest, figure by figure, then the records that were left out."""
    lines = [
        _line(each.figure.id, record, zone, reason)
        for each in counted
        for records, reason in ((each.records, ""), (each.others, NOT_IN_SHARE.text))
        for record in sorted(records, key=lambda record: record.number)
        if record.number
    ]
    lines += [
        _line("", item.record, zone, item.reason.label(1))
        for item in left_out
        if item.reason is not None and item.may_be_named and item.record.number
    ]
    return tuple(lines)


def signal_evidence(found: Iterable[Signal], world: World, zone: ZoneInfo) -> tuple[EvidenceLine, ...]:
    """A line for each rule and each record that the rule's signals stand on, where the record is one that was read."""
    keys = dict.fromkeys((signal.rule, fact.number) for signal in found for fact in signal.evidence)
    known = ((rule, world.verdicts[number]) for rule, number in keys if number in world.verdicts)
    return tuple(_line(rule, item.record, zone, "") for rule, item in known if item.may_be_named)


def records_evidence(found: Iterable[tuple[str, WorkRecord]], zone: ZoneInfo) -> tuple[EvidenceLine, ...]:
    """A line for each record under the part that it is told in: a highlight's id, or `upcoming`."""
    return tuple(_line(part, record, zone, "") for part, record in found)


def told_evidence(
    digest: Digest, lines: Sequence[EvidenceLine], world: World, zone: ZoneInfo
) -> tuple[EvidenceLine, ...]:
    """What the letter links to beside figures and signals: highlights, sections, operational facts.

    `lines` are those of the figures: what a highlight takes from a figure is the figure's own record, so that an
    attachment of an article is not taken for the ticket whose number it bears.
    """
    known = _by_number(lines)

    def found(part: str, numbers: Iterable[str], marks: Mapping[str, str]) -> Iterator[EvidenceLine]:
        for number, times in Counter(numbers).items():
            mark = marks.get(number, "")
            if number in known:
                yield from (replace(line, figure=part, reason=mark) for line in known[number][:times])
            elif number in world.verdicts and world.verdicts[number].may_be_named:
                yield _line(part, world.verdicts[number].record, zone, mark)

    others = (each for each in digest.highlights if each.kind not in (Kind.FACT, Kind.DOWNTIME))
    told = [line for each in others for line in found(each.id, each.evidence, each.marks)]
    for part, numbers in _sections(digest).items():
        told += found(part, numbers, {})
    return (*told, *(_fact(each) for each in digest.facts))


def _sections(digest: Digest) -> Mapping[str, Iterable[str]]:
    """Parts of the letter whose link is a figure's, where that figure could not be computed."""
    sections = {
        "improvements_completed": [line.number for line in digest.improvements_completed],
        "improvements_under_way": [line.number for line in digest.improvements_under_way],
        "article_reuses": [line.number for line in digest.articles],
    }
    return {part: numbers for part, numbers in sections.items() if digest.figure(part) is None}


def _by_number(lines: Iterable[EvidenceLine]) -> Mapping[str, list[EvidenceLine]]:
    """Number -> the records that bear it, each as often as the figure that tells of it most often."""
    times: dict[EvidenceLine, int] = {}
    for line, count in Counter(line for line in lines if line.figure).items():
        record = replace(line, figure="", reason="")
        times[record] = max(times.get(record, 0), count)
    found: dict[str, list[EvidenceLine]] = defaultdict(list)
    for record, count in times.items():
        found[record.number] += [record] * count
    return found


def _fact(fact: FactLine) -> EvidenceLine:
    return EvidenceLine(f"{Kind.FACT}:{fact.id}", "", FACT, "", "", SAY.say(fact.source))


def _line(figure: str, record: WorkRecord, zone: ZoneInfo, reason: str) -> EvidenceLine:
    service = getattr(record, "business_service", None)
    moment = record.done_at or record.closed_at
    shown = moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
    return EvidenceLine(
        figure,
        record.number,
        record.kind,
        shown_name(service.name) if service else "",
        shown.isoformat() if shown else "",
        reason,
    )
