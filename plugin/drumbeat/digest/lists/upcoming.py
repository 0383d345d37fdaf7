"""What comes next: planned work on services, and improvements that are due; by service and day, never by a title.

Of changes neither the title, which is written for those who carry them out, nor the item, whose name is often that of a
host, is told (F14). Standard changes are everyday work, and a change that nobody has approved yet may never come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from drumbeat.digest.figures.population import Population
from drumbeat.digest.language.phrase import Days, Phrase, Quantity, Unit, phrase
from drumbeat.digest.model import Upcoming
from drumbeat.digest.redaction import redact, shown
from drumbeat.digest.undertakings.intervals import minutes
from drumbeat.records.model import Change, Project, Stage, WorkRecord
from drumbeat.signals.gate import Reason

AHEAD = timedelta(days=45)
"""How far ahead is told; and how long after its end a period still has something that comes next."""
MOST = 5


@dataclass(frozen=True, slots=True)
class Planned:
    """A record with the moment for which it is planned, and what is said of it."""

    record: WorkRecord
    at: datetime
    sentence: Phrase


def planned(now: Population, until: datetime) -> tuple[Planned, ...]:
    """The next few, in the order of their days. `until` is to when the records reach: what was before is no plan."""
    begin, end = max(now.period.end_instant, until), until + AHEAD
    if until > now.period.end_instant + AHEAD:
        return ()
    found = [each for each in (*_changes(now), *_due(now)) if begin <= each.at < end]
    found.sort(key=lambda each: (each.at, each.record.number, each.record.sys_id))
    once = {each.sentence: each for each in reversed(found)}
    return tuple(each for each in found if once[each.sentence] is each)[:MOST]


def upcoming(found: tuple[Planned, ...]) -> tuple[Upcoming, ...]:
    """The same as a digest tells it."""
    return tuple(Upcoming(each.record.number, each.sentence) for each in found)


def _changes(now: Population) -> Iterator[Planned]:
    for item in now.stock:
        change = item.record
        if isinstance(change, Change) and item.reason is Reason.NOT_FINISHED and _is_told(change) and change.start_date:
            yield Planned(change, change.start_date, _work(change, change.start_date, now))


def _is_told(change: Change) -> bool:
    is_ahead = change.stage is Stage.OPEN and change.is_scheduled and change.work_start is None
    return is_ahead and change.type != "standard" and bool(change.business_service.name)


def _work(change: Change, start: datetime, now: Population) -> Phrase:
    day = start.astimezone(now.period.zone).date()
    service = redact(change.business_service.name)
    if change.end_date is None or change.end_date <= start:
        return phrase("{service}: planned work on {day}.", service=service, day=Days(day, day))
    return phrase(
        "{service}: planned work on {day}, in a window of {time}.",
        service=service,
        day=Days(day, day),
        time=Quantity(minutes(change.end_date - start), Unit.MINUTES),
    )


def _due(now: Population) -> Iterator[Planned]:
    """Projects under way; improvement initiatives have no planned end."""
    for project in now.under_way(Project):
        title = shown(project.short_description, project, now.people)
        if project.stage is Stage.OPEN and project.end_date is not None and title:
            day = project.end_date.astimezone(now.period.zone).date()
            yield Planned(
                project, project.end_date, phrase("“{title}” is due on {day}.", title=title, day=Days(day, day))
            )
