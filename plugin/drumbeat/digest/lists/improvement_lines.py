"""Improvements and projects as a digest lists them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, tzinfo

from drumbeat.digest.language.phrase import Label
from drumbeat.digest.model import ImprovementLine
from drumbeat.digest.redaction import shown
from drumbeat.records.model import Improvement, RelatedKpi, Stage
from drumbeat.signals.people import NOBODY_KNOWN, Directory
from drumbeat.signals.world import World

OUTCOMES = (
    Label("cost reduction"),
    Label("customer satisfaction"),
    Label("quality improvement"),
    Label("revenue generation"),
    Label("time savings"),
)
"""ServiceNow's own categories of what an improvement achieved (signals sheet, V09), which other languages can say. An
installation's further ones are said as it labels them."""


def improvement_line(
    record: Improvement, directory: Directory = NOBODY_KNOWN, zone: tzinfo = UTC, measure: str = ""
) -> ImprovementLine:
    """An improvement or project as the digest lists it; its title was written to be read, and is redacted.

    The day on which it began is one of the zone. How far it has come is told only while it is under way. `measure`:
    what ServiceNow says its base and target value are numbers of.
    """
    return ImprovementLine(
        number=record.number,
        title=shown(record.short_description, record, directory),
        base_value=shown(record.base_value, record, directory),
        target_value=shown(record.target_value, record, directory),
        outcome=_outcome(record, directory),
        measure=shown(measure, record, directory),
        percent_complete=None if record.stage is Stage.DONE else record.percent_complete,
        begun=record.work_start.astimezone(zone).date() if record.work_start else None,
    )


def measures_of(world: World) -> Mapping[str, str]:
    """Improvement -> the one measure that it is to move. Of several nobody knows which base and target are of."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in world.of(RelatedKpi):
        found[each.improvement.key].add(each.kpi.name)
    return {key: names.pop() for key, names in found.items() if len(names) == 1}


def _outcome(record: Improvement, directory: Directory) -> str:
    """ServiceNow's own categories as they are; what an installation labels itself is text like any other."""
    known = any(record.outcome.casefold() == each.text for each in OUTCOMES)
    return record.outcome if known else shown(record.outcome, record, directory)
