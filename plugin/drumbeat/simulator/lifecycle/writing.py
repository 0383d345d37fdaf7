"""A change of one record, with the stamps that every change moves."""

from __future__ import annotations

from collections.abc import Mapping

from drumbeat.simulator.instance import Instance, Row, in_step, sys_id_for
from drumbeat.simulator.moments import stored

SYSTEM = "system"
"""The user_name under which jobs run."""


def now(instance: Instance) -> str:
    """The instance's time as it is stored."""
    return stored(instance.clock())


def record(instance: Instance, table: str, sys_id: str) -> Row:
    """The record; `table` may be a parent class. Raises KeyError when there is none."""
    row = instance.get(table, sys_id)
    if row is None:
        raise KeyError(sys_id)
    return row


def write(instance: Instance, table: str, sys_id: str, values: Mapping[str, str], by: str = "") -> bool:
    """Change a record in the name of the user with sys_id `by`; whether anything was to be changed.

    A change moves sys_updated_on to the instance's time, sys_mod_count by one and sys_updated_by to the user. Values
    that stand there already are no change: the record is not written and its stamps stay, as on ServiceNow.
    """
    with instance.lock:
        row = record(instance, table, sys_id)
        wanted = in_step(row.get("sys_class_name") or table, values)
        changed = {name: value for name, value in wanted.items() if row.get(name, "") != value}
        if changed:
            instance.update(table, sys_id, {**changed, "sys_updated_by": user_name(instance, by)})
        return bool(changed)


def user_name(instance: Instance, sys_id: str) -> str:
    """The user_name of a user; SYSTEM where there is no such user."""
    user = instance.get("sys_user", sys_id) if sys_id else None
    return (user or {}).get("user_name") or SYSTEM


def system_user(instance: Instance) -> str:
    """The sys_id of the user as whom jobs run; made where the instance has none."""
    with instance.lock:
        for row in instance.rows("sys_user"):
            if row.get("user_name") == SYSTEM:
                return row["sys_id"]
        row = {"sys_id": sys_id_for("sys_user", SYSTEM), "user_name": SYSTEM, "name": "System", "active": "true"}
        return instance.insert("sys_user", row)
