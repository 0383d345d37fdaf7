"""V12: those whom the team worked for (signals sheet 1.4). Of teams alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from drumbeat.records.model import RequestItem, SurveyAnswer, WorkRecord
from drumbeat.signals.gate import Reason
from drumbeat.signals.material import Material, evidence_of
from drumbeat.signals.model import Default, Evidence, Rule, Signal
from drumbeat.signals.trend import together

RESPONSES = 20
REQUESTERS = 5


def orientation(material: Material) -> Iterator[Signal]:
    """V12."""
    asked = _responses(material)
    if len(asked) >= RESPONSES:
        shown = [
            (record, Evidence("asmt_metric_result", record.number, "instance", key)) for key, record in asked.items()
        ]
        yield together(("V12", "1.0.0"), material, shown)
    for department, requests in _by_department(material).items():
        if len({request.requested_for.key for request in requests}) >= REQUESTERS:
            named = [(each, evidence_of(each, "requested_for.department", department)) for each in requests]
            yield together(("V12", "1.0.0"), material, named, department)


RULES = (
    Rule(
        id="V12",
        version="1.0.0",
        label="Customer orientation",
        sentence="At least 20 people’s answers to surveys about the team’s tickets, given in the period, whatever they "
        "say; or requests fulfilled for at least five people of one department, others than who fulfilled them. Never "
        "of a person.",
        default=Default.TEAM,
        any_of=("asmt_metric_result", "sc_req_item"),
        needs_group=True,
        find=orientation,
    ),
)


def _responses(material: Material) -> dict[str, WorkRecord]:
    """Answered surveys of the period -> the ticket of the scope that each was about."""
    world = material.world
    found: dict[str, WorkRecord] = {}
    for answer in world.of(SurveyAnswer):
        if answer.value is None or not answer.response or not material.period.holds(answer.moment):
            continue
        item = world.verdicts.get(answer.task.key)
        if item is not None and (item.is_completed or item.reason is Reason.CHILD) and material.is_mine(item.record):
            found[answer.response.key] = item.record
    return found


def _by_department(material: Material) -> dict[str, list[RequestItem]]:
    """Departments by name, where users can be read."""
    world = material.world
    found: dict[str, list[RequestItem]] = defaultdict(list)
    for request in material.of(RequestItem):
        department = world.people.department(request.requested_for)
        is_another = request.requested_for.key != request.principal.key and world.is_person(request.requested_for)
        if department and is_another:
            found[department.name or department.key].append(request)
    return found
