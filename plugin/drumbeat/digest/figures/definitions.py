"""The figures: what each one counts, of which population, from which tables.

The same table prints `drumbeat definitions`, makes `docs/definitions.md` and computes the digest.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from drumbeat.digest.figures import measures, satisfaction
from drumbeat.digest.figures import outages as downtime
from drumbeat.digest.figures.measures import MeasureOf
from drumbeat.digest.language.phrase import Unit
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
HOW_COMPARED = (
    "A resolved incident may still be reopened for some working days (seven, unless the settings say otherwise). "
    "Until then it counts, is marked as provisional, and the next edition tells what has changed. Earlier periods "
    "stand beside this one as they stood when they were as old: an incident that was reopened later, by its last "
    "reopening (reopened_time) or by a new ticket about the same, is there not yet taken for reopened. Where "
    "reopened_time cannot be read it is taken for reopened at any age. An incident that is open again has lost its "
    "time of resolution, so it is missing from the earlier period at any age as well."
)


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
    fields: tuple[str, ...] = ()
    """`table.field`: what decides; where a table that is read lacks one, the figure is not known, which is not 0."""
    is_personal: bool = False
    """Speed, SLA, satisfaction or a split: withheld from a team under the minimum group (F4)."""

    def is_computable(self, readable: Collection[str], missing: Collection[str], fed_by: Collection[str]) -> bool:
        """Whether what was read suffices; `missing` are fields, as `table.field`, that no row carries.

        `fed_by` are `tables`, and what an installation adds to them.
        """
        if not any(table in readable for table in fed_by) or any(table not in readable for table in self.needs):
            return False
        return not any(field in missing for field in self.fields)


_EVERYDAY = ("incident", "sc_req_item", "sc_task", "change_request", "problem", "kb_knowledge")
_count = partial(Definition, unit=Unit.COUNT, population=ELIGIBLE)


DEFINITIONS: tuple[Definition, ...] = (
    _count(
        id="incidents_resolved",
        label="Incidents resolved",
        sentence="Incidents resolved in the period, on the day of resolution (resolved_at), not of closing.",
        tables=("incident",),
        measure=measures.count(Incident),
    ),
    _count(
        id="requests_fulfilled",
        label="Requests fulfilled",
        sentence="Requested items closed complete in the period.",
        tables=("sc_req_item",),
        measure=measures.count(RequestItem),
    ),
    _count(
        id="tasks_completed",
        label="Tasks completed",
        sentence="Catalog tasks and improvement tasks closed complete in the period.",
        tables=("sc_task", "sn_cim_task"),
        measure=measures.count(CatalogTask, ImprovementTask),
    ),
    _count(
        id="changes_delivered",
        label="Changes delivered",
        sentence="Changes closed as successful, with or without issues, in the period.",
        tables=("change_request",),
        measure=measures.count(Change),
        fields=("change_request.close_code",),
    ),
    Definition(
        id="change_success_share",
        label="Changes that succeeded",
        unit=Unit.SHARE,
        sentence="Changes closed as successful, with or without issues, as a share of all that were carried out.",
        population=COMPLETED,
        tables=("change_request",),
        measure=measures.change_success,
        fields=("change_request.close_code",),
    ),
    _count(
        id="problems_solved",
        label="Problems solved",
        sentence="Problems resolved with the resolution code Fix applied in the period.",
        tables=("problem",),
        measure=measures.count(Problem),
        fields=("problem.resolution_code",),
    ),
    _count(
        id="major_incidents_handled",
        label="Major incidents handled",
        sentence="Resolved incidents that were accepted as major incidents; proposed and rejected ones do not count.",
        tables=("incident",),
        measure=measures.major_incidents,
        fields=("incident.major_incident_state",),
    ),
    Definition(
        id="median_hours_to_resolve",
        label="Median time to resolve",
        unit=Unit.HOURS,
        sentence="The median of the time by the clock from opening to resolution of the period's resolved incidents.",
        population=COMPLETED,
        tables=("incident",),
        measure=measures.median_hours,
        fields=("incident.opened_at",),
        is_personal=True,
    ),
    Definition(
        id="sla_met_share",
        label="Within SLA",
        unit=Unit.SHARE,
        sentence=(
            "Resolved incidents of which no completed SLA record (task_sla of type SLA) was breached, as a share of "
            "those that have one. Where SLA records cannot be read, or tell of none of the period's incidents: those "
            "whose field made_sla is true, as a share of those that carry it. The figure says which."
        ),
        population=COMPLETED,
        tables=("incident", "task_sla"),
        measure=measures.sla_met,
        needs=("incident",),
        is_personal=True,
    ),
    Definition(
        id="reopened_share",
        label="Reopened",
        unit=Unit.SHARE,
        sentence=(
            "Resolved incidents with a reopen count above nought, or followed by a new ticket of the same "
            "caller about the same within thirty days, as a share of those that carry the count."
        ),
        population=COMPLETED,
        tables=("incident",),
        measure=measures.reopened,
        fields=("incident.reopen_count",),
        is_personal=True,
    ),
    Definition(
        id="first_assignment_share",
        label="Solved by the first group",
        unit=Unit.SHARE,
        sentence="Resolved incidents that were never reassigned, as a share of those that carry the count.",
        population=COMPLETED,
        tables=("incident",),
        measure=measures.first_assignment,
        fields=("incident.reassignment_count",),
        is_personal=True,
    ),
    _count(
        id="people_helped",
        label="People helped",
        sentence=(
            "Distinct callers of resolved incidents, those of child incidents included, and distinct people "
            "for whom requests were fulfilled."
        ),
        tables=("incident", "sc_req_item"),
        measure=measures.people_helped,
        fields=("incident.caller_id", "sc_req_item.requested_for"),
    ),
    _count(
        id="improvements_completed",
        label="Improvements completed",
        sentence=(
            "Improvement initiatives closed as successful, projects closed complete, and what was completed in the "
            "tables that the settings name as sources of improvements."
        ),
        tables=("sn_cim_register", "pm_project"),
        measure=measures.count(Improvement, Project),
        fields=("sn_cim_register.closure_code",),
    ),
    Definition(
        id="improvements_under_way",
        label="Improvements under way",
        unit=Unit.COUNT,
        sentence=(
            "Improvement initiatives, projects and what else the settings name as improvements whose actual start "
            "lies before the period's end, and which were neither finished by then nor cancelled since."
        ),
        population="all improvement records",
        tables=("sn_cim_register", "pm_project"),
        measure=measures.under_way,
        fields=("sn_cim_register.work_start", "pm_project.work_start"),
    ),
    _count(
        id="articles_published",
        label="Articles published",
        sentence="Knowledge articles whose first version was published in the period.",
        tables=("kb_knowledge",),
        measure=measures.articles_published,
        fields=("kb_knowledge.base_version",),
    ),
    _count(
        id="articles_revised",
        label="Articles revised",
        sentence="Knowledge articles of which a later version was published in the period.",
        tables=("kb_knowledge",),
        measure=measures.articles_revised,
        fields=("kb_knowledge.base_version",),
    ),
    _count(
        id="article_reuses",
        label="Tickets that used our articles",
        sentence=(
            "Tasks of people other than the author to which one of the team's articles was attached in the "
            "period; each task once."
        ),
        tables=("m2m_kb_task",),
        measure=measures.article_reuses,
        fields=("m2m_kb_task.kb_knowledge.author", "m2m_kb_task.task.assigned_to"),
    ),
    Definition(
        id="satisfaction",
        label="Satisfaction",
        unit=Unit.SCORE,
        sentence=(
            "The mean of all responses to surveys about the tickets that were completed in the period; a response is "
            "one person’s survey, and counts as the mean of its answers, which ServiceNow normalises to 0 to 10. "
            "Told from twenty responses on. How many people were asked is not read, so no response rate is told."
        ),
        population=COMPLETED,
        tables=("asmt_metric_result",),
        measure=satisfaction.satisfaction,
        fields=("asmt_metric_result.normalized_value",),
        is_personal=True,
    ),
    Definition(
        id="proactive_share",
        label="Proactive work",
        unit=Unit.SHARE,
        sentence=(
            "Improvements, projects, problems, articles and changes that were no emergencies, as a share of "
            "these and of incidents, requested items, catalog tasks and emergency changes."
        ),
        population=ELIGIBLE,
        tables=(*_EVERYDAY, "sn_cim_register", "pm_project"),
        measure=measures.proactive,
        needs=_EVERYDAY,
        fields=("change_request.close_code", "change_request.type", "problem.resolution_code"),
    ),
    Definition(
        id="outage_minutes",
        label="Unplanned outage of services",
        unit=Unit.MINUTES,
        sentence=(
            "Minutes of the period in which a service was out by outage records of type outage that belong to one of "
            "the team’s incidents, changes or problems, or to a configuration item that the team supports; planned "
            "outages and degradations are not counted. Outages of one service at the same time count once; services "
            "are added up. An outage record without a beginning, an end or a known type is not estimated: the figure "
            "is then not told, nor where outages were read only in part. Nought is told only of services of the team’s "
            "changes and major incidents that the settings name as monitored, and where all outages and their links "
            "to tickets could be read."
        ),
        population="services with an outage record, and monitored services",
        tables=("cmdb_ci_outage", "task_outage"),
        measure=downtime.outage_minutes,
        needs=("cmdb_ci_outage",),
        fields=("cmdb_ci_outage.type", "cmdb_ci_outage.begin", "cmdb_ci_outage.end"),
    ),
)

BEHIND_FIGURES: frozenset[str] = frozenset(table for figure in DEFINITIONS for table in figure.tables)
"""The tables on which figures rest. What else is read may be lacking without a figure being the less for it."""
