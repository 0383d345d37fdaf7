"""S15, S16 and S18: what a person learned, by certificates, courses and readers' feedback (signals sheet 1.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from drumbeat.records.model import (
    Article,
    ArticleFeedback,
    Declaration,
    FeedbackTask,
    Stage,
)
from drumbeat.signals.declared import declared_signal, entries, entry_evidence
from drumbeat.signals.gathered import day_of
from drumbeat.signals.held import Held
from drumbeat.signals.material import Material, evidence_of
from drumbeat.signals.model import Default, Evidence, Role, Rule, Signal
from drumbeat.signals.world import World


def certified(material: Material) -> Iterator[Signal]:
    """S15."""
    for entry in entries(material, Declaration.CERTIFICATE):
        until = (entry_evidence(entry, "expires", entry.expires.isoformat()),) if entry.expires else ()
        yield declared_signal(("S15", "1.0.0"), entry, *until)


def trained(material: Material) -> Iterator[Signal]:
    """S16."""
    for entry in entries(material, Declaration.TRAINING):
        yield declared_signal(("S16", "1.0.0"), entry)


def answered(material: Material) -> Iterator[Signal]:
    """S18."""
    world, zone = material.world, material.period.zone
    given = {each.sys_id: each for each in world.of(ArticleFeedback)}
    for task in world.of(FeedbackTask):
        feedback = given.get(task.feedback.key)
        if task.stage is not Stage.DONE or not material.period.holds(task.moment) or feedback is None:
            continue
        if not feedback.is_flagged or feedback.given_at is None:
            continue
        window = (feedback.given_at.astimezone(zone).date(), day_of(task, zone))
        version = _answer(feedback, window, material)
        if version is None or task.principal.key != version.author.key or not material.is_mine(version):
            continue
        evidence = (
            evidence_of(version, "workflow_state", Held.PUBLISHED),
            Evidence(feedback.table, version.number, "flagged", Held.YES),
            evidence_of(task, "state", Held.CLOSED_COMPLETE),
        )
        yield Signal("S18", "1.0.0", version.author, Role.LEAD, evidence)


RULES = (
    Rule(
        id="S15",
        version="1.0.0",
        label="Certification",
        sentence="A certificate that was imported for the person and issued in the period. With an address where it "
        "can be checked it is shown as linked, without one as declared.",
        default=Default.PRIVATE,
        find=certified,
    ),
    Rule(
        id="S16",
        version="1.0.0",
        label="Training completed",
        sentence="A training that was imported for the person and completed in the period.",
        default=Default.PRIVATE,
        find=trained,
    ),
    Rule(
        id="S18",
        version="1.0.0",
        label="Constructive use of feedback",
        sentence="Another reader flagged an article of the person; afterwards the person published a new version of "
        "it, on the day of the feedback at the earliest, and then closed the task that the feedback made, in the "
        "period.",
        default=Default.PRIVATE,
        tables=("kb_knowledge", "kb_feedback", "kb_feedback_task"),
        fields=("kb_feedback.flagged", "kb_feedback_task.feedback"),
        find=answered,
    ),
)


def _answer(feedback: ArticleFeedback, window: tuple[date, date], material: Material) -> Article | None:
    """The author's own new version of the article, published between the feedback and the task's closing."""
    versions = material.world.once(_versions)
    flagged = feedback.article
    first, last = window
    for version in versions.get(flagged.sys_id, versions.get(flagged.name, ())):
        is_own = version.author and version.principal.key == version.author.key
        is_new = version.is_revision and version.sys_id != flagged.sys_id
        by_another = feedback.user and feedback.user.key != version.author.key
        if is_own and is_new and by_another and first <= day_of(version, material.period.zone) <= last:
            return version
    return None


def _versions(world: World) -> Mapping[str, tuple[Article, ...]]:
    """Any version's sys_id, or the article's number -> its versions that count, in time."""
    by_article: dict[str, list[Article]] = defaultdict(list)
    for record in world.eligible:
        if isinstance(record, Article):
            by_article[record.article_id].append(record)
    found: dict[str, tuple[Article, ...]] = {}
    for versions in by_article.values():
        ordered = tuple(sorted(versions, key=lambda each: (str(each.done_at), each.sys_id)))
        keys = {key for each in versions for key in (each.sys_id, each.number, each.base_version.sys_id)}
        found |= dict.fromkeys(keys - {""}, ordered)
    return found
