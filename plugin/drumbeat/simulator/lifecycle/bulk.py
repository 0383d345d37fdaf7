"""Many records changed at once, as a list edit or an import does it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from drumbeat.simulator.instance import Instance
from drumbeat.simulator.lifecycle.incidents import RESOLVED, reopen
from drumbeat.simulator.lifecycle.writing import SYSTEM, record, write

MARK = "correlation_id"
"""The column that a stirring writes, where the table has it."""


def update_all(
    instance: Instance, table: str, sys_ids: Iterable[str], values: Mapping[str, str], by: str = ""
) -> list[str]:
    """Change many records within one second of sys_updated_on, more than fit on a page if need be (trap 16).

    Returns the sys_ids of those that were changed.
    """
    with instance.lock:
        return [sys_id for sys_id in sys_ids if write(instance, table, sys_id, values, by)]


def stir(instance: Instance, table: str, count: int, *, turn: int) -> list[str]:
    """Change `count` records of the table, in the order of sys_id, others at each `turn`; their sys_ids.

    The first of them that is a resolved incident is reopened and leaves every window of resolved ones (trap 15). The
    rest are touched: their sys_updated_on and sys_mod_count move, and nothing else that a reader counts.
    """
    with instance.lock:
        if not instance.has_table(table):
            return []
        ids = sorted(row["sys_id"] for row in instance.rows(table))
        chosen = [ids[(turn * count + place) % len(ids)] for place in range(min(count, len(ids)))]
        leaving = next((each for each in chosen if _is_resolved(instance, table, each)), "")
        if leaving:
            reopen(instance, leaving, by="")
        for sys_id in chosen:
            if sys_id != leaving:
                _touch(instance, table, sys_id, turn)
        return chosen


def _is_resolved(instance: Instance, table: str, sys_id: str) -> bool:
    row = record(instance, table, sys_id)
    return row.get("sys_class_name") == "incident" and row.get("state") == RESOLVED


def _touch(instance: Instance, table: str, sys_id: str, turn: int) -> None:
    if MARK in instance.columns(table):
        write(instance, table, sys_id, {MARK: f"list edit {turn + 1}"})
    else:
        instance.update(table, sys_id, {"sys_updated_by": SYSTEM})
