"""What services did: how tasks stood against their agreements, and when something was out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drumbeat.records.model.base import NOBODY, Record, Ref, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSla(Record):
    """How one task stood against one agreement. A task has several: SLA, OLA, cancelled ones (trap 65)."""

    table: str = "task_sla"

    task: Ref = NOBODY
    agreement: Ref = NOBODY
    type: str = ""
    """`sla`, `ola`, `underpinning_contract`; empty where it could not be read."""
    stage: Stage = Stage.OTHER
    has_breached: bool | None = None
    end_time: datetime | None = None

    @property
    def moment(self) -> datetime | None:
        """When it was decided."""
        return self.end_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage(Record):
    """A time in which something was out, degraded, or planned to be."""

    table: str = "cmdb_ci_outage"

    type: str = ""
    """`outage`, `degradation`, `planned`."""
    begin: datetime | None = None
    end: datetime | None = None
    """Filled in by hand: None may also mean that nobody did (signals sheet 2.3 no. 5)."""
    cmdb_ci: Ref = NOBODY
    task: Ref = NOBODY

    @property
    def moment(self) -> datetime | None:
        """When it began."""
        return self.begin


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOutage(Record):
    """An outage that belongs to a task."""

    table: str = "task_outage"

    task: Ref = NOBODY
    outage: Ref = NOBODY
