"""The sections of a combined digest: what each of its teams did, in the order in which they were said. Pure.

A section tells three outcomes at the most, four headline figures and its lead's note. Teams are set beside each other
in no order of a number (F11). A team behind whose records one person alone stands has no section: that would be this
person's record. Nor can one person's work be reckoned from sections of teams that share people or groups (F4): where
it could, a section tells no numbers (`people.alone`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from drumbeat.digest.build import NOTHING_BESIDE, Beside, Built, Policy, Stock, build
from drumbeat.digest.editing import Editing
from drumbeat.digest.evidence.lines import EvidenceLine, part_of
from drumbeat.digest.figures.compared import TYPICAL_OF, without_periods
from drumbeat.digest.highlights import first_screen
from drumbeat.digest.model import Digest, Highlight, Kind
from drumbeat.digest.people.alone import Work, is_of_one, silenced, told_of
from drumbeat.digest.people.privacy import plain
from drumbeat.digest.unnamed import refuse_unnamed
from drumbeat.errors import TeamOfOne
from drumbeat.records.period import Period
from drumbeat.records.team import Team

_OF_NUMBERS = frozenset({Kind.REUSE, Kind.MAINTENANCE, Kind.CHANGES})
"""Sentences that tell how much was done; the others tell what."""
_OF_PARTS = frozenset({*_OF_NUMBERS, Kind.VOLUME, Kind.FACT})
"""Whose ids are the same in every team."""


def build_with_sections(
    team: Team, period: Period, stock: Stock, policy: Policy, beside: Beside = NOTHING_BESIDE
) -> Built:
    """What the team did in the period, with a section for each of `beside.parts`.

    Raises as `build`, and NotCovered for a team that no record names.
    """
    whole = build(team, period, stock, policy, beside)
    refuse_unnamed(team, stock.judged)
    if not beside.parts:
        return whole
    told = [(part, _built(part, own, period, stock, policy)) for part, own in beside.parts]
    parts = [part for part, built in told if built is not None]
    made = [built for _, built in told if built is not None]
    hidden = _hidden(team, [part for part, _ in beside.parts], period, stock.work) if policy.gate else {}
    sections = tuple(
        _section(built.digest, hidden.get(part.name, set())) for part, built in zip(parts, made, strict=True)
    )
    each = enumerate(zip(sections, made, strict=True), 1)
    lines = [line for at, (section, built) in each for line in _lines(at, section, built)]
    alone = tuple(plain(part.name) for part, built in told if built is None)
    return replace(
        whole,
        digest=replace(whole.digest, sections=sections, without_section=alone),
        evidence=(*whole.evidence, *lines),
        sections=tuple(made),
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


def _built(team: Team, own: Beside, period: Period, stock: Stock, policy: Policy) -> Built | None:
    """What the team's own digest tells; None where it would be one person's."""
    try:
        return build(team, period, stock, policy, own)
    except TeamOfOne:
        return None


def _hidden(team: Team, parts: Sequence[Team], period: Period, work: Work) -> dict[str, set[int]]:
    """Of each team, the periods of which its section tells no numbers: 0 is this one, 1 the one before it.

    Nothing is compared with numbers that the digest of their own period did not tell.
    """
    hidden: dict[str, set[int]] = defaultdict(set)
    for at, then in enumerate((period, *period.earlier(TYPICAL_OF))):
        done = {part.name: work.of(part, then) for part in parts}
        told = {name: found for name, found in done.items() if not is_of_one(found.values())}
        names = list(told)
        for place in silenced(work.of(told_of(team, parts, then, work), then), list(told.values())):
            hidden[names[place]].add(at)
    return hidden


def _section(whole: Digest, untold: Collection[int]) -> Digest:
    """A digest of what the section tells, and of nothing else."""
    is_guarded = 0 in untold
    figures = tuple(figure for name in whole.headline if (figure := whole.figure(name)) is not None)
    compared = tuple(without_periods(figure, [at - 1 for at in untold]) for figure in figures)
    told = tuple(each for each in first_screen(whole.highlights) if not (is_guarded and each.kind in _OF_NUMBERS))
    return Digest(
        team=whole.team,
        period=whole.period,
        outcome=whole.outcome,
        headline=() if is_guarded else whole.headline,
        figures=() if is_guarded else compared,
        note=whole.note,
        highlights=told,
        facts=tuple(fact for fact in whole.facts if fact.id in _facts(told)),
        sources=whole.sources,
        lead=whole.lead,
        gate=whole.gate,
        withheld=tuple(figure.label for figure in figures) if is_guarded else (),
        unnamed=whole.unnamed,
    )


def _facts(told: Sequence[Highlight]) -> frozenset[str]:
    return frozenset(fact for each in told if each.kind is Kind.FACT for fact in each.evidence)


def _lines(at: int, section: Digest, built: Built) -> Iterator[EvidenceLine]:
    """The evidence of what the section tells, figure by figure and sentence by sentence."""
    told = {figure.id for figure in section.figures} | {each.id for each in section.highlights}
    return (replace(line, figure=part_of(at, line.figure)) for line in built.evidence if line.figure in told)
