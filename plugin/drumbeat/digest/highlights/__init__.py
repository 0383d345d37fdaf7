"""Highlights: sentences built from structured facts, in an order that is fixed and is no score of anything.

Approved operational facts, downtime that was bounded, prevention, improvements, reuse of knowledge; then incidents
whose title a lead ticked, maintenance, changes, and volume last (design section 6). Within a kind each module says its
order; nothing is ordered by a person, or by a number that counts people's work. Which of them a mail has room for, and
what the lead decides about that, is in `arranging`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from drumbeat.digest.highlights import downtime, everyday, facts, improvements, incidents, maintenance, prevention
from drumbeat.digest.highlights.arranging import FIRST_SCREEN, MOST, arranged, first_screen
from drumbeat.digest.highlights.ground import Ground
from drumbeat.digest.language.phrase import Phrase, phrase, plural
from drumbeat.digest.model import Highlight, Kind

__all__ = ["FIRST_SCREEN", "MOST", "first_screen", "found", "highlights", "outcome"]

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


def found(ground: Ground) -> list[Highlight]:
    """Every sentence that could be told, in the order of kinds; none for a month in which nothing was done."""
    return [highlight for kind in Kind if kind in _FINDERS for highlight in _FINDERS[kind](ground)]


def highlights(ground: Ground) -> tuple[Highlight, ...]:
    """Up to five of them."""
    return arranged(found(ground), ground.editing, incidents.chosen(ground)).told


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
