"""Whether a task met its service levels, by its task_sla rows.

A task has several rows: agreements with customers (SLA), with other teams (OLA) and suppliers, and those that were
cancelled when its priority changed. Only completed rows of type SLA say anything about it (trap 65).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from drumbeat.records.model import Record, Stage, TaskSla

_TYPE = "sla"


def verdict(rows: Iterable[TaskSla]) -> bool | None:
    """Whether the task of these rows met its service levels: all completed ones; None where none was completed."""
    breached = [row.has_breached for row in rows if _tells(row)]
    return None if not breached else not any(breached)


def verdicts(records: Iterable[Record]) -> dict[str, bool]:
    """Task, by sys_id or number where there is none -> whether it met its service levels."""
    by_task: dict[str, list[TaskSla]] = defaultdict(list)
    for row in records:
        if isinstance(row, TaskSla) and row.task:
            by_task[row.task.key].append(row)
    judged = ((task, verdict(rows)) for task, rows in by_task.items())
    return {task: is_met for task, is_met in judged if is_met is not None}


def _tells(row: TaskSla) -> bool:
    """A row whose type cannot be read may be anybody's, so it tells nothing."""
    return row.stage is Stage.DONE and row.type == _TYPE and row.has_breached is not None
