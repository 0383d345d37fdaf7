"""Figures from outside the tickets as values, for pages: what each source said, and what it lacks to be told."""

from __future__ import annotations

from dataclasses import dataclass

from drumbeat.desk.context import Context
from drumbeat.desk.operational import candidates_of
from drumbeat.digest.operational import (
    Act,
    ActKind,
    Candidate,
    FactStatus,
    OperationalFact,
    Outlier,
    judge,
    outlier,
)
from drumbeat.records.period import Period
from drumbeat.records.persons import is_same_person
from drumbeat.records.team import Team


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a period."""

    id: str
    label: str
    fact: OperationalFact | None = None
    """As it is now, with its status and who approved it; None where no source has given one."""
    far: Outlier | None = None
    """What is usual, where this is far from it."""
    rejection: Act | None = None
    """Who left it out as it is, and why."""
    is_changed: bool = False
    """Somebody approved another value."""
    in_advance: str = ""
    """Who approved its source once and for all, which does not hold for this value."""
    needs_other: bool = False
    """Whoever looks typed it, and it is of money or downtime: somebody else has to approve it (F20)."""

    @property
    def is_told(self) -> bool:
        """Whether the digest may tell it."""
        return self.fact is not None and self.fact.status is FactStatus.APPROVED

    @property
    def is_open(self) -> bool:
        """Whether somebody has to say a word."""
        return self.fact is not None and self.fact.status in (FactStatus.PENDING, FactStatus.HELD)


def figures_of(context: Context, team: Team, period: Period) -> list[Figure]:
    """The period's figures: those that wait for a word first, then by label."""
    candidates, missing = candidates_of(context, team, period)
    found = [_figure(context, each) for each in candidates] + [Figure(each.id, each.label) for each in missing]
    return sorted(found, key=lambda each: (not each.is_open, each.label.casefold(), each.id))


def _figure(context: Context, candidate: Candidate) -> Figure:
    fact = judge(candidate).fact
    of_value = [act for act in candidate.acts if act.value_hash == fact.value_hash]
    is_rejected = fact.status is FactStatus.REJECTED
    is_open = fact.status in (FactStatus.PENDING, FactStatus.HELD)
    is_changed = is_open and not of_value and any(act.kind is ActKind.APPROVE for act in candidate.acts)
    return Figure(
        id=fact.id,
        label=fact.label,
        fact=fact,
        far=outlier(fact.value, fact.unit, candidate.trailing) if is_open else None,
        rejection=of_value[-1] if is_rejected else None,
        is_changed=is_changed,
        in_advance=candidate.standing if is_open else "",
        needs_other=fact.needs_second_person and is_same_person(context.actor(), fact.owner),
    )
