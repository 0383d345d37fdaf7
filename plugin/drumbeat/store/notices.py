"""What is told of editions to leads and to whom they name: each thing once, however many schedulers there are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from drumbeat.editions.notices import Notice, Told
from drumbeat.records.period import Period
from drumbeat.store.database import Database, as_moment, insert_of, moment_text
from drumbeat.store.schema import notice

_CLAIMED, _TOLD, _UNSURE = "claimed", "told", "unsure"
_DOUBTED = "doubted "
"""How the key of a notice begins that a clock gave which was wrong."""
_IS_LEADS = notice.c.kind != Told.NAMED.value


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

    def settle(self, told: Notice, *, is_reached: bool = True) -> None:
        """It was told, or may have been, or there is nobody to tell: it is not told again."""
        with self._database.begin() as connection:
            connection.execute(update(notice).where(_is(told)).values(state=_TOLD if is_reached else _UNSURE))

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

    def forget(self, team: str, period: Period) -> None:
        """Nothing of it counts as told to its lead any more: somebody else is to be told from now on."""
        with self._database.begin() as connection:
            start = period.start.isoformat()
            connection.execute(delete(notice).where(notice.c.team == team, notice.c.period_start == start, _IS_LEADS))

    def reached(self, told: Notice) -> datetime | None:
        """When it was told, where that is certain."""
        with self._database.read() as connection:
            found = connection.scalar(select(notice.c.at).where(_is(told), notice.c.state == _TOLD))
            return as_moment(found) if found else None

    def last_reached(self, such: Notice) -> datetime | None:
        """When the last notice of the kind, with whatever key, was certainly told of the same edition."""
        query = select(func.max(notice.c.at)).where(_is_of_kind(such), notice.c.state == _TOLD)
        with self._database.read() as connection:
            found = connection.scalar(query)
            return as_moment(found) if found else None

    def tells_another(self, than: Notice) -> bool:
        """Whether another notice of the kind was told of the same edition, or was to be."""
        return self._is_any(and_(_is_of_kind(than), notice.c.key != than.key))

    def was_doubted(self, told: Notice) -> bool:
        """Whether one of the kind was told by a clock that was wrong (`doubt`)."""
        return self._is_any(and_(_is_of_kind(told), notice.c.key.startswith(_DOUBTED)))

    def doubt(self, kind: Told, after: datetime, unless: Collection[tuple[str, date]]) -> None:
        """What was told later than that was told by a clock that was wrong: it may be told again.

        `unless`: by team and first day of the period, what is so by the right clock as well.
        """
        later = and_(
            notice.c.kind == kind.value, notice.c.at > moment_text(after), notice.c.key.not_like(f"{_DOUBTED}%")
        )
        with self._database.read() as connection:
            found = connection.execute(select(notice).where(later)).all()
        wrong = [row for row in found if (row.team, date.fromisoformat(row.period_start)) not in unless]
        if not wrong:
            return
        with self._database.begin() as connection:
            for row in wrong:
                of = and_(*(notice.c[name] == getattr(row, name) for name in ("team", "period_start", "kind")))
                doubted = f"{_DOUBTED}{row.at} {row.key}"
                connection.execute(delete(notice).where(of, notice.c.key == doubted))  # a clock may err twice alike
                connection.execute(update(notice).where(of, notice.c.key == row.key).values(key=doubted))

    def _is_any(self, such: ColumnElement[bool]) -> bool:
        with self._database.read() as connection:
            return connection.execute(select(notice.c.kind).where(such).limit(1)).first() is not None

    def at(self, told: Notice) -> datetime | None:
        """When it was told, or taken for telling by somebody who may be at it; None while neither."""
        with self._database.read() as connection:
            found = connection.scalar(select(notice.c.at).where(_is(told)))
            return as_moment(found) if found else None


def _key(of: Notice) -> dict[str, str]:
    start = of.period.start.isoformat()
    return {"team": of.team, "period_start": start, "kind": of.kind.value, "key": of.key}


def _is_of_kind(wanted: Notice) -> ColumnElement[bool]:
    return and_(*(notice.c[name] == value for name, value in _key(wanted).items() if name != "key"))


def _is(wanted: Notice) -> ColumnElement[bool]:
    return and_(*(notice.c[name] == value for name, value in _key(wanted).items()))
