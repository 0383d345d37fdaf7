"""What leads are told about their editions: each thing once, however many schedulers look after the store."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, select, update

from drumbeat.editions.notices import Notice, Told
from drumbeat.records.period import Period
from drumbeat.store.database import Database, as_moment, insert_of, moment_text
from drumbeat.store.schema import notice

_CLAIMED, _TOLD = "claimed", "told"


class NoticeStore:
    """Notices that were told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, wanted: Notice, now: datetime) -> bool:
        """Take it for telling; False when it was told already, or another process is telling it."""
        values = {**_key(wanted), "state": _CLAIMED, "at": moment_text(now)}
        with self._database.begin() as connection:
            new = insert_of(connection)(notice).values(**values).on_conflict_do_nothing()
            return connection.execute(new.returning(notice.c.kind)).first() is not None

    def settle(self, told: Notice) -> None:
        """It was told, or may have been: it is not told again."""
        with self._database.begin() as connection:
            connection.execute(update(notice).where(_is(told)).values(state=_TOLD))

    def put_off(self, what: Notice, until: datetime, attempts: int) -> None:
        """It was tried so often and failed; it is not to be tried again before then."""
        values = {"state": str(attempts), "at": moment_text(until)}
        key = _key(what)
        with self._database.begin() as connection:
            wanted = insert_of(connection)(notice).values(**key, **values)
            connection.execute(wanted.on_conflict_do_update(index_elements=list(key), set_=values))

    def put_off_until(self, what: Notice) -> tuple[datetime, int] | None:
        """Until when it was put off, and how often it was tried; None where it was not."""
        with self._database.read() as connection:
            row = connection.execute(select(notice.c.at, notice.c.state).where(_is(what))).one_or_none()
        return (as_moment(row.at), int(row.state)) if row is not None else None

    def is_any_put_off(self, now: datetime, longest: datetime) -> bool:
        """Whether anything is put off until later than now, and not until later than `longest`."""
        lies_ahead = and_(notice.c.at > moment_text(now), notice.c.at <= moment_text(longest))
        query = select(notice.c.at).where(notice.c.kind == Told.RETRY.value, lies_ahead)
        with self._database.read() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def give_back(self, untold: Notice) -> None:
        """It has certainly not been told: the next run tells it."""
        with self._database.begin() as connection:
            connection.execute(delete(notice).where(_is(untold)))

    def forget_ahead(self, kind: Told, now: datetime) -> None:
        """Nothing of the kind counts as told that was told by a clock since set back by more than a day.

        It was not true yet, and is to be told when it is.
        """
        with self._database.begin() as connection:
            is_ahead = notice.c.at > moment_text(now + timedelta(days=1))
            connection.execute(delete(notice).where(notice.c.kind == kind.value, is_ahead))

    def forget(self, team: str, period: Period) -> None:
        """Nothing of it counts as told any more: somebody else is to be told from now on."""
        with self._database.begin() as connection:
            start = period.start.isoformat()
            connection.execute(delete(notice).where(notice.c.team == team, notice.c.period_start == start))

    def at(self, told: Notice) -> datetime | None:
        """When it was told, or taken for telling by somebody who may be at it; None while neither."""
        with self._database.read() as connection:
            found = connection.scalar(select(notice.c.at).where(_is(told)))
            return as_moment(found) if found else None


def _key(of: Notice) -> dict[str, str]:
    start = of.period.start.isoformat()
    return {"team": of.team, "period_start": start, "kind": of.kind.value, "key": of.key}


def _is(wanted: Notice) -> ColumnElement[bool]:
    return and_(*(notice.c[name] == value for name, value in _key(wanted).items()))
