"""Addresses that receive nothing: who unsubscribed, and whose mailbox is gone. They outlive the team's rules (E18)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, select

from drumbeat.editions.addresses import mailbox
from drumbeat.editions.directory import NO_DIRECTORY
from drumbeat.editions.recipients import EVERY_TEAM, Reason
from drumbeat.editions.suppressions import Suppression, suppressed_by
from drumbeat.ports import AuditEntry
from drumbeat.store.audit import log
from drumbeat.store.database import Database, as_moment, insert_of, moment_text
from drumbeat.store.delivery_rows import withdraw
from drumbeat.store.schema import delivery, suppression


class SuppressionStore:
    """Suppressions by mailbox and team."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, address: str, team: str, reason: Reason, said: str, now: datetime) -> bool:
        """Let an address receive nothing of a team, or of any (`EVERY_TEAM`); False when that is so already.

        Team and address need not be known any more. Who unsubscribed stays so when the mailbox is gone as well. Mails
        that have not left to somebody who unsubscribed do not leave, from this transaction on (E19).
        """
        box = mailbox(address)
        row = {"address": box, "team": team, "reason": reason.value, "said": said, "at": moment_text(now)}
        with self._database.begin() as connection:
            row["person"] = _whose(connection, address) if reason is Reason.UNSUBSCRIBED else ""
            is_new = _keep(connection, row)
            if reason is Reason.UNSUBSCRIBED:
                for each in sorted({box, *_boxes_of(connection, row["person"])}):
                    withdraw(connection, team, each, reason.value, moment_text(now))
            return is_new

    def of(self, team: str) -> dict[str, Reason]:
        """Mailbox -> why it receives nothing of the team."""
        return suppressed_by(self.all(team), NO_DIRECTORY)

    def all(self, team: str | None = None) -> list[Suppression]:
        """All suppressions, or those that concern a team, by mailbox and team."""
        query = select(suppression).order_by(suppression.c.address, suppression.c.team)
        if team is not None:
            query = query.where(suppression.c.team.in_((team, EVERY_TEAM)))
        with self._database.read() as connection:
            return [_as_suppression(row) for row in connection.execute(query)]

    def lift(self, addresses: Collection[str], team: str | None, entry: AuditEntry) -> list[Suppression]:
        """Let one person's addresses receive again: of one team, of `EVERY_TEAM`, or all (None); what was lifted.

        The act is in the audit log, once. What other suppressions say of the addresses stays.
        """
        meant: ColumnElement[bool] = suppression.c.address.in_([mailbox(each) for each in addresses])
        if team is not None:
            meant = and_(meant, suppression.c.team == team)
        with self._database.begin() as connection:
            lifted = [_as_suppression(row) for row in connection.execute(select(suppression).where(meant))]
            connection.execute(delete(suppression).where(meant))
            if lifted:
                log(connection, entry, team or "")
            return lifted


def _keep(connection: Connection, row: dict[str, str]) -> bool:
    """Keep a row that is not there yet, or is there for the weaker reason; two processes may do so at once."""
    insert = insert_of(connection)
    new = insert(suppression).values(row)
    stronger = and_(suppression.c.reason == Reason.LEFT.value, new.excluded.reason == Reason.UNSUBSCRIBED.value)
    changed = {name: new.excluded[name] for name in ("reason", "said", "at", "person")}
    kept = new.on_conflict_do_update(index_elements=["address", "team"], set_=changed, where=stronger)
    return connection.execute(kept.returning(suppression.c.address)).first() is not None


def _whose(connection: Connection, address: str) -> str:
    """The one user whose mailbox it was when a digest was last sent there; empty where it was nobody's, or several'."""
    is_theirs = func.lower(delivery.c.recipient).in_({address.lower(), mailbox(address)})
    last = select(delivery.c.persons).where(is_theirs, delivery.c.persons != "")
    found = (connection.scalar(last.order_by(delivery.c.edition_id.desc()).limit(1)) or "").split()
    return found[0] if len(found) == 1 else ""


def _boxes_of(connection: Connection, person: str) -> set[str]:
    """Where mails to this user alone were sent, or are to be."""
    theirs = select(delivery.c.recipient).where(delivery.c.persons == person).distinct()
    return {mailbox(each) for each in connection.scalars(theirs)} if person else set()


def _as_suppression(row: Row[tuple[str, str, str, str, str, str]]) -> Suppression:
    return Suppression(row.address, row.team, Reason(row.reason), row.said, as_moment(row.at), row.person)
