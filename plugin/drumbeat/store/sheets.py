"""Deliveries as a person looks at them: some at a time, of one state, by words of the address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select

from drumbeat.editions.deliveries import DeliveryState, Listed
from drumbeat.store.database import Database, as_moment
from drumbeat.store.schema import delivery

_AT_ONCE = 1000


class SheetStore:
    """The delivery sheets of editions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, edition_id: int, state: DeliveryState | None = None, words: str = "") -> int:
        """How many deliveries are in the state, or in any, to addresses that hold the words."""
        query = select(func.count()).select_from(delivery).where(_which(edition_id, state, words))
        with self._database.read() as connection:
            return connection.scalar(query) or 0

    def page(
        self, edition_id: int, state: DeliveryState | None = None, words: str = "", *, first: int = 0, most: int = 100
    ) -> list[Listed]:
        """The same themselves, by recipient, so many from the `first` on (0)."""
        query = select(delivery).where(_which(edition_id, state, words)).order_by(delivery.c.recipient)
        with self._database.read() as connection:
            return [
                Listed(
                    recipient=row.recipient,
                    state=DeliveryState(row.state),
                    attempts=row.attempts,
                    error=row.error,
                    changed_at=as_moment(row.changed_at),
                    retry_at=_retry_at(row),
                )
                for row in connection.execute(query.offset(first).limit(most))
            ]

    def whole(self, edition_id: int) -> Iterator[Listed]:
        """Every one, a thousand at a time."""
        first = 0
        while found := self.page(edition_id, first=first, most=_AT_ONCE):
            yield from found
            first += len(found)


def _retry_at(row: Row[Any]) -> datetime | None:
    """When a mail that was put off is tried again; of one that is claimed the column says another thing."""
    is_put_off = row.state == DeliveryState.PLANNED.value and row.lease_until
    return as_moment(row.lease_until) if is_put_off else None


def _which(edition_id: int, state: DeliveryState | None, words: str) -> ColumnElement[bool]:
    wanted = [delivery.c.edition_id == edition_id]
    if state is not None:
        wanted.append(delivery.c.state == state.value)
    wanted += [func.lower(delivery.c.recipient).contains(word, autoescape=True) for word in words.lower().split()]
    return and_(*wanted)
