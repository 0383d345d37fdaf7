"""What leads are told about their editions: each thing once, however many schedulers look after the store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select, update

from drumbeat.editions.notices import Notice
from drumbeat.store.database import Database, as_moment, insert_of, moment_text
from drumbeat.store.schema import notice

_CLAIMED, _TOLD = "claimed", "told"


class NoticeStore:
    """Notices that were told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, wanted: Notice, now: datetime) -> bool:
        """Take it for telling; False when it was told already, or another process is telling it."""
        values = {
            "team": wanted.team,
            "period_start": wanted.period.start.isoformat(),
            "kind": wanted.kind.value,
            "key": wanted.key,
            "state": _CLAIMED,
            "at": moment_text(now),
        }
        with self._database.begin() as connection:
            insert = insert_of(connection)
            return bool(connection.execute(insert(notice).values(**values).on_conflict_do_nothing()).rowcount)

    def settle(self, told: Notice) -> None:
        """It was told, or may have been: it is not told again."""
        with self._database.begin() as connection:
            connection.execute(update(notice).where(_is(told)).values(state=_TOLD))

    def give_back(self, untold: Notice) -> None:
        """It has certainly not been told: the next run tells it."""
        with self._database.begin() as connection:
            connection.execute(delete(notice).where(_is(untold)))

    def at(self, told: Notice) -> datetime | None:
        """When it was told, or taken for telling by somebody who may be at it; None while neither."""
        with self._database.read() as connection:
            found = connection.scalar(select(notice.c.at).where(_is(told)))
            return as_moment(found) if found else None


def _is(wanted: Notice) -> ColumnElement[bool]:
    return and_(
        notice.c.team == wanted.team,
        notice.c.period_start == wanted.period.start.isoformat(),
        notice.c.kind == wanted.kind.value,
        notice.c.key == wanted.key,
    )
