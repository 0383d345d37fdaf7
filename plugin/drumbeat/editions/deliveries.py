"""How far editions have left, and what became of each mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from drumbeat.editions.recipients import RecipientKind


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
