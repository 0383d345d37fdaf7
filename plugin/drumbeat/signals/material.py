"""What a rule looks at: one scope (a team, or everybody), one period, and the world around."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from drumbeat.records.model import Ref, WorkRecord
from drumbeat.records.period import Period
from drumbeat.signals.credit import Credit, credit
from drumbeat.signals.gate import Judged
from drumbeat.signals.model import Evidence, Role, Signal, Status
from drumbeat.signals.world import Kind, World


@dataclass(frozen=True)
class Material:
    """The records of one scope and period. `world` holds everything else."""

    world: World
    period: Period
    is_mine: Callable[[WorkRecord], bool]
    """Whether a record is the scope's: the team's, or, for personal records, anybody's."""
    as_of: datetime
    """When the signals are found: what is younger than a rule's waiting time cannot be told yet."""

    @cached_property
    def judged(self) -> tuple[Judged, ...]:
        """The scope's records of the period, counted or not."""
        return tuple(item for item in self.world.judged if self.period.holds(item.moment) and self.is_mine(item.record))

    @cached_property
    def eligible(self) -> tuple[WorkRecord, ...]:
        """The scope's records of the period that count."""
        return tuple(item.record for item in self.judged if item.reason is None)

    def of(self, *kinds: type[Kind]) -> Iterator[Kind]:
        """The eligible records of the period that are of one of these kinds."""
        return (record for record in self.eligible if isinstance(record, kinds))

    @cached_property
    def _credits(self) -> dict[str, Credit]:
        return {}

    def credit(self, record: WorkRecord) -> Credit:
        """Who led the record, and who contributed."""
        found = self._credits.get(record.sys_id)
        if found is None:
            found = self._credits[record.sys_id] = credit(record, self.world)
        return found

    def found(self, find: Callable[[Material], Iterable[Signal]]) -> tuple[Signal, ...]:
        """What a rule finds here, found once: skill rules rest on visibility rules."""
        if find not in self._found:
            self._found[find] = tuple(find(self))
        return self._found[find]

    @cached_property
    def _found(self) -> dict[Callable[[Material], Iterable[Signal]], tuple[Signal, ...]]:
        return {}

    def earlier(self, count: int) -> list[Material]:
        """The same scope in the `count` periods before, the nearest first."""
        return [Material(self.world, before, self.is_mine, self.as_of) for before in self.period.earlier(count)]

    def status(self, record: WorkRecord) -> Status:
        """Provisional while the record may still be reopened (E5)."""
        item = self.world.verdicts.get(record.sys_id)
        return Status.PROVISIONAL if item is not None and item.is_provisional else Status.FINAL


def evidence_of(record: WorkRecord, field: str, value: str) -> Evidence:
    """A field of a record as evidence."""
    return Evidence(record.table, record.number, field, value)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a rule says of one record: whom it credits is the credit rule's matter."""

    record: WorkRecord
    evidence: tuple[Evidence, ...]
    """The first is of the record itself."""
    about: str = ""


def lead_signal(rule: str, version: str, material: Material, said: Statement) -> Iterator[Signal]:
    """The statement for the record's lead; none where nobody is."""
    lead = material.credit(said.record).lead
    if lead:
        yield signal_for((rule, version), material, said, (lead, Role.LEAD))


def shared_signals(rule: str, version: str, material: Material, said: Statement) -> Iterator[Signal]:
    """The statement for the lead and for each contributor, whose part is evidence as well."""
    yield from lead_signal(rule, version, material, said)
    for part in material.credit(said.record).contributors:
        more = Statement(said.record, (*said.evidence, *part.evidence), said.about)
        yield signal_for((rule, version), material, more, (part.person, part.role))


def team_signal(rule: str, version: str, material: Material, said: Statement) -> Signal:
    """The statement about the team, of nobody in particular."""
    return signal_for((rule, version), material, said, (Ref(), Role.LEAD))


def signal_for(rule: tuple[str, str], material: Material, said: Statement, who: tuple[Ref, Role]) -> Signal:
    """The statement for this person in this part."""
    return Signal(
        rule=rule[0],
        version=rule[1],
        subject=who[0],
        role=who[1],
        evidence=said.evidence,
        about=said.about,
        status=material.status(said.record),
    )
