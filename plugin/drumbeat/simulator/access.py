"""What one account may read: ServiceNow's access control as a description (fact sheet 1.5).

A rule names a table and holds for its child classes too: a field denied on `task` is denied on every incident.
Nothing here looks at an instance; `rights.py` applies it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

RowTest: TypeAlias = Callable[[Mapping[str, str]], bool]
"""A statement about a row of stored values."""

ANY_TABLE = "*"
"""In `hidden_fields` and its kin: on every table."""


@dataclass(frozen=True, slots=True)
class AllBut:
    """Every field name but these."""

    names: frozenset[str] = frozenset()

    def __contains__(self, name: object) -> bool:
        return name not in self.names


EVERY_FIELD = AllBut()
FieldRules: TypeAlias = Mapping[str, Container[str]]
"""Table name to field names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What is kept from an account. Without arguments nothing is."""

    hidden_rows: Mapping[str, RowTest] = field(default_factory=dict)
    """Row ACLs by table: rows of which the test is true are taken out after the limit (traps 1 and 2)."""
    hidden_classes: frozenset[str] = frozenset()
    """Classes without read access: no row of them, not in a parent's list either, and no error (trap 7)."""
    hidden_fields: FieldRules = field(default_factory=dict)
    """Field ACLs: the keys are missing from every row (traps 5 and 6), and querying them is refused (trap 11)."""
    unmatchable_fields: FieldRules = field(default_factory=dict)
    """`query_match` ACLs: readable, yet no equality may be asked of them (1.3)."""
    unsortable_fields: FieldRules = field(default_factory=dict)
    """`query_range` ACLs: readable, yet no range may be asked of them and nothing sorted by them (1.3)."""
    refused_tables: frozenset[str] = frozenset()
    """Tables that answer 403, as only platform tables do (1.5, no. 6)."""
    knowledge_bases: frozenset[str] | None = None
    """User criteria: the sys_ids of the knowledge bases that can be read; None for all (trap 60)."""
    domains: frozenset[str] | None = None
    """Domain separation: the `sys_domain` values that can be seen, beside `global`; None for all (trap 66)."""
    before_query: Mapping[str, RowTest] = field(default_factory=dict)
    """Before-query business rules by table: only rows of which the test is true are looked at, uncounted, without a
    sign, and only in the first part of a query with ^NQ (1.5, no. 8; KB0564887)."""

    @property
    def has_row_rules(self) -> bool:
        """Whether any row may be taken out of a page."""
        return bool(self.hidden_rows or self.hidden_classes) or self.knowledge_bases is not None

    def hides_row(self, lineage: Sequence[str], row: Mapping[str, str]) -> bool:
        """Whether the row is kept from the account; `lineage` is its class and the classes above it."""
        if self.hides_class(lineage) or self._in_private_base(lineage, row):
            return True
        return any(self.hidden_rows[table](row) for table in lineage if table in self.hidden_rows)

    def hides_class(self, lineage: Sequence[str]) -> bool:
        """Whether the class, or one above it, cannot be read at all."""
        return not self.hidden_classes.isdisjoint(lineage)

    def _in_private_base(self, lineage: Sequence[str], row: Mapping[str, str]) -> bool:
        if self.knowledge_bases is None:
            return False
        if "kb_knowledge_base" in lineage:
            return row["sys_id"] not in self.knowledge_bases
        base = row.get("kb_knowledge_base", "") if "kb_knowledge" in lineage else ""
        return bool(base) and base not in self.knowledge_bases


FULL_ACCESS = Access()


def names_field(rules: FieldRules, lineage: Sequence[str], name: str) -> bool:
    """Whether one of the rules for a table of the lineage, or for any table, names the field."""
    return any(name in rules[table] for table in (*lineage, ANY_TABLE) if table in rules)


TASK_ROLES: Mapping[str, frozenset[str]] = {
    "sn_incident_read": frozenset({"incident", "incident_task", "incident_alert", "incident_alert_task"}),
    "sn_change_read": frozenset({"change_request", "change_task", "std_change_producer_version"}),
    "sn_problem_read": frozenset({"problem", "problem_task"}),
    "sn_request_read": frozenset({"sc_request", "sc_req_item", "sc_task"}),
    "sn_cim.improvement_requester": frozenset(
        {"sn_cim_register", "sn_cim_task", "sn_cim_related_kpi", "sn_cim_inbound_m2m", "sn_cim_outbound_m2m"}
    ),
    "it_project_manager": frozenset({"planned_task", "pm_project", "pm_project_task"}),
    "it_demand_manager": frozenset({"dmn_demand", "dmn_demand_task"}),
    "idea_manager": frozenset({"im_idea_core"}),
}
"""What each reading role opens (2.8). The last three roles' names are not in the fact sheet."""
REFUSED_WITHOUT_ITIL = frozenset({"metric_definition", "metric_instance"})
REFUSED_WITHOUT_ADMIN = frozenset({"sys_db_object", "sys_plugins"})
EMPTY_WITHOUT_ADMIN = frozenset({"sys_dictionary", "sys_properties"})
_ITIL = frozenset(TASK_ROLES) - {"it_project_manager", "it_demand_manager", "idea_manager"}


def access_of_roles(*roles: str) -> Access:
    """What an account with these roles and no other sees; `itil` reads all task classes, `admin` everything.

    Without a role every task class is 200 and empty, never 403 (1.5, no. 6); of `sys_choice` everybody but an
    admin gets only the labels (trap 12).
    """
    if "admin" in roles:
        return FULL_ACCESS
    held = set(roles) | (_ITIL if "itil" in roles else frozenset())
    closed = [tables for role, tables in TASK_ROLES.items() if role not in held]
    return Access(
        hidden_classes=EMPTY_WITHOUT_ADMIN.union(*closed),
        hidden_fields={"sys_choice": AllBut(frozenset({"label"}))},
        refused_tables=REFUSED_WITHOUT_ADMIN | (frozenset() if "itil" in roles else REFUSED_WITHOUT_ITIL),
    )
