"""What people decided about editions: acts that are only added, each about one content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, insert, select

from drumbeat.editions.standing import Act, ActKind
from drumbeat.ports import AuditEntry
from drumbeat.records.period import Period
from drumbeat.store.audit import log
from drumbeat.store.database import Database, as_moment, moment_text
from drumbeat.store.schema import edition, edition_act


class ActStore:
    """Acts by team and period, the oldest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, team: str, period: Period) -> list[Act]:
        """What was decided about a team's edition of the period."""
        with self._database.read() as connection:
            return acts_of(connection, team, period.start.isoformat(), period.end.isoformat())

    def of_teams(
        self, teams: Collection[str], since: date | None = None
    ) -> dict[str, dict[tuple[date, date], list[Act]]]:
        """What was decided about these teams' editions of periods that begin at a day or later: team -> period -> acts.

        A period is its first day and the day after its last.
        """
        query = select(edition_act).where(edition_act.c.team.in_(teams)).order_by(edition_act.c.id)
        if since is not None:
            query = query.where(edition_act.c.period_start >= since.isoformat())
        found: dict[str, dict[tuple[date, date], list[Row[Any]]]] = defaultdict(lambda: defaultdict(list))
        with self._database.read() as connection:
            for row in connection.execute(query):
                days = date.fromisoformat(row.period_start), date.fromisoformat(row.period_end)
                found[row.team][days].append(row)
        return {team: {days: _acts(rows) for days, rows in several.items()} for team, several in found.items()}

    def add(self, team: str, period: Period, act: Act, entry: AuditEntry) -> None:
        """Keep a decision, and who made it in the audit log."""
        values = {
            "team": team,
            "period_start": period.start.isoformat(),
            "period_end": period.end.isoformat(),
            "kind": act.kind.value,
            "content_hash": act.seal,
            "by_name": act.by,
            "actor": entry.actor,
            "reason": act.reason,
            "at": moment_text(act.at),
        }
        with self._database.begin() as connection:
            connection.execute(insert(edition_act).values(**values))
            log(connection, entry, team)


def acts_of(connection: Connection, team: str, start: str, end: str) -> list[Act]:
    """The same within a transaction; days as the store writes them."""
    query = select(edition_act).where(
        edition_act.c.team == team, edition_act.c.period_start == start, edition_act.c.period_end == end
    )
    return _acts(connection.execute(query.order_by(edition_act.c.id)))


_ABOUT = (
    select(edition_act)
    .join(
        edition,
        and_(
            edition.c.team == edition_act.c.team,
            edition.c.period_start == edition_act.c.period_start,
            edition.c.period_end == edition_act.c.period_end,
        ),
    )
    .where(edition.c.id == bindparam("of"))
    .order_by(edition_act.c.id)
)


def acts_about(connection: Connection, edition_id: int) -> list[Act]:
    """What was decided about an edition; nothing about one that is not there."""
    return _acts(connection.execute(_ABOUT, {"of": edition_id}))


def last_force(connection: Connection, edition_id: int) -> int:
    """The id of the last word that an edition is to be sent all the same; 0 where nobody said so."""
    said = (row.id for row in connection.execute(_ABOUT, {"of": edition_id}) if row.kind == ActKind.FORCE)
    return max(said, default=0)


def _acts(rows: Iterable[Row[Any]]) -> list[Act]:
    return [
        Act(ActKind(row.kind), row.content_hash, row.by_name, as_moment(row.at), row.reason, row.actor) for row in rows
    ]


def forget_acts(connection: Connection, team: str) -> None:
    """Let go of what was decided about a team that is removed."""
    connection.execute(delete(edition_act).where(edition_act.c.team == team))
