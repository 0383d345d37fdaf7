"""The documented state choices of each table as stages.

State integers collide across classes: Closed is 7 for an incident, 3 for a change, 107 for a problem (trap
55). The label decides where we know it, since instances renumber; the value decides where the label is
translated. Both lists are the documented ones (fact sheet 2.1 to 2.7); what an installation adds is in `choices`.
"""

from __future__ import annotations

from drumbeat.records.model import Stage

_OPEN_LABELS = (
    *("new", "active", "in progress", "on hold", "pending", "open", "work in progress", "awaiting user info"),
    *("assess", "authorize", "scheduled", "implement", "review", "root cause analysis", "fix in progress"),
    *("accepted", "approved", "monitor/review", "draft", "scheduled for publish"),
    *("submitted", "under review", "need info", "accepted/in backlog", "planned", "in development"),
    *("screening", "qualified", "deferred"),
)
_DONE_LABELS = (
    *("resolved", "closed", "closed complete", "complete", "completed"),
    *("published", "outdated", "pending retirement"),
)
_CANCELLED_LABELS = (
    *("canceled", "cancelled", "closed canceled", "closed cancelled", "rejected"),
    *("unlikely", "duplicate", "already exists"),
    # A retired article was withdrawn from its readers.
    "retired",
)
_BY_LABEL: dict[str, Stage] = {
    **dict.fromkeys(_OPEN_LABELS, Stage.OPEN),
    **dict.fromkeys(_DONE_LABELS, Stage.DONE),
    **dict.fromkeys(_CANCELLED_LABELS, Stage.CANCELLED),
    **dict.fromkeys(("closed incomplete", "closed skipped", "skipped"), Stage.INCOMPLETE),
}

_TASK = {"-5": Stage.OPEN, "1": Stage.OPEN, "2": Stage.OPEN, "3": Stage.DONE}
_TASK |= {"4": Stage.INCOMPLETE, "7": Stage.INCOMPLETE}
_IDEA = {
    **dict.fromkeys(("-5", "1", "-1", "-2", "2", "4", "5"), Stage.OPEN),
    "3": Stage.DONE,
    **dict.fromkeys(("7", "8", "9"), Stage.CANCELLED),
}
_TASK_TABLES = (
    *("sc_req_item", "sc_task", "sn_cim_task", "pm_project", "pm_project_task"),
    *("incident_task", "incident_alert_task", "kb_feedback_task"),
)

_BY_VALUE: dict[str, dict[str, Stage]] = {
    **dict.fromkeys(_TASK_TABLES, _TASK),
    "incident": {
        **dict.fromkeys(("1", "2", "3"), Stage.OPEN),
        **dict.fromkeys(("6", "7"), Stage.DONE),
        "8": Stage.CANCELLED,
    },
    "change_request": {
        **dict.fromkeys(("-5", "-4", "-3", "-2", "-1", "0"), Stage.OPEN),
        "3": Stage.DONE,
        "4": Stage.CANCELLED,
    },
    "change_task": {
        **dict.fromkeys(("-5", "1", "2"), Stage.OPEN),
        "3": Stage.DONE,
        "4": Stage.CANCELLED,
    },
    "problem": {
        **dict.fromkeys(("101", "102", "103", "104", "1", "2", "3"), Stage.OPEN),
        **dict.fromkeys(("106", "107", "4"), Stage.DONE),
    },
    "problem_task": {
        **dict.fromkeys(("151", "152", "154"), Stage.OPEN),
        "157": Stage.DONE,
    },
    **dict.fromkeys(("im_idea_core", "idea"), _IDEA),
    "kb_knowledge": {
        **dict.fromkeys(("draft", "review", "scheduled_for_publish"), Stage.OPEN),
        "retired": Stage.CANCELLED,
        # A version that a later one replaced was published all the same, in its own month.
        **dict.fromkeys(("published", "outdated", "pending_retirement"), Stage.DONE),
    },
    "task_sla": {
        **dict.fromkeys(("in_progress", "paused"), Stage.OPEN),
        # `achieved` and `breached` are how older engines ended one.
        **dict.fromkeys(("completed", "achieved", "breached"), Stage.DONE),
        **dict.fromkeys(("cancelled", "canceled"), Stage.CANCELLED),
    },
}
"""Continual improvement and demands have no documented values: read the labels (fact sheet 2.5)."""


def documented(table: str, value: str, label: str) -> Stage | None:
    """The stage of a state, by label, else by the table's documented value; None where neither is documented."""
    return _BY_LABEL.get(label.strip().lower()) or _BY_VALUE.get(table, {}).get(value.strip().lower())


def stage(table: str, value: str, label: str) -> Stage:
    """The same; a state that is not documented is `Stage.OTHER`, never dropped (trap 56)."""
    return documented(table, value, label) or Stage.OTHER


_SCHEDULED_LABELS = frozenset({"scheduled", "implement"})
_SCHEDULED_VALUES = frozenset({"-2", "-1"})


def is_scheduled(value: str, label: str) -> bool:
    """Whether a change's state says that it was approved and has its date (fact sheet 2.3).

    The label decides where we know it. A state that an installation added says nothing of this.
    """
    known = label.strip().lower()
    return known in _SCHEDULED_LABELS if known in _BY_LABEL else value.strip() in _SCHEDULED_VALUES
