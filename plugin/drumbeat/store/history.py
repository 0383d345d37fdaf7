"""What was sent to whom, with what was decided about it: how far back that is known, and how it goes (F15).

A month whose ledger is gone could be sent twice, as nobody knows any more who received it. So the day up to which the
ledger was let go of stays for good, and `refuse_unknown` keeps from leaving what ended by then (promise 3). The same
holds where a store was restored: what had ended by then may have left between the backup and that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, delete, exists, func, insert, not_, select

from drumbeat.editions.unknown import Gaps, Restoration, Unknown
from drumbeat.ports import AuditEntry
from drumbeat.records.period import Period
from drumbeat.records.zones import zone_named
from drumbeat.store.acts import last_force
from drumbeat.store.audit import log
from drumbeat.store.database import Database, as_moment
from drumbeat.store.schema import (
    approval,
    delivery,
    delivery_event,
    editing,
    edition,
    edition_act,
    fact,
    fact_act,
    ledger_begins,
    notice,
    restoration,
    team,
)

_BESIDE = {approval: "approved_at", editing: "changed_at", edition_act: "at", fact: "fetched_at", fact_act: "at"}
"""What is kept of a team and a period beside its edition, and when it was."""


@dataclass(frozen=True, slots=True)
class Old:
    """An edition whose time is over."""

    id: int
    team: str
    start: date
    end: date
    mails: int


class HistoryStore:
    """The past of all teams. Days are the first that is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known_since(self) -> date | None:
        """The day up to which the ledger was let go of; None: it is all there."""
        with self._database.read() as connection:
            day = _known_since(connection)
        return date.fromisoformat(day) if day else None

    def gaps(self) -> Gaps:
        """Where the ledger does not tell what has left, of all teams."""
        with self._database.read() as connection:
            return _gaps(connection)

    def over(self, before: date) -> list[Old]:
        """Editions of periods that ended by this day, and with which nothing was done since, the oldest first.

        An edition of an old period that was made or sent later is kept: links of its mails are to work.
        """
        with self._database.read() as connection:
            return [_old(row) for row in connection.execute(_over(before.isoformat()))]

    def let_go(self, old: Old, before: date, entry: AuditEntry) -> bool:
        """Forget one of them with all that belongs to it, in one transaction; False where it is not over any more.

        If mails of it were planned, nothing that ended as early leaves from then on, but for a person who says why
        (`refuse_unknown`).
        """
        with self._database.begin() as connection:
            if connection.execute(_over(before.isoformat()).where(edition.c.id == old.id)).first() is None:
                return False
            for table in (delivery_event, delivery):  # the rest goes with its edition, and is little
                connection.execute(delete(table).where(table.c.edition_id == old.id))
            connection.execute(delete(edition).where(edition.c.id == old.id))
            start, end = old.start.isoformat(), old.end.isoformat()
            for table in _BESIDE:
                of_it = (table.c.team == old.team, table.c.period_start == start, table.c.period_end == end)
                connection.execute(delete(table).where(*of_it))
            connection.execute(delete(notice).where(notice.c.team == old.team, notice.c.period_start == start))
            if old.mails:
                _begin_at(connection, max(end, _known_since(connection)))
            log(connection, entry, old.team)
            return True

    def decisions_over(self, before: date) -> int:
        """How many decisions, figures and notices `let_go_of_decisions` would forget now."""
        with self._database.read() as connection:
            return sum(
                connection.scalar(select(func.count()).select_from(table).where(is_over)) or 0
                for table, is_over in _strays(before.isoformat())
            )

    def let_go_of_decisions(self, before: date, entry: Callable[[int], AuditEntry]) -> int:
        """Forget what was decided, typed or told about periods of before of which there is no edition; how much."""
        with self._database.begin() as connection:
            gone = sum(
                connection.execute(delete(table).where(is_over)).rowcount
                for table, is_over in _strays(before.isoformat())
            )
            if gone:
                log(connection, entry(gone))
            return gone


def refuse_unknown(connection: Connection, edition_id: int) -> None:
    """Raises SettingsError for an edition of such a period, unless a person said why it is to be sent all the same.

    Since a restoring, for that.
    """
    found = connection.execute(
        select(edition.c.period_start, edition.c.period_end, team.c.zone)
        .outerjoin(team, team.c.name == edition.c.team)
        .where(edition.c.id == edition_id)
    ).one_or_none()
    if found is None:
        return
    said, gaps = last_force(connection, edition_id), _gaps(connection)
    if not said:
        _refuse(gaps.forgotten(found.period_end))
    start, end = date.fromisoformat(found.period_start), date.fromisoformat(found.period_end)
    period = Period(start, end, zone_named(found.zone or "UTC"))
    _refuse(gaps.doubtful(period, said))


def _refuse(found: Unknown | None) -> None:
    if found is not None:
        raise found.refusal


def _gaps(connection: Connection) -> Gaps:
    rows = connection.execute(select(restoration).order_by(restoration.c.id)).all()
    restorations = [Restoration(as_moment(row.ended_by), row.made_at, row.aside, row.last_act) for row in rows]
    return Gaps(_known_since(connection), restorations)


def _known_since(connection: Connection) -> str:
    return connection.scalar(select(ledger_begins.c.day)) or ""


def _begin_at(connection: Connection, day: str) -> None:
    connection.execute(delete(ledger_begins))
    connection.execute(insert(ledger_begins).values(id=1, day=day))


def _over(before: str) -> Select[Any]:
    of_it = delivery.c.edition_id == edition.c.id
    is_touched = exists().where(of_it, delivery.c.changed_at >= before)
    mails = select(func.count()).select_from(delivery).where(of_it).scalar_subquery()
    columns = (edition.c.id, edition.c.team, edition.c.period_start, edition.c.period_end, mails.label("mails"))
    is_over = and_(edition.c.period_end <= before, edition.c.built_at < before, not_(is_touched))
    return select(*columns).where(is_over).order_by(edition.c.period_start, edition.c.team, edition.c.id)


def _old(row: Row[Any]) -> Old:
    return Old(row.id, row.team, date.fromisoformat(row.period_start), date.fromisoformat(row.period_end), row.mails)


def _strays(before: str) -> list[tuple[Table, ColumnElement[bool]]]:
    """What is kept beside editions, and what of it is over: old by its period and by itself, without an edition."""

    def alone(table: Table) -> ColumnElement[bool]:
        is_same = and_(edition.c.team == table.c.team, edition.c.period_start == table.c.period_start)
        return not_(exists().where(is_same))

    of_periods = [
        (table, and_(table.c.period_end <= before, table.c[at] < before, alone(table))) for table, at in _BESIDE.items()
    ]
    return [*of_periods, (notice, and_(notice.c.period_start < before, notice.c.at < before, alone(notice)))]
