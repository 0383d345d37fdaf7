"""E6 not self-dealt: work that a group asks of itself is no service to others."""

from __future__ import annotations

from drumbeat.records.model import Incident, WorkRecord
from drumbeat.signals.gate.rules import GateRules
from drumbeat.signals.people import Directory


def is_self_dealt(record: WorkRecord, rules: GateRules, people: Directory) -> bool:
    """Whether the caller is the resolver, or is in the group that resolved it.

    Not where something else shows that there was a cause: monitoring, an account that is no person, a problem or a
    change. Where memberships cannot be read, only the resolver's own tickets are told.
    """
    if not isinstance(record, Incident) or not record.caller or _has_a_cause(record, rules):
        return False
    if record.caller.key == record.principal.key:
        return True
    return bool(record.assignment_group) and record.assignment_group.key in people.groups(record.caller)


def _has_a_cause(incident: Incident, rules: GateRules) -> bool:
    if incident.problem or incident.change or incident.caused_by:
        return True
    by_machine = rules.is_service_account(incident.caller) or rules.is_service_account(incident.opened_by)
    return by_machine or rules.is_monitoring(incident.contact_type)
