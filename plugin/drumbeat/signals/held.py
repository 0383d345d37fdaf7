"""What a field held, in words of ours: where the value itself would be an id, a person's name, a group or a text."""

from __future__ import annotations

from enum import StrEnum


class Held(StrEnum):
    """As evidence keeps it, in English; catalogues say it in other languages."""

    ACCEPTED = "accepted"
    ANOTHER_PERSON = "another person"
    ASSESSED = "assessed"
    AWAITING_VENDOR = "awaiting vendor"
    BY_PLANNED_END = "by the planned end"
    CLOSED = "closed"
    CLOSED_COMPLETE = "closed complete"
    COST_REDUCTION = "cost reduction"
    CRITICALITY_1 = "criticality 1"
    CRITICALITY_2 = "criticality 2"
    DECLARED = "declared"
    DONE = "done"
    FILLED = "filled"
    FIRST = "the first in 24 months"
    KEPT = "kept"
    LINKED = "linked"
    MANAGER = "major incident manager"
    NOTE = "a substantive note"
    NO_INCIDENT = "no incident in 14 days"
    NO_OUTAGE = "monitored, no outage recorded"
    ON_IT = "is on it"
    OTHER_GROUPS_ITEM = "another group’s item"
    OTHER_GROUPS_NOTE = "a substantive note of another group"
    OUTSIDE_CALLER = "a caller outside the person’s groups"
    PLANNED = "planned"
    PUBLISHED = "published"
    RECIPROCAL = "reciprocal"
    RISK_ISSUE = "a risk issue (GRC)"
    TEN_DAYS = "at least ten working days after work_start"
    THE_PERSON = "the person"
    WITHIN_COST = "not above the planned cost"
    YES = "yes"
