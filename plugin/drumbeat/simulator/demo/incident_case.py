"""An incident while it is being told, and its row once it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from drumbeat.simulator.demo.horizon import Horizon
from drumbeat.simulator.demo.people import Directory, Person, Team
from drumbeat.simulator.demo.services import Item, service_id
from drumbeat.simulator.demo.wording import Topic
from drumbeat.simulator.demo.working_hours import later
from drumbeat.simulator.instance import Row, sys_id_for
from drumbeat.simulator.lifecycle.incidents import AUTO_CLOSE_DAYS
from drumbeat.simulator.moments import duration_of, stored

SLA_HOURS = {"1": 4.0, "2": 6.0, "3": 14.0, "4": 26.0, "5": 50.0}
"""Support hours within which an incident of each priority is to be resolved."""

IMPACT_AND_URGENCY = {"1": ("1", "1"), "2": ("1", "2"), "3": ("2", "2"), "4": ("3", "2"), "5": ("3", "3")}


class Fate(StrEnum):
    """How an incident ends."""

    RESOLVED = "resolved"
    CANCELLED = "cancelled"
    UNDATED = "undated"
    """Closed without ever having been resolved (trap 52)."""


@dataclass(slots=True, kw_only=True)
class Case:
    """One incident. `resolved` lies in the future, or is None, where it is still open."""

    team: Team
    topic: Topic
    item: Item
    opened: datetime
    caller: Person
    technician: Person
    subject: str
    notes: str = ""
    answers: tuple[str, ...] = ()
    """The notes, with slots, that would answer its subject."""
    assigned: Person | None = None
    """Who held it, where that is not the technician who resolved it."""
    priority: str = "4"
    contact: str = "self-service"
    resolved: datetime | None = None
    hours: float = 0.0
    """Support hours until it was resolved."""
    fate: Fate = Fate.RESOLVED
    code: str = "Solution provided"
    hold: str = ""
    reopened: datetime | None = None
    reopen_count: int = 0
    reassignments: int = 0
    parent: Case | None = None
    children: int = 0
    major: str = ""
    problem: str = ""
    caused_by: str = ""
    change: str = ""
    """The change that solved it."""
    vendor_number: str = ""
    """Who held it for a vendor and noted the number did not clear the reason for holding it either."""
    helper: Person | None = None
    """An additional assignee."""
    review: tuple[str, str] = ("", "")
    """Overview and findings of the post-incident review."""
    business_impact: str = ""
    closed: datetime | None = None
    """Set where somebody closed it before the auto-close job."""
    number: str = ""

    @property
    def sys_id(self) -> str:
        """The row's sys_id; the number must have been given."""
        return sys_id_for("incident", self.number)

    def is_resolved(self, horizon: Horizon) -> bool:
        """Whether it has been resolved by the end of the demo."""
        return self.fate is Fate.RESOLVED and self.resolved is not None and horizon.is_past(self.resolved)


def incident_row(case: Case, horizon: Horizon, directory: Directory) -> Row:
    """The row of sys_class incident."""
    impact, urgency = IMPACT_AND_URGENCY[case.priority]
    return {
        "sys_id": case.sys_id,
        "number": case.number,
        "sys_class_name": "incident",
        "opened_at": stored(case.opened),
        "sys_created_on": stored(case.opened),
        "opened_by": _opener(case),
        "caller_id": case.caller.sys_id,
        "priority": case.priority,
        "impact": impact,
        "urgency": urgency,
        "severity": impact,
        "category": case.topic.category,
        "subcategory": case.topic.subcategory,
        "contact_type": case.contact,
        "short_description": case.subject,
        "assignment_group": case.team.sys_id,
        "cmdb_ci": case.item.sys_id,
        "business_service": service_id(case.topic.service),
        "reopen_count": str(case.reopen_count),
        "reopened_time": stored(case.reopened) if case.reopened else "",
        "reassignment_count": str(case.reassignments),
        "made_sla": str(case.hours <= SLA_HOURS[case.priority]).lower(),
        "parent_incident": case.parent.sys_id if case.parent else "",
        "child_incidents": str(case.children),
        "major_incident_state": case.major,
        "problem_id": case.problem,
        "caused_by": case.caused_by,
        "rfc": case.change,
        "correlation_id": case.vendor_number,
        "additional_assignee_list": case.helper.sys_id if case.helper else "",
        "overview": case.review[0],
        "findings": case.review[1],
        "business_impact": case.business_impact,
        "knowledge": "false",
        **_ending(case, horizon, directory),
    }


def _opener(case: Case) -> str:
    """The caller where it came by the portal or by monitoring, else the one who answered."""
    return case.caller.sys_id if case.contact in ("self-service", "event") else case.technician.sys_id


def _ending(case: Case, horizon: Horizon, directory: Directory) -> Row:
    """The fields that say how far it is."""
    if case.fate is Fate.CANCELLED and case.resolved and horizon.is_past(case.resolved):
        return _ended("8", case, case.resolved, case.technician)
    if case.fate is Fate.UNDATED and case.resolved and horizon.is_past(case.resolved):
        return _ended("7", case, case.resolved, directory.system) | {"close_code": case.code}
    if not case.is_resolved(horizon):
        return _still_open(case, horizon)
    return _resolved(case, horizon, directory)


def _resolved(case: Case, horizon: Horizon, directory: Directory) -> Row:
    if case.resolved is None:
        raise ValueError("a case without a resolution has no resolved row")
    closes = case.closed or later(case.resolved, days=AUTO_CLOSE_DAYS, minutes=13)
    is_closed = horizon.is_past(closes)
    closer = case.caller if case.closed else directory.system
    elapsed = (case.resolved - case.opened).total_seconds()
    return {
        "state": "7" if is_closed else "6",
        "active": str(not is_closed).lower(),
        "assigned_to": (case.assigned or case.technician).sys_id,
        "resolved_at": stored(case.resolved),
        "resolved_by": case.technician.sys_id,
        "closed_at": stored(closes) if is_closed else "",
        "closed_by": closer.sys_id if is_closed else "",
        "close_code": case.code,
        "close_notes": case.notes,
        "hold_reason": case.hold if case.vendor_number else "",
        "calendar_stc": str(round(elapsed)),
        "calendar_duration": duration_of(elapsed),
        "business_duration": duration_of(case.hours * 3600),
        "sys_updated_on": stored(closes if is_closed else case.resolved),
    }


def _ended(state: str, case: Case, moment: datetime, closer: Person) -> Row:
    return _unresolved() | {
        "state": state,
        "active": "false",
        "assigned_to": case.technician.sys_id,
        "closed_at": stored(moment),
        "closed_by": closer.sys_id,
        "close_notes": case.notes,
        "sys_updated_on": stored(moment),
    }


def _still_open(case: Case, horizon: Horizon) -> Row:
    """New in the first hours, then in progress, or on hold with a reason; never with a resolution."""
    is_new = not case.reopened and horizon.now - case.opened < timedelta(hours=8)
    state = "1" if is_new else "3" if case.hold else "2"
    return _unresolved() | {
        "state": state,
        "active": "true",
        "assigned_to": "" if is_new else case.technician.sys_id,
        "hold_reason": case.hold if state == "3" else "",
        "sys_updated_on": stored(case.reopened or case.opened),
    }


def _unresolved() -> Row:
    empty = ("resolved_at", "resolved_by", "closed_at", "closed_by", "close_code", "close_notes", "hold_reason")
    return dict.fromkeys((*empty, "calendar_stc", "calendar_duration", "business_duration"), "")
