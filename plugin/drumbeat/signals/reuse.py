"""Which articles somebody else used: attached by others to others' tickets, or found useful outside the group (F6)."""

from __future__ import annotations

from collections.abc import Iterator

from drumbeat.records.model import Article, ArticleFeedback, ArticleUse
from drumbeat.signals.world import World


def uses_by_others(article: Article, world: World) -> Iterator[ArticleUse]:
    """Attachments of any version, by others than its writers, to tickets that others work on."""
    writers = (article.author.key, article.principal.key)
    for use in world.uses.get(article.article_id, ()):
        if use.assigned_to and not {use.assigned_to.key, world.people.named(use.attached_by).key}.intersection(writers):
            yield use


def marks_by_others(article: Article, world: World) -> Iterator[ArticleFeedback]:
    """Readers’ marks of this version as useful, by people in no group of its writers."""
    writers = (article.author, article.principal)
    for mark in world.feedback.get(article.sys_id, ()):
        is_other = all(
            mark.user.key != each.key and not world.people.share_a_group(mark.user, each) for each in writers
        )
        if mark.is_useful and world.is_person(mark.user) and is_other:
            yield mark
