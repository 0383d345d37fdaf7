"""E9 in scope: what an installation keeps out of everything, and what hangs on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from drumbeat.records.model import (
    NOBODY,
    ArticleUse,
    CatalogTask,
    Change,
    ImprovementTask,
    Incident,
    Record,
    Ref,
    RequestItem,
    SubTask,
    WorkRecord,
)
from drumbeat.signals.gate.rules import Scope
from drumbeat.signals.gate.verdict import Judged
from drumbeat.signals.people import Directory


def out_of_scope(records: Sequence[WorkRecord], scope: Scope, people: Directory) -> frozenset[str]:
    """sys_ids of the records that are confidential: by themselves, or because they lie below such a one."""
    if scope.is_everything:
        return frozenset()
    found = {record.sys_id for record in records if _is_kept_out(record, scope, people)}
    below: dict[str, list[WorkRecord]] = defaultdict(list)
    for record in records:
        below[_above(record).key].append(record)
    fresh = [record for record in records if record.sys_id in found]
    while fresh:
        record = fresh.pop()
        lower = [each for key in {record.sys_id, record.number} - {""} for each in below[key]]
        fresh += [each for each in lower if each.sys_id not in found]
        found.update(each.sys_id for each in lower)
    return frozenset(found)


def in_scope(beside: Sequence[Record], judged: Iterable[Judged], scope: Scope) -> tuple[Record, ...]:
    """What was read beside counted work, without tasks and proposals that are confidential, or below what is."""
    if scope.is_everything:
        return tuple(beside)
    people = Directory.of(beside)
    kept_out = {item.record.sys_id for item in judged if not item.may_be_named}

    def is_kept_out(record: Record) -> bool:
        if not isinstance(record, WorkRecord):
            return False
        return _above(record).key in kept_out or _is_kept_out(record, scope, people)

    return tuple(record for record in beside if not is_kept_out(record))


def _is_kept_out(record: WorkRecord, scope: Scope, people: Directory) -> bool:
    caller = _caller(record)
    return (
        any(group in scope.groups for group in _groups(record))
        or any(category in scope.categories for category in _categories(record))
        or caller in scope.callers
        or people.department(caller) in scope.departments
    )


def _groups(record: WorkRecord) -> tuple[Ref, ...]:
    return (record.assignment_group, *((record.task_group,) if isinstance(record, ArticleUse) else ()))


def _categories(record: WorkRecord) -> tuple[Ref, ...]:
    names = (record.category, record.subcategory) if isinstance(record, Incident) else ()
    return tuple(Ref(name=name) for name in names)


def _caller(record: WorkRecord) -> Ref:
    match record:
        case Incident():
            return record.caller
        case RequestItem():
            return record.requested_for
    return NOBODY


def _above(record: WorkRecord) -> Ref:
    """What the record is a part of: a task of its item, an attachment of the ticket."""
    match record:
        case Incident():
            return record.parent_incident
        case CatalogTask():
            return record.request_item
        case ImprovementTask() | Change() | SubTask():
            return record.parent
        case ArticleUse():
            return record.task
    return NOBODY
