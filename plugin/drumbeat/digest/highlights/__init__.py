"""Highlights: sentences built from structured facts, in an order that is fixed and is no score of anything.

Approved operational facts, downtime that was bounded, prevention, improvements, reuse of knowledge; then incidents
whose title a lead ticked, maintenance, changes, and volume last (design section 6). Within a kind each module says its
order; nothing is ordered by a person, or by a number that counts people's work. A mail tells five; the first three are
its first screen. So that one rich kind does not push the others out, each tells one before any tells its second; what
the lead ticked is among the five whatever else there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from drumbeat.digest.highlights import downtime, everyday, facts, improvements, incidents, maintenance, prevention
from drumbeat.digest.highlights.ground import Ground
from drumbeat.digest.language.phrase import Phrase, phrase, plural
from drumbeat.digest.model import Highlight, Kind

MOST = 5
FIRST_SCREEN = 3

Finder = Callable[[Ground], Iterable[Highlight]]

_FINDERS: Mapping[Kind, Finder] = {
    Kind.FACT: facts.find,
    Kind.DOWNTIME: downtime.find,
    Kind.PREVENTION: prevention.find,
    Kind.IMPROVEMENT: improvements.find,
    Kind.REUSE: everyday.reuse,
    Kind.INCIDENT: incidents.find,
    Kind.MAINTENANCE: maintenance.find,
    Kind.CHANGES: everyday.changes,
    Kind.VOLUME: everyday.volume,
}


def highlights(ground: Ground) -> tuple[Highlight, ...]:
    """Up to five sentences; none for a month in which nothing was done."""
    return _chosen(
        [highlight for kind in Kind if kind in _FINDERS for highlight in _FINDERS[kind](ground)],
        incidents.chosen(ground),
    )


def first_screen(told: Sequence[Highlight]) -> tuple[Highlight, ...]:
    """Up to three outcomes; volume is none, and stands among its figures."""
    return tuple(each for each in told if each.kind is not Kind.VOLUME)[:FIRST_SCREEN]


def _chosen(found: list[Highlight], ticked: frozenset[str] = frozenset()) -> tuple[Highlight, ...]:
    """Five: what was ticked, the first of each kind, what room is left for seconds; told in the order of kinds."""
    seen: dict[Kind, int] = {}
    turns = []
    for highlight in found:
        turns.append(-1 if highlight.id in ticked else seen.get(highlight.kind, 0))
        seen[highlight.kind] = seen.get(highlight.kind, 0) + 1
    wanted = sorted(range(len(found)), key=lambda at: (turns[at], at))[:MOST]
    return tuple(found[at] for at in sorted(wanted))


def outcome(told: Iterable[Highlight], ground: Ground, *, is_all_read: bool) -> Phrase:
    """The few words that end the subject: the first outcome of this month alone, or its work in a number.

    A counter that comes every month, like blocked spam, would be every month's subject; so it is none.
    """
    short = next((each.short for each in told if each.short is not None), None)
    return short or next(_in_a_number(ground), None) or _nothing(is_all_read=is_all_read)


def _in_a_number(ground: Ground) -> Iterator[Phrase]:
    """What a subject tells where there is no outcome; volume last."""
    if changes := ground.value("changes_delivered"):
        yield plural("{n} change delivered", "{n} changes delivered", changes)
    if requests := ground.value("requests_fulfilled"):
        yield plural("{n} request fulfilled", "{n} requests fulfilled", requests)
    if incidents := ground.value("incidents_resolved"):
        yield plural("{n} incident resolved", "{n} incidents resolved", incidents)


def _nothing(*, is_all_read: bool) -> Phrase:
    return phrase("a quiet month") if is_all_read else phrase("not everything could be read")
