"""Knowledge articles, and what readers made of them (fact sheet 2.6).

Of feedback only who, when and which article are read: no comments. Views are not read unless they are asked for.
"""

from __future__ import annotations

from drumbeat.records.tables.spec import Kind, Table
from drumbeat.records.tables.tickets import BELOW

ARTICLE = Table(
    name="kb_knowledge",
    label="knowledge articles",
    dated_by="published",
    date_only=True,
    kind=Kind.ARTICLE,
    state="workflow_state",
    fields=(
        "sys_id",
        "number",
        "workflow_state",
        "published",
        "valid_to",
        "author",
        "revised_by",
        "ownership_group",
        "article_id",
        "base_version",
        "kb_knowledge_base",
        "short_description",
    ),
    optional=("kb_knowledge_base",),
)
ARTICLE_USE = Table(
    name="m2m_kb_task",
    label="articles attached to tasks",
    dated_by="sys_created_on",
    kind=Kind.ARTICLE_USE,
    fields=(
        "sys_id",
        "sys_created_on",
        "sys_created_by",
        "kb_knowledge",
        "kb_knowledge.author",
        "kb_knowledge.ownership_group",
        "kb_knowledge.article_id",
        "task",
        "task.assigned_to",
        "task.assignment_group",
    ),
    optional=("sys_created_by",),
)
ARTICLE_VIEW = Table(
    name="kb_use",
    label="views of articles",
    dated_by="sys_created_on",
    fields=("sys_id", "sys_created_on", "article", "user", "viewed", "used", "times_viewed"),
)
ARTICLE_FEEDBACK = Table(
    name="kb_feedback",
    label="feedback on articles",
    dated_by="sys_created_on",
    kind=Kind.ARTICLE_FEEDBACK,
    fields=("sys_id", "sys_created_on", "article", "user", "useful", "flagged"),
    optional=("useful", "flagged"),
)
FEEDBACK_TASK = Table(
    name="kb_feedback_task",
    label="tasks from feedback on articles",
    dated_by="closed_at",
    kind=Kind.FEEDBACK_TASK,
    state="state",
    fields=(*BELOW, "feedback", "feedback.article"),
    optional=("feedback", "feedback.article"),
)
