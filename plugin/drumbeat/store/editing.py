"""What leads decide about an edition before it leaves."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from drumbeat.digest.editing import UNEDITED, Editing
from drumbeat.ports import AuditEntry
from drumbeat.records.period import Period
from drumbeat.store.audit import log
from drumbeat.store.database import Database, moment_text
from drumbeat.store.schema import editing


class EditingStore:
    """One decision a team and period; the last one holds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, team: str, period: Period) -> Editing:
        """What was decided; nothing where nobody decided anything."""
        with self._database.read() as connection:
            return _editing(connection, team, period)

    def change(self, team: str, period: Period, decide: Callable[[Editing], Editing], entry: AuditEntry) -> Editing:
        """Keep what is decided of what was decided before, with who did it in the audit log.

        Two who decide at once do not undo each other: reading and writing are one transaction. What changes nothing
        leaves no trace. Raises what `decide` raises; nothing is kept then.
        """
        with self._database.begin() as connection:
            before = _editing(connection, team, period)
            decided = decide(before)
            if decided == before:
                return before
            values = {
                "team": team,
                "period_start": period.start.isoformat(),
                "period_end": period.end.isoformat(),
                "note": decided.note,
                "ticked": ",".join(sorted(decided.ticked)),
                "changed_at": moment_text(entry.at),
            }
            connection.execute(delete(editing).where(*_which(team, period)))
            connection.execute(insert(editing).values(values))
            log(connection, entry)
        return decided


def _editing(connection: Connection, team: str, period: Period) -> Editing:
    row = connection.execute(select(editing).where(*_which(team, period))).one_or_none()
    if row is None:
        return UNEDITED
    return Editing(row.note, frozenset(filter(None, row.ticked.split(","))))


def _which(team: str, period: Period) -> tuple[ColumnElement[bool], ...]:
    return (
        editing.c.team == team,
        editing.c.period_start == period.start.isoformat(),
        editing.c.period_end == period.end.isoformat(),
    )
