"""The seams: where the outside comes in and goes out. Each is one small Protocol.

Every implementation passes the contract suite of its port in `tests/contract`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from enum import StrEnum
from typing import Protocol, TypeAlias

from drumbeat.digest.model import Digest
from drumbeat.records.row import RawRow
from drumbeat.records.tables import Table


@dataclass(frozen=True, slots=True)
class Window:
    """What to read: rows done in [start, end), UTC. The source reads a little more on both sides."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins: after this sys_id, and so many rows further (keyset, fact sheet 1.6)."""

    after: str = ""
    offset: int = 0


FIRST_PAGE = Cursor()


class PullStatus(StrEnum):
    """How far a table's pull is."""

    RUNNING = "running"
    OK = "ok"
    PARTIAL = "partial"
    DENIED = "denied"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class PullState:
    """One table's pull: its frozen window, where it goes on, and what came of it."""

    table: str
    number: int
    """Counts the pulls of this table; a resumed pull keeps its number."""
    window: Window
    cursor: Cursor
    rows: int
    expected: int | None
    """Rows in the window when the pull began, unreadable ones included; None when the source did not say."""
    status: PullStatus
    note: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, whole or not at all."""

    rows: tuple[RawRow, ...]
    following: Cursor | None
    """Where the next page begins; None when this was the last."""
    remaining: int | None
    """Rows from this page's beginning to the end of the table's window, those we may not read included
    (X-Total-Count is counted before ACLs); None when the source does not say."""


Message: TypeAlias = EmailMessage
"""A mail as Python's library holds it; only `delivery` makes one."""


class Source(Protocol):
    """Where work records come from."""

    def fetch(self, table: Table, window: Window, cursor: Cursor = FIRST_PAGE) -> Page:
        """One page.

        Safe to repeat. Raises TableAbsent or TableDenied for this table alone, SourceError when the source as
        a whole refuses, TryLater when it is away.
        """


class EditionState(StrEnum):
    """Where an edition is. Approval is a later matter."""

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


@dataclass(frozen=True, slots=True)
class Content:
    """What an edition holds: the digest as JSON, and as it is mailed."""

    subject: str
    html: str
    text: str
    digest: str

    @property
    def hash(self) -> str:
        """SHA-256 over all of it."""
        parts = (self.subject, self.html, self.text, self.digest)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Edition:
    """A stored edition."""

    id: int
    state: EditionState
    content: Content
    built_at: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One edition to one recipient."""

    recipient: str
    state: DeliveryState
    message_id: str
    attempts: int
    error: str


class Records(Protocol):
    """Where rows are kept between pulls."""

    def begin_pull(self, table: Table, window: Window) -> PullState:
        """The table's running pull of this window, to go on with, or a new one."""

    def save_page(self, table: Table, state: PullState, page: Page) -> PullState:
        """Keep a page and move the cursor, in one transaction.

        A page that was fetched from another cursor than the stored one (another process has saved it already)
        is dropped; the stored state is returned to go on from.
        """

    def end_pull(self, state: PullState, status: PullStatus, note: str) -> PullState:
        """Close the pull; the stored state is returned when another process has moved it meanwhile.

        After one that came to its end, ok or partial, rows of its window that it did not see go from here: what
        the source does not show is no evidence.
        """

    def pulls(self) -> list[PullState]:
        """The last pull of each table."""

    def rows(self, table: str) -> Iterator[RawRow]:
        """All rows kept of a table."""


class Ledger(Protocol):
    """What was sent, and to whom: the ledger decides, not the caller (promise 3)."""

    def plan(self, edition_id: int, message_ids: dict[str, str], now: datetime) -> None:
        """Freeze the edition and plan a delivery to each recipient who has none yet."""

    def claim(self, edition_id: int, recipient: str, now: datetime) -> Delivery | None:
        """Take a delivery for sending; None when it is not to be sent, or another process has it."""

    def settle(self, edition_id: int, recipient: str, state: DeliveryState, error: str, now: datetime) -> None:
        """Say what became of a claimed delivery."""

    def settle_abandoned(self, edition_id: int, now: datetime) -> None:
        """Make claims of processes that died `unknown`."""

    def close(self, edition_id: int) -> None:
        """Mark the edition sent when every delivery was accepted."""

    def deliveries(self, edition_id: int) -> list[Delivery]:
        """All deliveries of an edition, by recipient."""


class Rendering(Protocol):
    """What turns a digest into a mail's two parts."""

    def html(self, digest: Digest) -> str:
        """The HTML part."""

    def text(self, digest: Digest) -> str:
        """The plain-text part."""


class Transport(Protocol):
    """A way for one message to leave."""

    def send(self, message: Message, recipient: str) -> None:
        """Hand over one message for one recipient.

        Returns when it was accepted. Raises DeliveryError when it was refused, DeliveryUnknown when nobody
        can say, TryLater when the server is away.
        """
