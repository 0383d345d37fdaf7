"""State choices of each table as stages.

State integers collide across classes: Closed is 7 for an incident, 3 for a change, 107 for a problem (trap
55). The label decides where we know it, since instances renumber; the value decides where the label is
translated. Both lists are the documented ones (fact sheet 2.1 to 2.6); anything else is `Stage.OTHER`, never dropped.
"""

from __future__ import annotations

from drumbeat.records.model import Stage

_OPEN_LABELS = (
    *("new", "active", "in progress", "on hold", "pending", "open", "work in progress", "awaiting user info"),
    *("assess", "authorize", "scheduled", "implement", "review", "root cause analysis", "fix in progress"),
    *("accepted", "approved", "monitor/review", "draft", "scheduled for publish"),
)
_DONE_LABELS = (
    *("resolved", "closed", "closed complete", "complete", "completed"),
    *("published", "outdated", "pending retirement"),
)
_BY_LABEL: dict[str, Stage] = {
    **dict.fromkeys(_OPEN_LABELS, Stage.OPEN),
    **dict.fromkeys(_DONE_LABELS, Stage.DONE),
    **dict.fromkeys(("canceled", "cancelled", "closed canceled", "closed cancelled"), Stage.CANCELLED),
    # A retired article was withdrawn from its readers.
    "retired": Stage.CANCELLED,
    **dict.fromkeys(("closed incomplete", "closed skipped", "skipped"), Stage.INCOMPLETE),
}

_TASK = {"-5": Stage.OPEN, "1": Stage.OPEN, "2": Stage.OPEN, "3": Stage.DONE}
_TASK |= {"4": Stage.INCOMPLETE, "7": Stage.INCOMPLETE}

_BY_VALUE: dict[str, dict[str, Stage]] = {
    "incident": {
        **dict.fromkeys(("1", "2", "3"), Stage.OPEN),
        **dict.fromkeys(("6", "7"), Stage.DONE),
        "8": Stage.CANCELLED,
    },
    "sc_req_item": _TASK,
    "sc_task": _TASK,
    "sn_cim_task": _TASK,
    "pm_project": _TASK,
    "change_request": {
        **dict.fromkeys(("-5", "-4", "-3", "-2", "-1", "0"), Stage.OPEN),
        "3": Stage.DONE,
        "4": Stage.CANCELLED,
    },
    "problem": {
        **dict.fromkeys(("101", "102", "103", "104", "1", "2", "3"), Stage.OPEN),
        **dict.fromkeys(("106", "107", "4"), Stage.DONE),
    },
    "sn_cim_register": {},
    "kb_knowledge": {
        **dict.fromkeys(("draft", "review", "scheduled_for_publish"), Stage.OPEN),
        "retired": Stage.CANCELLED,
        # A version that a later one replaced was published all the same, in its own month.
        **dict.fromkeys(("published", "outdated", "pending_retirement"), Stage.DONE),
    },
}


def stage(table: str, value: str, label: str) -> Stage:
    """The stage of a state, by label, else by the table's documented value."""
    return _BY_LABEL.get(label.lower()) or _BY_VALUE[table].get(value.lower(), Stage.OTHER)
