"""Which tables are read, which of their fields, and which field places a row in a period.

The field names are ServiceNow's (fact sheet section 2). A reference may be dot-walked. Every table but
`incident` is optional: where its plugin is not active, the reader is told so.
"""

from __future__ import annotations

from drumbeat.records.tables.improvements import (
    DEMAND,
    IDEA,
    IMPROVEMENT,
    IMPROVEMENT_ORIGIN,
    IMPROVEMENT_TASK,
    PROJECT,
    PROJECT_TASK,
    RELATED_KPI,
)
from drumbeat.records.tables.knowledge import ARTICLE, ARTICLE_FEEDBACK, ARTICLE_USE, ARTICLE_VIEW, FEEDBACK_TASK
from drumbeat.records.tables.people import GROUP, MEMBER, SKILL, USER, USER_SKILL
from drumbeat.records.tables.service import JOURNAL, OUTAGE, SERVICE_LEVEL, SURVEY_ANSWER, TASK_OUTAGE
from drumbeat.records.tables.spec import (
    CONFIDENTIAL,
    FIELD_NAME,
    TABLE_NAME,
    Condition,
    Kind,
    Operator,
    Table,
    missing_fields,
)
from drumbeat.records.tables.tickets import (
    CATALOG_TASK,
    CHANGE,
    CHANGE_TASK,
    INCIDENT,
    INCIDENT_ALERT_TASK,
    INCIDENT_TASK,
    PROBLEM,
    PROBLEM_TASK,
    REQUEST_ITEM,
    STANDARD_CHANGE,
    TICKET,
)

__all__ = [
    "ARTICLE",
    "ARTICLE_USE",
    "BY_NAME",
    "CATALOG_TASK",
    "CHANGE",
    "CONFIDENTIAL",
    "DEMAND",
    "FIELD_NAME",
    "IDEA",
    "IMPROVEMENT",
    "IMPROVEMENT_TASK",
    "INCIDENT",
    "JOURNAL",
    "ON_REQUEST",
    "OUTAGE",
    "PROBLEM",
    "PROJECT",
    "REQUEST_ITEM",
    "SERVICE_LEVEL",
    "TABLES",
    "TABLE_NAME",
    "TASK_OUTAGE",
    "TICKET",
    "USER",
    "Condition",
    "Kind",
    "Operator",
    "Table",
    "missing_fields",
]

TABLES: tuple[Table, ...] = (
    INCIDENT,
    REQUEST_ITEM,
    CATALOG_TASK,
    CHANGE,
    PROBLEM,
    IMPROVEMENT,
    IMPROVEMENT_TASK,
    PROJECT,
    ARTICLE,
    ARTICLE_USE,
    SERVICE_LEVEL,
    INCIDENT_TASK,
    INCIDENT_ALERT_TASK,
    CHANGE_TASK,
    PROBLEM_TASK,
    PROJECT_TASK,
    DEMAND,
    IDEA,
    RELATED_KPI,
    IMPROVEMENT_ORIGIN,
    STANDARD_CHANGE,
    FEEDBACK_TASK,
    ARTICLE_FEEDBACK,
    OUTAGE,
    TASK_OUTAGE,
    SURVEY_ANSWER,
    JOURNAL,
    GROUP,
    MEMBER,
    USER,
)
"""Incidents first: without them there is no digest. Then what its figures rest on, then the rest."""
ON_REQUEST: tuple[Table, ...] = (ARTICLE_VIEW, SKILL, USER_SKILL)
"""On these nothing rests, so they are read only where the settings ask for them (`[tables] also`). Who reads which
article, and what skills somebody is said to have, are personal data, and here they serve no purpose."""
BY_NAME = {table.name: table for table in (*TABLES, *ON_REQUEST)}
