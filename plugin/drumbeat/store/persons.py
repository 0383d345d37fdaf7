"""What is kept of one person: to hand it over, and to forget it (F15)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, delete, or_, select

from drumbeat.ports import AuditEntry
from drumbeat.store import declared as entries
from drumbeat.store import signals
from drumbeat.store.audit import log
from drumbeat.store.database import Database
from drumbeat.store.namings import end_namings, in_hand
from drumbeat.store.schema import audit, consent, declared, named_first, naming, remark, signal

_TABLES = {
    "signals": (signal, signal.c.subject),
    "remarks": (remark, remark.c.subject),
    "consents": (consent, consent.c.person),
    "named_in": (naming, naming.c.person),
    "named_first": (named_first, named_first.c.person),
    "audit": (audit, audit.c.subject),
}


class PersonStore:
    """Everything that is about one person, whatever table it is in. ServiceNow's own records are not."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def export(self, person: str, entry: AuditEntry) -> dict[str, list[dict[str, Any]]]:
        """Every row about the person, by kind; the act itself is in the audit log, and in the export."""
        with self._database.begin() as connection:
            log(connection, entry)
            found = {
                name: [dict(row) for row in connection.execute(_about(table, whose == person)).mappings()]
                for name, (table, whose) in _TABLES.items()
            }
            mine = or_(declared.c.person == person, declared.c.by_person == person)
            rows = connection.execute(_about(declared, mine)).mappings()
            return {**found, "declared": [dict(row) for row in rows]}

    def delete(self, person: str, entry: AuditEntry) -> int:
        """Forget the person's signals, remarks, consents and entries, and the names in all editions; how many rows.

        The audit log keeps who did what when: it is what proves the deletion.
        """
        with self._database.begin() as connection:
            gone = end_namings(connection, person, None, entry.at)
            gone += signals.forget(connection, person) + entries.forget(connection, person)
            gone += connection.execute(delete(named_first).where(named_first.c.person == person)).rowcount
            gone += connection.execute(delete(consent).where(consent.c.person == person)).rowcount
            log(connection, entry)
            return gone

    def in_hand(self, person: str, now: datetime) -> frozenset[tuple[int, str, int]]:
        """Mails of editions with the person's name that are in a process's hands now; see `ConsentStore.in_hand`."""
        with self._database.read() as connection:
            return in_hand(connection, person, None, now)


def _about(table: Table, whose: ColumnElement[bool]) -> Select[tuple[Any, ...]]:
    return select(table).where(whose).order_by(*table.primary_key)
