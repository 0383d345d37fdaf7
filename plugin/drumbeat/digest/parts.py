"""The sections of a combined digest: what each of its teams did, in the order in which they were said. Pure.

A section tells three outcomes at the most, four headline figures and its lead's note. Teams are set beside each other
in no order of a number (F11). A team behind whose records one person alone stands has no section: that would be this
person's record. Nor can it be reckoned from the other sections (F4): what is left when they are taken from the whole
is the work of two people at least, or a further section tells no numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from drumbeat.digest.build import NOTHING_BESIDE, Beside, Built, Policy, Stock, build, people_of
from drumbeat.digest.editing import Editing
from drumbeat.digest.evidence.lines import EvidenceLine, part_of
from drumbeat.digest.highlights import first_screen
from drumbeat.digest.model import Digest, Highlight, Kind
from drumbeat.digest.people.privacy import plain
from drumbeat.records.period import Period
from drumbeat.records.team import Team

_OF_NUMBERS = frozenset({Kind.REUSE, Kind.MAINTENANCE, Kind.CHANGES})
"""Sentences that tell how much was done; the others tell what."""
_OF_PARTS = frozenset({*_OF_NUMBERS, Kind.VOLUME, Kind.FACT})
"""Whose ids are the same in every team."""


def build_with_sections(
    team: Team, period: Period, stock: Stock, policy: Policy, beside: Beside = NOTHING_BESIDE
) -> Built:
    """What the team did in the period, with a section for each of `beside.parts`. Raises as `build`."""
    whole = build(team, period, stock, policy, beside)
    if not beside.parts:
        return whole
    parts = [_part(each, period, stock, policy) for each in beside.parts]
    told = [(part, part.built) for part in parts if part.built is not None]
    guarded = _guarded(parts)
    sections = tuple(_section(built.digest, is_guarded=part is guarded) for part, built in told)
    made = enumerate(zip(sections, told, strict=True), 1)
    lines = [line for at, (section, (_, built)) in made for line in _lines(at, section, built)]
    alone = tuple(plain(part.team) for part in parts if part.built is None)
    return replace(
        whole,
        digest=replace(whole.digest, sections=sections, without_section=alone),
        evidence=(*whole.evidence, *lines),
        sections=tuple(built for _, built in told),
    )


def with_decisions(own: Editing, parts: Sequence[Editing]) -> Editing:
    """A combined team's own decisions, with those of its parts' leads that hold in the whole too.

    What was approved for a part is approved, word for word (F20). A record that a lead hides is told nowhere; a
    sentence about how much a part did is not the whole's, and hidden for the part alone. Of facts see `hides_fact`.
    """
    approved = {highlight: value for each in parts for highlight, value in each.approved.items()}
    hidden = {each for part in parts for each in part.hidden if each.partition(":")[0] not in _OF_PARTS}
    return replace(own, approved={**approved, **own.approved}, hidden=own.hidden | hidden)


def hides_fact(editing: Editing, fact: str) -> bool:
    """Whether a lead hides the operational fact of this id: in the whole, too, where another team may have one."""
    return f"{Kind.FACT}:{fact}" in editing.hidden


def standing(built: Built) -> Digest:
    """The digest with all that may be told of downtime and of incidents in the place of its sentences."""
    sections = zip(built.digest.sections, built.sections, strict=True)
    return replace(
        built.digest,
        highlights=built.standing,
        sections=tuple(replace(section, highlights=made.standing) for section, made in sections),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """What one team of a combined one did in the period."""

    team: str
    people: frozenset[str]
    """Keys of those who stand behind its completed records."""
    built: Built | None
    """None where one person alone does."""


def _part(each: tuple[Team, Beside], period: Period, stock: Stock, policy: Policy) -> _Part:
    team, beside = each
    people = people_of(team, period, stock, policy)
    is_alone = policy.gate and len(people) == 1
    return _Part(team.name, people, None if is_alone else build(team, period, stock, policy, beside))


def _guarded(parts: Sequence[_Part]) -> _Part | None:
    """The part that tells no numbers where the parts without a section are one person: the last one that has others.

    Of several such persons none can be told apart, and nothing need be hidden.
    """
    alone: frozenset[str] = frozenset().union(*(part.people for part in parts if part.built is None))
    others = (part for part in reversed(parts) if part.built is not None and part.people - alone)
    return next(others, None) if len(alone) == 1 else None


def _section(whole: Digest, *, is_guarded: bool) -> Digest:
    """A digest of what the section tells, and of nothing else."""
    figures = tuple(figure for name in whole.headline if (figure := whole.figure(name)) is not None)
    told = tuple(each for each in first_screen(whole.highlights) if not (is_guarded and each.kind in _OF_NUMBERS))
    return Digest(
        team=whole.team,
        period=whole.period,
        outcome=whole.outcome,
        headline=() if is_guarded else whole.headline,
        figures=() if is_guarded else figures,
        note=whole.note,
        highlights=told,
        facts=tuple(fact for fact in whole.facts if fact.id in _facts(told)),
        sources=whole.sources,
        lead=whole.lead,
        gate=whole.gate,
        withheld=tuple(figure.label for figure in figures) if is_guarded else (),
    )


def _facts(told: Sequence[Highlight]) -> frozenset[str]:
    return frozenset(fact for each in told if each.kind is Kind.FACT for fact in each.evidence)


def _lines(at: int, section: Digest, built: Built) -> Iterator[EvidenceLine]:
    """The evidence of what the section tells, figure by figure and sentence by sentence."""
    told = {figure.id for figure in section.figures} | {each.id for each in section.highlights}
    return (replace(line, figure=part_of(at, line.figure)) for line in built.evidence if line.figure in told)
