"""Service levels, outages, answers to surveys, and notes (fact sheet 2.7)."""

from __future__ import annotations

from drumbeat.records.tables.spec import Condition, Kind, Operator, Table

SERVICE_LEVEL = Table(
    name="task_sla",
    label="SLA records",
    dated_by="end_time",
    kind=Kind.SERVICE_LEVEL,
    state="stage",
    fields=("sys_id", "task", "sla.type", "stage", "has_breached", "end_time"),
)
OUTAGE = Table(
    name="cmdb_ci_outage",
    label="outages",
    dated_by="begin",
    kind=Kind.OUTAGE,
    fields=("sys_id", "type", "begin", "end", "cmdb_ci", "cmdb_ci.sys_class_name", "task_number"),
    optional=("cmdb_ci.sys_class_name",),
)
TASK_OUTAGE = Table(
    name="task_outage",
    label="outages of tasks",
    dated_by="sys_created_on",
    kind=Kind.TASK_OUTAGE,
    fields=("sys_id", "sys_created_on", "task", "outage"),
)
SURVEY_ANSWER = Table(
    name="asmt_metric_result",
    label="answers to surveys",
    dated_by="sys_created_on",
    kind=Kind.SURVEY_ANSWER,
    fields=(
        *("sys_id", "sys_created_on", "metric", "normalized_value", "instance"),
        *("instance.trigger_id", "instance.task_id"),
    ),
    optional=("metric", "normalized_value", "instance.trigger_id", "instance.task_id"),
)
"""Neither who answered nor what was written: results identify their authors."""
JOURNAL = Table(
    name="sys_journal_field",
    label="notes on tickets",
    dated_by="sys_created_on",
    kind=Kind.NOTE,
    fields=("sys_id", "sys_created_on", "sys_created_by", "name", "element", "element_id", "value"),
    optional=("value",),
    conditions=(
        Condition("element", Operator.IN, ("work_notes", "comments")),
        Condition(
            "name",
            Operator.IN,
            ("incident", "sc_req_item", "sc_task", "change_request", "problem", "sn_cim_register", "pm_project"),
        ),
    ),
    withheld={"value": Condition("element", Operator.IS, ("work_notes",))},
)
"""Work notes, which tell who helped; of comments, which callers read, the words are never kept. Of no other tables
than those of tickets and improvements that are read."""
