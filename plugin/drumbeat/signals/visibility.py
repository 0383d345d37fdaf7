"""Visibility rules V02, V03 and V05 (signals sheet 1.4): structured fields decide, never text.

Each asks for an act of somebody else (F6): a task another person closed, a ticket another person solved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from drumbeat.records.model import Article, ArticleUse, Improvement, ImprovementTask, Project, WorkRecord
from drumbeat.signals.model import Audience, Evidence, Material, Role, Rule, Signal

_WORKING_DAYS = 10
_USES = 2
_FRIDAY = 4


def leading_an_improvement(material: Material) -> Iterator[Signal]:
    """V02: led an improvement to success, with others' work in it or over two weeks at least."""
    for record in _improvements(material.period):
        helpers = _tasks_by_others(record, material.stock)
        if record.principal and (helpers or _lasted(record)):
            closed = Evidence(record.table, record.number, "state", "closed")
            yield Signal("V02", "1.0.0", record.principal, Role.LEAD, (closed, *helpers))


def contributing_to_an_improvement(material: Material) -> Iterator[Signal]:
    """V03: closed a task of an improvement that somebody led to success."""
    led = {record.sys_id: record for record in _improvements(material.stock) if record.principal}
    for task in material.period:
        if not isinstance(task, ImprovementTask) or not task.principal:
            continue
        parent = led.get(task.parent.sys_id)
        if parent is None or not (_tasks_by_others(parent, material.stock) or _lasted(parent)):
            continue
        evidence = (
            Evidence(task.table, task.number, "state", "closed complete"),
            Evidence(parent.table, parent.number, "state", "closed"),
        )
        yield Signal("V03", "1.0.0", task.principal, Role.CONTRIBUTOR, evidence)


def sharing_knowledge(material: Material) -> Iterator[Signal]:
    """V05: an article that other people attached to at least two of their tickets in the period."""
    articles = {article.article_id: article for article in material.stock if isinstance(article, Article)}
    uses: dict[str, dict[str, ArticleUse]] = defaultdict(dict)
    for use in material.period:
        if isinstance(use, ArticleUse) and use.is_by_another:
            uses[use.article_id][use.task.key] = use
    for article_id, by_task in uses.items():
        article = articles.get(article_id)
        if article is None or len(by_task) < _USES or not article.author:
            continue
        published = Evidence(article.table, article.number, "workflow_state", "published")
        attached = tuple(Evidence("m2m_kb_task", use.number, "task", use.number) for use in by_task.values())
        yield Signal("V05", "1.0.0", article.author, Role.LEAD, (published, *attached))


RULES: tuple[Rule, ...] = (
    Rule(
        "V02",
        "1.0.0",
        "Leading an improvement",
        "An improvement initiative closed as successful, or a project closed complete, led by the person; others "
        "closed tasks in it, or it lasted at least ten working days.",
        ("sn_cim_register", "pm_project", "sn_cim_task"),
        Audience.BOTH,
        leading_an_improvement,
    ),
    Rule(
        "V03",
        "1.0.0",
        "Contributing to an improvement",
        "A closed task of an improvement that counts as led (V02), done by the person.",
        ("sn_cim_task", "sn_cim_register"),
        Audience.BOTH,
        contributing_to_an_improvement,
    ),
    Rule(
        "V05",
        "1.0.0",
        "Knowledge sharing",
        "An article by the person that other people attached to at least two of their tickets in the period.",
        ("kb_knowledge", "m2m_kb_task"),
        Audience.BOTH,
        sharing_knowledge,
    ),
)


def classify(material: Material) -> list[Signal]:
    """All signals of all rules, in the rules' order."""
    return [signal for rule in RULES for signal in rule.find(material)]


def _improvements(records: Iterable[WorkRecord]) -> Iterator[Improvement]:
    for record in records:
        if isinstance(record, Improvement):
            yield record


def _tasks_by_others(record: Improvement, stock: Iterable[WorkRecord]) -> tuple[Evidence, ...]:
    """Closed tasks under the improvement whose assignee is not its lead. Projects' tasks are not read yet."""
    if isinstance(record, Project):
        return ()
    return tuple(
        Evidence(task.table, task.number, "state", "closed complete")
        for task in stock
        if isinstance(task, ImprovementTask)
        and task.parent.sys_id == record.sys_id
        and task.principal
        and task.principal.key != record.principal.key
    )


def _lasted(record: Improvement) -> bool:
    """Ten working days or more between actual start and actual end."""
    if record.work_start is None or record.work_end is None:
        return False
    first, last = record.work_start.date().toordinal(), record.work_end.date().toordinal()
    # Ordinal 1 (1 January of year 1) is a Monday.
    return sum((day - 1) % 7 <= _FRIDAY for day in range(first, last)) >= _WORKING_DAYS
