"""Service levels: what a task's rows say together, and which of them say nothing."""

from __future__ import annotations

import pytest

from drumbeat.records.parse import parse
from drumbeat.records.sla import verdict, verdicts
from drumbeat.records.tables import SERVICE_LEVEL
from rows import cells, sys_id


def sla(task: str = "INC1", kind: str = "SLA", stage: str = "completed", breached: str = "false", key: str = ""):
    """One task_sla record."""
    row = cells(
        sys_id=sys_id(f"{task}{kind}{stage}{breached}{key}"),
        task=(sys_id(task), task),
        sla=(sys_id("agreement"), "Priority 3 resolution"),
        sla__type=kind,
        stage=(stage, stage.capitalize()),
        has_breached=breached,
        end_time="2026-10-06 08:00:00",
    )
    return parse(SERVICE_LEVEL, row)


@pytest.mark.parametrize(
    ("rows", "met"),
    [
        ([sla()], True),
        ([sla(breached="true")], False),
        ([sla(), sla(breached="true")], False),
        ([sla(), sla(stage="cancelled", breached="true")], True),
        ([sla(stage="cancelled")], None),
        ([sla(), sla(kind="OLA", breached="true")], True),
        ([sla(kind="OLA")], None),
        ([sla(kind="Underpinning contract", breached="true"), sla()], True),
        ([sla(stage="in_progress", breached="true")], None),
        ([sla(stage="paused")], None),
        ([sla(stage="achieved")], True),
        ([sla(stage="breached", breached="true")], False),
        ([sla(kind="")], None),
        ([sla(breached="")], None),
        ([], None),
    ],
)
def test_completed_rows_of_type_sla_decide(rows, met):
    """A task met its levels when no completed row of type SLA was breached; other rows say nothing (trap 65)."""
    assert verdict(rows) is met


def test_each_task_has_its_own_verdict():
    """Rows are put together by task; a task of which no row says anything has no verdict."""
    rows = [sla("INC1"), sla("INC2", breached="true"), sla("INC2"), sla("INC3", stage="cancelled")]
    assert verdicts(rows) == {sys_id("INC1"): True, sys_id("INC2"): False}
