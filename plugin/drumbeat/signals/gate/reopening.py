"""E4 not reopened: by ServiceNow's own count, or by a new ticket about the same."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from drumbeat.records.model import Incident, Ref, WorkRecord
from drumbeat.signals.gate.rules import GateRules, folded
from drumbeat.signals.gate.void import is_cancelled, is_duplicate
from drumbeat.signals.people import Directory
from drumbeat.signals.sameness import sameness

_Openings: TypeAlias = list[tuple[datetime, str]]
"""When tickets were opened, in time, and their sys_ids."""
_REPLY = re.compile(r"^(?:(?:re|fw|fwd|aw|wg|antw|sv|tr)\s*:\s*)+")
"""What mail programs put before the subject of an answer."""


def subject(title: str) -> str:
    """What a ticket is about: its title without what says that it answers another one."""
    return _REPLY.sub("", folded(title))


def reopened_by_clone(
    records: Sequence[WorkRecord], rules: GateRules, people: Directory | None = None
) -> Mapping[str, datetime]:
    """Incident, by sys_id -> when the first clone of it was opened.

    A closed incident cannot be reopened: a `please reopen` mail makes a new one (signals sheet, E4). What the
    resolver's colleagues open does not testify against the resolver.
    """
    alike = _alike(records, rules)
    reach = timedelta(days=rules.clone_days)
    mates = _Mates.of(records if alike else (), rules, people or Directory())
    found: dict[str, datetime] = {}
    for tickets in alike.values():
        said = _Testimonies(tickets, mates)
        for first in tickets:
            opened = said.next(first)
            if opened is not None and isinstance(first.done_at, datetime) and opened <= first.done_at + reach:
                found[first.sys_id] = opened
    return found


def known_at(incident: Incident, clones: Mapping[str, datetime]) -> datetime | None:
    """When it became known that the incident was reopened; None where no field tells."""
    if (incident.reopen_count or 0) == 0:
        return clones.get(incident.sys_id)
    if incident.reopened_at is None:
        return None
    return min(incident.reopened_at, clones.get(incident.sys_id, incident.reopened_at))


def is_reopened(record: WorkRecord, clones: Mapping[str, datetime]) -> bool:
    """Whether it was reopened, as far as is known today."""
    return isinstance(record, Incident) and ((record.reopen_count or 0) > 0 or record.sys_id in clones)


def _alike(records: Iterable[WorkRecord], rules: GateRules) -> Mapping[tuple[str, str], list[Incident]]:
    """Incidents of one caller about one thing."""
    alike: dict[tuple[str, str], list[Incident]] = defaultdict(list)
    for record in records:
        if not isinstance(record, Incident) or rules.is_service_account(record.caller):
            continue  # monitoring says the same words about many events
        if record.caller and record.short_description and record.opened_at:
            alike[record.caller.key, sameness(record.short_description, subject)].append(record)
    return {key: tickets for key, tickets in alike.items() if len(tickets) > 1}


@dataclass(frozen=True, slots=True)
class _Mates:
    """Who works in which group: by memberships where they can be read, else by who resolved its incidents."""

    rules: GateRules
    people: Directory
    resolvers: frozenset[tuple[str, str]]
    """Group and person."""

    @classmethod
    def of(cls, records: Iterable[WorkRecord], rules: GateRules, people: Directory) -> _Mates:
        if people.knows_groups:
            return cls(rules, people, frozenset())
        incidents = (each for each in records if isinstance(each, Incident) and each.principal.key != each.caller.key)
        return cls(rules, people, frozenset((each.assignment_group.key, each.principal.key) for each in incidents))

    def hold(self, group: str, who: Ref) -> bool:
        """Whether this is a person of the group."""
        if not group or not who or self.rules.is_service_account(who):
            return False
        return group in self.people.groups(who) or (group, who.key) in self.resolvers


class _Testimonies:
    """Of tickets of one caller about one thing: which say of an earlier one that the caller was not helped.

    Those do that the caller opened, by mail or at the portal, or the earlier one's resolver, an account that is no
    person, or somebody who passed it on. Not those whose caller or opener is the resolver's colleague, nor those that
    the opener or his group resolved as well: they would gain by what falls out.
    """

    def __init__(self, tickets: Iterable[Incident], mates: _Mates) -> None:
        self._mates = mates
        self._tickets = [each for each in tickets if not _is_void(each)]
        self._by_opener: dict[str, list[Incident]] = defaultdict(list)
        for each in self._tickets:
            self._by_opener[each.opened_by.key].append(each)
        self._foreign: dict[str, _Openings] = {}
        self._own: dict[str, _Openings] = {}

    def next(self, first: Incident) -> datetime | None:
        """When the next that says so was opened, at or after the resolution of this one."""
        group, resolver = first.assignment_group.key, first.principal.key
        if self._mates.hold(group, first.caller):
            return None
        if group not in self._foreign:
            self._foreign[group] = _openings(each for each in self._tickets if self._is_foreign(each, group))
        if resolver not in self._own:
            self._own[resolver] = _openings(self._by_opener.get(resolver, ()))
        moments = (_next(self._foreign[group], first), _next(self._own[resolver], first))
        return min((moment for moment in moments if moment is not None), default=None)

    def _is_foreign(self, ticket: Incident, group: str) -> bool:
        """Whether nobody opened it who may gain by it."""
        opener, hold = ticket.opened_by, self._mates.hold
        if opener.key in ("", ticket.caller.key) or self._mates.rules.is_service_account(opener):
            return True
        gains = opener.key == ticket.principal.key or hold(ticket.assignment_group.key, opener)
        return not gains and not hold(group, opener)


def _openings(tickets: Iterable[Incident]) -> _Openings:
    return sorted((each.opened_at, each.sys_id) for each in tickets if each.opened_at is not None)


def _is_void(incident: Incident) -> bool:
    """What was cancelled, a duplicate or another's child does not testify against the first."""
    return is_cancelled(incident) or is_duplicate(incident) or bool(incident.parent_incident)


def _next(later: _Openings, first: Incident) -> datetime | None:
    """When the first other ticket was opened at or after the resolution of this one."""
    if not isinstance(first.done_at, datetime):
        return None
    at = bisect_left(later, (first.done_at, ""))
    return next((opened for opened, sys_id in later[at : at + 2] if sys_id != first.sys_id), None)
