"""The stages in their order: pull, judge, send. The only module that runs them.

    source -> rows -> store -> records.parse -> signals.gate -> digest.build

Each arrow is a function of values; what is outside comes in through the ports.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from drumbeat.digest.build import Stock
from drumbeat.digest.model import SourceStatus, TableStatus
from drumbeat.errors import DeliveryError, DeliveryUnknown, StoreError, TableAbsent, TableDenied, TryLater
from drumbeat.ports import (
    FIRST_PAGE,
    Delivery,
    DeliveryState,
    Ledger,
    Message,
    PullState,
    PullStatus,
    Records,
    Source,
    Transport,
    Window,
)
from drumbeat.records.model import WorkRecord
from drumbeat.records.parse import parse_all
from drumbeat.records.row import RawRow
from drumbeat.records.tables import TABLES, Table
from drumbeat.signals.gate import GateRules, judge

log = logging.getLogger(__name__)

Progress = Callable[[Table, PullState], None]
"""Called after each page, with the pull as it stands."""


def pull(source: Source, records: Records, window: Window, progress: Progress) -> list[PullState]:
    """Bring the store up to date, table by table.

    Resumable: each page is kept with the cursor that follows it. A table that is absent or denied stops itself,
    not the pull. Raises SourceError and TryLater when the source as a whole refuses; what was read is kept.
    """
    return [_pull_table(source, records, table, window, progress) for table in TABLES]


def _pull_table(source: Source, records: Records, table: Table, window: Window, progress: Progress) -> PullState:
    state = records.begin_pull(table, window)
    try:
        while state.status is PullStatus.RUNNING:
            page = source.fetch(table, state.window, state.cursor)
            state = records.save_page(table, state, page)
            progress(table, state)
            if page.following is None and state.status is PullStatus.RUNNING:
                state = records.end_pull(state, *_verdict(state))
    except TableAbsent as error:
        state = records.end_pull(state, PullStatus.ABSENT, str(error))
    except TableDenied as error:
        state = records.end_pull(state, PullStatus.DENIED, str(error))
    progress(table, state)
    log.info("%s: %s, %d rows of %s", state.table, state.status, state.rows, state.expected)
    return state


def _verdict(state: PullState) -> tuple[PullStatus, str]:
    """Rows received against rows expected: X-Total-Count is counted before ACLs (fact sheet 1.5)."""
    if state.expected is None or state.rows >= state.expected:
        return PullStatus.OK, ""
    if not state.rows:
        return PullStatus.DENIED, f"{state.expected} rows are there; the account may read none of them"
    missing = state.expected - state.rows
    return PullStatus.PARTIAL, f"{missing} of {state.expected} rows could not be read, or changed while reading"


@dataclass(frozen=True, slots=True)
class Read:
    """One table as it was read, before parsing."""

    table: Table
    rows: Iterable[RawRow]
    status: SourceStatus
    expected: int | None
    note: str
    window: Window | None
    """What was asked for; None where that is only known from the rows."""


def read_store(records: Records) -> Iterator[Read]:
    """All tables of the store, with the status of their last pull."""
    pulls = {state.table: state for state in records.pulls()}
    for table in TABLES:
        state = pulls.get(table.name)
        if state is None:
            continue
        is_running = state.status is PullStatus.RUNNING
        yield Read(
            table,
            records.rows(table.name),
            SourceStatus.PARTIAL if is_running else SourceStatus(state.status.value),
            state.expected,
            "the pull was interrupted; run it again" if is_running else state.note,
            state.window,
        )


def read_list(source: Source, tables: Sequence[Table]) -> Iterator[Read]:
    """The tables of an exported list. What it leaves out cannot be known, so it counts as read in full."""
    everything = Window(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    for table in tables:
        rows = source.fetch(table, everything, FIRST_PAGE).rows
        yield Read(table, rows, SourceStatus.OK, len(rows), "", None)


def stock(tables: Iterable[Read], rules: GateRules) -> Stock:
    """Everything that was read, parsed and judged."""
    records: list[WorkRecord] = []
    sources: list[TableStatus] = []
    since: list[date] = []
    until: list[datetime] = []
    for read in tables:
        parsed, rejected = parse_all(read.table.name, read.rows)
        records += parsed
        sources.append(_status(read, len(parsed), len(rejected)))
        if read.status in (SourceStatus.OK, SourceStatus.PARTIAL):
            first = read.window.start.date() if read.window else _first_day(parsed)
            since += [first] if first else []
            until += [read.window.end] if read.window else []
    judged = tuple(judge(records, rules))
    return Stock(judged, tuple(sources), max(since, default=None), min(until, default=None))


def _status(read: Read, parsed: int, rejected: int) -> TableStatus:
    unusable = f"{rejected} rows could not be used" if rejected else ""
    note = "; ".join(filter(None, [read.note, unusable]))
    return TableStatus(read.table.name, read.status, parsed + rejected, read.expected, note, label=read.table.label)


def _first_day(records: Iterable[WorkRecord]) -> date | None:
    days = (
        moment.date() if isinstance(moment, datetime) else moment
        for moment in (record.done_at for record in records)
        if moment is not None
    )
    return min(days, default=None)


@dataclass(frozen=True, slots=True)
class Mailing:
    """One edition on its way."""

    edition_id: int
    message_ids: dict[str, str]
    """Recipient -> Message-ID; who is in it receives the edition."""
    compose: Callable[[Delivery], Message]
    transport: Transport
    clock: Callable[[], datetime]


def send(ledger: Ledger, mailing: Mailing) -> list[Delivery]:
    """Send the edition to everyone to whom it has not been sent. Returns every delivery as it stands.

    At most once: a delivery is claimed before its mail leaves and settled after it, and one whose fate nobody
    knows is not touched again. When the server is away the rest stays planned.
    """
    edition_id = mailing.edition_id
    ledger.settle_abandoned(edition_id, mailing.clock())
    ledger.plan(edition_id, mailing.message_ids, mailing.clock())
    for recipient in sorted(mailing.message_ids):
        claimed = ledger.claim(edition_id, recipient, mailing.clock())
        if claimed is None:
            continue
        state, error, goes_on = _hand_over(mailing, claimed)
        ledger.settle(edition_id, recipient, state, error, mailing.clock())
        log.info("delivery %d of edition %d: %s", claimed.attempts, edition_id, state)
        if not goes_on:
            break
    ledger.close(edition_id)
    return ledger.deliveries(edition_id)


def _hand_over(mailing: Mailing, claimed: Delivery) -> tuple[DeliveryState, str, bool]:
    try:
        mailing.transport.send(mailing.compose(claimed), claimed.recipient)
    except DeliveryUnknown as error:
        return DeliveryState.UNKNOWN, str(error), True
    except DeliveryError as error:
        return DeliveryState.FAILED, str(error), True
    except TryLater as error:
        return DeliveryState.FAILED, str(error), False
    except StoreError as error:  # an outbox folder that is full or read-only
        return DeliveryState.FAILED, str(error), False
    return DeliveryState.SENT, "", True
