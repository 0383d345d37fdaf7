"""Knowledge articles and their uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from drumbeat.records.model.base import NOBODY, Record, Ref, WorkRecord
from drumbeat.records.model.tickets import SubTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(WorkRecord):
    """One version of a knowledge article; `number` is shared by all its versions (fact sheet 2.6)."""

    table: str = "kb_knowledge"
    kind: ClassVar[str] = "article"

    author: Ref = NOBODY
    revised_by: Ref = NOBODY
    article_id: str = ""
    base_version: Ref = NOBODY
    valid_to: date | None = None

    @property
    def is_revision(self) -> bool:
        """Whether an earlier version of the same article was published before this one."""
        return bool(self.base_version) and self.base_version.sys_id != self.sys_id

    @property
    def principal(self) -> Ref:
        """The author of a first version, the reviser of a later one."""
        return (self.revised_by or self.author) if self.is_revision else self.author


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleUse(WorkRecord):
    """An article attached to a task: knowledge that somebody used (m2m_kb_task)."""

    table: str = "m2m_kb_task"
    kind: ClassVar[str] = "article use"

    article: Ref = NOBODY
    article_id: str = ""
    """The same for all versions of one article."""
    author: Ref = NOBODY
    task: Ref = NOBODY
    task_group: Ref = NOBODY
    attached_by: str = ""
    """A user name, as `sys_created_by` holds it."""

    @property
    def is_by_another(self) -> bool:
        """Whether somebody else than the author used the article: the assignee of the task (F6)."""
        return bool(self.assigned_to) and self.assigned_to.key != self.author.key

    @property
    def principal(self) -> Ref:
        """The article's author; `assigned_to` is whoever works on the task it was attached to."""
        return self.author


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackTask(SubTask):
    """A task that a reader's feedback made; `parent` is the article where it can be read."""

    table: str = "kb_feedback_task"

    feedback: Ref = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFeedback(Record):
    """What one reader said of an article: useful or not; never the comment."""

    table: str = "kb_feedback"

    article: Ref = NOBODY
    user: Ref = NOBODY
    is_useful: bool | None = None
    is_flagged: bool | None = None
    given_at: datetime | None = None

    @property
    def moment(self) -> datetime | None:
        """When it was given."""
        return self.given_at
