"""Signals as people were told of them: rows are only added, the last of a statement says how it stands (F16)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select

from drumbeat.digest.people.accomplishments import Remarks
from drumbeat.digest.people.told import Told
from drumbeat.ports import AuditEntry, Remark
from drumbeat.records.model import Ref
from drumbeat.records.period import Period
from drumbeat.signals.model import Evidence, Role, Signal, Span, Status
from drumbeat.store.audit import log
from drumbeat.store.database import Database, moment_text
from drumbeat.store.namings import end_namings
from drumbeat.store.schema import remark, signal

HIDE, SHOW, DISPUTE, SETTLE, ANNOTATE = "hide", "show", "dispute", "settle", "annotate"
"""What owners can say of a line; see `ports.Remark`."""


class SignalStore:
    """Signals and remarks by person. Nothing is written here while personal records are off."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tell(
        self,
        person: str,
        period: Period,
        additions: Callable[[list[Told]], Iterable[Told]],
        entry: AuditEntry,
    ) -> list[Told]:
        """Add what `additions` makes of what stands, and return what stands then; the reading is in the audit log."""
        with self._database.begin() as connection:
            new = [_values(told, person, period, entry.at) for told in additions(_standing(connection, person, period))]
            if new:
                connection.execute(insert(signal), new)
            log(connection, entry)
            return _standing(connection, person, period)

    def remark(self, person: str, said: Remark, entry: AuditEntry) -> bool:
        """Keep the owner's word; False where the person has no such line. What is hidden or disputed names nobody."""
        with self._database.begin() as connection:
            rows = connection.execute(select(signal).where(signal.c.subject == person)).all()
            if said.statement not in {_told(row).signal.statement for row in rows}:
                return False
            connection.execute(
                insert(remark).values(
                    subject=person, statement=said.statement, act=said.act, note=said.note, at=moment_text(entry.at)
                )
            )
            if said.act in (HIDE, DISPUTE):
                end_namings(connection, person, None, entry.at)
            log(connection, entry)
            return True

    def remarks(self, person: str) -> dict[str, Remarks]:
        """What the person said of each line."""
        with self._database.read() as connection:
            rows = connection.execute(select(remark).where(remark.c.subject == person).order_by(remark.c.id)).all()
        return _remarks(rows)

    def unsaid(self) -> frozenset[str]:
        """All statements that their owners hid or dispute."""
        with self._database.read() as connection:
            rows = connection.execute(select(remark).order_by(remark.c.id)).all()
        return frozenset(key for key, said in _remarks(rows).items() if said.is_hidden or said.is_disputed)

    def over(self, before: str) -> int:
        """How many rows are of periods that ended on this day or earlier (ISO)."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).where(signal.c.period_end <= before)) or 0

    def let_go(self, before: str, entry: Callable[[int], AuditEntry]) -> int:
        """Forget signals of periods that ended on this day or earlier (ISO); how many rows. See F15."""
        with self._database.begin() as connection:
            gone = connection.execute(delete(signal).where(signal.c.period_end <= before)).rowcount
            kept = {_told(row).signal.statement for row in connection.execute(select(signal))}
            for (statement,) in connection.execute(select(remark.c.statement).distinct()).all():
                if statement not in kept:
                    connection.execute(delete(remark).where(remark.c.statement == statement))
            if gone:
                log(connection, entry(gone))
            return gone


def forget(connection: Connection, person: str) -> int:
    """Every signal and remark about the person; how many rows."""
    gone = connection.execute(delete(signal).where(signal.c.subject == person)).rowcount
    return gone + connection.execute(delete(remark).where(remark.c.subject == person)).rowcount


def _standing(connection: Connection, person: str, period: Period) -> list[Told]:
    """The last row of each statement, in the order in which they were first told."""
    start, end = period.start.isoformat(), period.end.isoformat()
    query = select(signal).where(
        and_(signal.c.subject == person, signal.c.period_start == start, signal.c.period_end == end)
    )
    found: dict[str, Told] = {}
    for row in connection.execute(query.order_by(signal.c.id)):
        told = _told(row)
        found[told.signal.statement] = told
    return list(found.values())


def _values(told: Told, person: str, period: Period, now: datetime) -> dict[str, Any]:
    found = told.signal
    return {
        "subject": person,
        "period_start": period.start.isoformat(),
        "period_end": period.end.isoformat(),
        "rule": found.rule,
        "version": found.version,
        "label": told.label,
        "sentence": told.sentence,
        "about": found.about,
        "role": found.role.value,
        "status": found.status.value,
        "evidence": json.dumps(
            {"evidence": [asdict(each) for each in found.evidence], "spans": [asdict(each) for each in found.spans]}
        ),
        "sha256": found.sha256,
        "found_at": moment_text(now),
    }


def _told(row: Row[Any]) -> Told:
    held = json.loads(row.evidence)
    found = Signal(
        rule=row.rule,
        version=row.version,
        subject=Ref(row.subject),
        role=Role(row.role),
        evidence=tuple(Evidence(**each) for each in held["evidence"]),
        about=row.about,
        spans=tuple(Span(**each) for each in held["spans"]),
        status=Status(row.status),
    )
    return Told(found, row.label, row.sentence)


def _remarks(rows: Iterable[Row[Any]]) -> dict[str, Remarks]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        said = found.setdefault(row.statement, {})
        if row.act in (HIDE, SHOW):
            said["is_hidden"] = row.act == HIDE
        elif row.act in (DISPUTE, SETTLE):
            said["is_disputed"] = row.act == DISPUTE
        said |= {"note": row.note} if row.note or row.act == ANNOTATE else {}
    return {statement: Remarks(**said) for statement, said in found.items()}
