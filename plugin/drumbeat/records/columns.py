"""Column headings of exported lists: field names, list labels, and names seen in published logs."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

LABELS: dict[str, tuple[str, ...]] = {
    "sys_id": ("sys id", "unique id"),
    "number": ("number",),
    "state": ("state", "status", "incident state", "problem state", "incident_state", "problem_state"),
    "opened_at": ("opened", "opened at", "opened on"),
    "resolved_at": ("resolved", "resolved at", "resolved on"),
    "closed_at": ("closed", "closed at", "closed on"),
    "sys_created_on": ("created", "created on", "sys_created_at"),
    "sys_updated_on": ("updated", "updated on", "sys_updated_at"),
    "sys_created_by": ("created by",),
    "sys_updated_by": ("updated by",),
    "sys_mod_count": ("updates",),
    "assignment_group": ("assignment group", "group"),
    "assigned_to": ("assigned to", "cim coordinator"),
    "resolved_by": ("resolved by",),
    "closed_by": ("closed by",),
    "opened_by": ("opened by",),
    "caller_id": ("caller",),
    "short_description": ("short description",),
    "close_code": ("close code", "resolution code", "closed_code"),
    "close_notes": ("close notes", "resolution notes"),
    "reopen_count": ("reopen count",),
    "reassignment_count": ("reassignment count",),
    "made_sla": ("made sla",),
    "parent_incident": ("parent incident",),
    "major_incident_state": ("major incident state",),
    "problem_id": ("problem",),
    "category": ("category",),
    "subcategory": ("subcategory",),
    "cmdb_ci": ("configuration item",),
    "business_service": ("service", "business service"),
    "cmdb_ci.support_group": ("support group",),
    "business_service.busines_criticality": ("business criticality",),
    "business_impact": ("business impact",),
    "rfc": ("change request",),
    "caused_by": ("caused by change", "caused by"),
    "correlation_id": ("correlation id",),
    "hold_reason": ("on hold reason",),
    "overview": ("overview",),
    "findings": ("findings",),
    "additional_assignee_list": ("additional assignee list",),
    "contact_type": ("channel", "contact type"),
    "priority": ("priority",),
    "requested_for": ("requested for",),
    "request_item": ("request item",),
    "type": ("type",),
    "start_date": ("planned start date",),
    "end_date": ("planned end date",),
    "backout_plan": ("backout plan",),
    "test_plan": ("test plan",),
    "work_start": ("actual start", "actual start date"),
    "work_end": ("actual end", "actual end date"),
    "resolution_code": ("problem resolution code", "resolution code"),
    "cause_notes": ("cause notes",),
    "fix_notes": ("fix notes",),
    "duplicate_of": ("duplicate of",),
    "closure_code": ("closure code",),
    "percent_complete": ("percent complete",),
    "base_value": ("base value",),
    "target_value": ("target value",),
    "achieved_outcome_category": ("achieved outcome category",),
    "parent": ("parent",),
    "strategies": ("strategies",),
    "project_manager": ("project manager",),
    "cost": ("planned cost",),
    "work_cost": ("actual cost",),
    "workflow_state": ("workflow", "workflow state"),
    "published": ("published",),
    "valid_to": ("valid to",),
    "author": ("author",),
    "revised_by": ("revised by",),
    "ownership_group": ("ownership group",),
    "article_id": ("article id",),
    "base_version": ("base version",),
    "kb_knowledge": ("knowledge", "knowledge article", "article"),
    "task": ("task",),
}
"""Field -> headings people see above its column, lower case (fact sheet section 2, list and form labels)."""

_FIELD_NAME = re.compile(r"[a-z][a-z0-9_.]*")


def _by_heading() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for field, headings in LABELS.items():
        for heading in (field, *headings):
            found[heading] = (*found.get(heading, ()), field)
    return found


_BY_HEADING = _by_heading()


def field_name(heading: str, wanted: Collection[str] = ()) -> str | None:
    """The field a heading stands for; None for a heading nobody here knows and that is no field name.

    Two tables may give two fields the same label (`Resolution code` of an incident and of a problem): one of the
    `wanted` comes first.
    """
    plain = " ".join(heading.strip().lower().split())
    if plain in wanted:
        return plain
    known = _BY_HEADING.get(plain, ())
    for field in (*(field for field in known if field in wanted), *known):
        return field
    return plain if _FIELD_NAME.fullmatch(plain) else None


def field_names(header: Sequence[str], wanted: Collection[str] = ()) -> tuple[str | None, ...]:
    """The fields of a heading line, in order.

    Where a heading is a field's own name and another is only its label, the field's own name wins and the
    other column is ignored: a problem list has both `Problem` and `problem_id`.
    """
    names = [field_name(heading, wanted) for heading in header]
    exact = {name for name, heading in zip(names, header, strict=True) if name == heading.strip().lower()}
    seen: set[str] = set()
    chosen: list[str | None] = []
    for name, heading in zip(names, header, strict=True):
        is_label = name != heading.strip().lower()
        if name is None or name in seen or (is_label and name in exact):
            chosen.append(None)
            continue
        seen.add(name)
        chosen.append(name)
    return tuple(chosen)
