"""Sentences about what completed undertakings cost in downtime. Each needs a named approver (F20)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from drumbeat.digest.editing import Pending, value_hash
from drumbeat.digest.highlights.ground import Ground
from drumbeat.digest.language.phrase import Days, Phrase, Quantity, Unit, Value, phrase, plural
from drumbeat.digest.model import Highlight, Kind
from drumbeat.digest.undertakings.bounded import BoundedDowntime, ServiceTime
from drumbeat.records.model import WorkRecord

_NAMED = 4
"""Services that one sentence names; of more, how many."""


def find(ground: Ground) -> Iterator[Highlight]:
    """What was approved as it is: one for each undertaking, projects first."""
    for each in ground.downtimes.known:
        if _is_approved(each, ground):
            yield Highlight(
                kind=Kind.DOWNTIME,
                id=highlight_id(each),
                sentence=_sentence(each, ground),
                evidence=each.evidence,
                short=_short(each),
                consequence=_consequence(each),
            )


def pending(ground: Ground) -> tuple[Pending, ...]:
    """What nobody has approved, or approved with another value."""
    return tuple(
        Pending(
            highlight_id(each),
            phrase("{sentence} {consequence}", sentence=_sentence(each, ground), consequence=_consequence(each)),
            hash_of(each),
        )
        for each in ground.downtimes.known
        if not _is_approved(each, ground)
    )


def told(ground: Ground) -> frozenset[str]:
    """Numbers of the undertakings that are told with their downtime."""
    return frozenset(each.number for each in ground.downtimes.known if _is_approved(each, ground))


def records(ground: Ground) -> Iterator[tuple[str, WorkRecord]]:
    """What approved ones stand on, each record under the highlight's id."""
    for each in ground.downtimes.known:
        if _is_approved(each, ground):
            yield from ((highlight_id(each), record) for record in each.records)


def highlight_id(found: BoundedDowntime) -> str:
    """By which a lead can speak of it."""
    return f"{Kind.DOWNTIME}:{found.number}"


def hash_of(found: BoundedDowntime) -> str:
    """What an approval of it names: everything that the sentence tells."""
    times = [
        value
        for each in (*found.services, ServiceTime("", 0), *found.degraded)
        for value in (each.service, each.minutes, each.unplanned)
    ]
    plan = (found.planned_minutes, found.planned_windows, found.is_within)
    days = (found.first.isoformat(), found.last.isoformat())
    return value_hash(found.number, found.title, *days, *plan, *times, *found.quiet)


def _is_approved(found: BoundedDowntime, ground: Ground) -> bool:
    return ground.editing.approves(highlight_id(found), hash_of(found))


def _sentence(found: BoundedDowntime, ground: Ground) -> Phrase:
    """“Move to the Kiel data centre” is complete (10 to 11 October)."""
    return phrase("“{title}” is complete ({days}).", title=found.title, days=_days(found, ground))


def _days(found: BoundedDowntime, ground: Ground) -> Value:
    """With their year only where it is not the period's last day's."""
    year = (ground.period.end - timedelta(days=1)).year
    if found.first.year == found.last.year == year:
        return Days(found.first, found.last)
    return phrase("{first} to {last}", first=found.first, last=found.last) if found.first < found.last else found.last


def _short(found: BoundedDowntime) -> Phrase:
    """With the service that was down longest: the worst of it is what a subject must not hide."""
    if not found.services:
        return phrase("“{title}” is complete", title=found.title)
    longest = found.services[0]
    return phrase(
        "“{title}” with {time} of {service} downtime",
        title=found.title,
        time=_time(longest.minutes),
        service=longest.service,
    )


def _consequence(found: BoundedDowntime) -> Phrase:
    down = _down(found)
    if not found.degraded:
        return down
    degraded = phrase("{services}.", services=tuple(_degraded(each) for each in found.degraded[:_NAMED]))
    return phrase("{sentence} {consequence}", sentence=down, consequence=degraded)


def _down(found: BoundedDowntime) -> Phrase:
    """How long, beside what was planned; longer than planned is told as calmly as shorter."""
    if not found.services:
        return phrase("No outage of {services} was recorded.", services=found.quiet)
    services, planned = _services(found), _time(found.planned_minutes)
    if not found.planned_windows:
        return phrase("{services}.", services=services)
    if found.is_within:
        return plural(
            "{services}, within a planned window of {planned}.",
            "{services}, within planned windows of {planned} in all.",
            found.planned_windows,
            services=services,
            planned=planned,
        )
    longest = found.services[0].minutes
    if longest > found.planned_minutes:
        return phrase(
            "{services}; {planned} were planned, it took {longest}.",
            services=services,
            planned=planned,
            longest=_time(longest),
        )
    return plural(
        "{services}, in part outside the planned window of {planned}.",
        "{services}, in part outside the planned windows of {planned} in all.",
        found.planned_windows,
        services=services,
        planned=planned,
    )


def _services(found: BoundedDowntime) -> tuple[Value, ...]:
    """E-mail was down for 2 h 04 min, Order entry for 1 h 51 min."""
    first, *others = found.services
    said: list[Value] = [phrase("{service} was down for {time}", service=first.service, time=_long(first))]
    said += [phrase("{service} for {time}", service=each.service, time=_long(each)) for each in others[: _NAMED - 1]]
    if len(found.services) > _NAMED:
        more = len(found.services) - _NAMED
        said.append(plural("one more service for less", "{n} more services for less", more))
    return tuple(said)


def _long(each: ServiceTime) -> Value:
    """What was not planned is said beside it."""
    time = _time(each.minutes)
    if not each.unplanned:
        return time
    if each.unplanned >= each.minutes:
        return phrase("{time} (unplanned)", time=time)
    return phrase("{time} (of which {unplanned} unplanned)", time=time, unplanned=_time(each.unplanned))


def _degraded(each: ServiceTime) -> Phrase:
    return phrase("{service} was degraded for {time}", service=each.service, time=_time(each.minutes))


def _time(minutes: float) -> Quantity:
    return Quantity(minutes, Unit.MINUTES)
