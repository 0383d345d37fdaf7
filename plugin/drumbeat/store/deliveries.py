"""Deliveries: one edition to one recipient. A claim is taken before a mail leaves and settled after it.

A claim whose holder died becomes `unknown`, and is never repeated by itself (promise 3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, delete, func, insert, not_, or_, select, true, update

from drumbeat.editions.addresses import mailbox
from drumbeat.editions.deliveries import (
    GROWN,
    HAS_IT,
    NOT_RECEIVING,
    SELDOMEST,
    Delivery,
    DeliveryEvent,
    DeliveryState,
    EditionState,
    Outcome,
    Planned,
    Unreached,
)
from drumbeat.editions.recipients import Reason, RecipientKind
from drumbeat.editions.waits import believed
from drumbeat.errors import TryLater
from drumbeat.records.period import Period
from drumbeat.sentences import sentence
from drumbeat.store.database import Database, as_moment, moment_text
from drumbeat.store.delivery_rows import (
    HAS_LEFT,
    Step,
    as_delivery,
    close,
    deliveries_of,
    is_of,
    is_stopped,
    last_of,
    leaves,
    note,
    recipients_of,
    returned,
    stand_as_left,
    stands,
    suppressed,
    take,
)
from drumbeat.store.history import refuse_unknown
from drumbeat.store.schema import delivery, delivery_event, edition
from drumbeat.store.seals import seal_of

LEASE = timedelta(minutes=10)
"""How long a claim holds. Longer than any one mail takes to hand over."""

_PLANNED = frozenset({DeliveryState.PLANNED})
_CLAIMED = frozenset({DeliveryState.CLAIMED})
_LEAVING = frozenset({DeliveryState.CLAIMED, DeliveryState.UNKNOWN})


class DeliveryLedger:
    """`ports.Ledger` over the database. `owner` is who claims: host and process."""

    def __init__(self, database: Database, owner: str = "") -> None:
        self._database = database
        self._owner = owner

    def plan(self, edition_id: int, planned: Sequence[Planned], now: datetime, seal: str | None = None) -> None:
        """Plan a delivery to each recipient who has none yet, and freeze the edition.

        What is planned already follows what the rules say today; who is no recipient any more is skipped. Whoever was
        skipped untried and is a recipient again counts as new; so does everybody while nothing of it has left. What
        has become a list of the whole company since it was planned is skipped, unless `seal` is of that. So is a
        mailbox whose owner was sent it at another one, or may have been: addresses change, persons do not. Without
        anyone new to send to nothing else changes: an edition that goes to nobody stays a draft.

        `seal` is what was found fit to leave (`EditionStore.seal`): raises TryLater when the edition or its rules are
        another by now, or somebody holds it (promise 6). Empty: nobody new is planned. None: it is only asked that no
        newer draft took its place. Raises SettingsError where somebody new is to be sent what others may have had: the
        ledger of such old periods was let go of (promise 3).
        """
        with self._database.begin() as connection:
            known = {mailbox(each.recipient): each for each in deliveries_of(connection, edition_id)}
            wanted = {mailbox(each.recipient): each for each in planned}
            is_agreed = seal is None or (bool(seal) and seal == seal_of(connection, edition_id))
            for box, each in known.items():
                if each.state is DeliveryState.PLANNED:
                    self._follow(connection, edition_id, each, _agreed(each, wanted.get(box), is_agreed=is_agreed), now)
            is_draft = stands(connection, edition_id) is EditionState.DRAFT
            if seal == "":
                return
            new = {box: each for box, each in wanted.items() if _is_new(known.get(box), each, is_draft=is_draft)}
            moved = _moved(connection, edition_id, known, new)
            if all(each.skipped for box, each in new.items() if box not in moved):
                new = moved
            else:
                refuse_unknown(connection, edition_id)
                _freeze(connection, edition_id, seal)
            put = {
                box: each
                for box, each in (new | moved).items()
                if box not in known or not each.skipped or known[box].error != each.skipped
            }
            for box in put.keys() & known.keys():
                connection.execute(delete(delivery).where(is_of(edition_id, [known[box].recipient])))
            if rows := [self._new(edition_id, each, now) for each in put.values()]:
                connection.execute(insert(delivery), rows)
                self._note(connection, rows, now)

    def claim(self, edition_id: int, recipients: Collection[str], now: datetime) -> list[Delivery] | None:
        """Take deliveries for sending, by recipient; without those not to be sent, or that another process has.

        Whoever has unsubscribed or left meanwhile is skipped. None while a person holds the edition: nobody is claimed.
        """
        until = moment_text(now + LEASE)
        claimed = Step(DeliveryState.CLAIMED, f"on its way, or interrupted: known by {until} UTC", _PLANNED, until)
        with self._database.begin() as connection:
            if is_stopped(connection, edition_id):
                return None
            for reason, whom in suppressed(connection, edition_id, recipients).items():
                self._take(connection, edition_id, whom, Step(DeliveryState.SKIPPED, reason, _PLANNED), now)
            rows = self._take(connection, edition_id, recipients, claimed, now)
            return sorted((as_delivery(row, row["held"]) for row in rows), key=lambda each: each.recipient)

    def settle(self, edition_id: int, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Say what became of claimed deliveries; of those, too, whose claim has run out and passes for unknown."""
        alike: dict[Step, list[str]] = {}
        for each in outcomes:
            until = moment_text(each.retry_at) if each.retry_at else ""
            alike.setdefault(Step(each.state, each.error, _LEAVING, until), []).append(each.recipient)
        with self._database.begin() as connection:
            for step, whom in alike.items():
                self._take(connection, edition_id, whom, step, now)

    def settle_abandoned(self, edition_id: int, now: datetime) -> None:
        """Claims that have run out: whoever held them died, and nobody can say whether the mail left.

        A claim that ends much later than any made now was made by a clock since set back; waiting for it would be in
        vain.
        """
        begin, end = map(moment_text, believed(now, LEASE))
        run_out = or_(delivery.c.lease_until < begin, delivery.c.lease_until > end)
        step = Step(DeliveryState.UNKNOWN, "sending was interrupted; the mail may have left", _CLAIMED)
        with self._database.begin() as connection:
            self._take(connection, edition_id, recipients_of(connection, edition_id, _CLAIMED, run_out), step, now)

    def plan_again(
        self, edition_id: int, states: Sequence[DeliveryState], now: datetime, recipient: str | None = None
    ) -> int:
        """Let a person's word send once more what was refused, or what may have left; how many deliveries there are.

        The edition is leaving again with them.
        """
        step = Step(DeliveryState.PLANNED, "a person asked for it again", frozenset(states))
        which = delivery.c.recipient == recipient if recipient is not None else true()
        with self._database.begin() as connection:
            whom = recipients_of(connection, edition_id, step.since, which)
            taken = self._take(connection, edition_id, whom, step, now)
            if taken:
                leaves(connection, edition_id)
            return len(taken)

    def close(self, edition_id: int) -> None:
        """Say how far the edition has left, where every delivery was accepted or was to be skipped.

        Sent where somebody has it; a draft again where nobody has, and nothing of it has left.
        """
        with self._database.begin() as connection:
            close(connection, edition_id)

    def close_finished(self) -> None:
        """The same for every edition that is leaving: its sender may have been killed after the last mail."""
        leaving = select(edition.c.id).where(edition.c.state == EditionState.SENDING.value)
        with self._database.begin() as connection:
            for edition_id in connection.scalars(leaving).all():
                close(connection, edition_id)

    def settle_interrupted(self, now: datetime, others: Collection[tuple[str, date]]) -> None:
        """Claims that have run out, of every edition that is leaving but these (team, first day); see `close` as well.

        Where no sender comes back to an edition nobody else would say that a mail of it may have left.
        """
        query = select(edition.c.id, edition.c.team, edition.c.period_start)
        with self._database.read() as connection:
            leaving = connection.execute(query.where(edition.c.state == EditionState.SENDING.value)).all()
        ids = [each.id for each in leaving if (each.team, date.fromisoformat(each.period_start)) not in others]
        for edition_id in ids:
            self.settle_abandoned(edition_id, now)
            self.close(edition_id)

    def unreached(self, team: str, periods: Collection[Period]) -> dict[Period, list[Unreached]]:
        """Whom the team's editions of these periods do not reach as they have left, or as a list has grown.

        Of every period, alphabetical.
        """
        query = (
            select(
                edition.c.period_start, edition.c.period_end, delivery.c.recipient, delivery.c.kind, delivery.c.error
            )
            .join(edition, edition.c.id == delivery.c.edition_id)
            .where(
                edition.c.team == team,
                edition.c.period_start.in_([each.start.isoformat() for each in periods]),
                delivery.c.state == DeliveryState.SKIPPED.value,
                or_(*(delivery.c.error.startswith(why, autoescape=True) for why in (Reason.LEFT, GROWN))),
            )
        )
        with self._database.read() as connection:
            rows = sorted(connection.execute(query), key=lambda row: row.recipient)
        found: dict[tuple[str, str], list[Unreached]] = defaultdict(list)
        for row in rows:
            one = Unreached(row.recipient, RecipientKind(row.kind), row.error.startswith(GROWN))
            found[row.period_start, row.period_end].append(one)
        return {each: found[each.start.isoformat(), each.end.isoformat()] for each in periods}

    def deliveries(self, edition_id: int) -> list[Delivery]:
        """All deliveries of an edition, by recipient."""
        with self._database.read() as connection:
            return deliveries_of(connection, edition_id)

    def is_open(self, edition_id: int, now: datetime) -> bool:
        """Whether a mail of the edition is on its way, or is to leave now: the others are settled, or put off."""
        begin, end = map(moment_text, believed(now, SELDOMEST))  # empty, where it was never put off, is less than any
        waits = and_(delivery.c.lease_until > begin, delivery.c.lease_until <= end)
        is_due = and_(delivery.c.state == DeliveryState.PLANNED.value, not_(waits))
        is_open = or_(is_due, delivery.c.state == DeliveryState.CLAIMED.value)
        query = select(delivery.c.recipient).where(delivery.c.edition_id == edition_id, is_open).limit(1)
        with self._database.read() as connection:
            return connection.scalar(query) is not None

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
        """How many mails of the whole store have left since then, or may have.

        Those on their way count as well, and those that came back since.
        """
        standing = select(func.count()).select_from(delivery).where(stand_as_left(moment))
        with self._database.read() as connection:
            return (connection.scalar(standing) or 0) + (connection.scalar(returned(moment)) or 0)

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
            "persons": " ".join(planned.persons),
        }

    def _follow(
        self, connection: Connection, edition_id: int, was: Delivery, wanted: Planned | None, now: datetime
    ) -> None:
        """Let a planned delivery be what the rules say today: what was an address may be a list's by now (E17)."""
        skipped = NOT_RECEIVING if wanted is None else wanted.skipped
        if wanted is None or skipped:
            self._take(connection, edition_id, [was.recipient], Step(DeliveryState.SKIPPED, skipped, _PLANNED), now)
        elif _as_said(was) != _as_said(wanted):
            names = ("recipient", "message_id", "language", "kind", "persons", "changed_at")
            values = {name: value for name, value in self._new(edition_id, wanted, now).items() if name in names}
            followed = update(delivery).where(is_of(edition_id, [was.recipient])).values(values).returning(*delivery.c)
            self._note(connection, connection.execute(followed).mappings().all(), now)

    def _take(
        self, connection: Connection, edition_id: int, whom: Collection[str], step: Step, now: datetime
    ) -> list[RowMapping]:
        """Let these deliveries take a step, and add it to the history; those that took it, as they stand now."""
        rows = take(connection, edition_id, whom, step, (self._owner, moment_text(now)))
        self._note(connection, rows, now)
        return rows

    def _note(self, connection: Connection, rows: Sequence[Mapping[Any, Any]], now: datetime) -> None:
        """Add a step to the history of these deliveries: how they stand now."""
        note(connection, rows, (self._owner, moment_text(now)))


def _as_said(of: Delivery | Planned) -> tuple[object, ...]:
    """What a delivery has of the rules, and of who reads the mailbox."""
    return of.recipient, of.language, of.kind, of.persons


def _agreed(was: Delivery, wanted: Planned | None, *, is_agreed: bool) -> Planned | None:
    """What the rules say of a planned delivery today, as far as somebody agreed to it."""
    if wanted is None or is_agreed or was.kind.needs_approval or not wanted.kind.needs_approval:
        return wanted
    return replace(wanted, skipped=GROWN)


def _is_new(known: Delivery | None, wanted: Planned, *, is_draft: bool) -> bool:
    """Whether somebody is to get a delivery who had none, or had one that is not tried any more."""
    if known is None:
        return True
    is_untried = is_draft or not known.attempts or known.error == GROWN
    return known.state is DeliveryState.SKIPPED and is_untried and not wanted.skipped


def _moved(
    connection: Connection, edition_id: int, known: Mapping[str, Delivery], new: Mapping[str, Planned]
) -> dict[str, Planned]:
    """Of the new ones those whose owners have it at another mailbox, or may have, as skipped; where is said."""
    had: dict[str, str] = {}
    asked = {person for each in new.values() if not each.skipped for person in each.persons}
    whose = {box: each for box, each in known.items() if not asked.isdisjoint(each.persons)}
    came_to = last_of(connection, edition_id) if whose else {}
    for box, each in whose.items():
        is_gone = each.state is DeliveryState.SKIPPED and each.error.startswith(Reason.LEFT)
        if each.state is DeliveryState.CLAIMED or (came_to.get(box) in HAS_LEFT and not is_gone):
            had |= dict.fromkeys(each.persons, each.recipient)
    return {
        box: replace(each, skipped=f"{HAS_IT}: {next(had[person] for person in each.persons if person in had)}")
        for box, each in new.items()
        if not each.skipped and not had.keys().isdisjoint(each.persons)
    }


def _freeze(connection: Connection, edition_id: int, seal: str | None) -> None:
    """From here on the edition stays as it is. Raises TryLater when it is not what was found fit to leave."""
    is_other = seal is not None and (seal != seal_of(connection, edition_id) or is_stopped(connection, edition_id))
    if is_other or not leaves(connection, edition_id):
        raise TryLater(
            sentence("The edition, or who receives it, was changed while it was about to be sent; nothing has left."),
            recovery=sentence("Look at it with `drumbeat preview`, then send it."),
        )
