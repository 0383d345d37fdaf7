"""What leads decide about an edition before it leaves, and what named people approve of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select

from drumbeat.digest.editing import Editing, Pending
from drumbeat.ports import AuditEntry
from drumbeat.records.period import Period
from drumbeat.store.audit import log
from drumbeat.store.database import Database, moment_text
from drumbeat.store.schema import approval, editing


class EditingStore:
    """One decision a team and period, one approval a highlight; the last one holds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, team: str, period: Period) -> Editing:
        """What was decided and approved; nothing where nobody did anything."""
        with self._database.read() as connection:
            row = connection.execute(select(editing).where(*_which(editing, team, period))).one_or_none()
            approved = connection.execute(select(approval).where(*_which(approval, team, period))).all()
        return Editing(
            note=row.note if row else "",
            ticked=frozenset(filter(None, row.ticked.split(","))) if row else frozenset(),
            approved={each.highlight: each.value_hash for each in approved},
        )

    def set(self, team: str, period: Period, decided: Editing, now: datetime, entry: AuditEntry) -> None:
        """Keep the note and the ticks, with who set them in the audit log."""
        values = {"note": decided.note, "ticked": ",".join(sorted(decided.ticked)), "changed_at": moment_text(now)}
        with self._database.begin() as connection:
            connection.execute(delete(editing).where(*_which(editing, team, period)))
            connection.execute(insert(editing).values(**_key(team, period), **values))
            log(connection, entry)

    def approve(self, team: str, period: Period, approved: Pending, by: str, entry: AuditEntry) -> None:
        """Keep who approved a highlight, as it is now (F20)."""
        values = {"value_hash": approved.hash, "approved_by": by, "approved_at": moment_text(entry.at)}
        with self._database.begin() as connection:
            connection.execute(
                delete(approval).where(*_which(approval, team, period), approval.c.highlight == approved.id)
            )
            connection.execute(insert(approval).values(**_key(team, period), highlight=approved.id, **values))
            log(connection, entry)


def forget(connection: Connection, team: str) -> None:
    """Let go of what was decided for a team that is removed."""
    for table in (editing, approval):
        connection.execute(delete(table).where(table.c.team == team))


def _key(team: str, period: Period) -> dict[str, str]:
    return {"team": team, "period_start": period.start.isoformat(), "period_end": period.end.isoformat()}


def _which(table: Table, team: str, period: Period) -> list[ColumnElement[bool]]:
    return [table.c[name] == value for name, value in _key(team, period).items()]
