"""The stages in their order: pull, judge, send. The only module that runs them.

    source -> rows -> store -> records.parse -> signals.gate -> digest.build

Each arrow is a function of values; what is outside comes in through the ports.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from drumbeat.digest.build import Stock
from drumbeat.digest.figures.definitions import BEHIND_FIGURES
from drumbeat.digest.language.phrase import Label, Phrase, phrase, plural
from drumbeat.digest.model import Digest, SourceStatus, TableStatus
from drumbeat.digest.redaction import shown_name
from drumbeat.editions.deliveries import Delivery, DeliveryState, Message, Outcome, Planned, retry_after
from drumbeat.editions.recipients import Reason
from drumbeat.errors import (
    Deferred,
    DeliveryError,
    DeliveryUnknown,
    MailServerRefused,
    RecipientGone,
    Throttled,
    TryLater,
)
from drumbeat.logs import about
from drumbeat.ports import (
    FIRST_PAGE,
    Content,
    Ledger,
    PullState,
    PullStatus,
    Records,
    Rendering,
    Source,
    Transport,
    Window,
)
from drumbeat.records.choices import DOCUMENTED, Choices, UnknownChoice, unknown_choices
from drumbeat.records.model import Declared, Record, WorkRecord
from drumbeat.records.parse import parse_all
from drumbeat.records.row import RawRow
from drumbeat.records.tables import TABLES, Kind, Table, missing_fields
from drumbeat.records.team import homes
from drumbeat.sending import UNHURRIED, Handed, Office, Pace
from drumbeat.signals.gate import GateRules, in_scope, judge
from drumbeat.signals.people import Directory
from drumbeat.signals.skills import SkillMatcher

QUIET_DAYS = timedelta(days=4)
"""A long weekend may pass without a record."""
_TOLD_VALUES = 3
_BASE = "kb_knowledge_base"

log = logging.getLogger(__name__)
_LEFT = f"{Reason.LEFT.value}: "


@dataclass(frozen=True, slots=True)
class Read:
    """One table as it was read, before parsing."""

    table: Table
    rows: Iterable[RawRow]
    status: SourceStatus
    received: int
    """Rows that the source gave when it was last read; the store may keep older ones as well."""
    expected: int | None
    note: str
    window: Window | None
    """What was asked for; None where that is only known from the rows."""


def read_store(records: Records, tables: Sequence[Table] = TABLES) -> Iterator[Read]:
    """These tables, with the status of their last pull; none when nothing was pulled yet."""
    pulls = {state.table: state for state in records.pulls()}
    if pulls:
        yield from (_read(records, table, pulls.get(table.name)) for table in tables)


def _read(records: Records, table: Table, state: PullState | None) -> Read:
    """A table that no pull has come to is as good as denied: its figures are not known, which is not zero."""
    if state is None or (state.status is PullStatus.RUNNING and state.number == 1 and not state.rows):
        return Read(table, (), SourceStatus.DENIED, 0, None, "not read yet; run `drumbeat pull` again", None)
    if state.status in (PullStatus.DENIED, PullStatus.ABSENT):  # what an earlier pull kept is no longer known to hold
        return Read(table, (), SourceStatus(state.status.value), 0, state.there, state.note, state.window)
    rows = records.rows(table.name)
    if state.status is PullStatus.RUNNING:
        note = "the pull was interrupted; run it again"
        return Read(table, rows, SourceStatus.PARTIAL, state.rows, state.there, note, state.window)
    status = SourceStatus(state.status.value)
    return Read(table, rows, status, state.rows, state.there, state.note, state.window)


def read_list(source: Source, tables: Sequence[Table]) -> Iterator[Read]:
    """The tables of an exported list. What it leaves out cannot be known, so it counts as read in full."""
    everything = Window(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    for table in tables:
        rows = source.fetch(table, everything, FIRST_PAGE).rows
        yield Read(table, rows, SourceStatus.OK, len(rows), len(rows), "", None)


@dataclass(frozen=True, slots=True)
class Reading:
    """How an installation reads what arrives."""

    rules: GateRules = field(default_factory=GateRules)
    choices: Choices = DOCUMENTED
    skills: SkillMatcher | None = None
    monitored: frozenset[str] = frozenset()
    """Services and configuration items whose availability is monitored."""


def stock(reads: Iterable[Read], reading: Reading, now: datetime, declared: Sequence[Declared] = ()) -> Stock:
    """Everything that was read, parsed and judged, and beside it what was imported.

    `now` bounds how far a list without a window can reach. Which records may still be reopened (E5) is told as of
    the last pull, or as of `now` for a list.

    Tables that are kept as rows are only named: nothing here is made of them, and they may be long.
    """
    found: list[Record] = []
    sources: list[TableStatus] = []
    missing: set[str] = set()
    spans: dict[str, Window] = {}
    asked: list[datetime] = []
    improvements: dict[str, str] = {}
    for read in reads:
        opened = _open(read, reading.choices)
        found += opened.records
        missing |= {f"{read.table.name}.{name}" for name in opened.unread}
        sources.append(_status(read, opened))
        if read.table.name not in BEHIND_FIGURES and _is_behind_figures(read.table):
            improvements[read.table.name] = read.table.label
        asked += [read.window.end] if read.window and _is_behind_figures(read.table) else []
        span = read.window or _span(opened.records, now)
        spans |= {read.table.name: span} if span else {}
    work = [record for record in found if isinstance(record, WorkRecord) and record.is_counted]
    beside = tuple(each for each in found if not (isinstance(each, WorkRecord) and each.is_counted))
    lacking = frozenset(missing)
    rules = reading.rules.knowing(Directory.of(beside))
    judged = judge(work, rules, beside, min(asked, default=now), lacking)
    return Stock(
        judged=tuple(judged),
        sources=tuple(sources),
        missing=lacking,
        since={table: span.start.date() for table, span in spans.items()},
        until=min(asked) if asked else max((span.end for span in spans.values()), default=now),
        home=homes(work),
        beside=in_scope(beside, judged, rules.scope),
        improvements=improvements,
        declared=declared,
        rules=rules,
        skills=reading.skills,
        monitored=reading.monitored,
    )


@dataclass(frozen=True, slots=True)
class _Opened:
    """What the rows of one table held."""

    records: Sequence[Record] = ()
    rejected: int = 0
    unread: Sequence[str] = ()
    """Fields that no row carries."""
    partly: Sequence[Phrase] = ()
    """Of others: how many rows lack them, as a sentence."""
    bases: Sequence[str] = ()
    """Of articles: the knowledge bases that they were read from."""
    unknown: Sequence[UnknownChoice] = ()


def _open(read: Read, choices: Choices) -> _Opened:
    if read.table.is_kept_as_rows:
        return _Opened()
    rows = list(read.rows)
    records, rejected = parse_all(read.table, rows, choices)
    lacking = missing_fields(read.table, rows)
    return _Opened(
        records=records,
        rejected=len(rejected),
        unread=[name for name, count in lacking.items() if count == len(rows)],
        partly=[
            phrase("{field} could not be read in {part} of {whole} rows", field=name, part=count, whole=len(rows))
            for name, count in lacking.items()
            if count < len(rows) and name not in read.table.optional
        ],
        bases=sorted({row[_BASE].display for row in rows if _BASE in row and row[_BASE].display}),
        unknown=unknown_choices(read.table, rows, choices),
    )


def _is_behind_figures(table: Table) -> bool:
    """Whether a figure rests on the table; an installation may keep improvements in tables of its own."""
    return table.name in BEHIND_FIGURES or table.kind in (Kind.IMPROVEMENT, Kind.PROJECT)


def _status(read: Read, opened: _Opened) -> TableStatus:
    table = read.table
    unread = [name for name in opened.unread if name not in table.optional] if read.window else []
    notes = [phrase("{note}", note=Label(read.note))] if read.note else []
    if opened.rejected:
        notes.append(plural("{n} row could not be used", "{n} rows could not be used", opened.rejected))
    if unread:
        notes.append(phrase("the fields {fields} could not be read", fields=tuple(unread)))
    notes += opened.partly if read.window else []
    if opened.bases:
        notes.append(
            plural(
                "read from the knowledge base {bases}",
                "read from the knowledge bases {bases}",
                len(opened.bases),
                bases=tuple(map(shown_name, opened.bases)),
            )
        )
    notes += _unknown_notes(table, opened.unknown)
    return TableStatus(
        table=table.name,
        status=read.status,
        rows=read.received,
        expected=read.expected,
        notes=tuple(notes),
        label=table.label,
        is_behind_figures=_is_behind_figures(table),
    )


def _unknown_notes(table: Table, unknown: Sequence[UnknownChoice]) -> list[Phrase]:
    """One sentence a field, with its most frequent values: 12 rows hold a state not known here (“-100” 9, “17” 3)."""
    notes = []
    for name, told_of in ((table.state, _unknown_states), (table.code, _unknown_codes)):
        of_field = [each for each in unknown if each.field == name]
        if not of_field:
            continue
        told = [
            phrase("“{value}” {times}", value=shown_name(each.value), times=each.count)
            for each in of_field[:_TOLD_VALUES]
        ]
        told += [phrase("{n} more", n=len(of_field) - _TOLD_VALUES)] if len(of_field) > _TOLD_VALUES else []
        notes.append(told_of(sum(each.count for each in of_field), tuple(told)))
    return notes


def _unknown_states(count: int, values: tuple[Phrase, ...]) -> Phrase:
    return plural(
        "{n} row holds a state not known here ({values})",
        "{n} rows hold a state not known here ({values})",
        count,
        values=values,
    )


def _unknown_codes(count: int, values: tuple[Phrase, ...]) -> Phrase:
    return plural(
        "{n} row holds a closure code not known here ({values})",
        "{n} rows hold a closure code not known here ({values})",
        count,
        values=values,
    )


def _span(records: Iterable[Record], now: datetime) -> Window | None:
    """From a few days before the first record to as many after the last: lists are exported by the month."""
    moments = [_instant(record.moment) for record in records if record.moment is not None]
    if not moments:
        return None
    last = max(moments)
    return Window(min(moments) - QUIET_DAYS, now if last > now - QUIET_DAYS else last + QUIET_DAYS)


def _instant(moment: datetime | date) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), UTC)


def freeze(digest: Digest, rendering: Rendering, **evidence: str) -> Content:
    """The digest as an edition holds it: what is previewed is what is sent (promise 6).

    `evidence` are the fields of `Content` that tell of the evidence page; without them there is none.
    """
    return Content(
        subject=rendering.subject(digest),
        html=rendering.html(digest),
        text=rendering.text(digest),
        digest=json.dumps(rendering.data(digest), ensure_ascii=False),
        logo=rendering.logo,
        **evidence,
    )


@dataclass(frozen=True, slots=True)
class Mailing:
    """One edition on its way."""

    edition_id: int
    planned: Sequence[Planned]
    """Who receives the edition, and who is skipped."""
    compose: Callable[[Delivery], Message]
    transport: Transport
    clock: Callable[[], datetime]
    publish: Callable[[], object] = field(default=lambda: None)
    """Puts the evidence page where the mails will look for it. Whatever it raises, no mail leaves."""
    pace: Pace = UNHURRIED
    workers: int = 1
    """How many mails are handed over at a time; `compose` and `transport` are then used by several threads."""
    seal: str | None = None
    """What was found fit to leave: it does not begin to as another, and who has no delivery yet gets one only while it
    is still that. Empty: nobody gets one any more. None: it is not asked."""
    gone: Callable[[str, str], object] = field(default=lambda _recipient, _said: None)
    """Is told of a recipient whom the mail server does not know any more, with what it said."""
    stop: threading.Event = field(default_factory=threading.Event)
    """Once it is set no further mail is begun."""
    is_patient: bool = False
    """Whoever was put off by the mail server is not tried before the time. A person's word does not wait."""


def send(ledger: Ledger, mailing: Mailing) -> list[Delivery]:
    """Send the edition to everyone to whom it has not been sent. Returns every delivery as it stands.

    At most once: a delivery is claimed before its mail leaves and settled after it, and one whose fate nobody
    knows is not touched again. When the server is away, or refuses us, or as many have left as may in a day, or a
    person holds it, or `stop` is set, the rest stays planned. Whom the server put off comes first once the time is
    over, and before that last; of the others those who were tried least come first.
    Raises TryLater when the edition is not what was found fit to leave any more, and StoreError when the evidence page
    cannot be put into its place: a mail whose links open nothing does not leave.
    """
    edition_id = mailing.edition_id
    mailing.publish()
    ledger.settle_abandoned(edition_id, mailing.clock())
    ledger.plan(edition_id, mailing.planned, mailing.clock(), mailing.seal)
    now = mailing.clock()
    wanted = {each.recipient for each in mailing.planned}
    waiting = [
        each
        for each in ledger.deliveries(edition_id)
        if each.recipient in wanted
        and (each.is_due(now) if mailing.is_patient else each.state is DeliveryState.PLANNED)
    ]
    whom = [each.recipient for each in sorted(waiting, key=lambda each: each.turn(now))]
    office = Office(
        claim=lambda some: ledger.claim(edition_id, some, mailing.clock()),
        settle=lambda outcomes: _settle(ledger, mailing, outcomes),
        together=ledger.together,
        deliver=lambda claimed: _deliver(mailing, claimed),
        left_today=lambda: ledger.left_since(mailing.clock() - timedelta(days=1)),
        pace=mailing.pace,
        stop=mailing.stop,
    )
    office.work_through(whom, mailing.workers)
    ledger.close(edition_id)
    return ledger.deliveries(edition_id)


def _settle(ledger: Ledger, mailing: Mailing, outcomes: Sequence[Outcome]) -> None:
    """Say what became of mails, and of mailboxes that the mail server knows no more: nobody can mend those (E42)."""
    for each in outcomes:
        if each.state is DeliveryState.SKIPPED:
            mailing.gone(each.recipient, each.error.removeprefix(_LEFT))
    ledger.settle(mailing.edition_id, outcomes, mailing.clock())


def _deliver(mailing: Mailing, claimed: Delivery) -> Handed:
    """Make the mail and hand it over. However this ends, it says what is known then."""
    state, error = DeliveryState.PLANNED, "the mail could not be made"
    trouble: BaseException | None = None
    reason: BaseException | None = None
    retry_at: datetime | None = None
    try:
        message = mailing.compose(claimed)
        state, error = DeliveryState.UNKNOWN, "sending was interrupted; the mail may have left"
        mailing.transport.send(message, claimed.recipient)
        state, error = DeliveryState.SENT, ""
    except DeliveryUnknown as lost:
        state, error, reason = DeliveryState.UNKNOWN, str(lost), lost
    except MailServerRefused as refused:  # it would refuse the next recipient, too
        state, error, trouble = DeliveryState.PLANNED, str(refused), (reason := refused)
    except RecipientGone as left:
        state, error, reason = DeliveryState.SKIPPED, f"{_LEFT}{left}", left
    except DeliveryError as refused:
        state, error, reason = DeliveryState.FAILED, str(refused), refused
    except Throttled as throttled:  # the pace has to know
        state, error, trouble = DeliveryState.PLANNED, str(throttled), (reason := throttled)
    except Deferred as deferred:
        state, error, reason = DeliveryState.PLANNED, str(deferred), deferred
        retry_at = mailing.clock() + retry_after(claimed.attempts)
    except TryLater as away:
        state, error, reason = DeliveryState.PLANNED, str(away), away
    except BaseException as unforeseen:  # noqa: BLE001  raised again, once it is settled
        trouble = reason = unforeseen
    said = {"edition": mailing.edition_id, "attempt": claimed.attempts, "state": state.value, **about(reason)}
    log.info("a mail was handed over", extra=said)
    return Handed(Outcome(claimed.recipient, state, error, retry_at), trouble)
