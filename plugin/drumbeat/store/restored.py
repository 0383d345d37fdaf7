"""What a restored store may not do by itself: nobody can say what left between the backup and now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sqlalchemy import Connection, String, delete, insert, literal, select, update

from drumbeat.editions.deliveries import DeliveryState
from drumbeat.errors import SettingsError
from drumbeat.ports import AuditEntry
from drumbeat.records.zones import zone_named
from drumbeat.store.audit import log
from drumbeat.store.database import as_moment, moment_text
from drumbeat.store.homes import NOWHERE
from drumbeat.store.schema import delivery, delivery_event, home, metadata, sign_in_link, team, web_session

_UNSENT = (DeliveryState.PLANNED.value, DeliveryState.CLAIMED.value, DeliveryState.FAILED.value)
_WHEN = (
    "at",
    "approved_at",
    "built_at",
    "changed_at",
    "fetched_at",
    "found_at",
    "given_at",
    "imported_at",
    "window_end",
)
_EASTERNMOST = timezone(timedelta(hours=14))
_ALIVE = {"scheduler", "home"}
"""Tables that change without anybody's work."""

_MOMENTS = [
    f"SELECT max({table.name}.{name}) AS at FROM {table.name}"  # noqa: S608  our own names
    for table in metadata.sorted_tables
    if table.name not in _ALIVE
    for name in _WHEN
    if name in table.c
]
LAST_WORK = f"SELECT max(at) FROM ({' UNION ALL '.join(_MOMENTS)}) AS works"  # noqa: S608
"""Asks for the moment of the last work that a store holds; empty, or none, where it holds none."""


UNDATED = ("team", "team_source", "member_team", "recipient")
"""Tables of work that carries no moment."""


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
    """When the backup was made: `drumbeat backup` is itself the last work that it holds. None: it holds none."""
    mails: int
    """How many may have left since."""


def refuse_newer(last: str, made: str, *, differs: bool) -> None:
    """Raises SettingsError where the store of now holds work that the backup has not; moments as the store has them."""
    if last > made or differs:
        newer = f"work of {last} UTC" if last > made else "teams or recipients that the backup has not, or has not all"
        raise SettingsError(
            f"The store holds {newer}; the backup is of {f'{made} UTC' if made else 'an empty store'}.",
            recovery="Add --force to restore it nevertheless; the store of now is kept beside it.",
        )


def doubt(connection: Connection, entry: AuditEntry) -> Doubted:
    """Make a store that was restored just now safe, in one transaction with the restoring where that can be.

    What it holds as unsent is unknown. The months before this one may have left as well, though the backup has no
    trace of it, so no team's leave by themselves. And no place may send by itself until somebody adopts it.
    """
    last = connection.exec_driver_sql(LAST_WORK).scalar_one()
    reason = f"restored from a backup of {last or 'an unknown time'} UTC; the mail may have left"
    mails = _doubt_unsent(connection, reason, entry.at)
    for row in connection.execute(select(team.c.id, team.c.zone, team.c.begins)).all():
        begins = max(_month(entry.at, row.zone), row.begins)
        connection.execute(update(team).where(team.c.id == row.id).values(begins=begins))
    for table in (home, web_session, sign_in_link):  # who was signed in then, or could, is not so now
        connection.execute(delete(table))
    nowhere = {"mark": NOWHERE, "named": "", "adopted_at": moment_text(entry.at), "adopted_by": ""}
    connection.execute(insert(home).values(id=1, **nowhere))  # a backup without any mail must not pass for a new store
    log(connection, entry)
    return Doubted(as_moment(last) if last else None, mails)


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
