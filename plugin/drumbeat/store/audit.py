"""The audit log: every act that concerns people, in the order in which it was done, as far back as it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from drumbeat.ports import AuditEntry
from drumbeat.store.database import Database, as_moment, moment_text
from drumbeat.store.schema import audit


class AuditLog:
    """What was done, by whom."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, entry: AuditEntry) -> None:
        """Keep an act by itself, before its result is shown."""
        with self._database.begin() as connection:
            log(connection, entry)

    def all(self, subject: str = "") -> list[AuditEntry]:
        """All acts, or those about one person, the oldest first."""
        query = select(audit).order_by(audit.c.id)
        if subject:
            query = query.where(audit.c.subject == subject)
        with self._database.read() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def of_team(self, team: str, most: int = 100, before: int = 0) -> list[AuditEntry]:
        """The last acts about a team, the newest first, without the `before` that are newer still.

        Those that an older version kept bear no team's name.
        """
        query = select(audit).where(audit.c.team == team).order_by(audit.c.id.desc()).limit(most).offset(before)
        with self._database.read() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def over(self, before: date) -> int:
        """How many acts are of before this day."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).where(audit.c.at < before.isoformat())) or 0

    def let_go(self, before: date, entry: Callable[[int], AuditEntry]) -> int:
        """Forget them; that it was done, and with how many, is an act itself."""
        with self._database.begin() as connection:
            gone = connection.execute(delete(audit).where(audit.c.at < before.isoformat())).rowcount
            if gone:
                log(connection, entry(gone))
            return gone


def log(connection: Connection, entry: AuditEntry, team: str = "") -> None:
    """Keep an act in the transaction of the act itself: neither is there without the other. `team`: if not in it."""
    log_all(connection, [entry], team)


def log_all(connection: Connection, entries: Sequence[AuditEntry], team: str = "") -> None:
    """The same for several acts, which may be thousands."""
    rows = [
        {
            "at": moment_text(entry.at),
            "actor": entry.actor[:120],
            "act": entry.act,
            "subject": entry.subject,
            "detail": entry.detail,
            "team": entry.team or team,
        }
        for entry in entries
    ]
    if rows:
        connection.execute(insert(audit), rows)


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(as_moment(row.at), row.actor, row.act, row.subject, row.detail, row.team)
