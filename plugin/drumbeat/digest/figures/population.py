"""The records a figure is computed from: one team's, one period's, judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from drumbeat.records.model import Improvement, Incident, Stage, WorkRecord
from drumbeat.records.period import Period
from drumbeat.signals.gate import GateRules, Judged, Reason
from drumbeat.signals.people import NOBODY_KNOWN, Directory
from drumbeat.signals.world import World

Kind = TypeVar("Kind", bound=WorkRecord)


@dataclass(frozen=True, slots=True)
class Population:
    """What was done in the period, and what is open; with the gate, or as if there were none."""

    period: Period
    judged: Sequence[Judged]
    """Those whose moment lies in the period."""
    stock: Sequence[Judged]
    """All of the team's, of any period: work under way, and what articles were used for."""
    gate: bool
    rules: GateRules
    levels: Mapping[str, bool] | None = None
    """Incident -> whether it met its service levels, by SLA records; None where `made_sla` has to tell."""
    world: World | None = None
    """Everything that was read; None where only records are counted."""
    groups: tuple[str, ...] = ()
    """Names or sys_ids of the team's assignment groups."""
    as_of: datetime | None = None
    """The day from which the period is looked at: what happened after it is not yet known (E5). None: today."""

    @property
    def people(self) -> Directory:
        """Who is who, as far as users were read."""
        return self.world.people if self.world else NOBODY_KNOWN

    def aged(self, as_of: datetime) -> Population:
        """The same period as it stood on that day."""
        judged = tuple(item.as_of(as_of) for item in self.judged)
        return replace(self, judged=judged, as_of=as_of)

    def knows(self, moment: datetime | None) -> bool:
        """Whether what happened then is known on the day from which the period is looked at."""
        return self.as_of is None or (moment is not None and moment <= self.as_of)

    def provisional(self) -> frozenset[str]:
        """sys_ids of the records that count and may still be reopened."""
        return frozenset(item.record.sys_id for item in self.judged if self.gate and item.is_provisional)

    def eligible(self, kind: type[Kind]) -> list[Kind]:
        """Records of exactly this kind that count; without the gate, all that have a time of completion."""
        return [
            record
            for item, record in _only(kind, self.judged)
            if (item.reason is None if self.gate else record.done_at is not None)
        ]

    def completed(self, kind: type[Kind]) -> list[Kind]:
        """The population of shares and durations: see `Judged.is_completed`."""
        return [
            record
            for item, record in _only(kind, self.judged)
            if (item.is_completed if self.gate else record.done_at is not None)
        ]

    def children(self) -> list[Incident]:
        """Incidents that were resolved with their parent: they count as people helped, not as work."""
        children = [record for item, record in _only(Incident, self.judged) if item.reason is Reason.CHILD]
        return children if self.gate else []  # without the gate they are among the eligible

    def reopened(self) -> frozenset[str]:
        """sys_ids of the period's incidents that the gate takes for reopened, by count or by a clone."""
        return frozenset(item.record.sys_id for item in self.judged if self.gate and item.reason is Reason.REOPENED)

    def under_way(self, kind: type[Kind]) -> list[Kind]:
        """Begun before the period's end and not finished by then, as far as today's state can tell."""
        return [record for item, record in _only(kind, self.stock) if self._is_under_way(item, record)]

    def _is_under_way(self, item: Judged, record: WorkRecord) -> bool:
        started = record.work_start if isinstance(record, Improvement) else record.opened_at
        if started is None or started >= self.period.end_instant or item.reason is Reason.CANCELLED:
            return False
        finished = record.done_at if record.stage is Stage.DONE else None
        return finished is None or not (self.period.holds(finished) or self.period.is_after(finished))


def _only(kind: type[Kind], judged: Iterable[Judged]) -> Iterator[tuple[Judged, Kind]]:
    """Records of exactly this kind; what is out of scope does not exist here, with the gate or without it (E9)."""
    for item in judged:
        record = item.record
        if isinstance(record, kind) and type(record) is kind and item.may_be_named:
            yield item, record


def population(
    judged: Iterable[Judged],
    period: Period,
    *,
    gate: bool,
    rules: GateRules,
    levels: Mapping[str, bool] | None = None,
) -> Population:
    """The population of one period."""
    stock = tuple(judged)
    return Population(period, tuple(item for item in stock if period.holds(item.moment)), stock, gate, rules, levels)
