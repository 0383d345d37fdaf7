"""What came back, in the ledger: which report settled which delivery, which mails were read, how the mailbox fares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, ScalarSelect, Select, delete, func, select, update

from drumbeat.editions.bounces import Back, BoxState, Cause, Mailed, Read, Returned, may_come_from
from drumbeat.editions.deliveries import DeliveryState, EditionState
from drumbeat.editions.recipients import RecipientKind
from drumbeat.editions.waits import pause_after
from drumbeat.records.period import Period
from drumbeat.store.database import Database, as_moment, insert_of, moment_text
from drumbeat.store.delivery_rows import HAS_LEFT, Step, close, note, take
from drumbeat.store.schema import bounce, bounce_box, bounce_mail, delivery, delivery_event, edition

_AT_ONCE = 500


class BounceStore:
    """`bounces.Returns` over the database. `owner` is who reads: host and process."""

    def __init__(self, database: Database, owner: str = "") -> None:
        self._database = database
        self._owner = owner

    def mailed(self, message_ids: Collection[str]) -> list[Mailed]:
        """The deliveries whose mails have one of these Message-IDs."""
        steps = {
            "first_left": _step(func.min(delivery_event.c.at), *HAS_LEFT),
            "left_at": _step(func.max(delivery_event.c.at), *HAS_LEFT),
            "claimed_at": _step(func.max(delivery_event.c.at), DeliveryState.CLAIMED),
        }
        said = [asked.label(name) for name, asked in steps.items()]
        query = (
            select(delivery, edition.c.team, edition.c.period_start, edition.c.period_end, *said)
            .join(edition, edition.c.id == delivery.c.edition_id)
            .where(delivery.c.message_id.in_(message_ids))
        )
        with self._database.read() as connection:
            return [_as_mailed(row) for row in connection.execute(query)]

    def take_back(self, key: str, back: Back, now: datetime) -> bool:
        """Settle a delivery as what came back; False where that report was heard before, or it is settled otherwise.

        An edition that counted as sent does not any more once a mail of it is to be sent again by a person's word.
        """
        of = back.mailed
        by = (self._owner, moment_text(now))
        step = Step(back.state, back.detail, may_come_from(back.state))
        with self._database.begin() as connection:
            if not _keep_heard(connection, key, back):
                return False
            taken = take(connection, of.edition_id, [of.recipient], step, by)
            if not taken:
                return False
            mine = (bounce.c.key == key, bounce.c.edition_id == of.edition_id, bounce.c.recipient == of.recipient)
            left_at = moment_text(of.left_at or back.at)
            connection.execute(update(bounce).where(*mine).values(left_at=left_at))
            note(connection, taken, by)
            if back.state is DeliveryState.FAILED:
                was_sent = (edition.c.id == of.edition_id, edition.c.state == EditionState.SENT.value)
                connection.execute(update(edition).where(*was_sent).values(state=EditionState.SENDING.value))
            else:
                close(connection, of.edition_id)
            return True

    def has_heard(self, key: str, back: Back) -> bool:
        """Whether this report on that delivery was taken back or heard before."""
        named = (bounce.c.key == key, bounce.c.edition_id == back.mailed.edition_id)
        query = select(bounce.c.key).where(*named, bounce.c.recipient == back.mailed.recipient)
        with self._database.read() as connection:
            return connection.scalar(query) is not None

    def hear(self, key: str, back: Back) -> None:
        """Keep that a report was heard that changed nothing, so that it changes nothing when it is read again."""
        with self._database.begin() as connection:
            _keep_heard(connection, key, back)

    def returned(self, team: str, period: Period) -> list[Returned]:
        """Mails of an edition that came back and may be sent once more, by recipient: of each what came last."""
        query = (
            select(bounce)
            .join(edition, edition.c.id == bounce.c.edition_id)
            .join(
                delivery,
                (delivery.c.edition_id == bounce.c.edition_id) & (delivery.c.recipient == bounce.c.recipient),
            )
            .where(
                edition.c.team == team,
                edition.c.period_start == period.start.isoformat(),
                edition.c.period_end == period.end.isoformat(),
                delivery.c.state == DeliveryState.FAILED.value,
            )
        )
        return list(self._returned(query).values())

    def of_edition(self, edition_id: int, recipients: Collection[str]) -> dict[str, Returned]:
        """By recipient what came back last, whatever has become of it since."""
        return self._returned(
            select(bounce).where(bounce.c.edition_id == edition_id, bounce.c.recipient.in_(recipients))
        )

    def known(self, place: str) -> set[str]:
        """The names of mails that were read there."""
        with self._database.read() as connection:
            return set(connection.scalars(select(bounce_mail.c.name).where(bounce_mail.c.place == place)))

    def remember(self, place: str, name: str, read: Read, now: datetime) -> None:
        """A mail was read, and was this."""
        row = {"place": place, "name": name, "read_as": read.value, "read_at": moment_text(now)}
        with self._database.begin() as connection:
            connection.execute(insert_of(connection)(bounce_mail).values(**row).on_conflict_do_nothing())

    def forget(self, place: str, names: Collection[str]) -> None:
        """These mails are not there any more."""
        every = sorted(names)
        with self._database.begin() as connection:
            for begin in range(0, len(every), _AT_ONCE):
                some = bounce_mail.c.name.in_(every[begin : begin + _AT_ONCE])
                connection.execute(delete(bounce_mail).where(bounce_mail.c.place == place, some))

    def over(self, before: datetime, kept: str = "") -> int:
        """How many mails were read before then, anywhere but in the mailbox `kept`."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).where(*_are_over(before, kept))) or 0

    def let_go(self, before: datetime, kept: str = "") -> int:
        """Forget that they were read: no such mailbox lists mails as old any more. How many."""
        with self._database.begin() as connection:
            return connection.execute(delete(bounce_mail).where(*_are_over(before, kept))).rowcount

    def counts(self, place: str) -> Counter[Read]:
        """How many of the mails that lie there were what."""
        query = select(bounce_mail.c.read_as, func.count()).where(bounce_mail.c.place == place)
        with self._database.read() as connection:
            found = connection.execute(query.group_by(bounce_mail.c.read_as))
            return Counter({Read(read_as): count for read_as, count in found})

    def state(self, place: str) -> BoxState | None:
        """How the mailbox fares; None where it was never asked."""
        with self._database.read() as connection:
            row = connection.execute(select(bounce_box).where(bounce_box.c.place == place)).one_or_none()
        if row is None:
            return None
        return BoxState(
            read_at=as_moment(row.read_at) if row.read_at else None,
            due_at=as_moment(row.due_at),
            failing_since=as_moment(row.failing_since) if row.failing_since else None,
            trouble=row.trouble,
        )

    def was_read(self, place: str, now: datetime, due_at: datetime) -> None:
        """The mailbox was read, and is to be read again then."""
        values = {"read_at": moment_text(now), "due_at": moment_text(due_at), "failures": 0, "failing_since": ""}
        self._keep(place, {**values, "trouble": ""})

    def failed(self, place: str, trouble: str, now: datetime) -> None:
        """The mailbox cannot be read, and is asked again after a pause (`pause_after`)."""
        with self._database.begin() as connection:
            row = connection.execute(select(bounce_box).where(bounce_box.c.place == place)).one_or_none()
            failures = row.failures + 1 if row is not None else 1
            since = row.failing_since if row is not None and row.failing_since else moment_text(now)
            values = {"failures": failures, "failing_since": since, "trouble": trouble}
            read_at = row.read_at if row is not None else ""
            self._keep(place, {**values, "read_at": read_at, "due_at": moment_text(now + pause_after(failures))})

    def together(self) -> AbstractContextManager[None]:
        """Whatever this thread asks of the store within is one transaction."""
        return self._database.together()

    def _keep(self, place: str, values: dict[str, Any]) -> None:
        with self._database.begin() as connection:
            new = insert_of(connection)(bounce_box).values(place=place, **values)
            connection.execute(new.on_conflict_do_update(index_elements=["place"], set_=values))

    def _returned(self, query: Select[Any]) -> dict[str, Returned]:
        counted = query.where(bounce.c.left_at != "").order_by(bounce.c.recipient, bounce.c.at)
        with self._database.read() as connection:
            rows = connection.execute(counted).all()
        return {
            row.recipient: Returned(
                row.recipient, Cause(row.cause), row.status, row.said, as_moment(row.left_at), as_moment(row.at)
            )
            for row in rows
        }


def _keep_heard(connection: Connection, key: str, back: Back) -> bool:
    """Keep a report that has changed nothing yet: whether it is heard for the first time."""
    row = {
        "key": key,
        "edition_id": back.mailed.edition_id,
        "recipient": back.mailed.recipient,
        "cause": back.cause.value,
        "status": back.status,
        "said": back.said,
        "left_at": "",
        "at": moment_text(back.at),
    }
    new = insert_of(connection)(bounce).values(**row).on_conflict_do_nothing().returning(bounce.c.key)
    return connection.execute(new).first() is not None


def _are_over(before: datetime, kept: str) -> tuple[ColumnElement[bool], ...]:
    return bounce_mail.c.read_at < moment_text(before), bounce_mail.c.place != kept


def _as_mailed(row: Row[Any]) -> Mailed:
    return Mailed(
        edition_id=row.edition_id,
        team=row.team,
        start=date.fromisoformat(row.period_start),
        end=date.fromisoformat(row.period_end),
        recipient=row.recipient,
        kind=RecipientKind(row.kind),
        state=DeliveryState(row.state),
        left_at=as_moment(row.left_at) if row.left_at else None,
        resent_at=as_moment(row.claimed_at) if row.first_left and row.first_left < row.claimed_at else None,
    )


def _step(which: ColumnElement[str], *states: DeliveryState) -> ScalarSelect[str]:
    """The first or last moment at which a delivery came to one of these states."""
    return (
        select(which)
        .where(
            delivery_event.c.edition_id == delivery.c.edition_id,
            delivery_event.c.recipient == delivery.c.recipient,
            delivery_event.c.state.in_([state.value for state in states]),
        )
        .scalar_subquery()
    )
