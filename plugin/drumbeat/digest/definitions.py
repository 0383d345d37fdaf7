"""The figures: what each one counts, of which population, from which tables.

The same table prints `drumbeat definitions`, makes `docs/definitions.md` and computes the digest.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from drumbeat.digest import measures
from drumbeat.digest.measures import MeasureOf
from drumbeat.digest.model import Unit
from drumbeat.records.model import (
    CatalogTask,
    Change,
    Improvement,
    ImprovementTask,
    Incident,
    Problem,
    Project,
    RequestItem,
)

COMPLETED = "completed, non-void records; reopened and unsuccessful ones included"
ELIGIBLE = "eligible records"


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure."""

    id: str
    label: str
    unit: Unit
    sentence: str
    population: str
    tables: tuple[str, ...]
    """What feeds it; at least one must be readable, and the figure says which were not."""
    measure: MeasureOf
    needs: tuple[str, ...] = ()
    """Tables without which it would mislead, so that it is not computed at all."""
    is_personal: bool = False
    """Speed, SLA, satisfaction or a split: withheld from a team under the minimum group (F4)."""

    def is_computable(self, readable: Collection[str]) -> bool:
        """Whether these tables suffice."""
        return any(table in readable for table in self.tables) and all(table in readable for table in self.needs)


def _count(figure_id: str, label: str, sentence: str, tables: tuple[str, ...], measure: MeasureOf) -> Definition:
    return Definition(figure_id, label, Unit.COUNT, sentence, ELIGIBLE, tables, measure)


DEFINITIONS: tuple[Definition, ...] = (
    _count(
        "incidents_resolved",
        "Incidents resolved",
        "Incidents resolved in the period, on the day of resolution (resolved_at), not of closing.",
        ("incident",),
        measures.count(Incident),
    ),
    _count(
        "requests_fulfilled",
        "Requests fulfilled",
        "Requested items closed complete in the period.",
        ("sc_req_item",),
        measures.count(RequestItem),
    ),
    _count(
        "tasks_completed",
        "Tasks completed",
        "Catalog tasks and improvement tasks closed complete in the period.",
        ("sc_task", "sn_cim_task"),
        measures.count(CatalogTask, ImprovementTask),
    ),
    _count(
        "changes_delivered",
        "Changes delivered",
        "Changes closed as successful, with or without issues, in the period.",
        ("change_request",),
        measures.count(Change),
    ),
    Definition(
        "change_success_share",
        "Changes that succeeded",
        Unit.SHARE,
        "Changes closed as successful, with or without issues, as a share of all that were carried out.",
        COMPLETED,
        ("change_request",),
        measures.change_success,
    ),
    _count(
        "problems_solved",
        "Problems solved",
        "Problems resolved with the resolution code Fix applied in the period.",
        ("problem",),
        measures.count(Problem),
    ),
    _count(
        "major_incidents_handled",
        "Major incidents handled",
        "Resolved incidents that were accepted as major incidents; proposed and rejected ones do not count.",
        ("incident",),
        measures.major_incidents,
    ),
    Definition(
        "median_hours_to_resolve",
        "Median time to resolve",
        Unit.HOURS,
        "The median of the time by the clock from opening to resolution of the period's resolved incidents.",
        COMPLETED,
        ("incident",),
        measures.median_hours,
        is_personal=True,
    ),
    Definition(
        "sla_met_share",
        "Within SLA",
        Unit.SHARE,
        "Resolved incidents whose field made_sla is true, as a share of those that carry it.",
        COMPLETED,
        ("incident",),
        measures.sla_met,
        is_personal=True,
    ),
    Definition(
        "reopened_share",
        "Reopened",
        Unit.SHARE,
        "Resolved incidents with a reopen count above nought, or followed by a new ticket of the same caller about the "
        "same within thirty days, as a share of those of which that is known.",
        COMPLETED,
        ("incident",),
        measures.reopened,
        is_personal=True,
    ),
    Definition(
        "first_assignment_share",
        "Solved by the first group",
        Unit.SHARE,
        "Resolved incidents that were never reassigned, as a share of those that carry the count.",
        COMPLETED,
        ("incident",),
        measures.first_assignment,
        is_personal=True,
    ),
    _count(
        "people_helped",
        "People helped",
        "Distinct callers of resolved incidents, those of child incidents included, and distinct people for whom "
        "requests were fulfilled.",
        ("incident", "sc_req_item"),
        measures.people_helped,
    ),
    _count(
        "improvements_completed",
        "Improvements completed",
        "Improvement initiatives closed as successful, and projects closed complete.",
        ("sn_cim_register", "pm_project"),
        measures.count(Improvement, Project),
    ),
    Definition(
        "improvements_under_way",
        "Improvements under way",
        Unit.COUNT,
        "Improvement initiatives and projects whose actual start lies before the period's end, and which were "
        "neither finished by then nor cancelled since.",
        "all improvement records",
        ("sn_cim_register", "pm_project"),
        measures.under_way,
    ),
    _count(
        "articles_published",
        "Articles published",
        "Knowledge articles whose first version was published in the period.",
        ("kb_knowledge",),
        measures.articles_published,
    ),
    _count(
        "articles_revised",
        "Articles revised",
        "Knowledge articles of which a later version was published in the period.",
        ("kb_knowledge",),
        measures.articles_revised,
    ),
    _count(
        "article_reuses",
        "Tickets that used our articles",
        "Tasks of people other than the author to which one of the team's articles was attached in the period; "
        "each task once.",
        ("m2m_kb_task",),
        measures.article_reuses,
    ),
    Definition(
        "proactive_share",
        "Proactive work",
        Unit.SHARE,
        "Improvements, projects, problems, articles and changes that were no emergencies, as a share of all "
        "eligible records.",
        ELIGIBLE,
        ("change_request",),
        measures.proactive,
        needs=("incident", "change_request", "problem", "kb_knowledge"),
    ),
)
