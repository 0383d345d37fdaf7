"""Editions: a digest frozen with its renderings, its evidence and its hash. One edition a team and period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from drumbeat.digest.evidence import EvidenceLine
from drumbeat.ports import Content, Edition, EditionState
from drumbeat.records.period import Period
from drumbeat.store.database import moment_text
from drumbeat.store.deliveries import DeliveryLedger
from drumbeat.store.schema import edition, evidence


class EditionStore(DeliveryLedger):
    """Editions, with the ledger of their deliveries."""

    def save_draft(
        self, team_name: str, period: Period, content: Content, lines: Sequence[EvidenceLine], now: datetime
    ) -> Edition:
        """Keep the draft in place of an earlier draft, under a new id.

        An edition that has begun to leave is returned unchanged.
        """
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


def _find(connection: Connection, team_name: str, period: Period) -> Edition | None:
    row = connection.execute(
        select(edition).where(
            edition.c.team == team_name,
            edition.c.period_start == period.start.isoformat(),
            edition.c.period_end == period.end.isoformat(),
        )
    ).one_or_none()
    if row is None:
        return None
    content = Content(row.subject, row.html, row.text, row.digest)
    return Edition(row.id, EditionState(row.state), content, row.built_at)


def _insert(connection: Connection, team_name: str, period: Period, content: Content, now: datetime) -> int:
    inserted = connection.execute(
        insert(edition)
        .values(
            team=team_name,
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
