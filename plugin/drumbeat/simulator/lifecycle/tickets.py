"""What happens to records of any class of the task family."""

from __future__ import annotations

from drumbeat.simulator.instance import Instance
from drumbeat.simulator.lifecycle.writing import now, record, write

_OF_A_TASK = {"task_sla": "task", "m2m_kb_task": "task", "task_outage": "task"}
"""Tables whose rows go with the task they name, and the column that names it."""
PROBLEM_CLOSED = "107"


def regroup(instance: Instance, sys_id: str, *, group: str, by: str) -> None:
    """Hand a ticket to another group: nobody holds it then, and the count of reassignments grows.

    Who resolved it stays; a record may change its group after it was counted (trap 61).
    """
    with instance.lock:
        row = record(instance, "task", sys_id)
        if row.get("assignment_group") == group:
            return
        count = str(int(row.get("reassignment_count") or 0) + 1)
        values = {"assignment_group": group, "assigned_to": "", "reassignment_count": count}
        write(instance, "task", sys_id, values, by)


def delete(instance: Instance, sys_id: str) -> None:
    """Delete a ticket and what hangs on it. Nothing that a reader can see says that it was there (trap 62)."""
    with instance.lock:
        for table, column in _OF_A_TASK.items():
            for row in [row for row in instance.rows(table) if row.get(column) == sys_id]:
                instance.delete(table, row["sys_id"])
        for row in [row for row in instance.rows("incident") if row.get("parent_incident") == sys_id]:
            write(instance, "incident", row["sys_id"], {"parent_incident": ""})
        instance.delete("task", sys_id)


def end_problem(instance: Instance, sys_id: str, *, code: str, by: str, duplicate_of: str = "") -> None:
    """Close a problem: state 107 for the solved, the accepted, the duplicate and the cancelled alike (trap 54).

    `code` is fix_applied, risk_accepted, duplicate or canceled; only the first two are resolutions.
    """
    with instance.lock:
        values = {
            "state": PROBLEM_CLOSED,
            "active": "false",
            "resolution_code": code,
            "duplicate_of": duplicate_of,
            "closed_at": now(instance),
            "closed_by": by,
        }
        if code in ("fix_applied", "risk_accepted"):
            row = record(instance, "problem", sys_id)
            values |= {
                "resolved_at": row.get("resolved_at") or now(instance),
                "resolved_by": row.get("resolved_by") or by,
            }
        write(instance, "problem", sys_id, values, by)


def join(instance: Instance, *, user: str, group: str) -> str:
    """Make a user a member of a group; the sys_id of the membership. The table knows only today's (trap 61)."""
    return instance.insert("sys_user_grmember", {"user": user, "group": group, "sys_created_on": now(instance)})


def leave(instance: Instance, *, user: str, group: str) -> None:
    """End a membership: its row is gone, the tickets stay (trap 61). Nothing happens to who is no member."""
    with instance.lock:
        for row in instance.rows("sys_user_grmember"):
            if (row.get("user"), row.get("group")) == (user, group):
                instance.delete("sys_user_grmember", row["sys_id"])
