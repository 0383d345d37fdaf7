"""Lists of recipients that somebody sent, until they are kept or a day has gone by."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, select, update

from drumbeat.store.database import Database, moment_text
from drumbeat.store.schema import pending_list
from drumbeat.store.teams import known_id

KEPT = timedelta(days=1)
MOST = 5
"""Of one person, for one team."""


class PendingListStore:
    """Lists by number, each its owner's alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, team: str, owner: str, content: str, now: datetime) -> int:
        """Keep one; its number. Those that are too old go, and the oldest of the owner where there are too many.

        Raises SettingsError when the team is unknown.
        """
        with self._database.begin() as connection:
            team_id = known_id(connection, team)
            connection.execute(delete(pending_list).where(pending_list.c.at <= moment_text(now - KEPT)))
            new = {"team_id": team_id, "owner": owner, "at": moment_text(now), "content": content}
            number: int = connection.execute(insert(pending_list).values(new).returning(pending_list.c.id)).scalar_one()
            own = (pending_list.c.team_id == team_id) & (pending_list.c.owner == owner)
            held = connection.scalars(select(pending_list.c.id).where(own).order_by(pending_list.c.id.desc())).all()
            connection.execute(delete(pending_list).where(pending_list.c.id.in_(held[MOST:])))
        return number

    def get(self, number: int, team: str, owner: str, now: datetime) -> str | None:
        """What it holds; None for another team's, another person's, and one that is gone or too old."""
        with self._database.read() as connection:
            theirs = _is(number, owner) & (pending_list.c.team_id == known_id(connection, team))
            is_fresh = pending_list.c.at > moment_text(now - KEPT)
            return connection.scalar(select(pending_list.c.content).where(theirs, is_fresh))

    def replace(self, number: int, owner: str, content: str) -> None:
        """Have it hold something else."""
        with self._database.begin() as connection:
            connection.execute(update(pending_list).where(_is(number, owner)).values(content=content))

    def drop(self, number: int, owner: str) -> None:
        """Forget it."""
        with self._database.begin() as connection:
            connection.execute(delete(pending_list).where(_is(number, owner)))


def _is(number: int, owner: str) -> ColumnElement[bool]:
    return (pending_list.c.id == number) & (pending_list.c.owner == owner)
