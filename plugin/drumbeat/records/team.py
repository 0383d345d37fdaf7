"""Teams: whose work a digest tells."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from drumbeat.records.model import (
    Article,
    ArticleUse,
    Improvement,
    ImprovementTask,
    ProjectTask,
    Proposal,
    Ref,
    WorkRecord,
)

_QUEUELESS = (Improvement, ImprovementTask, ProjectTask, Proposal, Article, ArticleUse)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a team's digest is drafted and leaves, in the words that its lead chose (`editions.rules`)."""

    policy: str = "review"
    """`review`, `required` or `automatic` (`editions.standing`)."""
    draft_on: str = "working day 1"
    """Of the month after; `never` for a team whose digests are made by hand."""
    send_on: str = "working day 5"
    hour: str = "09:00"
    """In the team's zone."""
    country: str = ""
    """Whose holidays are no working days: DE, DE-BY; empty: only weekends are none."""
    begins: date | None = None
    """The first day of the first month that leaves by itself; None: no month does."""


@dataclass(frozen=True, slots=True)
class Team:
    """Assignment groups, named technicians, or both; names as in ServiceNow, or sys_ids."""

    name: str
    groups: tuple[str, ...]
    technicians: tuple[str, ...]
    zone: ZoneInfo
    lead: str = ""
    lead_address: str = ""
    language: str = ""
    """Of its digests; empty: the installation's."""
    schedule: Schedule = Schedule()
    teams: tuple[str, ...] = ()
    """Of a combined team, or of a department: the teams that make it up, in the order in which they were said. Its
    groups and technicians are theirs."""


@dataclass(frozen=True, slots=True)
class ListedTeam:
    """A team as a list of all teams shows it."""

    number: int
    """The store's own: it stands for the team in addresses, and never becomes another's while the team is there."""
    name: str
    lead_address: str


def department(name: str, teams: Sequence[Team], zone: ZoneInfo) -> Team:
    """Several teams as one: every record of theirs counts once. The zone and language are theirs where they agree.

    A combined team stands for the teams that it is made of.
    """
    zones = {team.zone.key: team.zone for team in teams}
    languages = {team.language for team in teams}
    return Team(
        name=name,
        groups=tuple(dict.fromkeys(group for team in teams for group in team.groups)),
        technicians=tuple(dict.fromkeys(person for team in teams for person in team.technicians)),
        zone=next(iter(zones.values())) if len(zones) == 1 else zone,
        language=next(iter(languages)) if len(languages) == 1 else "",
        teams=tuple(dict.fromkeys(name for team in teams for name in team.teams or (team.name,))),
    )


def whose_work(teams: Iterable[Team]) -> str:
    """SHA-256 of the groups and technicians of teams: whose work a digest of them tells, in which order."""
    told = [(team.name, team.groups, team.technicians) for team in teams]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def homes(stock: Iterable[WorkRecord]) -> dict[str, str]:
    """Person -> the group in which most of the person's tickets lie; nobody who has two such groups.

    Work without a queue follows it: improvements, projects and articles often carry no group.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for record in stock:
        if record.principal and record.assignment_group and not isinstance(record, _QUEUELESS):
            counts[record.principal.key][record.assignment_group.key] += 1
    found = {}
    for person, groups in counts.items():
        (group, most), *others = groups.most_common(2)
        if not others or others[0][1] < most:
            found[person] = group
    return found


def membership(team: Team, stock: Iterable[WorkRecord], home: Mapping[str, str]) -> Callable[[WorkRecord], bool]:
    """The test whether a record is the team's: of its groups, or led by one of its technicians.

    A record's own assignment group decides, not today's membership: leavers' work stays, joiners' old work
    does not come along (trap 61). Improvements, projects and articles without a group belong where their
    principal is at home. A ticket without a group is no team's.
    """
    groups = {record.assignment_group.key for record in stock if _is_any(record.assignment_group, team.groups)}

    def is_of(record: WorkRecord) -> bool:
        if record.assignment_group.key in groups or _is_any(record.principal, team.technicians):
            return True
        if record.assignment_group or not isinstance(record, _QUEUELESS):
            return False
        return home.get(record.principal.key) in groups

    return is_of


def _is_any(ref: Ref, names: tuple[str, ...]) -> bool:
    return any(ref.is_named(name) for name in names)
