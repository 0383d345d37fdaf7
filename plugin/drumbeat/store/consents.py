"""Consents: who may be named in what. Taking one back takes the names out of every edition in the same moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, insert, select

from drumbeat.digest.people.consent import Category, Consent
from drumbeat.ports import AuditEntry, GivenConsent
from drumbeat.store.audit import log
from drumbeat.store.database import Database, as_moment, moment_text
from drumbeat.store.namings import end_namings, in_hand
from drumbeat.store.schema import consent


class ConsentStore:
    """Consents by person and category; every act is in the audit log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, given: GivenConsent, entry: AuditEntry) -> bool:
        """Keep a consent; False when it was given already, and nothing changes."""
        with self._database.begin() as connection:
            if connection.execute(select(consent).where(_is(given.consent))).first():
                return False
            connection.execute(
                insert(consent).values(
                    person=given.consent.person,
                    category=given.consent.category.value,
                    name=given.name,
                    said=given.said,
                    given_at=moment_text(given.at),
                )
            )
            log(connection, entry)
            return True

    def withdraw(self, taken: Consent, entry: AuditEntry) -> int:
        """Take a consent back, and the names out of every edition that rests on it, in one transaction.

        How many editions that were. A mail that another process claimed before may be on its way still: none of
        those `in_hand` right afterwards may be left before anybody is told that it is done.
        """
        with self._database.begin() as connection:
            connection.execute(delete(consent).where(_is(taken)))
            editions = end_namings(connection, taken.person, taken.category, entry.at)
            log(connection, entry)
            return editions

    def in_hand(self, taken: Consent, now: datetime) -> frozenset[tuple[int, str, int]]:
        """Mails of editions with names that are in a process's hands now: edition, recipient, attempt."""
        with self._database.read() as connection:
            return in_hand(connection, taken.person, taken.category, now)

    def given(self) -> frozenset[Consent]:
        """All consents."""
        return frozenset(each.consent for each in self.all())

    def all(self, person: str = "") -> list[GivenConsent]:
        """All consents, or one person's, by name and category."""
        query = select(consent)
        if person:
            query = query.where(consent.c.person == person)
        with self._database.read() as connection:
            found = [
                GivenConsent(Consent(row.person, Category(row.category)), row.name, row.said, as_moment(row.given_at))
                for row in connection.execute(query)
            ]
        return sorted(found, key=lambda each: (each.name.casefold(), each.consent.person, each.consent.category))


def _is(which: Consent) -> ColumnElement[bool]:
    return and_(consent.c.person == which.person, consent.c.category == which.category.value)
