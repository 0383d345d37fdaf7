"""The digest's sections below the figures: improvements, articles, signals, what was left out, how we counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from drumbeat.digest import measures
from drumbeat.digest.highlights import improvement_line
from drumbeat.digest.model import ArticleLine, Exclusion, ImprovementLine, SignalLine
from drumbeat.digest.population import Population
from drumbeat.digest.privacy import redact
from drumbeat.records.model import Article, Improvement, Project, WorkRecord
from drumbeat.signals.gate import Judged, Reason
from drumbeat.signals.model import Audience, Material, Signal
from drumbeat.signals.visibility import RULES, classify


def counted(now: Population) -> list[WorkRecord]:
    """All eligible records of the period, of every kind."""
    return [item.record for item in now.judged if item.reason is None]


def improvements_completed(now: Population) -> tuple[ImprovementLine, ...]:
    """Projects, then improvement initiatives."""
    return tuple(improvement_line(record) for kind in (Project, Improvement) for record in now.eligible(kind))


def improvements_under_way(now: Population) -> tuple[ImprovementLine, ...]:
    """Projects, then improvement initiatives."""
    return tuple(improvement_line(record) for kind in (Project, Improvement) for record in now.under_way(kind))


def articles(now: Population) -> tuple[ArticleLine, ...]:
    """Articles published in the period, and those that were used in it, the most used article first."""
    uses = Counter(use.article_id for use in measures.uses_by_others(now))
    titles = {item.record.article_id: item.record for item in now.stock if isinstance(item.record, Article)}
    fresh = [article.article_id for article in measures.first_versions(now)]
    lines = [
        ArticleLine(titles[article_id].number, redact(titles[article_id].short_description), uses[article_id])
        for article_id in dict.fromkeys((*fresh, *uses))
        if article_id in titles
    ]
    return tuple(sorted(lines, key=lambda line: (-line.reuses, line.number)))


def signals(now: Population) -> tuple[SignalLine, ...]:
    """Visibility signals as the team's: which rule, which records; no names, no counts of persons."""
    stock = [item.record for item in now.stock if item.reason is None]
    found = classify(Material(counted(now), stock))
    lines = []
    for rule in RULES:
        records = _leading_records(signal for signal in found if signal.rule == rule.id)
        if records and rule.audience is not Audience.PRIVATE:
            lines.append(SignalLine(rule.id, rule.label, records))
    return tuple(lines)


def left_out(now: Population) -> list[Judged]:
    """What the gate left out of the period.

    Work that is simply not finished carries no time of completion, and is no exclusion. With one, it is in a state
    that is not known here, and must be told.
    """
    return [
        item
        for item in now.judged
        if item.reason not in (None, Reason.NOT_FINISHED)
        or (item.reason is Reason.NOT_FINISHED and item.record.done_at is not None)
    ]


def exclusions(now: Population) -> tuple[Exclusion, ...]:
    """How many records were left out, reason by reason."""
    counts = Counter(item.reason for item in left_out(now) if item.reason is not None)
    return tuple(
        Exclusion(reason.value, reason.label(counts[reason]), counts[reason]) for reason in Reason if counts[reason]
    )


def notes(now: Population, since: date | None, until: datetime) -> tuple[str, ...]:
    """How we counted, in sentences."""
    said = []
    if since is not None and since > now.period.start:
        said.append(f"The records begin on {since.isoformat()}, within the period.")
    if until < now.period.end_instant:
        read = f"{until.astimezone(now.period.zone):%Y-%m-%d at %H:%M}"
        said.append(f"The records reach to {read}, so the period is not whole and is compared with none.")
    return tuple(said)


def _leading_records(found: Iterable[Signal]) -> tuple[str, ...]:
    """The record each signal is about: the first of its evidence."""
    return tuple(sorted({signal.evidence[0].number for signal in found}))
