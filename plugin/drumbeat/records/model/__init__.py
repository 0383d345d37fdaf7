"""Work records: one row of ServiceNow in our own typed form.

Field names are ServiceNow's. `None` means that the field was not readable or not there; an empty string or an
empty `Ref` means that it was read and is empty. All times are aware and in UTC; `kb_knowledge.published` is a
date without time (fact sheet 1.4), so the day of completion may be a `date`.
"""

from __future__ import annotations

from drumbeat.records.model.base import NOBODY, Record, Ref, Rejected, Stage, WorkRecord
from drumbeat.records.model.declared import Declaration, Declared
from drumbeat.records.model.improvements import (
    Demand,
    Idea,
    Improvement,
    ImprovementOrigin,
    ImprovementTask,
    Project,
    ProjectTask,
    Proposal,
    RelatedKpi,
)
from drumbeat.records.model.knowledge import Article, ArticleFeedback, ArticleUse, FeedbackTask
from drumbeat.records.model.people import Group, Membership, User
from drumbeat.records.model.service import (
    Note,
    Outage,
    StandardChangeTemplate,
    SurveyAnswer,
    TaskOutage,
    TaskSla,
)
from drumbeat.records.model.tickets import (
    CatalogTask,
    Change,
    ChangeTask,
    Incident,
    IncidentAlertTask,
    IncidentTask,
    Problem,
    ProblemTask,
    RequestItem,
    SubTask,
)

__all__ = [
    "NOBODY",
    "Article",
    "ArticleFeedback",
    "ArticleUse",
    "CatalogTask",
    "Change",
    "ChangeTask",
    "Declaration",
    "Declared",
    "Demand",
    "FeedbackTask",
    "Group",
    "Idea",
    "Improvement",
    "ImprovementOrigin",
    "ImprovementTask",
    "Incident",
    "IncidentAlertTask",
    "IncidentTask",
    "Membership",
    "Note",
    "Outage",
    "Problem",
    "ProblemTask",
    "Project",
    "ProjectTask",
    "Proposal",
    "Record",
    "Ref",
    "Rejected",
    "RelatedKpi",
    "RequestItem",
    "Stage",
    "StandardChangeTemplate",
    "SubTask",
    "SurveyAnswer",
    "TaskOutage",
    "TaskSla",
    "User",
    "WorkRecord",
]
