"""Deliveries: one edition to one recipient. A claim is taken before a mail leaves and settled after it.

A claim whose holder died becomes `unknown`, and is never repeated by itself (promise 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, literal, or_, select, update

from drumbeat.editions.addresses import mailbox
from drumbeat.editions.deliveries import Delivery, DeliveryEvent, DeliveryState, EditionState, Planned
from drumbeat.editions.recipients import EVERY_TEAM, Reason, RecipientKind
from drumbeat.editions.standing import Standing, stood
from drumbeat.errors import TryLater
from drumbeat.records.period import Period
from drumbeat.store.acts import acts_of
from drumbeat.store.database import Database, as_moment, moment_text
from drumbeat.store.schema import delivery, delivery_event, edition, suppression
from drumbeat.store.seals import seal_of

LEASE = timedelta(minutes=10)
"""How long a claim holds. Longer than any one mail takes to hand over."""
AHEAD = timedelta(minutes=5)
"""By how much the clock of another host may be ahead of ours."""

_UNSENT = (DeliveryState.PLANNED.value, DeliveryState.FAILED.value)
_DONE = {DeliveryState.SENT, DeliveryState.SKIPPED}
_LEFT = (DeliveryState.CLAIMED.value, DeliveryState.SENT.value, DeliveryState.UNKNOWN.value)
GONE = "no recipient any more"


class DeliveryLedger:
    """`ports.Ledger` over the database. `owner` is who claims: host and process."""

    def __init__(self, database: Database, owner: str = "") -> None:
        self._database = database
        self._owner = owner

    def plan(self, edition_id: int, planned: Sequence[Planned], now: datetime, seal: str | None = None) -> None:
        """Plan a delivery to each recipient who has none yet, and freeze the edition.

        What is planned already follows what the rules say today; who is no recipient any more is skipped. Whoever was
        skipped untried and is a recipient again counts as new. Without anyone new to send to nothing else changes: an
        edition that goes to nobody stays a draft.

        `seal` is what was found fit to leave (`EditionStore.seal`): raises TryLater when the edition or its rules are
        another by now, or somebody holds it (promise 6). Empty: nobody new is planned. None: it is only asked that no
        newer draft took its place.
        """
        with self._database.begin() as connection:
            known = {mailbox(each.recipient): each for each in deliveries_of(connection, edition_id)}
            wanted = {mailbox(each.recipient): each for each in planned}
            for box, each in known.items():
                if each.state is DeliveryState.PLANNED:
                    self._follow(connection, edition_id, each, wanted.get(box), now)
            new = {box: each for box, each in wanted.items() if _is_new(known.get(box), each)}
            if seal == "" or all(each.skipped for each in new.values()):
                return
            _freeze(connection, edition_id, seal)
            for box in new.keys() & known.keys():
                connection.execute(delete(delivery).where(_is(edition_id, known[box].recipient)))
            connection.execute(insert(delivery), [self._new(edition_id, each, now) for each in new.values()])
            self._note(connection, delivery.c.recipient.in_([each.recipient for each in new.values()]), edition_id, now)

    def claim(self, edition_id: int, recipient: str, now: datetime) -> Delivery | None:
        """Take the delivery for sending; None when it is not to be sent, or another process has it.

        Whoever has unsubscribed or left meanwhile is skipped, and nobody is claimed while a person holds the edition.
        """
        until = moment_text(now + LEASE)
        this = _is(edition_id, recipient)
        planned = and_(this, delivery.c.state == DeliveryState.PLANNED.value)
        taken = (
            update(delivery)
            .where(planned)
            .values(
                state=DeliveryState.CLAIMED.value,
                attempts=delivery.c.attempts + 1,
                lease_until=until,
                error=f"on its way, or interrupted: known by {until} UTC",
                changed_at=moment_text(now),
                owner=self._owner,
            )
        )
        with self._database.begin() as connection:
            if _is_stopped(connection, edition_id):
                return None
            if reason := _suppressed(connection, edition_id, recipient):
                self._settle(connection, planned, (DeliveryState.SKIPPED, reason), now)
                return None
            if not connection.execute(taken).rowcount:
                return None
            self._note(connection, this, edition_id, now)
            return deliveries_of(connection, edition_id, recipient)[0]

    def settle(self, edition_id: int, recipient: str, state: DeliveryState, error: str, now: datetime) -> None:
        """Say what became of a claimed delivery; of one, too, whose claim has run out and passes for unknown."""
        ours = delivery.c.state.in_((DeliveryState.CLAIMED.value, DeliveryState.UNKNOWN.value))
        with self._database.begin() as connection:
            self._settle(connection, and_(_is(edition_id, recipient), ours), (state, error), now)

    def settle_abandoned(self, edition_id: int, now: datetime) -> None:
        """Claims that have run out: whoever held them died, and nobody can say whether the mail left.

        A claim that ends much later than any made now was made by a clock since set back; waiting for it would be in
        vain.
        """
        run_out = and_(
            delivery.c.edition_id == edition_id,
            delivery.c.state == DeliveryState.CLAIMED.value,
            or_(delivery.c.lease_until < moment_text(now), delivery.c.lease_until > moment_text(now + LEASE + AHEAD)),
        )
        with self._database.begin() as connection:
            outcome = (DeliveryState.UNKNOWN, "sending was interrupted; the mail may have left")
            self._settle(connection, run_out, outcome, now)

    def plan_again(
        self, edition_id: int, states: Sequence[DeliveryState], now: datetime, recipient: str | None = None
    ) -> int:
        """Let a person's word send once more what was refused, or what may have left; how many deliveries there are."""
        which = and_(delivery.c.edition_id == edition_id, delivery.c.state.in_([each.value for each in states]))
        if recipient is not None:
            which = and_(which, delivery.c.recipient == recipient)
        with self._database.begin() as connection:
            return self._settle(connection, which, (DeliveryState.PLANNED, "a person asked for it again"), now)

    def close(self, edition_id: int) -> None:
        """Mark the edition sent when every delivery was accepted, or was to be skipped."""
        with self._database.begin() as connection:
            states = {found.state for found in deliveries_of(connection, edition_id)}
            if states and states <= _DONE:
                connection.execute(
                    update(edition).where(edition.c.id == edition_id).values(state=EditionState.SENT.value)
                )

    def left(self, team: str, period: Period) -> list[str]:
        """To whom an edition was not sent because they are not there any more (E42), alphabetical."""
        query = (
            select(delivery.c.recipient)
            .join(edition, edition.c.id == delivery.c.edition_id)
            .where(
                edition.c.team == team,
                edition.c.period_start == period.start.isoformat(),
                edition.c.period_end == period.end.isoformat(),
                delivery.c.state == DeliveryState.SKIPPED.value,
                delivery.c.error.startswith(Reason.LEFT.value),
            )
        )
        with self._database.read() as connection:
            return sorted(connection.scalars(query))

    def deliveries(self, edition_id: int) -> list[Delivery]:
        """All deliveries of an edition, by recipient."""
        with self._database.read() as connection:
            return deliveries_of(connection, edition_id)

    def history(self, edition_id: int) -> list[DeliveryEvent]:
        """Every step of every delivery, in the order in which they were taken."""
        query = select(delivery_event).where(delivery_event.c.edition_id == edition_id).order_by(delivery_event.c.id)
        with self._database.read() as connection:
            return [
                DeliveryEvent(
                    at=as_moment(row.at),
                    recipient=row.recipient,
                    state=DeliveryState(row.state),
                    attempt=row.attempt,
                    detail=row.detail,
                    owner=row.owner,
                    content_hash=row.content_hash,
                )
                for row in connection.execute(query)
            ]

    def left_since(self, moment: datetime) -> int:
        """How many mails of the whole store have left since then, or may have: those on their way count as well."""
        query = select(func.count()).where(delivery.c.state.in_(_LEFT), delivery.c.changed_at >= moment_text(moment))
        with self._database.read() as connection:
            return connection.scalar(query) or 0

    def together(self) -> AbstractContextManager[None]:
        """Whatever this thread asks of the store within is one transaction."""
        return self._database.together()

    def _new(self, edition_id: int, planned: Planned, now: datetime) -> dict[str, object]:
        return {
            "edition_id": edition_id,
            "recipient": planned.recipient,
            "state": (DeliveryState.SKIPPED if planned.skipped else DeliveryState.PLANNED).value,
            "message_id": planned.message_id,
            "attempts": 0,
            "lease_until": "",
            "error": planned.skipped,
            "changed_at": moment_text(now),
            "language": planned.language,
            "kind": planned.kind.value,
            "owner": "",
        }

    def _follow(
        self, connection: Connection, edition_id: int, was: Delivery, wanted: Planned | None, now: datetime
    ) -> None:
        """Let a planned delivery be what the rules say today: what was an address may be a list's by now (E17)."""
        skipped = GONE if wanted is None else wanted.skipped
        if wanted is None or skipped:
            self._settle(connection, _is(edition_id, was.recipient), (DeliveryState.SKIPPED, skipped), now)
        elif (was.recipient, was.language, was.kind) != (wanted.recipient, wanted.language, wanted.kind):
            names = ("recipient", "message_id", "language", "kind", "changed_at")
            values = {name: value for name, value in self._new(edition_id, wanted, now).items() if name in names}
            connection.execute(update(delivery).where(_is(edition_id, was.recipient)).values(values))
            self._note(connection, delivery.c.recipient == wanted.recipient, edition_id, now)

    def _settle(
        self, connection: Connection, which: ColumnElement[bool], outcome: tuple[DeliveryState, str], now: datetime
    ) -> int:
        state, error = outcome
        settled = connection.execute(
            update(delivery)
            .where(which)
            .values(state=state.value, error=error, lease_until="", changed_at=moment_text(now))
            .returning(delivery.c.edition_id, delivery.c.recipient)
        ).all()
        for edition_id, recipient in settled:
            self._note(connection, delivery.c.recipient == recipient, edition_id, now)
        return len(settled)

    def _note(self, connection: Connection, which: ColumnElement[bool], edition_id: int, now: datetime) -> None:
        """Add a step to the history of these deliveries: how they stand now."""
        columns = (
            *(delivery.c.edition_id, delivery.c.recipient, delivery.c.state, delivery.c.attempts, delivery.c.error),
            *(literal(self._owner), edition.c.content_hash, literal(moment_text(now))),
        )
        standing = (
            select(*columns)
            .join(edition, edition.c.id == delivery.c.edition_id)
            .where(edition.c.id == edition_id, which)
        )
        names = ("edition_id", "recipient", "state", "attempt", "detail", "owner", "content_hash", "at")
        connection.execute(insert(delivery_event).from_select(names, standing))


def _is_new(known: Delivery | None, wanted: Planned) -> bool:
    """Whether somebody is to get a delivery who had none, or had one that nobody has tried to send."""
    if known is None:
        return True
    return known.state is DeliveryState.SKIPPED and not known.attempts and not wanted.skipped


def _freeze(connection: Connection, edition_id: int, seal: str | None) -> None:
    """From here on the edition stays as it is. Raises TryLater when it is not what was found fit to leave."""
    is_other = seal is not None and (seal != seal_of(connection, edition_id) or _is_stopped(connection, edition_id))
    frozen = update(edition).where(edition.c.id == edition_id).values(state=EditionState.SENDING.value)
    if is_other or not connection.execute(frozen).rowcount:
        raise TryLater(
            "The edition, or who receives it, was changed while it was about to be sent; nothing has left.",
            recovery="Look at it with `drumbeat preview`, then send it.",
        )


def _is_stopped(connection: Connection, edition_id: int) -> bool:
    """Whether a person holds the edition, or has it skipped."""
    row = connection.execute(
        select(edition.c.team, edition.c.period_start, edition.c.period_end).where(edition.c.id == edition_id)
    ).one_or_none()
    if row is None:
        return True
    found = stood(Standing.SENDING, "", acts_of(connection, row.team, row.period_start, row.period_end))
    return found.standing in {Standing.HELD, Standing.SKIPPED}


def _suppressed(connection: Connection, edition_id: int, recipient: str) -> str:
    """Why a recipient is not to be sent to any more; empty when nothing speaks against it.

    A list is nobody's own to unsubscribe (E17): only a mailbox that is gone ends it.
    """
    whose = select(edition.c.team).where(edition.c.id == edition_id).scalar_subquery()
    kind = connection.scalar(select(delivery.c.kind).where(_is(edition_id, recipient))) or RecipientKind.ADDRESS
    found = select(suppression.c.reason).where(
        suppression.c.address == mailbox(recipient), or_(suppression.c.team == "", suppression.c.team == whose)
    )
    reasons = set(connection.scalars(found))
    if RecipientKind(kind).is_list:
        reasons &= {Reason.LEFT.value}
    return min(reasons, default="")


def withdraw(connection: Connection, team: str, recipient: str = "") -> None:
    """Take back what has not left: of a team's editions, or of any (`EVERY_TEAM`); to one mailbox, or to all."""
    unsent = select(delivery.c.edition_id, delivery.c.recipient).where(delivery.c.state.in_(_UNSENT))
    if team != EVERY_TEAM:
        unsent = unsent.join(edition, edition.c.id == delivery.c.edition_id).where(edition.c.team == team)
    for row in connection.execute(unsent).all():
        if not recipient or mailbox(row.recipient) == mailbox(recipient):
            connection.execute(delete(delivery).where(_is(row.edition_id, row.recipient)))


def _is(edition_id: int, recipient: str) -> ColumnElement[bool]:
    return and_(delivery.c.edition_id == edition_id, delivery.c.recipient == recipient)


def deliveries_of(connection: Connection, edition_id: int, recipient: str | None = None) -> list[Delivery]:
    """The same within a transaction, or the one to a recipient."""
    query = select(delivery).where(delivery.c.edition_id == edition_id)
    if recipient is not None:
        query = query.where(delivery.c.recipient == recipient)
    found = [
        Delivery(
            recipient=row.recipient,
            state=DeliveryState(row.state),
            message_id=row.message_id,
            attempts=row.attempts,
            error=row.error,
            language=row.language,
            kind=RecipientKind(row.kind),
        )
        for row in connection.execute(query)
    ]
    return sorted(found, key=lambda each: each.recipient)
