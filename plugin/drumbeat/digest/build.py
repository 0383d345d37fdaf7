"""The digest of one team for one period, from judged records. A function of its arguments alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from drumbeat.digest.editing import UNEDITED, Editing, Pending
from drumbeat.digest.evidence.lines import (
    UPCOMING,
    EvidenceLine,
    evidence_lines,
    records_evidence,
    signal_evidence,
    told_evidence,
)
from drumbeat.digest.figures.compared import TYPICAL_OF, Coverage, Figures, figures, values
from drumbeat.digest.figures.measures import level_met
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.figures.population import Population, population
from drumbeat.digest.highlights import downtime, highlights, incidents, outcome
from drumbeat.digest.highlights.ground import Ground
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.digest.later.restatement import restated
from drumbeat.digest.lists import gathered as sections
from drumbeat.digest.lists.hidden import NEXT, SectionLine, section_lines, shown, without_hidden
from drumbeat.digest.lists.new_skills import new_skills
from drumbeat.digest.lists.upcoming import planned, upcoming
from drumbeat.digest.model import Digest, FactLine, Figure, Highlight, SourceStatus, TableStatus
from drumbeat.digest.people.alone import Work, is_of_one, told_of
from drumbeat.digest.people.names import NO_CONSENTS, Consents, Naming, for_team, named
from drumbeat.digest.people.privacy import is_enough, plain, standing, technicians
from drumbeat.digest.undertakings.bounded import bounded_downtimes
from drumbeat.digest.unnamed import unnamed
from drumbeat.errors import NotCovered, TeamOfOne
from drumbeat.records.model import Declaration, Declared, Incident, Record, WorkRecord
from drumbeat.records.period import Period
from drumbeat.records.tables import INCIDENT, SERVICE_LEVEL
from drumbeat.records.team import Team, membership
from drumbeat.signals.catalogue import Classified, classify
from drumbeat.signals.gate import GateRules, Judged
from drumbeat.signals.material import Material
from drumbeat.signals.model import Rule, Status
from drumbeat.signals.skills import SkillMatcher
from drumbeat.signals.skills.exercised import Exercised, shared_names
from drumbeat.signals.world import World

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
_IMPORTED = frozenset(kind.value for kind in Declaration)
"""What stands in place of a table in the evidence of imported entries."""


@dataclass(frozen=True)
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
    declared: Sequence[Declared] = ()
    """What was imported because ServiceNow does not hold it."""
    rules: GateRules = field(default_factory=GateRules)
    """By which the records were judged."""
    skills: SkillMatcher | None = None
    monitored: frozenset[str] = frozenset()
    """Services and configuration items whose availability is monitored (signals sheet 2.3 no. 5)."""

    @cached_property
    def world(self) -> World:
        """The same as rules look things up in it."""
        return World(
            judged=self.judged,
            beside=self.beside,
            declared=self.declared,
            readable=self.readable,
            partial=self._tables(SourceStatus.PARTIAL),
            missing=self.missing,
            since=self.since,
            skills=self.skills,
            monitored=self.monitored,
            gate=self.rules,
        )

    @cached_property
    def work(self) -> Work:
        """The same as it is asked who completed what."""
        return Work(self.judged, self.home)

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
        return self._tables(SourceStatus.OK, SourceStatus.PARTIAL)

    def _tables(self, *of: SourceStatus) -> frozenset[str]:
        return frozenset(status.table for status in self.sources if status.status in of)


@dataclass(frozen=True, slots=True)
class Policy:
    """What an installation decides about every digest."""

    gate: bool = True
    minimum_group: int = 5
    off: frozenset[str] = frozenset()
    """Ids of rules that this installation has switched off."""
    consents: Consents = NO_CONSENTS
    """Who may be named, and in what."""


@dataclass(frozen=True, slots=True)
class Built:
    """A digest and the frozen list of its evidence."""

    digest: Digest
    evidence: tuple[EvidenceLine, ...]
    namings: tuple[Naming, ...] = ()
    """Whom the digest names, and in which rule's line."""
    pending: tuple[Pending, ...] = ()
    """What is left out because nobody has approved it yet (F20)."""
    lapsed: Mapping[str, Pending] = field(default_factory=dict)
    """Number of an incident -> what is left out because it was ticked with another title, or with none (F14)."""
    standing: tuple[Highlight, ...] = ()
    """All that may be told of downtime and of incidents, whether the five sentences have room for it or not."""
    lines: tuple[SectionLine, ...] = ()
    """The sections' lines that the lead can hide, hidden ones too."""
    ground: Ground | None = field(default=None, repr=False, compare=False)
    """What its sentences were made of, for what else could be told (`digest.choices`)."""
    sections: tuple[Built, ...] = ()
    """Of a combined digest: what its sections were made of."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a digest tells beside the records."""

    told_before: Mapping[str, float] = field(default_factory=dict)
    """The figures, by id, that the edition of the period before told, if one was sent; what has changed is restated."""
    facts: tuple[FactLine, ...] = ()
    """Operational facts that somebody approved."""
    editing: Editing = UNEDITED
    parts: tuple[tuple[Team, Beside], ...] = ()
    """Of a combined team: its teams, each with what its own digest tells beside the records."""


NOTHING_BESIDE = Beside()


def build(team: Team, period: Period, stock: Stock, policy: Policy, beside: Beside = NOTHING_BESIDE) -> Built:
    """What the team did in the period; of a combined team, what the whole did (see `told_of`).

    Raises NotCovered for a period of which there are no records, and TeamOfOne when one person alone stands behind
    the team's records of the period: such a digest would be that person's record, which is private (design
    section 6).
    """
    begins = stock.first_day
    if begins is None or period.end <= begins:
        nothing = phrase("There are no records of {period}.", period=view_of(period))
        if begins is not None:
            nothing = phrase(
                "There are no records of {period}; they begin on {day}.", period=view_of(period), day=begins
            )
        raise NotCovered(spoken(nothing))
    if stock.until <= period.first_instant:
        raise NotCovered(
            spoken(phrase("There are no records of {period} yet.", period=view_of(period))),
            recovery="Read them with `drumbeat pull`, or export a list anew.",
        )
    own = _own(team, [part for part, _ in beside.parts], period, stock, policy)
    now = own.of(period)
    if own.is_of_one(now):
        alone = phrase("One person alone stands behind the records of “{team}” in this period.", team=plain(team.name))
        raise TeamOfOne(spoken(alone))
    minimum = policy.minimum_group if policy.gate else 0
    coverage = Coverage(stock.readable, stock.missing, stock.since, minimum, stock.improvements)
    found = figures(now, own.earlier(now), coverage)
    told = _told(Material(stock.world, period, own.is_of, stock.until), policy)
    namings = named(told.signals, policy.consents)
    ground = _ground(own, now, found, told, beside)
    ahead = planned(now, stock.until)
    digest = replace(_digest(own, ground, found, told), upcoming=upcoming(ahead))
    every_line, hidden = section_lines(digest), beside.editing.hidden
    digest = without_hidden(digest, hidden)
    then = own.before(period) if beside.told_before and policy.gate else None
    known = values(then, coverage) if then is not None else {}
    digest = replace(digest, signals=sections.signals(told, namings), restated=restated(beside.told_before, known))
    digest = _without_skills_of_few(digest, now, minimum)
    lines = evidence_lines(found.counted, sections.left_out(now), period.zone)
    lines += signal_evidence(told.signals, stock.world, period.zone)
    lines += told_evidence(digest, lines, stock.world, period.zone)
    lines += records_evidence((each for each in downtime.records(ground) if each[0] not in hidden), period.zone)
    lines += records_evidence(
        ((UPCOMING, each) for each in shown(NEXT, [each.record for each in ahead], hidden)), period.zone
    )
    return Built(
        digest,
        lines,
        namings,
        pending=downtime.pending(ground),
        lapsed=incidents.lapsed(ground),
        standing=(*downtime.find(ground), *incidents.find(ground)),
        lines=every_line,
        ground=ground,
    )


def _told(material: Material, policy: Policy) -> Classified:
    """The team's signals. What would tell of speed, service levels or satisfaction needs the minimum group (F4).

    What two people did for each other is not told (F8), nor an imported entry of somebody who is not of the team.
    """
    people = technicians(material.eligible)
    enough = is_enough(standing(material.eligible), policy.minimum_group)

    def is_wanted(rule: Rule) -> bool:
        is_on = policy.gate and rule.id not in policy.off and rule.default.is_for_team
        return is_on and (enough or not rule.needs_group)

    found = classify(material, is_wanted)
    own = (each for each in found.signals if each.evidence[0].table not in _IMPORTED or each.subject.key in people)
    fair = (signal for signal in own if signal.status is not Status.FLAGGED)
    return replace(found, signals=for_team(fair, policy.consents))


@dataclass(frozen=True, slots=True)
class _Own:
    """The team's records of any period, and what is known beside them."""

    team: Team
    """As its digest of the period tells of it (`told_of`)."""
    is_of: Callable[[WorkRecord], bool]
    judged: Sequence[Judged]
    whole: tuple[Team, Sequence[Team]]
    """The team as it was said, and the teams that it combines."""
    stock: Stock
    policy: Policy

    def of(self, period: Period) -> Population:
        """The period, as it is known today."""
        found = population(self.judged, period, gate=self.policy.gate, rules=self.stock.rules)
        return self._with_levels(replace(found, world=self.stock.world, groups=self.team.groups))

    def is_of_one(self, then: Population) -> bool:
        """Whether one person alone stands behind what was completed; without the gate nobody asks."""
        return self.policy.gate and is_of_one(item.record for item in then.judged if item.is_completed)

    def earlier(self, now: Population) -> list[Population | None]:
        """The periods to compare with, the nearest first, each as it stood when it was as old as this one is (E5).

        None for one of which its own digest told otherwise (F4): one person's alone, or the work of other teams.
        """
        if not self.stock.covers_end(now.period):
            return []
        age = self.stock.until - now.period.end_instant
        aged = (self.of(then).aged(then.end_instant + age) for then in now.period.earlier(TYPICAL_OF))
        return [replace(then, levels=now.levels) if self._is_told(then) else None for then in aged]

    def before(self, period: Period) -> Population | None:
        """The period before, of the teams that its digest told of; None where it is one person's alone."""
        own = _own(*self.whole, period.before(), self.stock, self.policy)
        then = own.of(period.before())
        return None if own.is_of_one(then) else then

    def _is_told(self, then: Population) -> bool:
        told = _told_team(*self.whole, then.period, self.stock, self.policy)
        work = self.stock.work
        return work.of(told, then.period).keys() == work.of(self.team, then.period).keys() and not self.is_of_one(then)

    def _with_levels(self, now: Population) -> Population:
        """The period with its service levels, if SLA records tell of any of its incidents.

        Where they do, they tell of the periods beside it too: shares of two sources are no trend.
        """
        if SERVICE_LEVEL.name not in self.stock.readable:
            return now
        levels = self.stock.world.levels
        is_told = any(level_met(levels, incident) is not None for incident in now.completed(Incident))
        return replace(now, levels=levels) if is_told else now


def _own(team: Team, parts: Sequence[Team], period: Period, stock: Stock, policy: Policy) -> _Own:
    told = _told_team(team, parts, period, stock, policy)
    is_of = membership(told, [item.record for item in stock.judged], stock.home)
    judged = [item for item in stock.judged if is_of(item.record)]
    return _Own(told, is_of, judged, (team, parts), stock, policy)


def _told_team(team: Team, parts: Sequence[Team], period: Period, stock: Stock, policy: Policy) -> Team:
    return told_of(team, parts, period, stock.work) if policy.gate else team


def _ground(own: _Own, now: Population, found: Figures, told: Classified, beside: Beside) -> Ground:
    return Ground(
        now=now,
        period=replace(view_of(now.period), is_whole=own.stock.covers(now.period)),
        figures={each.figure.id: each.figure for each in found.counted},
        completed=sections.improvements_completed(now),
        signals=told.signals,
        facts=beside.facts,
        editing=beside.editing,
        downtimes=bounded_downtimes(now),
    )


def _digest(own: _Own, ground: Ground, found: Figures, told: Classified) -> Digest:
    team, stock, now = own.team, own.stock, ground.now
    exercised = stock.world.once(Exercised)
    chosen = highlights(ground)
    unseen = unnamed(team.groups, stock.judged)
    shown = [each for record in sections.counted(now) for each in exercised.of(record)]
    skills = shared_names(shown)
    return Digest(
        team=plain(team.name),
        period=ground.period,
        outcome=outcome(chosen, ground, is_all_read=_is_all_read(stock) and ground.period.is_whole and not unseen),
        headline=_headline(ground.figures),
        figures=tuple(ground.figures.values()),
        note=ground.editing.note,
        highlights=chosen,
        facts=tuple(ground.facts),
        improvements_completed=tuple(ground.completed),
        improvements_under_way=sections.improvements_under_way(now),
        articles=sections.articles(now),
        skills=skills,
        skill_domains={each.skill.name: each.skill.domain for each in shown if each.skill.name in skills},
        new_skills=new_skills(now, skills),
        signals=sections.signals(told),
        untold=sections.untold(told),
        excluded=sections.exclusions(now),
        sources=stock.sources,
        lead=plain(team.lead) if team.lead_address else "",
        takes_replies=bool(team.lead_address),
        gate=now.gate,
        withheld=found.withheld,
        teams=tuple(sorted((plain(name) for name in team.teams), key=str.casefold)),
        notes=(*sections.notes(now, stock.first_day, stock.until), *found.not_told, *ground.downtimes.not_told),
        unnamed=tuple(map(plain, unseen)),
    )


def _without_skills_of_few(digest: Digest, now: Population, minimum: int) -> Digest:
    """A skill of two in a team of two is the private signal of each (F3), so it needs the minimum group (F4)."""
    if not digest.skills or is_enough(standing(sections.counted(now)), minimum):
        return digest
    return replace(digest, skills=(), new_skills=(), withheld=(*digest.withheld, "Skills exercised"))


def _is_all_read(stock: Stock) -> bool:
    fine = (SourceStatus.OK, SourceStatus.ABSENT)
    return all(status.status in fine for status in stock.sources if status.is_behind_figures)


def _headline(by_id: Mapping[str, Figure]) -> tuple[str, ...]:
    shown = [figure_id for figure_id in HEADLINES if figure_id in by_id and by_id[figure_id].value]
    return tuple(shown[:_MOST_HEADLINES])
