"""What is kept of one person: to hand it over, and to forget it (F15)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, delete, or_, select, true

from drumbeat.editions.addresses import mailbox
from drumbeat.editions.deliveries import NOT_RECEIVING
from drumbeat.editions.notices import Told, key_of
from drumbeat.editions.recipients import NOT_REACHED, Reach, Rule
from drumbeat.ports import AuditEntry
from drumbeat.store import declared as entries
from drumbeat.store import signals
from drumbeat.store.audit import log
from drumbeat.store.database import Database, moment_text
from drumbeat.store.delivery_rows import withdraw
from drumbeat.store.namings import end_namings, in_hand
from drumbeat.store.rules import drop_rules, rules_of
from drumbeat.store.schema import (
    audit,
    bounce,
    consent,
    declared,
    delivery,
    edition,
    named_first,
    naming,
    notice,
    remark,
    signal,
    suppression,
    team,
)
from drumbeat.store.teams import known_id

_TABLES = {
    "signals": (signal, signal.c.subject),
    "remarks": (remark, remark.c.subject),
    "consents": (consent, consent.c.person),
    "named_in": (naming, naming.c.person),
    "named_first": (named_first, named_first.c.person),
    "audit": (audit, audit.c.subject),
}


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is gone of a person, and what stays."""

    rows: int
    kept: int
    """Suppressions, and rules that leave the person out: without them mails would come again."""


class PersonStore:
    """Everything that is about one person, whatever table it is in. ServiceNow's own records are not."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def export(self, person: str, entry: AuditEntry, reach: Reach = NOT_REACHED) -> dict[str, list[dict[str, Any]]]:
        """Every row about the person, by kind; the act itself is in the audit log, and in the export."""
        with self._database.begin() as connection:
            log(connection, entry)
            found = {
                name: [dict(row) for row in connection.execute(_about(table, whose == person)).mappings()]
                for name, (table, whose) in _TABLES.items()
            }
            mine = or_(declared.c.person == person, declared.c.by_person == person)
            rows = connection.execute(_about(declared, mine)).mappings()
            rules = [{"team": team, **asdict(rule)} for team, rule in _rules(connection, reach)]
            return {
                **found,
                "declared": [dict(row) for row in rows],
                "recipient_rules": rules,
                "suppressions": _suppressions(connection, person, reach),
                "deliveries": _deliveries(connection, reach),
                "came_back": _came_back(connection, reach),
            }

    def delete(self, person: str, entry: AuditEntry, reach: Reach = NOT_REACHED) -> Forgotten:
        """Forget the person's signals, remarks, consents and entries, and the names in all editions.

        No rule names the person as a recipient any more, and what has not left does not leave. That the person
        unsubscribed, or is left out, stays: a group would lead to the mailbox again. The audit log keeps who did what
        when: it is what proves the deletion. The ledger keeps to whom mails went.
        """
        with self._database.begin() as connection:
            gone = end_namings(connection, person, None, entry.at)
            gone += signals.forget(connection, person) + entries.forget(connection, person)
            gone += connection.execute(delete(named_first).where(named_first.c.person == person)).rowcount
            told = and_(notice.c.kind == Told.NAMED.value, notice.c.key.startswith(key_of(person)))
            gone += connection.execute(delete(notice).where(told)).rowcount
            gone += connection.execute(delete(consent).where(consent.c.person == person)).rowcount
            rules = _rules(connection, reach)
            leading = [(team, rule) for team, rule in rules if not rule.is_excluded]
            for team, rule in leading:
                drop_rules(connection, team, known_id(connection, team), [rule])
                for box in reach.mailboxes:
                    withdraw(connection, team, box, NOT_RECEIVING, moment_text(entry.at))
            kept = len(rules) - len(leading) + len(_suppressions(connection, person, reach))
            log(connection, entry)
            return Forgotten(gone + len(leading), kept)

    def in_hand(self, person: str, now: datetime) -> frozenset[tuple[int, str, int]]:
        """Mails of editions with the person's name that are in a process's hands now; see `ConsentStore.in_hand`."""
        with self._database.read() as connection:
            return in_hand(connection, person, None, now)


def _about(table: Table, whose: ColumnElement[bool]) -> Select[tuple[Any, ...]]:
    return select(table).where(whose).order_by(*table.primary_key)


def _rules(connection: Connection, reach: Reach) -> list[tuple[str, Rule]]:
    """Rules that speak of the person alone, each with its team."""
    teams = connection.execute(select(team.c.id, team.c.name).order_by(team.c.name)).all()
    return [(row.name, rule) for row in teams for rule in rules_of(connection, row.id) if reach.is_meant(rule)]


def _suppressions(connection: Connection, person: str, reach: Reach) -> list[dict[str, Any]]:
    mine = or_(suppression.c.address.in_(reach.mailboxes), suppression.c.person == person)
    rows = connection.execute(_about(suppression, mine)).mappings()
    return [dict(row) for row in rows]


def _deliveries(connection: Connection, reach: Reach) -> list[dict[str, Any]]:
    """Which editions went to the person, and what became of each."""
    said = (edition.c.team, edition.c.period_start, *(delivery.c[name] for name in _OF_DELIVERY))
    rows = connection.execute(select(*said).join(edition, edition.c.id == delivery.c.edition_id)).mappings()
    return [dict(row) for row in rows if mailbox(row["recipient"]) in reach.mailboxes] if reach.mailboxes else []


def _came_back(connection: Connection, reach: Reach) -> list[dict[str, Any]]:
    """Mails to the person that came back, and why."""
    rows = connection.execute(_about(bounce, true())).mappings() if reach.mailboxes else ()
    return [dict(row) for row in rows if mailbox(row["recipient"]) in reach.mailboxes]


_OF_DELIVERY = ("recipient", "state", "error", "changed_at")
