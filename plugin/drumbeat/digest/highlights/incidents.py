"""Sentences about single incidents: what the lead ticked, and major incidents that are over.

An incident's title is its caller's words. It stands only in the sentence that the lead ticked (design section 6), and
only as it was then: a title that was changed since is not told before it is ticked again (F14). What else the sentence
says, service and time, are not callers' words, and follow the records.

A major incident is told by its service, and told alike whatever caused it: who led a change that did is not said.
Ticked incidents come first, then major ones; within both the order is that of their numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from drumbeat.digest.editing import Pending, value_hash
from drumbeat.digest.highlights.ground import Ground
from drumbeat.digest.highlights.services import called
from drumbeat.digest.language.phrase import Phrase, Quantity, Unit, phrase
from drumbeat.digest.model import Highlight, Kind
from drumbeat.digest.redaction import shown
from drumbeat.records.model import Incident
from drumbeat.signals.rules.stakes import is_major
from drumbeat.signals.sameness import is_gone

_SPEED = "median_hours_to_resolve"
"""Where this figure is withheld, the time that one incident took is speed of few people as well (F4)."""
_MINUTE = timedelta(minutes=1)


def find(ground: Ground) -> Iterator[Highlight]:
    """One for each incident of the team that counts and was ticked, or was accepted as a major one."""
    ticked = [(each, title) for each, title in _ticked(ground) if ground.editing.shows(each.number, title)]
    with_title = {incident.sys_id for incident, _ in ticked}
    for incident, title in ticked:
        yield _highlight(incident, _solved(incident, title, _time(incident, ground)))
    for incident in _counted(ground):
        if is_major(incident) and incident.sys_id not in with_title:
            yield _highlight(incident, _over(incident, _time(incident, ground)))


def chosen(ground: Ground) -> frozenset[str]:
    """Ids of the highlights that the lead ticked, as they are."""
    return frozenset(_id(each.number) for each, title in _ticked(ground) if ground.editing.shows(each.number, title))


def lapsed(ground: Ground) -> Mapping[str, Pending]:
    """What is ticked with another title, or with none: number -> what would be told of it once it is ticked again."""
    return {
        each.number.upper(): Pending(_id(each.number), _solved(each, title, _time(each, ground)), value_hash(title))
        for each, title in _ticked(ground)
        if not ground.editing.shows(each.number, title)
    }


def offered(ground: Ground) -> Iterator[Pending]:
    """What would be told of each incident that has a title: ticked ones first, then major ones, then by priority."""

    def rank(incident: Incident) -> tuple[bool, bool, str, str]:
        is_ticked = incident.number.upper() in ground.editing.ticked
        return not is_ticked, not is_major(incident), incident.priority or "9", incident.number

    for each in sorted(_counted(ground), key=rank):
        if title := _title(each, ground):
            yield Pending(_id(each.number), _solved(each, title, _time(each, ground)), value_hash(title))


def _counted(ground: Ground) -> list[Incident]:
    return sorted(ground.now.eligible(Incident), key=lambda incident: incident.number)


def _ticked(ground: Ground) -> list[tuple[Incident, str]]:
    """Those with the lead's tick, whatever it was put to, that have a title which may be told."""
    found = [(each, _title(each, ground)) for each in _counted(ground) if each.number.upper() in ground.editing.ticked]
    return [(incident, title) for incident, title in found if title]


def _id(number: str) -> str:
    return f"{Kind.INCIDENT}:{number.upper()}"


def _highlight(incident: Incident, sentence: Phrase) -> Highlight:
    """Without a form for the subject: one incident is not what a month is about."""
    return Highlight(Kind.INCIDENT, _id(incident.number), sentence, (incident.number,))


def _title(incident: Incident, ground: Ground) -> str:
    """Redacted; empty where its words are gone already (F15)."""
    text = incident.short_description
    return "" if is_gone(text) else shown(text, incident, ground.now.people)


def _time(incident: Incident, ground: Ground) -> Quantity | None:
    """From opening to resolution; None where it is not known, or may not be told."""
    opened, done = incident.opened_at, incident.done_at
    if _SPEED not in ground.figures or opened is None or not isinstance(done, datetime) or done - opened < _MINUTE:
        return None
    return Quantity((done - opened) / _MINUTE, Unit.MINUTES)


def _solved(incident: Incident, title: str, time: Quantity | None) -> Phrase:
    service = called(incident.business_service)
    named = (
        phrase("“{title}” ({service})", title=title, service=service) if service else phrase("“{title}”", title=title)
    )
    if time is None:
        return phrase("{incident} was solved.", incident=named)
    return phrase("{incident} was solved after {time}.", incident=named, time=time)


def _over(incident: Incident, time: Quantity | None) -> Phrase:
    service = called(incident.business_service)
    if service and time is not None:
        return phrase("A major incident of “{service}” was over after {time}.", service=service, time=time)
    if service:
        return phrase("A major incident of “{service}” is over.", service=service)
    if time is not None:
        return phrase("A major incident was over after {time}.", time=time)
    return phrase("A major incident is over.")
