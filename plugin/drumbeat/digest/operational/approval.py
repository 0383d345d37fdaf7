"""Who has to stand behind a fact before it is printed (F20), and what is left out because nobody does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.operational.model import FactStatus, OperationalFact, Precision, SourceType
from drumbeat.digest.operational.outliers import FEWEST, Outlier, outlier
from drumbeat.digest.operational.printing import printed, printed_value
from drumbeat.records.persons import folded_name, is_same_person


class ActKind(StrEnum):
    """What a person said of a value."""

    APPROVE = "approve"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Act:
    """An approval or a rejection. It is bound to the value: when that changes, the act lapses."""

    kind: ActKind
    by: str
    value_hash: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact with all that decides whether it may be told."""

    fact: OperationalFact
    trailing: tuple[Decimal, ...] = ()
    """The same figure in up to six periods before, as far as they are whole and nobody rejected them."""
    acts: tuple[Act, ...] = ()
    """What people said of the figure, the oldest first."""
    standing: str = ""
    """Who approved the source once and for all; empty: nobody."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A fact with its status and who approved it; and why it may not be told, empty where it may."""

    fact: OperationalFact
    reason: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A figure that is left out, and why, as a short sentence without a full stop."""

    id: str
    label: str
    reason: str
    fact: OperationalFact | None = None
    """None where the source said nothing."""


@dataclass(frozen=True, slots=True)
class Tellable:
    """What may be printed of a team's period, and what is left out."""

    told: tuple[OperationalFact, ...] = ()
    pending: tuple[Pending, ...] = ()


def tellable(candidates: Iterable[Candidate], missing: Iterable[Pending] = ()) -> Tellable:
    """The facts that may be printed, and those that are left out with the reason; both by label."""
    judged = [judge(each) for each in candidates]
    told = [each.fact for each in judged if not each.reason]
    pending = [Pending(each.fact.id, each.fact.label, each.reason, each.fact) for each in judged if each.reason]
    return Tellable(
        told=tuple(sorted(told, key=lambda each: (each.label.casefold(), each.id))),
        pending=tuple(sorted((*pending, *missing), key=lambda each: (each.label.casefold(), each.id))),
    )


def judge(candidate: Candidate) -> Judged:
    """Whether one fact may be told. What a person said of exactly this value comes before any standing approval."""
    fact = candidate.fact
    of_value = [act for act in candidate.acts if act.value_hash == fact.value_hash]
    if of_value and of_value[-1].kind is ActKind.REJECT:
        last = of_value[-1]
        return _judged(fact, FactStatus.REJECTED, (), f"{last.by} rejected it: {last.reason}")
    names = _approvers(of_value)
    if any(_may_approve(name, fact) for name in names):
        return _judged(fact, FactStatus.APPROVED, names, "")
    far = outlier(fact.value, fact.unit, candidate.trailing)
    reasons = [_far_sentence(fact, far)] if far else []
    status = FactStatus.HELD if far else FactStatus.PENDING
    if candidate.standing and not names and fact.source_type is not SourceType.TYPED:
        obstacles = reasons + _obstacles(candidate)
        if not obstacles:
            return _judged(fact, FactStatus.APPROVED, (candidate.standing,), "")
        return _judged(fact, status, (), "; ".join(obstacles))
    return _judged(fact, status, names, "; ".join([*reasons, _lacking(candidate, names)]))


def _judged(fact: OperationalFact, status: FactStatus, names: tuple[str, ...], reason: str) -> Judged:
    return Judged(replace(fact, status=status, approved_by=names), reason)


def _approvers(acts: Sequence[Act]) -> tuple[str, ...]:
    """Who approved since the last rejection, each once, in the order in which they did."""
    names: dict[str, str] = {}
    for act in acts:
        if act.kind is ActKind.REJECT:
            names = {}
        else:
            names.setdefault(folded_name(act.by), act.by)
    return tuple(names.values())


def _may_approve(name: str, fact: OperationalFact) -> bool:
    return not fact.needs_second_person or not is_same_person(name, fact.owner)


def _obstacles(candidate: Candidate) -> list[str]:
    """Why the standing approval does not hold for this value, beside its being far from usual."""
    fact, who = candidate.fact, candidate.standing
    if fact.is_weighty:
        return ["money and downtime are never approved in advance; somebody has to approve this figure"]
    if not fact.is_complete:
        lack = "a part of it was lost" if fact.precision is Precision.LOWER_BOUND else f"it has {_share(fact)}"
        return [f"{who}’s standing approval holds for whole figures, and {lack}"]
    if len(candidate.trailing) < FEWEST:
        known = SAY.times(len(candidate.trailing), "is known", "are known")
        return [f"{who}’s standing approval needs {FEWEST} periods before to compare with, of which {known}"]
    return []


def _lacking(candidate: Candidate, names: tuple[str, ...]) -> str:
    if names:
        return f"{names[0]} typed it, and money or downtime needs the approval of a second person"
    if any(act.kind is ActKind.APPROVE for act in candidate.acts):
        return "it has changed since it was approved, and nobody has approved it as it is now"
    return "nobody has approved it yet"


def _far_sentence(fact: OperationalFact, far: Outlier) -> str:
    usual = printed_value(far.typical, fact.unit, SAY)
    periods = SAY.times(far.periods, "period", "periods")
    return f"{printed(fact, SAY)} is far from the usual {usual} of the {periods} before"


def _share(fact: OperationalFact) -> str:
    return f"only {SAY.share(fact.completeness)} of the period"
