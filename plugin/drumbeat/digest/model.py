"""The digest: all that one team's mail says for one period. Pure data, in no language yet.

Numbers stay numbers here (a share is a fraction of one, a duration is hours), sentences are phrases, and words of ours
are English; `digest.letter` says all of it in a language, and templates only lay that out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from drumbeat.digest.language.phrase import PeriodView, Phrase, Unit


class SourceStatus(StrEnum):
    """How much of a table could be read."""

    OK = "ok"
    PARTIAL = "partial"
    DENIED = "denied"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that opens its evidence."""

    id: str
    label: str
    """Of its definition, in English."""
    value: float | int
    unit: Unit
    n: int
    """The population: how many records the value is a count, a share or a median of."""
    previous: float | int | None
    """The same figure in the period before; None where that period could not be computed."""
    typical: float | int | None
    """The median of the six periods before."""
    evidence: tuple[str, ...]
    """Numbers of the records it stands on, in order; of a share, of its whole population, what it counts first."""
    others: tuple[str, ...] = field(default=(), kw_only=True)
    """Of a share: the last of these, which it does not count."""
    small: bool = False
    """Below ten: printed without percentage or trend."""
    notes: tuple[Phrase, ...] = ()
    history: tuple[float | int | None, ...] = ()
    """The same figure in up to six periods before, the nearest first; None where it is not known."""
    provisional: int = 0
    """How many of the records it stands on may still be reopened (E5)."""

    @property
    def is_nought(self) -> bool:
        """Nothing now and nothing before: a mail that lists what a team does not do tells nobody anything."""
        return not (self.value or self.previous or self.typical)


class Kind(StrEnum):
    """What a highlight tells of, in the order in which highlights are told (design section 6): volume comes last."""

    FACT = "fact"
    DOWNTIME = "downtime"
    PREVENTION = "prevention"
    IMPROVEMENT = "improvement"
    REUSE = "reuse"
    INCIDENT = "incident"
    MAINTENANCE = "maintenance"
    CHANGES = "changes"
    VOLUME = "volume"


@dataclass(frozen=True, slots=True)
class Highlight:
    """One sentence: verb, object, number, consequence; and the records it stands on."""

    kind: Kind
    id: str
    """By which a lead can speak of it: its kind and the record or figure that it tells of."""
    sentence: Phrase
    evidence: tuple[str, ...]
    """Numbers of records, or ids of operational facts."""
    short: Phrase | None = None
    """The same in the few words that a subject has room for; None where it is no outcome of one month."""
    consequence: Phrase | None = None
    """A second sentence: what came of it."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """Number -> how the record counts, where the sentence has several numbers: a label in English."""


@dataclass(frozen=True, slots=True)
class ImprovementLine:
    """An improvement or a project, completed or under way."""

    number: str
    title: str
    """Redacted; empty when nothing readable is left."""
    base_value: str = ""
    target_value: str = ""
    outcome: str = ""
    """As ServiceNow labels it."""
    measure: str = ""
    """What base and target value are numbers of: renewals by hand a month; redacted, empty where nothing says."""
    percent_complete: int | None = None
    begun: date | None = None
    """Its actual start."""


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """A published or revised article, and on how many tickets others attached it in the period."""

    number: str
    title: str
    reuses: int


@dataclass(frozen=True, slots=True)
class SignalLine:
    """A signal that fired, with its rule's sentence, and the records that show it."""

    id: str
    label: str
    records: tuple[str, ...]
    names: tuple[str, ...] = ()
    """Of people who consented to it, alphabetical; never in the order of a number (F1, F2)."""


@dataclass(frozen=True, slots=True)
class UntoldLine:
    """A rule that is switched off because what it needs could not be read."""

    id: str
    label: str
    lacks: str
    """Tables and fields, as ServiceNow names them."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """How many records did not count, for one reason."""

    reason: str
    label: Phrase
    """What a reader is told of so many: duplicates."""
    count: int


@dataclass(frozen=True, slots=True)
class Restatement:
    """What the edition of the period before told of a figure, and what it is now."""

    id: str
    label: str
    unit: Unit
    was: float | int
    now: float | int


@dataclass(frozen=True, slots=True)
class TableStatus:
    """What was read of one table."""

    table: str
    status: SourceStatus
    rows: int
    expected: int | None
    notes: tuple[Phrase, ...] = ()
    label: str = ""
    """What people call its rows: improvement initiatives."""
    is_behind_figures: bool = True
    """Whether a figure rests on it; if not, a mail only names it among others."""

    @property
    def is_told(self) -> bool:
        """Whether a mail has a line of its own about it. Tables that are not in use share one."""
        lacks = self.status in (SourceStatus.PARTIAL, SourceStatus.DENIED)
        return self.is_behind_figures and (lacks or (self.status is SourceStatus.OK and bool(self.notes)))


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Something that is planned, with what readers should know of it."""

    number: str
    sentence: Phrase


@dataclass(frozen=True, slots=True)
class FactLine:
    """An operational fact that may be told."""

    id: str
    label: str
    value: float
    unit: str
    """As settings write it: count, hours, …, or a currency like EUR."""
    sentence: Phrase
    source: Phrase
    """Where it comes from, and how complete it is, in a few words."""
    source_ref: str = ""
    """The same in full: query, address, or file with its SHA-256."""
    completeness: float = 1.0


@dataclass(frozen=True, slots=True)
class Digest:
    """One team, one period."""

    team: str
    period: PeriodView
    outcome: Phrase
    """What the subject says after team and month."""
    headline: tuple[str, ...]
    """Ids of the up to four figures of the first screen."""
    figures: tuple[Figure, ...]
    note: str = ""
    """The lead's own words, up to sixty."""
    highlights: tuple[Highlight, ...] = ()
    facts: tuple[FactLine, ...] = ()
    improvements_completed: tuple[ImprovementLine, ...] = ()
    improvements_under_way: tuple[ImprovementLine, ...] = ()
    articles: tuple[ArticleLine, ...] = ()
    skills: tuple[str, ...] = ()
    """Names with at least two technicians behind them, alphabetical, without counts."""
    new_skills: tuple[str, ...] = ()
    """Those of them that were new in this quarter."""
    skill_domains: Mapping[str, str] = field(default_factory=dict)
    """Skill -> the part of the work that it belongs to, by the skill file: network, workplace."""
    upcoming: tuple[Upcoming, ...] = ()
    signals: tuple[SignalLine, ...] = ()
    untold: tuple[UntoldLine, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    sources: tuple[TableStatus, ...] = ()
    lead: str = ""
    """Name of the person replies go to; empty where they reach nobody, or where nobody knows the name."""
    takes_replies: bool = False
    gate: bool = True
    """False when the report was asked for with --no-gate: nothing was left out."""
    withheld: tuple[str, ...] = ()
    """Labels of what is not shown because the team is under the minimum group."""
    notes: tuple[Phrase, ...] = ()
    """How we counted."""
    unnamed: tuple[str, ...] = ()
    """Groups of the team that no record names, whenever: what they did is not known."""
    restated: tuple[Restatement, ...] = ()
    """What has changed about the period before since its edition was sent."""
    teams: tuple[str, ...] = ()
    """Of a combined digest: the teams whose records it counts, alphabetical."""
    sections: tuple[Digest, ...] = ()
    """Of a combined digest: what it tells of each team by itself, in the order of its teams; see `digest.parts`."""
    without_section: tuple[str, ...] = ()
    """The teams behind whose records one person alone stands: they count in the whole only, or not at all."""

    @property
    def uncounted(self) -> tuple[str, ...]:
        """Those of them that count in nothing (see `people.alone`)."""
        return tuple(name for name in self.without_section if name not in self.teams)

    def figure(self, figure_id: str) -> Figure | None:
        """The figure with this id, where it could be computed."""
        return next((figure for figure in self.figures if figure.id == figure_id), None)
