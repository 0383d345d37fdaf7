"""Teams: whose work a digest tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from drumbeat.records.model import Article, ArticleUse, Improvement, ImprovementTask, Ref, WorkRecord

_QUEUELESS = (Improvement, ImprovementTask, Article, ArticleUse)


@dataclass(frozen=True, slots=True)
class Team:
    """Assignment groups, named technicians, or both; names as in ServiceNow, or sys_ids."""

    name: str
    groups: tuple[str, ...]
    technicians: tuple[str, ...]
    zone: ZoneInfo
    language: str = "en"
    lead: str = ""
    lead_address: str = ""


def membership(team: Team, stock: Iterable[WorkRecord]) -> Callable[[WorkRecord], bool]:
    """The test whether a record is the team's: of its groups, or led by one of its technicians.

    A record's own assignment group decides, not today's membership: leavers' work stays, joiners' old work
    does not come along (trap 61). Improvements, projects and articles need no queue and often carry no group:
    then they belong to a team whose records their principal leads elsewhere in `stock`. A ticket without a
    group is no team's.
    """
    people = frozenset(
        record.principal.key for record in stock if record.principal and _is_any(record.assignment_group, team.groups)
    )

    def is_of(record: WorkRecord) -> bool:
        if _is_any(record.assignment_group, team.groups) or _is_any(record.principal, team.technicians):
            return True
        if record.assignment_group or not isinstance(record, _QUEUELESS):
            return False
        return record.principal.key in people

    return is_of


def _is_any(ref: Ref, names: tuple[str, ...]) -> bool:
    return any(ref.is_named(name) for name in names)
