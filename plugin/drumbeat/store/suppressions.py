"""Who is sent nothing any more: unsubscribed, or left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

from drumbeat.store.database import Database, moment_text
from drumbeat.store.schema import suppression


class SuppressionStore:
    """Addresses that no digest of a team, or of any team, is sent to; recipients and lists are not touched."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, address: str, team: str, reason: str, said: str, now: datetime) -> None:
        """Send nothing of this team to the address any more; of no team where that is empty. The first word stays."""
        key = (suppression.c.address == address.lower(), suppression.c.team == team)
        with self._database.begin() as connection:
            if connection.execute(select(suppression.c.at).where(*key)).first() is None:
                connection.execute(
                    insert(suppression).values(
                        address=address.lower(), team=team, reason=reason, said=said, at=moment_text(now)
                    )
                )
