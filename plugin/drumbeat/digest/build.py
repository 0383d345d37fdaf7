"""The digest of one team for one period, from judged records. A function of its arguments alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from drumbeat.digest import sections
from drumbeat.digest.evidence import EvidenceLine, evidence_lines
from drumbeat.digest.figures import TYPICAL_OF, Coverage, Figures, figures
from drumbeat.digest.highlights import highlights, outcome
from drumbeat.digest.measures import level_met
from drumbeat.digest.model import Digest, Figure, SourceStatus, TableStatus
from drumbeat.digest.population import Population, population
from drumbeat.digest.privacy import plain, technicians
from drumbeat.digest.wording import ENGLISH
from drumbeat.errors import NotCovered, TeamOfOne
from drumbeat.records.model import Incident, Record
from drumbeat.records.period import Period
from drumbeat.records.sla import verdicts
from drumbeat.records.tables import INCIDENT, SERVICE_LEVEL
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
    missing: frozenset[str]
    """Fields, as `table.field`, that no row of a table carries."""
    since: Mapping[str, date]
    """The first day that a table's records cover."""
    until: datetime
    """To when the records reach."""
    home: Mapping[str, str]
    """See `records.team.homes`."""
    beside: Sequence[Record] = ()
    """What was read beside work that is counted: tasks below tickets, proposals, service levels, outages."""
    improvements: Mapping[str, str] = field(default_factory=dict)
    """Tables of this installation's own that hold improvements -> what their rows are called."""

    def covers_end(self, period: Period) -> bool:
        """Whether the records reach to the period's end."""
        return self.until >= period.end_instant

    @property
    def first_day(self) -> date | None:
        """Since when the records tell of incidents, or of anything where there are no incidents."""
        return self.since.get(INCIDENT.name) or min(self.since.values(), default=None)

    def covers(self, period: Period) -> bool:
        """Whether the records tell of the whole period."""
        return self.first_day is not None and self.first_day <= period.start and self.covers_end(period)

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
    """What the team did in the period.

    Raises NotCovered for a period of which there are no records, and TeamOfOne when one person alone stands behind
    the team's records of the period: such a digest would be that person's record, which is private (design
    section 6).
    """
    begins = stock.first_day
    if begins is None or period.end <= begins:
        since = f"; they begin on {begins}" if begins else ""
        raise NotCovered(f"There are no records of {ENGLISH.view(period).label}{since}.")
    is_of = membership(team, [item.record for item in stock.judged], stock.home)
    own = [item for item in stock.judged if is_of(item.record)]
    now = _with_levels(population(own, period, gate=policy.gate, rules=policy.rules), stock)
    earlier = [
        population(own, before, gate=policy.gate, rules=policy.rules, levels=now.levels)
        for before in (period.earlier(TYPICAL_OF) if stock.covers_end(period) else ())
    ]
    if policy.gate and len(technicians(item.record for item in now.judged if item.is_completed)) == 1:
        raise TeamOfOne(f"One person alone stands behind the records of “{plain(team.name)}” in this period.")
    minimum = policy.minimum_group if policy.gate else 0
    coverage = Coverage(stock.readable, stock.missing, stock.since, minimum, stock.improvements)
    found = figures(now, earlier, coverage)
    digest = _digest(team, now, found, stock, skills)
    return Built(digest, evidence_lines(found.counted, sections.left_out(now), period.zone))


def _with_levels(now: Population, stock: Stock) -> Population:
    """The period with its service levels, if SLA records tell of any of its incidents.

    Where they do, they tell of the periods beside it too: shares of two sources are no trend.
    """
    if SERVICE_LEVEL.name not in stock.readable:
        return now
    levels = verdicts(stock.beside)
    is_told = any(level_met(levels, incident) is not None for incident in now.completed(Incident))
    return replace(now, levels=levels) if is_told else now


def _digest(team: Team, now: Population, found: Figures, stock: Stock, skills: SkillMatcher) -> Digest:
    period = replace(ENGLISH.view(now.period), is_whole=stock.covers(now.period))
    by_id = {each.figure.id: each.figure for each in found.counted}
    completed = sections.improvements_completed(now)
    return Digest(
        team=plain(team.name),
        period=period,
        subject=f"{plain(team.name)}, {period.label}: {outcome(completed, by_id, is_all_read=_is_all_read(stock))}",
        headline=_headline(by_id),
        figures=tuple(by_id.values()),
        highlights=highlights(completed, by_id, period),
        improvements_completed=completed,
        improvements_under_way=sections.improvements_under_way(now),
        articles=sections.articles(now),
        skills=shared_names(exercised(sections.counted(now), skills)),
        signals=sections.signals(now),
        excluded=sections.exclusions(now),
        sources=stock.sources,
        lead=(plain(team.lead) or "the team’s lead") if team.lead_address else "",
        gate=now.gate,
        withheld=found.withheld,
        notes=sections.notes(now, stock.first_day, stock.until),
    )


def _is_all_read(stock: Stock) -> bool:
    fine = (SourceStatus.OK, SourceStatus.ABSENT)
    return all(status.status in fine for status in stock.sources if status.is_behind_figures)


def _headline(by_id: dict[str, Figure]) -> tuple[str, ...]:
    shown = [figure_id for figure_id in HEADLINES if figure_id in by_id and by_id[figure_id].value]
    return tuple(shown[:_MOST_HEADLINES])
