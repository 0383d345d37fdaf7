"""Sentences about faults that stay away, with both counts (V16).

Evidence are the incidents that were counted, linked or not. Those elsewhere, which V16 compares with, are told in
words: they may be a whole company's, and no reader would go through them; a page with them all would often be too long
to come with a mail, and then no figure opened anything.

They are told by the day on which the work was done, then by number. What one fault's incidents prove of a problem and
of the improvement that came of it is told once, of the improvement: its title was written to be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from drumbeat.digest.highlights.ground import Ground
from drumbeat.digest.highlights.services import called
from drumbeat.digest.language.phrase import Label, Month, Phrase, phrase, plural
from drumbeat.digest.model import Highlight, Kind
from drumbeat.digest.redaction import shown
from drumbeat.records.model import Change, Improvement, Incident, Problem
from drumbeat.signals.rules.prevention import Counts, Link, counts, links
from drumbeat.signals.world import World

_RULE = "V16"
_BEFORE = Label("opened in the sixty days before")
_AFTER = Label("opened in the sixty days after")


def find(ground: Ground) -> Iterator[Highlight]:
    """One for each fault of which V16 may be told."""
    world = ground.now.world
    if world is None:
        return
    for link in _told(ground, world):
        found = counts(link, world)
        if found is None:
            continue
        sentence, short = _said(link, found, ground)
        before, after = ([incident.number for incident in counted] for counted in (found.before, found.after))
        yield Highlight(
            kind=Kind.PREVENTION,
            id=f"{Kind.PREVENTION}:{link.record.number}",
            sentence=sentence,
            evidence=(link.record.number, *before, *after),
            short=short,
            consequence=_compared(found),
            marks=dict.fromkeys(before, _BEFORE.text) | dict.fromkeys(after, _AFTER.text),
        )


def _told(ground: Ground, world: World) -> list[Link]:
    """The links that the team's signals stand on, in the order in which they are told."""
    told = {(signal.evidence[0].table, signal.number) for signal in ground.signals if signal.rule == _RULE}
    if not told:
        return []
    once: dict[tuple[Incident, ...], Link] = {}
    found = (link for link in world.once(links) if (link.record.table, link.record.number) in told)
    for link in sorted(found, key=lambda link: not isinstance(link.record, Improvement)):
        once.setdefault(link.incidents, link)
    return sorted(once.values(), key=lambda link: (link.fixed_at, link.record.number))


def _said(link: Link, found: Counts, ground: Ground) -> tuple[Phrase, Phrase]:
    """The sentence, and the same in few words: by the improvement's title, else by the service that was at fault."""
    record, service = link.record, _service(link)
    month = Month(link.fixed_at.astimezone(ground.now.period.zone).date())
    both = plural(
        "{n} incident in the sixty days before it, {after} in the sixty after",
        "{n} incidents in the sixty days before it, {after} in the sixty after",
        len(found.before),
        after=len(found.after) or phrase("none"),
    )
    title = shown(record.short_description, record, ground.now.people) if isinstance(record, Improvement) else ""
    if title:
        return (
            phrase("Fewer incidents since “{title}” in {month}: {both}.", title=title, month=month, both=both),
            phrase("fewer incidents since “{title}”", title=title),
        )
    if isinstance(record, Problem) and service:
        return (
            phrase("The repair of “{service}” in {month} is holding: {both}.", service=service, month=month, both=both),
            phrase("the repair of “{service}” is holding", service=service),
        )
    if isinstance(record, Problem):
        return (
            phrase("The repair of a repeated fault in {month} is holding: {both}.", month=month, both=both),
            phrase("a repeated fault stays away"),
        )
    if service:
        return (
            phrase(
                "Fewer incidents of “{service}” since our work on it in {month}: {both}.",
                service=service,
                month=month,
                both=both,
            ),
            phrase("fewer incidents of “{service}”", service=service),
        )
    return (
        phrase("Fewer incidents since our work on a repeated fault in {month}: {both}.", month=month, both=both),
        phrase("a repeated fault stays away"),
    )


def _compared(found: Counts) -> Phrase:
    """That others did not fall by half, nor by a quarter, so that it was no season (V16)."""
    if found.is_alike:
        return phrase("Among incidents of the same kind elsewhere there was no such fall.")
    return phrase("Among all incidents elsewhere there was no such fall.")


def _service(link: Link) -> str:
    """The change's business service, or the one that more than half of the incidents name; empty where none is."""
    if isinstance(link.record, Change | Improvement) and link.record.business_service:
        return called(link.record.business_service)
    return _most_named(link.incidents)


def _most_named(incidents: Iterable[Incident]) -> str:
    named = Counter(incident.business_service for incident in incidents)
    service, times = named.most_common(1)[0]
    return called(service) if 2 * times > named.total() else ""
