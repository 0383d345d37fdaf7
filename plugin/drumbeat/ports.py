"""The seams: where the outside comes in and goes out. Each is one small Protocol.

Every implementation passes the contract suite of its port in `tests/contract`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

from drumbeat.digest.model import Digest
from drumbeat.digest.operational import Observation
from drumbeat.digest.people.consent import Consent
from drumbeat.editions.deliveries import Delivery, EditionState, Message, Outcome, Planned
from drumbeat.editions.recipients import Reason
from drumbeat.records.period import Period
from drumbeat.records.row import RawRow
from drumbeat.records.tables import Table


@dataclass(frozen=True, slots=True)
class Window:
    """What to read: rows done in [start, end), UTC. The source reads a little more on both sides."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """What to read: rows that were changed at `since` (UTC) or later, whenever their work was done."""

    since: datetime


Extent: TypeAlias = Window | Changes


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins: after this sys_id, and so many rows further (keyset, fact sheet 1.6)."""

    after: str = ""
    offset: int = 0
    until: str = ""
    """The last sys_id that may be read from here; empty: to the end. A sys_id never changes, so slices of a table
    that are cut by it share no row and lose none, however rows change while they are read."""


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
    cursors: tuple[Cursor, ...]
    """Where it goes on: one cursor for each slice that has not been read to its end."""
    rows: int
    """Rows of the window: received so far, and after a pull of changes all that are kept."""
    expected: int | None
    """Rows in the window when the pull began, unreadable ones included (X-Total-Count); None when nobody said."""
    status: PullStatus
    note: str = ""
    counted: int | None = None
    """The same by the Aggregate API, which may or may not count what the account cannot read; None: not known. Until
    the pull ends, of rows that are older than a day or so: younger ones may come while it reads."""
    hidden: int | None = None
    """Of rows that are older than a day or so, how many are there and were not received: what a later pull of changes
    has to find again. None: not known."""
    question: str = ""
    """What was asked for: changes to rows that were asked for otherwise are not enough (`Table.question`)."""
    full: int = 0
    """Number of the pull that last read the whole window; `number` itself when this one does."""
    full_at: datetime | None = None
    """When that was."""
    since: datetime | None = None
    """This pull reads only what was changed since then; None: the whole window."""

    @property
    def is_full(self) -> bool:
        """Whether it reads the whole window."""
        return self.since is None

    @property
    def extent(self) -> Extent:
        """What is asked for."""
        return self.window if self.since is None else Changes(self.since)

    @property
    def there(self) -> int | None:
        """Rows that are there by either count; None when nobody counted."""
        counts = [count for count in (self.expected, self.counted) if count is not None]
        return max(counts, default=None)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, whole or not at all."""

    rows: tuple[RawRow, ...]
    following: Cursor | None
    """Where the next page begins; None when this was the last."""
    remaining: int | None
    """Rows from this page's beginning to the end of its slice, those we may not read included
    (X-Total-Count is counted before ACLs); None when the source does not say."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page on its way into the store: what was asked from where, and where it goes on."""

    cursor: Cursor
    page: Page
    following: tuple[Cursor, ...]
    """The page's following cursor, or several where the rest is cut into slices; empty at the end."""


class Source(Protocol):
    """Where work records come from."""

    def fetch(self, table: Table, extent: Extent, cursor: Cursor = FIRST_PAGE) -> Page:
        """One page.

        Safe to repeat. Raises TableAbsent or TableDenied for this table alone, SourceError when the source as
        a whole refuses, TryLater when it is away.
        """


class LiveSource(Source, Protocol):
    """A source that goes on living: it can be asked what became of a row."""

    def count(self, table: Table, extent: Extent | None) -> int | None:
        """How many rows there are, without extent in all; None when the source cannot say. Raises as `fetch`."""

    def look_up(self, table: Table, sys_ids: Sequence[str]) -> tuple[RawRow, ...]:
        """Those of the rows that are still there and readable, whenever they were done. Raises as `fetch`."""


class FactSource(Protocol):
    """Where an operational fact comes from: one metric of one source."""

    def fetch(self, period: Period) -> Observation:
        """What the source says of the period, which has ended. Safe to repeat.

        Raises FactMissing when it says nothing, FactUnreadable when it refuses or what it says cannot be one figure,
        TryLater when it is away.
        """


@dataclass(frozen=True, slots=True)
class Content:
    """What an edition holds: the digest as JSON, and as it is mailed, with the page of its evidence."""

    subject: str
    html: str
    text: str
    digest: str
    logo: str = ""
    """The PNG that comes with the mail, in base64; empty for none."""
    evidence: str = ""
    """The evidence page, which names nobody; empty of an edition that was frozen before there were such pages."""
    evidence_name: str = ""
    """Its file's name where it is served from a folder, hard to guess; empty where it is not."""
    attached: str = ""
    """Its file's name where it comes with the mail; empty where it does not."""

    @property
    def hash(self) -> str:
        """SHA-256 over all of it."""
        parts = (
            *(self.subject, self.html, self.text, self.digest, self.logo),
            *(self.evidence, self.evidence_name, self.attached),
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Edition:
    """A stored edition."""

    id: int
    state: EditionState
    content: Content
    built_at: str
    decided: str = ""
    """`digest.editing.decided_hash` of what it was made of."""
    made_of: str = ""
    """`records.team.whose_work` of the teams that it was made of; empty: an older version did not say."""


@dataclass(frozen=True, slots=True)
class Nameless:
    """What takes the place of a content that names people, when one of them takes the consent back (F2)."""

    content: Content
    """Its evidence page is that of the other content: the page names nobody, and is kept once."""
    lines: Mapping[Consent, frozenset[str]]
    """What the names in the other one rest on, and what they stand for (`digest.people.names.Naming.line`)."""


@dataclass(frozen=True, slots=True)
class Translation:
    """An edition's content in another language, and beside it what takes its place when a consent is taken back."""

    content: Content
    nameless: Content | None = None

    @property
    def bare(self) -> Content:
        """The one that names nobody."""
        return self.nameless or self.content


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """A consent as it was given."""

    consent: Consent
    name: str
    said: str
    """Where the person said so."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Remark:
    """An owner's word on one line of the own record."""

    statement: str
    act: str
    """`hide`, `show`, `dispute`, `settle` or `annotate`: the last word of each pair holds, a note until the next."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act that concerns people: who did what, when, about whom; of which team, which the store adds."""

    at: datetime
    actor: str
    """User of the operating system, or the address of who is signed in to the pages."""
    act: str
    subject: str = ""
    """The person's key; empty where it concerns nobody in particular."""
    detail: str = ""
    team: str = ""


class Records(Protocol):
    """Where rows are kept between pulls."""

    def begin_pull(self, table: Table, window: Window, since: datetime | None = None) -> PullState:
        """The table's running pull of this window, to go on with, or a new one.

        With `since` the new one reads only what was changed since then.
        """

    def note_count(self, state: PullState, counted: int | None) -> PullState:
        """Keep what the Aggregate API counts; the stored state is returned when another process has moved it."""

    def save_page(self, table: Table, state: PullState, fetched: Fetched) -> PullState:
        """Keep a page and move the cursor it was fetched from, in one transaction.

        A page that was fetched from a cursor that is not stored any more (another process has saved it already)
        is dropped; the stored state is returned to go on from. A pull of changes keeps the rows that belong to
        its window, and lets go those that do not belong any more.
        """

    def end_pull(self, state: PullState, status: PullStatus, note: str) -> PullState:
        """Close the pull; the stored state is returned when another process has moved it meanwhile.

        After one that read the whole window, ok or partial, rows of it that it did not see go from here: what
        the source does not show is no evidence.
        """

    def unseen(self, state: PullState) -> list[str]:
        """The sys_ids that would go from here if this pull of the whole window ended now."""

    def set_aside(self, table: Table, rows: Sequence[RawRow]) -> None:
        """Keep rows that no longer belong to the window as they are now, so that one can say what became of them.

        They belong to no pull, and go when the next pull of the whole window ends.
        """

    def kept(self, table: Table, state: PullState, end: datetime | None = None) -> int:
        """How many rows of the pull's window are kept, or of what lies in it before `end`."""

    def pulls(self) -> list[PullState]:
        """The last pull of each table."""

    def rows(self, table: str) -> Iterator[RawRow]:
        """All rows kept of a table."""


class Ledger(Protocol):
    """What was sent, and to whom: the ledger decides, not the caller (promise 3)."""

    def plan(self, edition_id: int, planned: Sequence[Planned], now: datetime, seal: str | None = None) -> None:
        """Freeze the edition, while it is what `seal` says, and plan a delivery to each recipient who has none yet."""

    def claim(self, edition_id: int, recipients: Collection[str], now: datetime) -> list[Delivery] | None:
        """Take deliveries for sending; without those that are not to be sent, or that another process has.

        Whoever has unsubscribed or left meanwhile is skipped (E19). None while a person holds the edition: nobody is
        claimed.
        """

    def settle(self, edition_id: int, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Say what became of claimed deliveries."""

    def settle_abandoned(self, edition_id: int, now: datetime) -> None:
        """Make claims of processes that died `unknown`."""

    def close(self, edition_id: int) -> None:
        """Mark the edition sent when every delivery was accepted."""

    def deliveries(self, edition_id: int) -> list[Delivery]:
        """All deliveries of an edition, by recipient."""

    def left_since(self, moment: datetime) -> int:
        """How many mails of the whole store have left since then, or may have."""

    def together(self) -> AbstractContextManager[None]:
        """Whatever this thread asks of the store within is one transaction."""


class Suppressions(Protocol):
    """Who is sent nothing any more, though they may still be among the recipients."""

    def add(self, address: str, team: str, reason: Reason, said: str, now: datetime) -> bool:
        """Send nothing of this team to the address any more; nothing of any team where that is empty.

        `said` is where that is known from. Safe to repeat: the first word stays; false when it was known.
        """


class Rendering(Protocol):
    """What turns a digest into a mail, in one language."""

    def subject(self, digest: Digest) -> str:
        """The subject line."""

    @property
    def logo(self) -> str:
        """The picture that comes with the mail, in base64; empty for none."""

    def data(self, digest: Digest) -> dict[str, Any]:
        """The digest as plain values: the JSON of the public contract."""

    def html(self, digest: Digest) -> str:
        """The HTML part."""

    def text(self, digest: Digest) -> str:
        """The plain-text part."""


class Transport(Protocol):
    """A way for one message to leave. Several threads may send at once."""

    @property
    def keeps(self) -> frozenset[str]:
        """Which of our headers (`delivery.headers`) reach the reader as we wrote them.

        What must be there whatever the way, such as the address to unsubscribe at, stands in the body as well.
        """

    def send(self, message: Message, recipient: str) -> None:
        """Hand over one message for one recipient.

        Returns when it was accepted. Raises DeliveryError when it was refused (RecipientGone where the server knows
        no such recipient, MailServerRefused where it refuses us), DeliveryUnknown when nobody can say, TryLater when
        the server is away (Throttled where it asks us to send more slowly).
        """

    def probe(self) -> None:
        """Try the way as far as can be without sending anything: connection, encryption, sign-in. Raises as `send`."""

    def close(self) -> None:
        """Let go of connections that are kept for the next mail; it may be used again afterwards."""
