"""The states of an incident and what each passage writes (fact sheet 2.1)."""

from __future__ import annotations

from datetime import timedelta

from drumbeat.simulator.instance import Instance, Row
from drumbeat.simulator.lifecycle.writing import now, record, system_user, write
from drumbeat.simulator.moments import duration_of, moment_of, stored

IN_PROGRESS, RESOLVED, CLOSED, CANCELLED = "2", "6", "7", "8"
_OVER = frozenset({CLOSED, CANCELLED})
DUPLICATE = "Duplicate"
AUTO_CLOSE_DAYS = 7


def resolve(
    instance: Instance, sys_id: str, *, by: str, code: str = "Solution provided", notes: str = "Solved."
) -> None:
    """Resolve an incident in the name of `by` (sys_id of a user). It stays active until it is closed.

    An incident that was resolved, reopened and is resolved again gets the later moment and the later person (trap
    51). Raises ValueError when it is resolved, closed or cancelled.
    """
    with instance.lock:
        row = _not_over(instance, sys_id)
        if row.get("state") == RESOLVED:
            raise ValueError(f"{row.get('number')} is resolved already")
        values = {
            "state": RESOLVED,
            "resolved_at": now(instance),
            "resolved_by": by,
            "close_code": code,
            "close_notes": notes,
            "hold_reason": "",
        }
        write(instance, "incident", sys_id, values | _elapsed(instance, row), by)


def reopen(instance: Instance, sys_id: str, *, by: str) -> None:
    """Put a resolved incident back to work: its resolution is gone, only the count tells of it (trap 50).

    Raises ValueError when it is not resolved; a closed one cannot be reopened.
    """
    with instance.lock:
        row = record(instance, "incident", sys_id)
        if row.get("state") != RESOLVED:
            raise ValueError(f"{row.get('number')} is not resolved and cannot be reopened")
        values = {
            "state": IN_PROGRESS,
            "resolved_at": "",
            "resolved_by": "",
            "reopen_count": str(int(row.get("reopen_count") or 0) + 1),
            "reopened_time": now(instance),
            "reopened_by": by,
        }
        write(instance, "incident", sys_id, values, by)


def close(instance: Instance, sys_id: str, *, by: str) -> None:
    """Close an incident; who resolved it, and when, stays as it was.

    One that was never resolved is closed without a resolution: there is no resolved_at then (trap 52). Raises
    ValueError when it is closed or cancelled.
    """
    with instance.lock:
        _not_over(instance, sys_id)
        write(instance, "incident", sys_id, _closing(instance, CLOSED, by), by)


def auto_close(instance: Instance, *, days: int = AUTO_CLOSE_DAYS, as_resolver: bool = False) -> list[str]:
    """The nightly job: closes what has been resolved for so many days; their sys_ids.

    The closing is days later than the work and is the system user's, on some instances the resolver's (trap 52). A
    resolved record without resolved_at, as imports leave it, is closed by its last change.
    """
    with instance.lock:
        before = stored(instance.clock() - timedelta(days=days))
        due = [row for row in instance.rows("incident") if _is_ripe(row, before)]
        job = system_user(instance) if due else ""
        for row in due:
            close(instance, row["sys_id"], by=(row.get("resolved_by") if as_resolver else "") or job)
        return [row["sys_id"] for row in due]


def cancel(instance: Instance, sys_id: str, *, by: str, notes: str = "Not needed any more.") -> None:
    """Cancel an incident: state 8, closed, no resolution (trap 54)."""
    with instance.lock:
        _not_over(instance, sys_id)
        values = _closing(instance, CANCELLED, by) | {"close_notes": notes, "resolved_at": "", "resolved_by": ""}
        write(instance, "incident", sys_id, values, by)


def resolve_as_duplicate(instance: Instance, sys_id: str, *, of: str, by: str) -> None:
    """Resolve an incident as the duplicate of another one; only the code tells it from work (trap 54)."""
    with instance.lock:
        original = record(instance, "incident", of)
        resolve(instance, sys_id, by=by, code=DUPLICATE, notes=f"Duplicate of {original.get('number')}.")


def attach_child(instance: Instance, sys_id: str, *, parent: str, by: str) -> None:
    """Make an incident the child of another one, which counts its children."""
    with instance.lock:
        above = record(instance, "incident", parent)
        if write(instance, "incident", sys_id, {"parent_incident": parent}, by):
            children = str(int(above.get("child_incidents") or 0) + 1)
            write(instance, "incident", parent, {"child_incidents": children}, by)


def resolve_with_children(instance: Instance, sys_id: str, *, by: str, notes: str = "Service restored.") -> list[str]:
    """Resolve a major incident, and with it every child that is open, in the same name and second (trap 53).

    Returns the sys_ids of the children.
    """
    with instance.lock:
        code = "Solution provided"
        resolve(instance, sys_id, by=by, code=code, notes=notes)
        children = [
            row["sys_id"]
            for row in instance.rows("incident")
            if row.get("parent_incident") == sys_id and row.get("state") not in _OVER | {RESOLVED}
        ]
        for child in children:
            resolve(instance, child, by=by, code=code, notes=notes)
        return children


def _not_over(instance: Instance, sys_id: str) -> Row:
    row = record(instance, "incident", sys_id)
    if row.get("state") in _OVER:
        raise ValueError(f"{row.get('number')} is closed or cancelled; nothing leads out of that")
    return row


def _closing(instance: Instance, state: str, by: str) -> Row:
    return {"state": state, "active": "false", "closed_at": now(instance), "closed_by": by, "hold_reason": ""}


def _is_ripe(row: Row, before: str) -> bool:
    resolved = row.get("resolved_at") or row.get("sys_updated_on", "")
    return row.get("state") == RESOLVED and resolved <= before


def _elapsed(instance: Instance, row: Row) -> Row:
    """Opening to resolution, around the clock; nothing for a record without opening."""
    if not row.get("opened_at"):
        return {}
    seconds = max(0.0, (instance.clock() - moment_of(row["opened_at"])).total_seconds())
    return {"calendar_stc": str(round(seconds)), "calendar_duration": duration_of(seconds)}
