"""Imported entries about people: what ServiceNow does not hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from drumbeat.ports import AuditEntry
from drumbeat.records.model import Declaration, Declared, Ref
from drumbeat.store.audit import log
from drumbeat.store.database import Database, moment_text
from drumbeat.store.schema import declared


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import."""

    new: int
    changed: int
    known: int


class DeclaredStore:
    """Entries by their ids; the same row is one entry, however often it is imported."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, found: Sequence[Declared], entry: AuditEntry, *, dry_run: bool = False) -> Imported:
        """Keep entries, all or none; an act in the audit log for each that is new or changed."""
        with self._database.begin() as connection:
            known = {row.id: _entry(row) for row in connection.execute(select(declared))}
            new = [each for each in found if each.sys_id not in known]
            changed = [each for each in found if each.sys_id in known and known[each.sys_id] != each]
            if not dry_run:
                for each in new:
                    connection.execute(insert(declared).values(**_values(each, entry.at)))
                for each in changed:
                    values = _values(each, entry.at)
                    connection.execute(update(declared).where(declared.c.id == each.sys_id).values(**values))
                for each in (*new, *changed):
                    log(connection, _about(entry, each.person.key, f"{each.kind} {each.sys_id}"))
            return Imported(len(new), len(changed), len(found) - len(new) - len(changed))

    def all(self) -> list[Declared]:
        """Every entry, by kind, name, day and id."""
        with self._database.read() as connection:
            found = [_entry(row) for row in connection.execute(select(declared))]
        return sorted(found, key=lambda each: (each.kind, each.person.name.casefold(), each.day, each.sys_id))

    def remove(self, ids: Sequence[str], entry: AuditEntry) -> list[str]:
        """Forget entries; the ids that there were."""
        with self._database.begin() as connection:
            rows = connection.execute(select(declared).where(declared.c.id.in_(ids)).order_by(declared.c.id)).all()
            connection.execute(delete(declared).where(declared.c.id.in_(ids)))
            for row in rows:
                log(connection, _about(entry, row.person, f"{row.kind} {row.id}"))
            return sorted(row.id for row in rows)


def forget(connection: Connection, person: str) -> int:
    """Every entry about the person, and the person's name in what others were given; how many rows."""
    gone = connection.execute(delete(declared).where(declared.c.person == person)).rowcount
    given = update(declared).where(declared.c.by_person == person)
    return gone + connection.execute(given.values(by_person="", by_name="a colleague")).rowcount


def _about(entry: AuditEntry, person: str, what: str) -> AuditEntry:
    return replace(entry, subject=person, detail="; ".join(filter(None, (what, entry.detail))))


def _values(each: Declared, now: datetime) -> dict[str, Any]:
    return {
        "id": each.sys_id,
        "kind": each.kind.value,
        "person": each.person.key,
        "name": each.person.name,
        "title": each.title,
        "day": each.day.isoformat(),
        "by_person": each.by.sys_id,
        "by_name": each.by.name,
        "url": each.url,
        "expires": each.expires.isoformat() if each.expires else "",
        "credential": each.credential,
        "confirmed": int(each.is_confirmed),
        "imported_at": moment_text(now),
    }


def _entry(row: Row[Any]) -> Declared:
    return Declared(
        sys_id=row.id,
        table=row.kind,
        kind=Declaration(row.kind),
        person=Ref(row.person if row.person != row.name else "", row.name),
        title=row.title,
        day=date.fromisoformat(row.day),
        by=Ref(row.by_person, row.by_name),
        url=row.url,
        expires=date.fromisoformat(row.expires) if row.expires else None,
        credential=row.credential,
        is_confirmed=bool(row.confirmed),
    )
