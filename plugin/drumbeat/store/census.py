"""Counts of the whole store for a monitoring system: a few grouped queries of one moment, whatever the store holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, and_, func, or_, select

from drumbeat.editions.census import BACKED_UP, Counts
from drumbeat.editions.deliveries import DeliveryState, EditionState
from drumbeat.editions.waits import AHEAD
from drumbeat.ports import PullStatus
from drumbeat.store.database import NEWEST, Database, as_moment, moment_text
from drumbeat.store.delivery_rows import returned, stand_as_left
from drumbeat.store.schema import audit, delivery, edition, pull, scheduler

_DAY = timedelta(days=1)


class CensusStore:
    """Counts what there is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def is_newest(self) -> bool:
        """Whether the schema is still the one that this Drumbeat needs. Raises StoreError or TryLater."""
        return self._database.revision() == NEWEST

    def good_turn_at(self, now: datetime) -> datetime | None:
        """`Counts.good_turn_at` alone."""
        with self._database.read() as connection:
            return _moment(connection, _good(now))

    def counts(self, now: datetime) -> Counts:
        """How much there is. Raises StoreError or TryLater."""
        with self._database.read() as connection:
            deliveries, today, put_off, left = _deliveries(connection, now)
            editions = connection.execute(select(edition.c.state, func.count()).group_by(edition.c.state))
            tables = connection.execute(select(pull.c.status, func.count()).group_by(pull.c.status))
            return Counts(
                editions={EditionState(state): count for state, count in editions},
                deliveries=deliveries,
                today=today,
                put_off=put_off,
                left_today=left,
                tables={status: count for status, count in tables},  # noqa: C416  rows are no pairs to mypy
                pulled_at=_moment(connection, _PULLED),
                scheduler_at=_moment(connection, _seen(now)),
                good_turn_at=_moment(connection, _good(now)),
                backed_up_at=_moment(connection, _BACKED_UP),
            )


_ByState: TypeAlias = Mapping[DeliveryState, int]


def _deliveries(connection: Connection, now: datetime) -> tuple[_ByState, _ByState, int, int]:
    """By state, and since a day; how many are tried again, and left within one (as `DeliveryLedger.left_since`)."""
    is_recent = delivery.c.changed_at >= moment_text(now - _DAY)
    is_put_off = and_(delivery.c.state == DeliveryState.PLANNED.value, delivery.c.attempts > 0, is_recent)
    query = select(
        delivery.c.state,
        func.count(),
        func.count().filter(is_recent),
        func.count().filter(is_put_off),
        func.count().filter(stand_as_left(now - _DAY)),
    ).group_by(delivery.c.state)
    rows = connection.execute(query).all()
    counts = {DeliveryState(row[0]): row[1] for row in rows}
    today = {DeliveryState(row[0]): row[2] for row in rows if row[2]}
    left = sum(row[4] for row in rows) + (connection.scalar(returned(now - _DAY)) or 0)
    return counts, today, sum(row[3] for row in rows), left


_PULLED = (
    select(func.max(pull.c.window_end))
    .where(or_(pull.c.status == PullStatus.OK.value, pull.c.status == PullStatus.PARTIAL.value))
    .scalar_subquery()
)
_BACKED_UP = select(audit.c.at).where(audit.c.act == BACKED_UP).order_by(audit.c.id.desc()).limit(1).scalar_subquery()


def _seen(now: datetime) -> ScalarSelect[str]:
    return _latest(scheduler.c.seen_at, now).scalar_subquery()


def _good(now: datetime) -> ScalarSelect[str]:
    """The last good turn; before the first one, since when schedulers have been there that are still remembered."""
    last = _latest(func.nullif(scheduler.c.good_turn_at, ""), now).scalar_subquery()
    first = _past(func.min(scheduler.c.started_at), scheduler.c.started_at, now).scalar_subquery()
    return select(func.coalesce(last, first)).scalar_subquery()


def _latest(moment: ColumnElement[str], now: datetime) -> Select[Any]:
    return _past(func.max(moment), moment, now)


def _past(asked: ColumnElement[str], moment: ColumnElement[str], now: datetime) -> Select[Any]:
    """What lies further ahead is of a clock that is wrong."""
    return select(asked).where(moment <= moment_text(now + AHEAD))


def _moment(connection: Connection, asked: ScalarSelect[str]) -> datetime | None:
    found = connection.scalar(select(asked))
    return as_moment(found) if found else None
