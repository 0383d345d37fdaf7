"""Which processes look after the schedule, and when they were last seen."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from drumbeat.editions.places import Seen
from drumbeat.store.database import Database, as_moment, insert_of, moment_text
from drumbeat.store.locks import only_one
from drumbeat.store.schema import scheduler

_KEPT = timedelta(days=35)
"""A process that was not seen for longer is forgotten: a monthly job is seen once a month."""


class SchedulerStore:
    """Heartbeats."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def alone(self) -> AbstractContextManager[bool]:
        """Whether this process is the only one at the schedule, for as long as the block lasts."""
        return only_one(self._database, "schedule")

    def beat(self, name: str, did: str, now: datetime, *, is_good: bool = False) -> None:
        """The process is there, and did this; `is_good`: a turn has ended of which nothing failed."""
        seen = {"seen_at": moment_text(now), "did": did}
        seen |= {"good_turn_at": moment_text(now)} if is_good else {}
        with self._database.begin() as connection:
            connection.execute(delete(scheduler).where(scheduler.c.seen_at < moment_text(now - _KEPT)))
            first = insert_of(connection)(scheduler).values(name=name, started_at=moment_text(now), **seen)
            connection.execute(first.on_conflict_do_update(index_elements=["name"], set_=seen))

    def last_seen(self) -> list[Seen]:
        """All that were seen lately, the last one first."""
        query = select(scheduler).order_by(scheduler.c.seen_at.desc(), scheduler.c.name)
        with self._database.read() as connection:
            return [
                Seen(row.name, as_moment(row.started_at), as_moment(row.seen_at), row.did)
                for row in connection.execute(query)
            ]
