"""What a restored store may not do by itself: nobody can say what left between the backup and now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import Connection, String, delete, func, insert, literal, select, update

from drumbeat.editions.deliveries import DeliveryState
from drumbeat.errors import SettingsError
from drumbeat.ports import AuditEntry
from drumbeat.records.zones import zone_named
from drumbeat.store.audit import log
from drumbeat.store.database import as_moment, moment_text
from drumbeat.store.homes import NOWHERE
from drumbeat.store.schema import (
    audit,
    delivery,
    delivery_event,
    edition_act,
    home,
    metadata,
    restoration,
    sign_in_link,
    team,
    web_session,
)

_UNSENT = (DeliveryState.PLANNED.value, DeliveryState.CLAIMED.value, DeliveryState.FAILED.value)
_EASTERNMOST = timezone(timedelta(hours=14))
_ALIVE = {"scheduler", "home", "bounce_box", "web_session", "web_form", "web_attempt", "sign_in_link"}
"""Tables that change without anybody's work: processes that are there, and visitors."""
WORK = {
    table.name: ", ".join(f'"{column.name}"' for column in table.columns)
    for table in metadata.sorted_tables
    if table.name not in _ALIVE
}
"""Every other table, with its columns. A store holds newer work where a row of these is another than the backup's.

Moments would not tell: clocks are set back, and several things happen in a second."""
LAST_PERIOD = "SELECT max(period_end) FROM edition WHERE state <> 'draft'"
"""Asks for the end of the last period that has left, or begun to; none, where none has."""
_LAST_TO_END = timezone(timedelta(hours=-12))
"""Nowhere on Earth does a day end later."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of restoring."""

    doubted: Doubted
    aside: str
    """Where the store of before is kept; empty where there was none."""


@dataclass(frozen=True, slots=True)
class Doubted:
    """What a restored store leaves to people."""

    made: datetime | None
    """When the backup was made: `drumbeat backup` is itself the last act that it holds. None: it holds none."""
    mails: int
    """How many may have left since."""


@dataclass(frozen=True, slots=True)
class Before:
    """The store that is replaced."""

    aside: str
    """Where it is kept; empty where there was none."""
    last_period: str
    """The end of the last period of which it knows that it has left (`LAST_PERIOD`); empty: none, or nobody can say."""


def difference(table: str, one: str, other: str) -> str:
    """Asks for a row of a table that only one of two schemas holds."""
    columns = WORK[table]
    ways = ((one, other), (other, one))
    apart = (f"SELECT {columns} FROM {a}.{table} EXCEPT SELECT {columns} FROM {b}.{table}" for a, b in ways)  # noqa: S608
    return " UNION ALL ".join(f"SELECT 1 FROM ({each}) AS apart" for each in apart) + " LIMIT 1"  # noqa: S608


def refuse_newer(differing: Collection[str], made: str) -> None:
    """Raises SettingsError where rows of the store of now are others than the backup's; `made` as the store has it."""
    if differing:
        raise SettingsError(
            f"The store holds newer work: it is not as it was in the backup, which is of {_of(made)}."
            f" Other rows are in {', '.join(differing)}.",
            recovery="Add --force to restore it nevertheless; the store of now is kept beside it.",
        )


def refuse_early(made: str, now: datetime) -> None:
    """Raises SettingsError where the backup was made later than now: one of the two clocks was wrong."""
    if made > moment_text(now):
        raise SettingsError(
            f"The backup is of {_of(made)}, and this machine's clock says {moment_text(now)} UTC.",
            recovery="Set the clock right: by it is judged which months may have left. If it is, add --force.",
        )


def made_at(connection: Connection) -> str:
    """When the backup that the connection sees was made, as the store writes it; empty: nobody knows."""
    return connection.scalar(select(audit.c.at).order_by(audit.c.id.desc()).limit(1)) or ""


def doubt(connection: Connection, entry: AuditEntry, before: Before) -> Doubted:
    """Make a store that was restored just now safe, in one transaction with the restoring where that can be.

    What it holds as unsent is unknown. The months that are over may have left as well, though the backup has no trace
    of it: they leave only where a person says why (`history.refuse_unknown`). And no place may send by itself until
    somebody adopts it.
    """
    made = made_at(connection)
    reason = f"restored from a backup of {_of(made)}; the mail may have left"
    mails = _doubt_unsent(connection, reason, entry.at)
    _doubt_periods(connection, entry.at, made, before)
    for table in (home, web_session, sign_in_link):  # who was signed in then, or could, is not so now
        connection.execute(delete(table))
    nowhere = {"mark": NOWHERE, "named": "", "adopted_at": moment_text(entry.at), "adopted_by": ""}
    connection.execute(insert(home).values(id=1, **nowhere))  # a backup without any mail must not pass for a new store
    log(connection, entry)
    return Doubted(as_moment(made) if made else None, mails)


def _doubt_periods(connection: Connection, now: datetime, made: str, before: Before) -> None:
    """What is known to have left counts as over, whatever the clock says now: it may have been set back since."""
    known = connection.exec_driver_sql(LAST_PERIOD).scalar_one() or ""
    ended = max(moment_text(now), made, _end_of(max(before.last_period, known)))
    acts = connection.scalar(select(func.max(edition_act.c.id))) or 0
    values = {"at": moment_text(now), "made_at": made, "ended_by": ended, "aside": before.aside, "last_act": acts}
    connection.execute(insert(restoration).values(**values))
    for row in connection.execute(select(team.c.id, team.c.zone, team.c.begins)).all():
        month = _month(as_moment(ended), row.zone)
        connection.execute(update(team).where(team.c.id == row.id).values(begins=max(month, row.begins)))


def _end_of(day: str) -> str:
    """When a period that ends with this day's beginning is over everywhere; empty for none."""
    return moment_text(datetime.fromisoformat(day).replace(tzinfo=_LAST_TO_END).astimezone(UTC)) if day else ""


def _of(made: str) -> str:
    return f"{made} UTC" if made else "an unknown time"


def _month(at: datetime, zone: str) -> str:
    """The first day of the month that it is there; of a zone that this machine does not know, the latest it can be."""
    try:
        here = at.astimezone(zone_named(zone))
    except SettingsError:
        here = at.astimezone(_EASTERNMOST)
    return here.date().replace(day=1).isoformat()


def _doubt_unsent(connection: Connection, reason: str, now: datetime) -> int:
    is_unsent = delivery.c.state.in_(_UNSENT)
    said = {"state": DeliveryState.UNKNOWN.value, "detail": reason, "owner": "", "content_hash": ""}
    values = {name: literal(value, String) for name, value in {**said, "at": moment_text(now)}.items()}
    happened = select(delivery.c.edition_id, delivery.c.recipient, delivery.c.attempts, *values.values())
    names = ["edition_id", "recipient", "attempt", *values]
    connection.execute(insert(delivery_event).from_select(names, happened.where(is_unsent)))
    doubted = {"state": DeliveryState.UNKNOWN.value, "error": reason, "lease_until": "", "changed_at": moment_text(now)}
    return connection.execute(update(delivery).where(is_unsent).values(**doubted)).rowcount
