"""The rows of deliveries, within a transaction of whoever asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from drumbeat.editions.addresses import mailbox
from drumbeat.editions.deliveries import GROWN, Delivery, DeliveryState, EditionState
from drumbeat.editions.recipients import EVERY_TEAM, Reason, RecipientKind, Rule
from drumbeat.editions.standing import Standing, stood
from drumbeat.store.acts import acts_about
from drumbeat.store.database import as_moment, moment_text
from drumbeat.store.schema import bounce, delivery, delivery_event, edition, suppression

_DONE = {DeliveryState.SENT.value, DeliveryState.SKIPPED.value}
_UNSENT = frozenset({DeliveryState.PLANNED, DeliveryState.FAILED})


HAS_LEFT = (DeliveryState.SENT, DeliveryState.UNKNOWN)
"""A server took the mail, or may have."""
_AT_ONCE = 1000
"""Recipients of one statement: databases bound how many values it may have."""


@dataclass(frozen=True, slots=True)
class Step:
    """What deliveries come to, from one of several states."""

    state: DeliveryState
    detail: str
    """What went wrong, or why; empty when nothing is to be said."""
    since: frozenset[DeliveryState]
    """From these states; others stay as they are."""
    until: str = ""
    """Until when they are left alone: how long a claim holds, or how long a mail is put off. Empty: not at all."""


_HELD = select(edition.c.content_hash).where(edition.c.id == bindparam("of")).scalar_subquery().label("held")
_SETTLE = (
    update(delivery)
    .where(
        delivery.c.edition_id == bindparam("of"),
        delivery.c.recipient.in_(bindparam("whom", expanding=True)),
        delivery.c.state.in_(bindparam("since", expanding=True)),
    )
    .values(
        state=bindparam("to"), error=bindparam("said"), lease_until=bindparam("until"), changed_at=bindparam("moment")
    )
    .returning(*delivery.c, _HELD)
)
_CLAIM = _SETTLE.values(attempts=delivery.c.attempts + 1, owner=bindparam("by"))
_NOTE = insert(delivery_event)


_SUPPRESSED = select(suppression.c.address, suppression.c.reason).where(
    suppression.c.address.in_(bindparam("boxes", expanding=True)),
    or_(
        suppression.c.team == EVERY_TEAM,
        suppression.c.team == select(edition.c.team).where(edition.c.id == bindparam("of")).scalar_subquery(),
    ),
)


def take(
    connection: Connection, edition_id: int, whom: Collection[str], step: Step, by: tuple[str, str]
) -> list[RowMapping]:
    """Let an edition's deliveries to these recipients take a step; those that took it, and what the edition holds.

    `by` is who lets them, and when.
    """
    owner, moment = by
    values = {
        "of": edition_id,
        "since": [state.value for state in step.since],
        "to": step.state.value,
        "said": step.detail,
        "until": step.until,
        "moment": moment,
    }
    is_claim = step.state is DeliveryState.CLAIMED
    statement, given = (_CLAIM, values | {"by": owner}) if is_claim else (_SETTLE, values)
    every = list(whom)
    shares = [every[begin : begin + _AT_ONCE] for begin in range(0, len(every), _AT_ONCE)]
    return [row for share in shares for row in connection.execute(statement, given | {"whom": share}).mappings()]


def note(connection: Connection, rows: Sequence[Mapping[Any, Any]], by: tuple[str, str]) -> None:
    """Add a step to the history of deliveries: how they stand now, and what their edition holds."""
    if not rows:
        return
    owner, moment = by
    first = rows[0]
    held = first["held"] if "held" in first else connection.scalar(select(_HELD), {"of": first["edition_id"]})
    steps = [
        {
            "edition_id": each["edition_id"],
            "recipient": each["recipient"],
            "state": each["state"],
            "attempt": each["attempts"],
            "detail": each["error"],
            "content_hash": held or "",
            "owner": owner,
            "at": moment,
        }
        for each in rows
    ]
    connection.execute(_NOTE, steps)


def recipients_of(
    connection: Connection, edition_id: int, states: Collection[DeliveryState], which: ColumnElement[bool]
) -> list[str]:
    """Whose deliveries of an edition are in one of these states, and so."""
    is_in = delivery.c.state.in_([state.value for state in states])
    return list(
        connection.scalars(select(delivery.c.recipient).where(delivery.c.edition_id == edition_id, is_in, which))
    )


def deliveries_of(connection: Connection, edition_id: int) -> list[Delivery]:
    """All of an edition, by recipient."""
    rows = connection.execute(select(delivery).where(delivery.c.edition_id == edition_id)).mappings()
    return sorted((as_delivery(row) for row in rows), key=lambda each: each.recipient)


def as_delivery(row: Mapping[Any, Any], held: str = "") -> Delivery:
    """The delivery of a row; `held` is the hash of what its edition holds."""
    state, until = DeliveryState(row["state"]), row["lease_until"]
    return Delivery(
        recipient=row["recipient"],
        state=state,
        message_id=row["message_id"],
        attempts=row["attempts"],
        error=row["error"],
        language=row["language"],
        kind=RecipientKind(row["kind"]),
        content_hash=held,
        retry_at=as_moment(until) if until and state is DeliveryState.PLANNED else None,
        persons=tuple(row["persons"].split()),
    )


def is_of(edition_id: int, recipients: Collection[str]) -> ColumnElement[bool]:
    """These deliveries of an edition."""
    return and_(delivery.c.edition_id == edition_id, delivery.c.recipient.in_(recipients))


def is_stopped(connection: Connection, edition_id: int) -> bool:
    """Whether a person holds the edition, or has it skipped."""
    found = stood(Standing.SENDING, "", acts_about(connection, edition_id))
    return found.standing in {Standing.HELD, Standing.SKIPPED}


def suppressed(connection: Connection, edition_id: int, recipients: Collection[str]) -> dict[str, list[str]]:
    """Which of them are not to be sent to any more, by reason.

    A list is nobody's own to unsubscribe (E17): only a mailbox that is gone ends it.
    """
    boxes = {each: mailbox(each) for each in recipients}
    said = connection.execute(_SUPPRESSED, {"of": edition_id, "boxes": list(set(boxes.values()))})
    reasons: dict[str, set[str]] = {}
    for address, reason in said:
        reasons.setdefault(address, set()).add(reason)
    if not reasons:
        return {}
    kinds = connection.execute(select(delivery.c.recipient, delivery.c.kind).where(is_of(edition_id, recipients)))
    found: dict[str, list[str]] = {}
    for recipient, kind in kinds:
        against = reasons.get(boxes[recipient], set())
        if RecipientKind(kind).is_list:
            against = against & {Reason.LEFT.value}
        if against:
            found.setdefault(min(against), []).append(recipient)
    return found


def stands(connection: Connection, edition_id: int) -> EditionState | None:
    """How far an edition has left; None where there is none."""
    found = connection.scalar(select(edition.c.state).where(edition.c.id == edition_id))
    return EditionState(found) if found is not None else None


def leaves(connection: Connection, edition_id: int) -> bool:
    """From here on the edition stays as it is; False where there is none."""
    leaving = update(edition).where(edition.c.id == edition_id).values(state=EditionState.SENDING.value)
    return bool(connection.execute(leaving).rowcount)


def close(connection: Connection, edition_id: int) -> None:
    """Say how far an edition has left that had begun to, where every delivery was accepted or was to be skipped.

    It is sent if somebody has it. If nobody has, and no server ever took a mail of it, it has not begun to leave: it is
    a draft again. Otherwise it waits for a person: what it says has left, and came back from everybody.
    """
    found = connection.scalars(select(delivery.c.state).where(delivery.c.edition_id == edition_id).distinct())
    states = set(found)
    if not states <= _DONE:
        return
    if DeliveryState.SENT.value in states:
        state = EditionState.SENT
    else:
        state = EditionState.SENDING if _left_to(connection, edition_id) else EditionState.DRAFT
    has_begun = (edition.c.id == edition_id, edition.c.state != EditionState.DRAFT.value)
    connection.execute(update(edition).where(*has_begun).values(state=state.value))


def withdraw(connection: Connection, team: str, recipient: str, why: str, moment: str) -> None:
    """Take back what is not to leave: of a team's editions, or of any (`EVERY_TEAM`); to one mailbox, or all.

    What never left is as if it had not been planned. What had left before, and came back or was to be sent once more,
    is skipped: forgotten, it would leave again as if for the first time once they receive again (promise 3).
    What is left of each edition says then how far it has left (`close`).
    """
    asked = select(delivery.c.edition_id, delivery.c.recipient, delivery.c.attempts)
    unsent = asked.where(delivery.c.state.in_([state.value for state in _UNSENT]))
    if team != EVERY_TEAM:
        unsent = unsent.join(edition, edition.c.id == delivery.c.edition_id).where(edition.c.team == team)
    skipped, by = Step(DeliveryState.SKIPPED, why, _UNSENT), ("", moment)
    rows = connection.execute(unsent).all()
    meant = [row for row in rows if not recipient or mailbox(row.recipient) == mailbox(recipient)]
    for row in meant:
        if row.attempts and mailbox(row.recipient) in _left_to(connection, row.edition_id):
            note(connection, take(connection, row.edition_id, [row.recipient], skipped, by), by)
        else:
            connection.execute(delete(delivery).where(is_of(row.edition_id, [row.recipient])))
    for edition_id in {row.edition_id for row in meant}:
        close(connection, edition_id)


def stand_as_left(since: datetime) -> ColumnElement[bool]:
    """Deliveries whose mail has left since then, or may have, or is on its way."""
    states = (DeliveryState.CLAIMED, *HAS_LEFT)
    return and_(delivery.c.state.in_([state.value for state in states]), delivery.c.changed_at >= moment_text(since))


def returned(since: datetime) -> Select[int]:
    """Asks how many mails that left since then have come back; two reports of one are one."""
    asked = select(bounce.c.edition_id, bounce.c.recipient, bounce.c.left_at)
    once = asked.where(bounce.c.left_at >= moment_text(since)).distinct().subquery()
    return select(func.count()).select_from(once)


def _left_to(connection: Connection, edition_id: int) -> set[str]:
    """The mailboxes to which an edition ever left, or may have."""
    left = delivery_event.c.state.in_([state.value for state in HAS_LEFT])
    found = connection.scalars(
        select(delivery_event.c.recipient).where(delivery_event.c.edition_id == edition_id, left)
    )
    return set(map(mailbox, found))


def last_of(connection: Connection, edition_id: int) -> dict[str, DeliveryState]:
    """What the mails of an edition came to last that left, or were refused, by mailbox."""
    states = [state.value for state in (*HAS_LEFT, DeliveryState.FAILED)]
    asked = select(delivery_event.c.recipient, delivery_event.c.state).order_by(delivery_event.c.id)
    found = connection.execute(
        asked.where(delivery_event.c.edition_id == edition_id, delivery_event.c.state.in_(states))
    )
    return {mailbox(recipient): DeliveryState(state) for recipient, state in found}


def follow_lists(connection: Connection, team: str, rules: Collection[Rule], moment: str) -> None:
    """Let what waits for an address follow new rules that make it a list: at the next claim it is not a person's.

    What has become a list of the whole company is skipped: nobody has agreed to that.
    """
    lists = {mailbox(rule.name): rule.kind for rule in rules if rule.kind.is_list and not rule.is_excluded}
    if not lists:
        return
    waiting = (
        select(delivery.c.edition_id, delivery.c.recipient, delivery.c.kind)
        .join(edition, edition.c.id == delivery.c.edition_id)
        .where(edition.c.team == team, delivery.c.state == DeliveryState.PLANNED.value)
    )
    grown = Step(DeliveryState.SKIPPED, GROWN, frozenset({DeliveryState.PLANNED}))
    rows = connection.execute(waiting).all()
    for row in rows:
        kind = lists.get(mailbox(row.recipient), RecipientKind(row.kind))
        if kind.needs_approval and not RecipientKind(row.kind).needs_approval:
            by = ("", moment)
            note(connection, take(connection, row.edition_id, [row.recipient], grown, by), by)
        elif kind != row.kind:
            of_it = is_of(row.edition_id, [row.recipient])
            connection.execute(update(delivery).where(of_it).values(kind=kind.value))
    for edition_id in {row.edition_id for row in rows}:
        close(connection, edition_id)
