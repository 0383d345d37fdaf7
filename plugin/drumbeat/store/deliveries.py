"""Deliveries: one edition to one recipient. A claim is taken before a mail leaves and settled after it.

A claim whose holder died becomes `unknown`, and is never repeated by itself (promise 3).
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from drumbeat.errors import TryLater
from drumbeat.ports import Delivery, DeliveryState, EditionState
from drumbeat.store.database import Database, moment_text
from drumbeat.store.schema import delivery, edition

LEASE = timedelta(minutes=10)
"""How long a claim holds. Longer than any one mail takes to hand over."""

_TO_SEND = (DeliveryState.PLANNED.value, DeliveryState.FAILED.value)
_LEFT = (DeliveryState.CLAIMED.value, DeliveryState.SENT.value, DeliveryState.UNKNOWN.value)


class DeliveryLedger:
    """`ports.Ledger` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def plan(self, edition_id: int, message_ids: dict[str, str], now: datetime) -> None:
        """Plan a delivery to each recipient who has none yet, and freeze the edition.

        Without anyone new nothing changes: an edition that goes to nobody stays a draft. Raises TryLater when the
        draft was made anew meanwhile: what would leave is no longer what the store holds (promise 6).
        """
        with self._database.begin() as connection:
            known = {each.recipient.casefold() for each in _deliveries(connection, edition_id)}
            new = [
                {
                    "edition_id": edition_id,
                    "recipient": recipient,
                    "state": DeliveryState.PLANNED.value,
                    "message_id": message_id,
                    "attempts": 0,
                    "lease_until": "",
                    "error": "",
                    "changed_at": moment_text(now),
                    "language": "",
                    "kind": "address",
                    "owner": "",
                }
                for recipient, message_id in message_ids.items()
                if recipient.casefold() not in known
            ]
            if not new:
                return
            frozen = update(edition).where(edition.c.id == edition_id).values(state=EditionState.SENDING.value)
            if not connection.execute(frozen).rowcount:
                raise TryLater(
                    "The draft was made anew while it was about to be sent; nothing has left.",
                    recovery="Look at it with `drumbeat preview`, then send it.",
                )
            connection.execute(insert(delivery), new)

    def claim(self, edition_id: int, recipient: str, now: datetime) -> Delivery | None:
        """Take the delivery for sending; None when it is not to be sent, or another process has it."""
        until = moment_text(now + LEASE)
        taken = (
            update(delivery)
            .where(_is(edition_id, recipient), delivery.c.state.in_(_TO_SEND))
            .values(
                state=DeliveryState.CLAIMED.value,
                attempts=delivery.c.attempts + 1,
                lease_until=until,
                error=f"on its way, or interrupted: known by {until} UTC",
                changed_at=moment_text(now),
            )
        )
        with self._database.begin() as connection:
            if not connection.execute(taken).rowcount:
                return None
            return _deliveries(connection, edition_id, recipient)[0]

    def settle(self, edition_id: int, recipient: str, state: DeliveryState, error: str, now: datetime) -> None:
        """Say what became of a claimed delivery; of one, too, whose claim has run out and passes for unknown."""
        ours = delivery.c.state.in_((DeliveryState.CLAIMED.value, DeliveryState.UNKNOWN.value))
        with self._database.begin() as connection:
            _settle(connection, and_(_is(edition_id, recipient), ours), (state, error), now)

    def settle_abandoned(self, edition_id: int, now: datetime) -> None:
        """Claims that have run out: whoever held them died, and nobody can say whether the mail left.

        A claim that ends later than any made now was made by a clock since set back; waiting for it would be in vain.
        """
        run_out = and_(
            delivery.c.edition_id == edition_id,
            delivery.c.state == DeliveryState.CLAIMED.value,
            or_(delivery.c.lease_until < moment_text(now), delivery.c.lease_until > moment_text(now + LEASE)),
        )
        with self._database.begin() as connection:
            _settle(
                connection, run_out, (DeliveryState.UNKNOWN, "sending was interrupted; the mail may have left"), now
            )

    def close(self, edition_id: int) -> None:
        """Mark the edition sent when every delivery was accepted."""
        with self._database.begin() as connection:
            states = {found.state for found in _deliveries(connection, edition_id)}
            if states == {DeliveryState.SENT}:
                connection.execute(
                    update(edition).where(edition.c.id == edition_id).values(state=EditionState.SENT.value)
                )

    def deliveries(self, edition_id: int) -> list[Delivery]:
        """All deliveries of an edition, by recipient."""
        with self._database.read() as connection:
            return _deliveries(connection, edition_id)

    def left_since(self, moment: datetime) -> int:
        """How many mails of the whole store have left since then, or may have: those on their way count as well."""
        query = select(func.count()).where(delivery.c.state.in_(_LEFT), delivery.c.changed_at >= moment_text(moment))
        with self._database.read() as connection:
            return connection.scalar(query) or 0

    def together(self) -> AbstractContextManager[None]:
        """Whatever this thread asks of the store within is one transaction."""
        return self._database.together()


def withdraw(connection: Connection, team: str, recipient: str | None = None) -> None:
    """Take back what has not left of a team's editions: to one recipient, or to all."""
    editions = select(edition.c.id).where(edition.c.team == team)
    gone = delete(delivery).where(delivery.c.edition_id.in_(editions), delivery.c.state.in_(_TO_SEND))
    connection.execute(gone if recipient is None else gone.where(delivery.c.recipient == recipient))


def _is(edition_id: int, recipient: str) -> ColumnElement[bool]:
    return and_(delivery.c.edition_id == edition_id, delivery.c.recipient == recipient)


def _settle(
    connection: Connection, which: ColumnElement[bool], outcome: tuple[DeliveryState, str], now: datetime
) -> None:
    state, error = outcome
    connection.execute(
        update(delivery)
        .where(which)
        .values(state=state.value, error=error, lease_until="", changed_at=moment_text(now))
    )


def _deliveries(connection: Connection, edition_id: int, recipient: str | None = None) -> list[Delivery]:
    query = select(delivery).where(delivery.c.edition_id == edition_id).order_by(delivery.c.recipient)
    if recipient is not None:
        query = query.where(delivery.c.recipient == recipient)
    return [
        Delivery(row.recipient, DeliveryState(row.state), row.message_id, row.attempts, row.error)
        for row in connection.execute(query)
    ]
