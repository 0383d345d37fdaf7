"""Editions: a digest frozen with its renderings, its evidence and its hash, and their deliveries.

One edition a team and period; one delivery an edition and recipient. A claim is taken before a mail leaves and
settled after it; a claim whose holder died becomes `unknown` and is never repeated by itself (promise 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from drumbeat.digest.evidence import EvidenceLine
from drumbeat.errors import SettingsError
from drumbeat.ports import Content, Delivery, DeliveryState, Edition, EditionState
from drumbeat.records.period import Period
from drumbeat.store.database import Database, moment_text
from drumbeat.store.schema import delivery, edition, evidence, team

LEASE = timedelta(minutes=10)
"""How long a claim holds. Longer than any one mail takes to hand over."""


class EditionStore:
    """`ports.Ledger` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_draft(
        self, team_name: str, period: Period, content: Content, lines: Sequence[EvidenceLine], now: datetime
    ) -> Edition:
        """Keep the draft in place of an earlier draft. An edition that has begun to leave is returned unchanged."""
        with self._database.begin() as connection:
            found = _find(connection, team_name, period)
            if found is not None and found.state is not EditionState.DRAFT:
                return found
            if found is not None:
                connection.execute(delete(edition).where(edition.c.id == found.id))
            edition_id = _insert(connection, team_name, period, content, now)
            if lines:
                connection.execute(
                    insert(evidence),
                    [{"edition_id": edition_id, "position": at, **asdict(line)} for at, line in enumerate(lines)],
                )
            return Edition(edition_id, EditionState.DRAFT, content, moment_text(now))

    def find(self, team_name: str, period: Period) -> Edition | None:
        """The edition of a team and period, if there is one."""
        with self._database.read() as connection:
            return _find(connection, team_name, period)

    def evidence(self, edition_id: int) -> list[EvidenceLine]:
        """The frozen list, in its order."""
        names = [field.name for field in fields(EvidenceLine)]
        query = select(*(evidence.c[name] for name in names)).where(evidence.c.edition_id == edition_id)
        with self._database.read() as connection:
            return [EvidenceLine(*row) for row in connection.execute(query.order_by(evidence.c.position))]

    def plan(self, edition_id: int, message_ids: dict[str, str], now: datetime) -> None:
        """Plan a delivery to each recipient who has none yet, and freeze the edition."""
        with self._database.begin() as connection:
            known = set(
                connection.scalars(select(delivery.c.recipient).where(delivery.c.edition_id == edition_id)).all()
            )
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
                }
                for recipient, message_id in message_ids.items()
                if recipient not in known
            ]
            if new:
                connection.execute(insert(delivery), new)
            connection.execute(
                update(edition).where(edition.c.id == edition_id).values(state=EditionState.SENDING.value)
            )

    def claim(self, edition_id: int, recipient: str, now: datetime) -> Delivery | None:
        """Take the delivery for sending; None when it is not to be sent, or another process has it."""
        mine = (delivery.c.edition_id == edition_id) & (delivery.c.recipient == recipient)
        free = delivery.c.state.in_((DeliveryState.PLANNED.value, DeliveryState.FAILED.value))
        with self._database.begin() as connection:
            taken = connection.execute(
                update(delivery)
                .where(mine & free)
                .values(
                    state=DeliveryState.CLAIMED.value,
                    attempts=delivery.c.attempts + 1,
                    lease_until=moment_text(now + LEASE),
                    changed_at=moment_text(now),
                )
            )
            if not taken.rowcount:
                return None
            return _deliveries(connection, edition_id, recipient)[0]

    def settle(self, edition_id: int, recipient: str, state: DeliveryState, error: str, now: datetime) -> None:
        """Say what became of a claimed delivery."""
        with self._database.begin() as connection:
            connection.execute(
                update(delivery)
                .where(
                    delivery.c.edition_id == edition_id,
                    delivery.c.recipient == recipient,
                    delivery.c.state == DeliveryState.CLAIMED.value,
                )
                .values(state=state.value, error=error, lease_until="", changed_at=moment_text(now))
            )

    def settle_abandoned(self, edition_id: int, now: datetime) -> None:
        """Claims whose lease has run out: whoever held them died, and nobody can say whether the mail left."""
        with self._database.begin() as connection:
            connection.execute(
                update(delivery)
                .where(
                    delivery.c.edition_id == edition_id,
                    delivery.c.state == DeliveryState.CLAIMED.value,
                    delivery.c.lease_until < moment_text(now),
                )
                .values(
                    state=DeliveryState.UNKNOWN.value,
                    error="sending was interrupted; the mail may have left",
                    lease_until="",
                    changed_at=moment_text(now),
                )
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


def _deliveries(connection: Connection, edition_id: int, recipient: str | None = None) -> list[Delivery]:
    query = select(delivery).where(delivery.c.edition_id == edition_id).order_by(delivery.c.recipient)
    if recipient is not None:
        query = query.where(delivery.c.recipient == recipient)
    return [
        Delivery(row.recipient, DeliveryState(row.state), row.message_id, row.attempts, row.error)
        for row in connection.execute(query)
    ]


def _find(connection: Connection, team_name: str, period: Period) -> Edition | None:
    row = connection.execute(
        select(edition)
        .join(team)
        .where(
            team.c.name == team_name,
            edition.c.period_start == period.start.isoformat(),
            edition.c.period_end == period.end.isoformat(),
        )
    ).one_or_none()
    if row is None:
        return None
    content = Content(row.subject, row.html, row.text, row.digest)
    return Edition(row.id, EditionState(row.state), content, row.built_at)


def _insert(connection: Connection, team_name: str, period: Period, content: Content, now: datetime) -> int:
    team_id = connection.scalar(select(team.c.id).where(team.c.name == team_name))
    if team_id is None:
        message = f"There is no team “{team_name}”."
        raise SettingsError(message)
    inserted = connection.execute(
        insert(edition)
        .values(
            team_id=team_id,
            period_start=period.start.isoformat(),
            period_end=period.end.isoformat(),
            state=EditionState.DRAFT.value,
            content_hash=content.hash,
            built_at=moment_text(now),
            **asdict(content),
        )
        .returning(edition.c.id)
    )
    return int(inserted.scalar_one())
