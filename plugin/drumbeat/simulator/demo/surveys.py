"""Surveys: what callers answered when they were asked how their ticket went (fact sheet 2.7)."""

from __future__ import annotations

from random import Random

from drumbeat.simulator.demo.horizon import Horizon
from drumbeat.simulator.demo.incident_case import Case
from drumbeat.simulator.demo.people import APPLICATIONS, NETWORK, SERVICE_DESK, Directory
from drumbeat.simulator.demo.working_hours import later
from drumbeat.simulator.instance import Row, sys_id_for
from drumbeat.simulator.moments import stored

SURVEY = "How did it go?"
QUESTIONS = ("How satisfied are you with the solution?", "How satisfied are you with the way we treated you?")

_ANSWERED = {SERVICE_DESK: 0.105, NETWORK: 0.06, APPLICATIONS: 0.06}
"""How many callers answer."""
_LOWEST, _HIGHEST, _USUAL = 1.0, 10.0, 9.3
_REPROACHES = (0, 0, 0, 0, 0, 1, 3)
_FIRST_NUMBER = 1001


def surveys(cases: list[Case], horizon: Horizon, directory: Directory, rng: Random) -> dict[str, list[Row]]:
    """One answer to each question for one ticket in ten or so; 0 to 10, most about 8."""
    survey = sys_id_for("asmt_metric_type", SURVEY)
    metrics = [{"sys_id": sys_id_for("asmt_metric", asked), "name": asked, "question": asked} for asked in QUESTIONS]
    instances: list[Row] = []
    results: list[Row] = []
    machines = (directory.monitoring, directory.automation)
    for case in cases:
        if not case.is_resolved(horizon) or case.resolved is None or case.parent:
            continue
        if case.caller in machines or rng.random() >= _ANSWERED[case.team.name]:
            continue
        taken = later(case.resolved, hours=rng.uniform(1, 60))
        if not horizon.is_past(taken):
            continue
        instance = _instance(f"AINST{_FIRST_NUMBER + len(instances):07d}", case, survey) | {"taken_on": stored(taken)}
        instances.append(instance)
        mood = (rng.triangular(_LOWEST, _HIGHEST, _USUAL) + _HIGHEST) / 2 - rng.choice(_REPROACHES)
        for metric in metrics:
            value = min(max(round(mood + rng.uniform(-1, 1.5)), 0), 10)
            results.append(_result(instance, metric["sys_id"], value, taken=stored(taken)))
    return {
        "asmt_metric_type": [{"sys_id": survey, "name": SURVEY}],
        "asmt_metric": metrics,
        "asmt_assessment_instance": instances,
        "asmt_metric_result": results,
    }


def _instance(number: str, case: Case, survey: str) -> Row:
    return {
        "sys_id": sys_id_for("asmt_assessment_instance", number),
        "number": number,
        "state": "complete",
        "percent_answered": "100",
        "metric_type": survey,
        "user": case.caller.sys_id,
        "task_id": case.sys_id,
        "trigger_table": "incident",
        "trigger_id": case.sys_id,
    }


def _result(instance: Row, metric: str, value: int, *, taken: str) -> Row:
    return {
        "sys_id": sys_id_for("asmt_metric_result", f"{instance['number']}:{metric}"),
        "instance": instance["sys_id"],
        "metric": metric,
        "user": instance["user"],
        "actual_value": str(value),
        "normalized_value": str(value),
        "sys_created_on": taken,
    }
