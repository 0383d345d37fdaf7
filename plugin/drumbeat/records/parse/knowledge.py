"""Articles, their attachments to tasks, what readers said of them, and the tasks that it made."""

from __future__ import annotations

from drumbeat.records import fields
from drumbeat.records.choices import Choices
from drumbeat.records.model import Article, ArticleFeedback, ArticleUse, FeedbackTask, Stage
from drumbeat.records.parse.task import stage, task
from drumbeat.records.row import RawRow
from drumbeat.records.tables import Table


def article(table: Table, row: RawRow, choices: Choices) -> Article:
    """One version of an article."""
    sys_id = fields.text(row, "sys_id") or fields.text(row, "number")
    return Article(
        table=table.name,
        sys_id=sys_id,
        number=fields.text(row, "number") or sys_id,
        stage=stage(table, row, choices),
        done_at=fields.day(row, "published"),
        assignment_group=fields.ref(row, "ownership_group"),
        short_description=fields.text(row, "short_description"),
        author=fields.ref(row, "author"),
        revised_by=fields.ref(row, "revised_by"),
        article_id=fields.text(row, "article_id") or sys_id,
        base_version=fields.ref(row, "base_version"),
        valid_to=fields.day(row, "valid_to"),
    )


def article_use(table: Table, row: RawRow, _choices: Choices) -> ArticleUse:
    """An article attached to a task."""
    used, attached_to = fields.ref(row, "kb_knowledge"), fields.ref(row, "task")
    sys_id = fields.text(row, "sys_id")
    return ArticleUse(
        table=table.name,
        sys_id=sys_id,
        number=attached_to.name or sys_id,
        stage=Stage.DONE,
        done_at=fields.moment(row, "sys_created_on"),
        assignment_group=fields.ref(row, "kb_knowledge.ownership_group"),
        assigned_to=fields.ref(row, "task.assigned_to"),
        article=used,
        article_id=fields.text(row, "kb_knowledge.article_id") or used.key,
        author=fields.ref(row, "kb_knowledge.author"),
        task=attached_to,
        task_group=fields.ref(row, "task.assignment_group"),
        attached_by=fields.text(row, "sys_created_by"),
    )


def feedback_task(table: Table, row: RawRow, choices: Choices) -> FeedbackTask:
    """A task that a reader's feedback made."""
    return FeedbackTask(
        **task(table, row, choices),
        parent=fields.ref(row, "feedback.article"),
        feedback=fields.ref(row, "feedback"),
    )


def article_feedback(table: Table, row: RawRow, _choices: Choices) -> ArticleFeedback:
    """What one reader said of an article."""
    return ArticleFeedback(
        table=table.name,
        sys_id=fields.key(row),
        article=fields.ref(row, "article"),
        user=fields.ref(row, "user"),
        is_useful=fields.boolean(row, "useful"),
        is_flagged=fields.boolean(row, "flagged"),
        given_at=fields.moment(row, "sys_created_on"),
    )
