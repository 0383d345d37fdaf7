"""How each figure is measured: a population in, a number with its evidence out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from typing import TypeVar

from drumbeat.digest.figures.population import Population
from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.digest.people.privacy import standing
from drumbeat.records.model import (
    Article,
    ArticleUse,
    CatalogTask,
    Change,
    Improvement,
    Incident,
    Problem,
    Project,
    RequestItem,
    WorkRecord,
)
from drumbeat.signals.gate import succeeded

_HOUR = timedelta(hours=1)
_REACTIVE = (Incident, RequestItem, CatalogTask)
_PROACTIVE = (Problem, Improvement, Project, Article)

Record = TypeVar("Record", bound=WorkRecord)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number, the size of its population, and the records it stands on: both numbers of a share open theirs."""

    value: float | int
    n: int
    records: tuple[WorkRecord, ...]
    """Those that are counted."""
    others: tuple[WorkRecord, ...] = ()
    """Of a share: those of its population that are not."""
    people: frozenset[tuple[str, str]] = frozenset()
    """Who stands behind the population of a share or a median, group by group, for the minimum group (F4)."""
    note: Phrase | None = None
    """What it was taken from, where that may differ."""


@dataclass(frozen=True, slots=True)
class NotTold:
    """A figure that could mislead, and is not told."""

    why: Phrase
    """A sentence for the reader."""


MeasureOf = Callable[[Population], Measure | NotTold | None]
"""None: nothing there to take a share or a median of."""


def count(*kinds: type[WorkRecord]) -> MeasureOf:
    """How many records of these kinds are eligible."""

    def measure(of: Population) -> Measure:
        return _counted([record for kind in kinds for record in of.eligible(kind)])

    return measure


def change_success(of: Population) -> Measure | None:
    """Successful changes among all completed."""
    return _share(of.completed(Change), succeeded)


def major_incidents(of: Population) -> Measure:
    """Eligible incidents that were accepted as major; proposed and rejected ones are none."""
    return _counted([record for record in of.eligible(Incident) if record.major_incident_state == "accepted"])


def median_hours(of: Population) -> Measure | None:
    """The median time from opening to resolution, in hours by the clock."""
    timed = [
        (record, record.done_at - record.opened_at)
        for record in of.completed(Incident)
        if isinstance(record.done_at, datetime) and record.opened_at is not None
    ]
    if not timed:
        return None
    hours = median(spent / _HOUR for _, spent in timed)
    records = tuple(record for record, _ in timed)
    return Measure(hours, len(timed), records, people=standing(records))


def sla_met(of: Population) -> Measure | None:
    """Incidents that met their service levels, by SLA records where there are any, else by `made_sla`."""
    levels = of.levels
    if levels is None:
        known = [record for record in of.completed(Incident) if record.made_sla is not None]
        return _noted(
            _share(known, lambda record: bool(record.made_sla)), phrase("according to ServiceNow’s field made_sla")
        )
    met = {record.sys_id: level_met(levels, record) for record in of.completed(Incident)}
    told = [record for record in of.completed(Incident) if met[record.sys_id] is not None]
    return _noted(_share(told, lambda record: bool(met[record.sys_id])), phrase("according to completed SLA records"))


def level_met(levels: Mapping[str, bool], incident: Incident) -> bool | None:
    """Whether the incident met its service levels; None where no SLA record tells of it."""
    return levels.get(incident.sys_id, levels.get(incident.number))


def reopened(of: Population) -> Measure | None:
    """Incidents that were reopened, by their count or by a clone, among those that carry the count."""
    found = of.reopened()
    known = [record for record in of.completed(Incident) if record.reopen_count is not None]
    if of.gate:
        return _share(known, lambda record: record.sys_id in found)
    return _share(known, lambda record: (record.reopen_count or 0) > 0)


def first_assignment(of: Population) -> Measure | None:
    """Incidents with a reassignment_count of nought among those that carry the field."""
    known = [record for record in of.completed(Incident) if record.reassignment_count is not None]
    return _share(known, lambda record: record.reassignment_count == 0)


def people_helped(of: Population) -> Measure:
    """Distinct callers of resolved incidents (children included) and requesters of fulfilled requests."""
    helped = [(record.caller, record) for record in (*of.eligible(Incident), *of.children())]
    asked = [(record.requested_for, record) for record in of.eligible(RequestItem)]
    known = [
        (person, record) for person, record in (*helped, *asked) if person and not of.rules.is_service_account(person)
    ]
    people = {person.key for person, _ in known}
    return Measure(len(people), len(known), tuple(record for _, record in known))


def under_way(of: Population) -> Measure:
    """Improvements and projects begun and not finished at the period's end."""
    return _counted([*of.under_way(Improvement), *of.under_way(Project)])


def articles_published(of: Population) -> Measure:
    """Articles whose first version was published; versions of one article count once (trap 57)."""
    return _counted(_one_per_article(first_versions(of)))


def articles_revised(of: Population) -> Measure:
    """Articles of which a later version was published, unless the first one was in the same period."""
    fresh = {article.article_id for article in first_versions(of)}
    revised = [article for article in of.eligible(Article) if article.is_revision]
    return _counted(_one_per_article([article for article in revised if article.article_id not in fresh]))


def article_reuses(of: Population) -> Measure:
    """Tasks of other people to which one of the team's articles was attached; each task once."""
    return _counted(list({use.task.key: use for use in uses_by_others(of)}.values()))


def proactive(of: Population) -> Measure | None:
    """Improvements, projects, problems, planned changes and articles among all eligible records."""
    changes = of.eligible(Change)
    everything = [record for kind in (*_REACTIVE, *_PROACTIVE) for record in of.eligible(kind)] + list(changes)
    return _share(everything, _is_ahead)


def _is_ahead(record: WorkRecord) -> bool:
    return record.type != "emergency" if isinstance(record, Change) else isinstance(record, _PROACTIVE)


def first_versions(of: Population) -> list[Article]:
    """Eligible articles that had no earlier version."""
    return [article for article in of.eligible(Article) if not article.is_revision]


def uses_by_others(of: Population) -> list[ArticleUse]:
    """Attachments to tasks of somebody else than the author, one per article and task."""
    others = [use for use in of.eligible(ArticleUse) if use.is_by_another]
    return list({(use.article_id, use.task.key): use for use in others}.values())


def _counted(records: Sequence[WorkRecord]) -> Measure:
    return Measure(len(records), len(records), tuple(records))


def _share(records: Sequence[Record], holds: Callable[[Record], bool]) -> Measure | None:
    if not records:
        return None
    hits = tuple(record for record in records if holds(record))
    others = tuple(record for record in records if not holds(record))
    return Measure(len(hits) / len(records), len(records), hits, others, standing(records))


def _noted(measured: Measure | None, note: Phrase) -> Measure | None:
    return None if measured is None else replace(measured, note=note)


def _one_per_article(articles: Iterable[Article]) -> list[Article]:
    return list({article.article_id: article for article in articles}.values())
