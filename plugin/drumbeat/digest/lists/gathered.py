"""The digest's sections below the figures: improvements, articles, signals, what was left out, how we counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from drumbeat.digest.figures import measures
from drumbeat.digest.figures.population import Population
from drumbeat.digest.language.phrase import Phrase, phrase, plural
from drumbeat.digest.lists.improvement_lines import improvement_line, measures_of
from drumbeat.digest.model import ArticleLine, Exclusion, ImprovementLine, SignalLine, UntoldLine
from drumbeat.digest.people.names import Naming, names_in
from drumbeat.digest.redaction import shown
from drumbeat.records.model import Article, Improvement, Project, WorkRecord
from drumbeat.signals.catalogue import RULES, Classified
from drumbeat.signals.gate import Judged, Reason, matures_at


def counted(now: Population) -> list[WorkRecord]:
    """All eligible records of the period, of every kind."""
    return [item.record for item in now.judged if item.reason is None]


def improvements_completed(now: Population) -> tuple[ImprovementLine, ...]:
    """Projects, then improvement initiatives."""
    return _lines(now, [record for kind in (Project, Improvement) for record in now.eligible(kind)])


def improvements_under_way(now: Population) -> tuple[ImprovementLine, ...]:
    """Projects, then improvement initiatives."""
    return _lines(now, [record for kind in (Project, Improvement) for record in now.under_way(kind)])


def _lines(now: Population, records: Iterable[Improvement]) -> tuple[ImprovementLine, ...]:
    measured = now.world.once(measures_of) if now.world is not None else {}
    return tuple(
        improvement_line(record, now.people, now.period.zone, measured.get(record.sys_id, "")) for record in records
    )


def articles(now: Population) -> tuple[ArticleLine, ...]:
    """Articles published in the period, and those that were used in it, the most used article first."""
    uses = Counter(use.article_id for use in measures.uses_by_others(now))
    named = (item.record for item in now.stock if item.may_be_named)
    titles = {record.article_id: record for record in named if isinstance(record, Article)}
    fresh = [article.article_id for article in measures.first_versions(now)]
    lines = [
        ArticleLine(article.number, shown(article.short_description, article, now.people), uses[article_id])
        for article_id in dict.fromkeys((*fresh, *uses))
        for article in [titles.get(article_id)]
        if article is not None
    ]
    return tuple(sorted(lines, key=lambda line: (-line.reuses, line.number)))


def signals(found: Classified, namings: Iterable[Naming] = ()) -> tuple[SignalLine, ...]:
    """Visibility signals as the team's: which rule, which records, who consented to be named; no counts of persons."""
    lines = []
    for rule in RULES:
        records = tuple(sorted({signal.number for signal in found.signals if signal.rule == rule.id}))
        if records:
            lines.append(SignalLine(rule.id, rule.label, records, names_in(rule.id, namings)))
    return tuple(lines)


def untold(found: Classified) -> tuple[UntoldLine, ...]:
    """Rules that could not tell, and what of their needs could not be read."""
    labels = {rule.id: rule.label for rule in RULES}
    return tuple(UntoldLine(rule, labels[rule], lacks) for rule, lacks in sorted(found.switched_off.items()))


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
        Exclusion(reason.value, plural(*reason.labels, counts[reason]), counts[reason])
        for reason in Reason
        if counts[reason]
    )


def notes(now: Population, since: date | None, until: datetime) -> tuple[Phrase, ...]:
    """How we counted, in sentences."""
    said = []
    if since is not None and since > now.period.start:
        said.append(phrase("The records begin on {day}, within the period.", day=since))
    if until < now.period.end_instant:
        read = until.astimezone(now.period.zone)
        said.append(
            phrase(
                "The records reach to {day}, {time}, so the period is not whole and is compared with none.",
                day=read.date(),
                time=f"{read:%H:%M}",
            )
        )
    return (*said, *_provisional(now))


def _provisional(now: Population) -> list[Phrase]:
    """How many incidents may still be reopened, and until when (E5)."""
    young = [item.record for item in now.judged if now.gate and item.is_provisional]
    ends = [end for end in (matures_at(record, now.rules.maturity_days) for record in young) if end is not None]
    if not ends:
        return []
    return [
        plural(
            "One incident counted here may still be reopened, until {day}. What changes is told in the next edition.",
            "{n} of the incidents counted here may still be reopened, until {day}. What changes is told in the next "
            "edition.",
            len(ends),
            day=max(ends).astimezone(now.period.zone).date(),
        )
    ]
