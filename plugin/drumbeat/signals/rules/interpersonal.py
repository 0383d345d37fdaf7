"""S06, S07, S14, S22, S23 and S24: working with others, as others confirmed it (signals sheet 1.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from drumbeat.records.model import Article, ArticleFeedback, Declaration, Incident, RequestItem
from drumbeat.signals.declared import entry_evidence
from drumbeat.signals.held import Held
from drumbeat.signals.material import Material, Statement, evidence_of, lead_signal
from drumbeat.signals.model import Default, Evidence, Rule, Signal
from drumbeat.signals.retold import retold, told_by
from drumbeat.signals.rules import collaboration, declared, knowledge
from drumbeat.signals.world import World

USEFUL = 3
_RULES = {rule.id: rule for module in (collaboration, declared, knowledge) for rule in module.RULES}


def communication(material: Material) -> Iterator[Signal]:
    """S06."""
    yield from retold(("S06", "1.0.0"), told_by(material, (_RULES["V18"],)))
    if "sys_user_grmember" not in material.world.readable:
        return  # then nobody is known to be outside
    marks = material.world.once(_useful_marks)
    for article in sorted(material.world.articles.values(), key=lambda each: each.number):
        readers = {
            each.user.key
            for each in marks.get(article.article_id, ())
            if material.period.holds(each.moment) and _is_outside(each, article, material.world)
        }
        if len(readers) >= USEFUL and material.is_mine(article):
            useful = (Evidence("kb_feedback", article.number, "useful", Held.YES),) * len(readers)
            evidence = (evidence_of(article, "workflow_state", Held.PUBLISHED), *useful)
            yield from lead_signal("S06", "1.0.0", material, Statement(article, evidence))


def collaborating(material: Material) -> Iterator[Signal]:
    """S07."""
    yield from retold(("S07", "1.0.0"), told_by(material, (_RULES["V01"],)))


def praise(material: Material) -> Iterator[Signal]:
    """S14."""
    world = material.world
    people, callers = world.people, world.once(_callers)
    entry_of = {entry.sys_id: entry for entry in world.declared if entry.kind is Declaration.RECOGNITION}
    for signal in told_by(material, (_RULES["V10"],)):
        entry = entry_of[signal.number]
        if entry.by.key in callers and not people.share_a_group(entry.by, entry.person):
            outside = entry_evidence(entry, "by", Held.OUTSIDE_CALLER)
            yield replace(signal, rule="S14", version="1.0.0", evidence=(*signal.evidence, outside))


def mentoring(material: Material) -> Iterator[Signal]:
    """S22."""
    yield from retold(("S22", "1.0.0"), told_by(material, (_RULES["V06"],)))


def presenting(material: Material) -> Iterator[Signal]:
    """S23."""
    yield from retold(("S23", "1.0.0"), told_by(material, (_RULES["V13"],)))


def writing(material: Material) -> Iterator[Signal]:
    """S24."""
    yield from retold(("S24", "1.0.0"), told_by(material, (_RULES["V05"],)))


RULES = (
    Rule(
        id="S06",
        version="1.0.0",
        label="Communication",
        sentence="Communication about a major incident (V18); or an article of the person that, in the period, at "
        "least three readers marked as useful who are in no group of ServiceNow’s. How much or how politely somebody "
        "writes is nothing here.",
        default=Default.PRIVATE,
        any_of=("incident_alert_task", "kb_feedback"),
        find=communication,
    ),
    Rule(
        id="S07",
        version="1.0.0",
        label="Collaboration",
        sentence="What is told as cross-functional collaboration (V01).",
        default=Default.PRIVATE,
        tables=_RULES["V01"].tables,
        any_of=_RULES["V01"].any_of,
        fields=_RULES["V01"].fields,
        find=collaborating,
    ),
    Rule(
        id="S14",
        version="1.0.0",
        label="Customer orientation",
        sentence="Recognition of the person (V10) by somebody who calls with tickets or for whom requests are "
        "fulfilled, and who shares no group with the person.",
        default=Default.PRIVATE,
        tables=("sys_user_grmember",),
        find=praise,
        opt_in=True,
    ),
    Rule(
        id="S22",
        version="1.0.0",
        label="Mentoring and teaching",
        sentence="A mentoring that both sides confirmed (V06).",
        default=Default.PRIVATE,
        find=mentoring,
        opt_in=True,
    ),
    Rule(
        id="S23",
        version="1.0.0",
        label="Presenting",
        sentence="A talk or publication that was imported (V13), shown as declared where nothing tells where it can "
        "be checked.",
        default=Default.PRIVATE,
        find=presenting,
        opt_in=True,
    ),
    Rule(
        id="S24",
        version="1.0.0",
        label="Technical writing",
        sentence="An article of the person that is told of as knowledge sharing (V05): written, and used by others.",
        default=Default.PRIVATE,
        tables=_RULES["V05"].tables,
        any_of=_RULES["V05"].any_of,
        fields=_RULES["V05"].fields,
        find=writing,
    ),
)


def _is_outside(mark: ArticleFeedback, article: Article, world: World) -> bool:
    """Whether the reader is a person who did not write it and is in no group: groups are IT's."""
    writers = (article.author.key, article.principal.key)
    is_reader = world.is_person(mark.user) and mark.user.key not in writers
    return is_reader and not world.people.groups(mark.user)


def _callers(world: World) -> frozenset[str]:
    """Everybody who called with an incident or for whom an item was requested."""
    records = [item.record for item in world.judged]
    called = {record.caller.key for record in records if isinstance(record, Incident)}
    return frozenset(called | {each.requested_for.key for each in records if isinstance(each, RequestItem)}) - {""}


def _useful_marks(world: World) -> Mapping[str, list[ArticleFeedback]]:
    """Article id -> the useful marks on any of its versions."""
    versions = {item.record.sys_id: item.record.article_id for item in world.judged if isinstance(item.record, Article)}
    found: dict[str, list[ArticleFeedback]] = defaultdict(list)
    for mark in world.of(ArticleFeedback):
        if mark.is_useful and mark.article.key in versions:
            found[versions[mark.article.key]].append(mark)
    return found
