"""The digest: all that one team's mail says for one period. Pure data, and the templates' whole contract.

Every template renders a `Digest` and nothing else. Numbers stay numbers here (a share is a fraction of one, a
duration is hours); how they are printed is the wording's and the templates' matter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    """What a figure's number counts."""

    COUNT = "count"
    SHARE = "share"
    """A fraction of one."""
    HOURS = "hours"
    MINUTES = "minutes"
    SCORE = "score"
    """From 0 to 10."""


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
    value: float | int
    unit: Unit
    n: int
    """The population: how many records the value is a count, a share or a median of."""
    previous: float | int | None
    """The same figure in the period before; None where that period could not be computed."""
    typical: float | int | None
    """The median of the six periods before."""
    evidence: tuple[str, ...]
    """Numbers of the records it stands on, in order."""
    small: bool = False
    """Below ten: printed without percentage or trend."""
    note: str = ""
    provisional: int = 0
    """How many of the records it stands on may still be reopened (E5)."""

    @property
    def is_nought(self) -> bool:
        """Nothing now and nothing before: a mail that lists what a team does not do tells nobody anything."""
        return not (self.value or self.previous or self.typical)


@dataclass(frozen=True, slots=True)
class Highlight:
    """One sentence: verb, object, number, consequence; and the records it stands on."""

    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImprovementLine:
    """An improvement or a project, completed or under way."""

    number: str
    title: str
    """Redacted; empty when nothing readable is left."""
    base_value: str = ""
    target_value: str = ""
    outcome: str = ""
    percent_complete: int | None = None
    begun: str = ""
    """The month of its actual start, in words."""


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
    label: str
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
    note: str = ""
    label: str = ""
    """What people call its rows: improvement initiatives."""
    is_behind_figures: bool = True
    """Whether a figure rests on it; if not, a mail only names it among others."""

    @property
    def is_told(self) -> bool:
        """Whether a mail has a line of its own about it. Tables that are not in use share one."""
        lacks = self.status in (SourceStatus.PARTIAL, SourceStatus.DENIED)
        return self.is_behind_figures and (lacks or (self.status is SourceStatus.OK and bool(self.note)))


@dataclass(frozen=True, slots=True)
class PeriodView:
    """The period as the reader sees it."""

    start: date
    end: date
    time_zone: str
    label: str
    """In words: October 2026 (rule E11)."""
    previous_label: str
    """In words: September."""
    noun: str = "month"
    """What a typical one is called."""
    is_whole: bool = True
    """Whether the period is over and the records reach to its end; if not, it is compared with none."""


@dataclass(frozen=True, slots=True)
class Digest:
    """One team, one period."""

    team: str
    period: PeriodView
    subject: str
    headline: tuple[str, ...]
    """Ids of the up to four figures of the first screen."""
    figures: tuple[Figure, ...]
    highlights: tuple[Highlight, ...] = ()
    improvements_completed: tuple[ImprovementLine, ...] = ()
    improvements_under_way: tuple[ImprovementLine, ...] = ()
    articles: tuple[ArticleLine, ...] = ()
    skills: tuple[str, ...] = ()
    """Names with at least two technicians behind them, alphabetical, without counts."""
    signals: tuple[SignalLine, ...] = ()
    untold: tuple[UntoldLine, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    sources: tuple[TableStatus, ...] = ()
    lead: str = ""
    """Name of the person replies go to."""
    gate: bool = True
    """False when the report was asked for with --no-gate: nothing was left out."""
    withheld: tuple[str, ...] = ()
    """Labels of figures not shown because the team is under the minimum group."""
    notes: tuple[str, ...] = field(default=())
    """How we counted, in sentences."""
    restated: tuple[Restatement, ...] = ()
    """What has changed about the period before since its edition was sent."""

    def figure(self, figure_id: str) -> Figure | None:
        """The figure with this id, where it could be computed."""
        return next((figure for figure in self.figures if figure.id == figure_id), None)
