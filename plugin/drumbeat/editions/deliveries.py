"""How far editions have left, and what became of each mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from drumbeat.editions.recipients import RecipientKind
from drumbeat.editions.waits import waits


class EditionState(StrEnum):
    """How far an edition has left. What people decided about it stands beside it (`editions.standing`)."""

    DRAFT = "draft"
    SENDING = "sending"
    SENT = "sent"


class DeliveryState(StrEnum):
    """Where a delivery is."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


def has_reached_nobody(mails: Mapping[DeliveryState, int]) -> bool:
    """Whether of an edition that has begun to leave nothing is left to be sent by itself, and nobody has received it.

    A mail in doubt may have arrived. `mails`: how many are in which state.
    """
    return not {state for state, count in mails.items() if count} - {DeliveryState.FAILED, DeliveryState.SKIPPED}


GROWN = "a list of the whole company by now, and nobody has agreed to that"
"""Why a delivery is skipped that was planned as something smaller."""


NOT_RECEIVING = "no recipient any more"
"""Why a delivery is skipped to which no rule leads any more."""


HAS_IT = "the same person was sent it at another address"
"""Why a delivery is skipped to a mailbox that came later than the one to which its owner's mail has left."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A delivery that is to be, or one that is kept as skipped."""

    recipient: str
    message_id: str
    language: str = ""
    """Of what it carries; empty: the edition's own."""
    kind: RecipientKind = RecipientKind.ADDRESS
    skipped: str = ""
    """Why nothing is sent to them; empty: it is."""
    persons: tuple[str, ...] = ()
    """The sys_ids of ServiceNow's users whose mailbox it is; none where that is not known, and of a list."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One edition to one recipient."""

    recipient: str
    state: DeliveryState
    message_id: str
    attempts: int
    error: str
    """What went wrong, or why it was skipped; empty when nothing is to be said."""
    language: str = ""
    kind: RecipientKind = RecipientKind.ADDRESS
    content_hash: str = ""
    """Of what its edition held when it was claimed; empty of one that was only looked up."""
    retry_at: datetime | None = None
    """Planned, and put off by the mail server: before which it is not tried again by itself."""
    persons: tuple[str, ...] = ()
    """As `Planned` has it, of when it was planned."""

    def is_due(self, now: datetime) -> bool:
        """Whether it is planned, and not put off (`waits`)."""
        is_put_off = self.retry_at is not None and waits(self.retry_at, now, SELDOMEST)
        return self.state is DeliveryState.PLANNED and not is_put_off

    def turn(self, now: datetime) -> tuple[bool, bool, int, str]:
        """By what planned ones are sorted: put off until now, then the others by attempts, then put off for longer.

        A server that puts everybody off once would otherwise be asked for ever new ones, and never again.
        """
        return not self.is_due(now), self.retry_at is None, self.attempts, self.recipient


@dataclass(frozen=True, slots=True)
class Unreached:
    """Whom an edition does not reach, though a rule leads to them."""

    recipient: str
    kind: RecipientKind
    has_grown: bool
    """Not because they have left (E42), but as a list that is of the whole company by now (`GROWN`)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a claimed delivery."""

    recipient: str
    state: DeliveryState
    error: str = ""
    retry_at: datetime | None = None
    """Before which it is not tried again by itself; None: any time."""


def retry_after(attempts: int) -> timedelta:
    """How long a mail waits that the server did not take now, after so many attempts: 30 minutes, 1 hour, 2, then 3.

    RFC 5321, section 4.5.4.1: at least 30 minutes, and after the first hour every two or three hours. What ends it is
    the schedule's `max_lateness_days`; the same section asks for four to five days until one gives up.
    """
    doublings: int = 2 ** min(attempts - 1, 8)
    return min(SELDOMEST, _SOONEST * doublings)


_SOONEST, SELDOMEST = timedelta(minutes=30), timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Message:
    """A mail as it goes over the wire, to one recipient; only `delivery` makes one."""

    content: bytes
    """With CR LF line ends."""
    sender: str
    """The bare address of its From."""
    recipient: str
    """That of its To."""
    message_id: str
    """With angle brackets."""
    needs_smtputf8: bool = False
    """An address holds anything but ASCII: only SMTPUTF8 servers take it (RFC 6531)."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A delivery as it stands in a list."""

    recipient: str
    state: DeliveryState
    attempts: int
    error: str
    """As `Delivery` has it."""
    changed_at: datetime
    """When it came to that state, UTC."""
    retry_at: datetime | None = None
    """As `Delivery` has it."""


@dataclass(frozen=True, slots=True)
class DeliveryEvent:
    """One step of a delivery: what it came to, at which attempt, by which process, and what it carried."""

    at: datetime
    recipient: str
    state: DeliveryState
    attempt: int
    detail: str
    owner: str
    """Host and process."""
    content_hash: str
    """Of the content that was to be sent; empty before there was an attempt."""


@dataclass(frozen=True, slots=True)
class Summary:
    """An edition in a list: what it is, how far it has left, and how many mails came to what."""

    id: int
    team: str
    start: date
    end: date
    """The first day after its period."""
    state: EditionState
    subject: str
    built_at: str
    counts: Mapping[DeliveryState, int]
