"""The digest of one team for one period, from judged records. A function of its arguments alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from drumbeat.digest import sections
from drumbeat.digest.definitions import DEFINITIONS
from drumbeat.digest.evidence import EvidenceLine, evidence_lines
from drumbeat.digest.figures import TYPICAL_OF, figures
from drumbeat.digest.highlights import highlights, outcome
from drumbeat.digest.model import Digest, Figure, SourceStatus, TableStatus
from drumbeat.digest.population import Population, population
from drumbeat.digest.privacy import redact, technicians
from drumbeat.digest.wording import view
from drumbeat.records.period import Period
from drumbeat.records.team import Team, membership
from drumbeat.signals.gate import GateRules, Judged
from drumbeat.signals.skills import SkillMatcher, exercised, shared_names

HEADLINES = (
    "incidents_resolved",
    "people_helped",
    "changes_delivered",
    "requests_fulfilled",
    "improvements_completed",
    "articles_published",
    "article_reuses",
    "problems_solved",
    "tasks_completed",
)
"""Which figures may stand on the first screen, in this order; speed and shares are none unless a lead chooses."""
_MOST_HEADLINES = 4


@dataclass(frozen=True, slots=True)
class Stock:
    """Everything that was read, of all teams, judged."""

    judged: Sequence[Judged]
    sources: tuple[TableStatus, ...]
    since: date | None
    """The first day that the records cover; None when there are none."""
    until: datetime | None = None
    """When the records were last read; None where that is not known."""

    @property
    def readable(self) -> frozenset[str]:
        """The tables that were read, in full or in part."""
        fine = (SourceStatus.OK, SourceStatus.PARTIAL)
        return frozenset(status.table for status in self.sources if status.status in fine)


@dataclass(frozen=True, slots=True)
class Policy:
    """What an installation decides about every digest."""

    rules: GateRules
    gate: bool = True
    minimum_group: int = 5


@dataclass(frozen=True, slots=True)
class Built:
    """A digest and the frozen list of its evidence."""

    digest: Digest
    evidence: tuple[EvidenceLine, ...]


def build(team: Team, period: Period, stock: Stock, policy: Policy, skills: SkillMatcher) -> Built:
    """What the team did in the period."""
    is_of = membership(team, [item.record for item in stock.judged])
    own = [item for item in stock.judged if is_of(item.record)]
    now = population(own, period, gate=policy.gate, rules=policy.rules)
    earlier = [
        population(own, before, gate=policy.gate, rules=policy.rules)
        for before in period.earlier(TYPICAL_OF)
        if stock.since is not None and before.start >= stock.since
    ]
    is_small_group = policy.gate and _resolvers(now) < policy.minimum_group
    found = figures(now, earlier, stock.readable, with_personal=not is_small_group)
    digest = _digest(team, now, found, stock, skills)
    return Built(
        replace(digest, withheld=_withheld(stock)) if is_small_group else digest,
        evidence_lines(found, now.stock, sections.left_out(now), period.zone),
    )


def _digest(
    team: Team,
    now: Population,
    found: tuple[Figure, ...],
    stock: Stock,
    skills: SkillMatcher,
) -> Digest:
    period = view(now.period)
    by_id = {figure.id: figure for figure in found}
    completed = sections.improvements_completed(now)
    sentences = highlights(completed, by_id, period)
    signals = sections.signals(now)
    return Digest(
        team=redact(team.name),
        period=period,
        subject=f"{redact(team.name)}, {period.label}: {outcome(sentences, by_id)}",
        headline=_headline(by_id),
        figures=found,
        highlights=sentences,
        improvements_completed=completed,
        improvements_under_way=sections.improvements_under_way(now),
        articles=sections.articles(now),
        skills=shared_names(exercised(sections.counted(now), skills)),
        signals=signals,
        excluded=sections.exclusions(now),
        sources=stock.sources,
        lead=redact(team.lead),
        gate=now.gate,
        notes=sections.notes(now, stock.since, stock.until),
    )


def _resolvers(now: Population) -> int:
    return len(technicians(item.record for item in now.judged if item.is_completed))


def _headline(by_id: dict[str, Figure]) -> tuple[str, ...]:
    shown = [figure_id for figure_id in HEADLINES if figure_id in by_id and by_id[figure_id].value]
    return tuple(shown[:_MOST_HEADLINES])


def _withheld(stock: Stock) -> tuple[str, ...]:
    return tuple(
        definition.label
        for definition in DEFINITIONS
        if definition.is_personal and definition.is_computable(stock.readable)
    )
