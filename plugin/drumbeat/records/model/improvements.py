"""Improvements, projects, what may become one, and the tasks below them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from drumbeat.records.model.base import NOBODY, Record, Ref, WorkRecord
from drumbeat.records.model.tickets import SubTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvement(WorkRecord):
    """An improvement initiative or a project: what was better afterwards, and by how much if recorded."""

    table: str = "sn_cim_register"
    kind: ClassVar[str] = "improvement"

    work_start: datetime | None = None
    work_end: datetime | None = None
    percent_complete: int | None = None
    base_value: str = ""
    target_value: str = ""
    outcome: str = ""
    """Achieved outcome category, as a person sees it: time savings, cost reduction, ..."""
    outcome_code: str = ""
    """The same as it is stored: cost_reduction."""
    has_closure_code: bool = True
    """Whether a closure code says that it succeeded; where there is none, its last state does."""
    opened_by: Ref = NOBODY
    requested_for: Ref = NOBODY
    strategies: tuple[Ref, ...] = ()
    """The company's strategies that it serves."""
    business_service: Ref = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Improvement):
    """A project of Project Portfolio Management; its lead is the project manager."""

    table: str = "pm_project"
    kind: ClassVar[str] = "project"

    has_closure_code: bool = False
    project_manager: Ref = NOBODY
    start_date: datetime | None = None
    end_date: datetime | None = None
    planned_cost: float | None = None
    actual_cost: float | None = None

    @property
    def principal(self) -> Ref:
        """`project_manager`, else `assigned_to`."""
        return self.project_manager or self.assigned_to


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementTask(WorkRecord):
    """A task or phase of an improvement initiative."""

    table: str = "sn_cim_task"
    kind: ClassVar[str] = "improvement task"

    parent: Ref = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectTask(SubTask):
    """A task of a project; `parent` is the task above it, which may be the project."""

    table: str = "pm_project_task"
    kind: ClassVar[str] = "project task"

    project: Ref = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal(WorkRecord):
    """Something that may become an improvement. It is not counted: what came of it is, as a project or initiative."""

    kind: ClassVar[str] = "proposal"
    is_counted: ClassVar[bool] = False

    submitted_by: Ref = NOBODY
    opened_by: Ref = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand(Proposal):
    """A demand; its lead is the demand manager, and `project` is what came of it."""

    table: str = "dmn_demand"
    kind: ClassVar[str] = "demand"

    demand_manager: Ref = NOBODY
    project: Ref = NOBODY

    @property
    def principal(self) -> Ref:
        """`demand_manager`, else `assigned_to`."""
        return self.demand_manager or self.assigned_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea(Proposal):
    """An idea."""

    table: str = "im_idea_core"
    kind: ClassVar[str] = "idea"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementOrigin(Record):
    """What an improvement initiative came from (sn_cim_inbound_m2m)."""

    table: str = "sn_cim_inbound_m2m"

    improvement: Ref = NOBODY
    source_table: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedKpi(Record):
    """A measure that an improvement initiative is to move (sn_cim_related_kpi)."""

    table: str = "sn_cim_related_kpi"

    improvement: Ref = NOBODY
    kpi: Ref = NOBODY
