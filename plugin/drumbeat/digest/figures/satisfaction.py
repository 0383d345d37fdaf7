"""What people said in surveys about the team's tickets. One number for a team; never of a person (V12, S14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from statistics import fmean

from drumbeat.digest.figures.measures import Measure, NotTold
from drumbeat.digest.figures.population import Population
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.people.privacy import standing
from drumbeat.records.model import CatalogTask, Incident, RequestItem, SurveyAnswer, WorkRecord

LEAST = 20
"""Fewer responses tell of those who answered, not of the team (signals sheet, V12)."""
HIGHEST = 10.0
"""ServiceNow normalises every metric to 0 to 10."""


def satisfaction(of: Population) -> Measure | NotTold | None:
    """The mean of the responses, each the mean of its normalised answers; n is the number of responses."""
    found: dict[str, list[float]] = defaultdict(list)
    asked_about: dict[str, WorkRecord] = {}
    for ticket, answer, value in _answers(of):
        found[answer.response.key or answer.sys_id].append(value)
        asked_about[ticket.sys_id] = ticket
    if not found:
        return None
    if len(found) < LEAST:
        return NotTold(phrase("Satisfaction is not told: there are fewer than twenty responses to surveys."))
    records = tuple(asked_about.values())
    return Measure(
        value=fmean(fmean(values) for values in found.values()),
        n=len(found),
        records=records,
        people=standing(records),
        note=phrase("the mean of {responses} responses; how many people were asked is not known", responses=len(found)),
    )


def _answers(of: Population) -> Iterator[tuple[WorkRecord, SurveyAnswer, float]]:
    by_task: Mapping[str, tuple[SurveyAnswer, ...]] = of.world.answers if of.world else {}
    tickets = (*of.completed(Incident), *of.completed(RequestItem), *of.completed(CatalogTask))
    for ticket in tickets if by_task else ():
        for answer in by_task.get(ticket.sys_id) or by_task.get(ticket.number, ()):
            if answer.value is not None and 0 <= answer.value <= HIGHEST and of.knows(answer.given_at):
                yield ticket, answer, answer.value
