"""What a mail server reports of a mail of ours that came back, and what follows for its delivery. Pure.

A report is a delivery status notification (RFC 3464). It is believed where it names a Message-ID of ours and a
recipient to whom that mail went; an address alone proves nothing. What it may change:

| the report says | of somebody's mailbox | of a list's |
|---|---|---|
| failed, with a status of `GONE` | skipped(left) | the same, if it is the list's own address |
| failed, with any other status | failed | the same |
| failed, of another address behind ours | failed | nothing: it is a reader of the list; but for `_LISTS_OWN` |
| delayed, relayed, expanded, delivered | nothing | nothing |
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import chain

from drumbeat.editions.addresses import mailbox
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.recipients import Reason, RecipientKind
from drumbeat.editions.waits import AHEAD
from drumbeat.sentences import sentence

GONE = frozenset({"5.1.1", "5.1.6", "5.1.10", "5.2.1"})
"""No such mailbox, moved without a new address, not found (Exchange's), switched off (RFC 3463, sections 3.2, 3.3).
Said by a server while it is handed the mail, or in a report later, it means the same (rule E42)."""
LOOKED_BACK = timedelta(days=90)
"""How old a mail may be that a mailbox is asked for: servers give up after days, and old mailboxes hold years of
mails."""
_FAILED = "failed"
"""RFC 3464, section 2.3.3: the mail could not be delivered, and nobody tries any more."""
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\d)")
"""RFC 3463, section 2."""
_IN_REPLY = re.compile(r"\b[245]\d\d[ -]([245]\.\d{1,3}\.\d{1,3})(?!\d)")
"""An enhanced status code at the beginning of a line of an SMTP reply (RFC 2034, section 4)."""
_VAGUE = re.compile(r"[245]\.0\.0")
"""Some servers, Exim among them, say no more in the status, and quote what the other server said."""
_CLOCKS = timedelta(days=1)
"""By how much another server's clock may be wrong."""


class Cause(StrEnum):
    """Why a mail came back, in a few words."""

    UNKNOWN = sentence("the mailbox is unknown")
    MOVED = sentence("the mailbox has moved, and left no address")
    OFF = sentence("the mailbox is switched off")
    BUSY = sentence("the mailbox receives too many mails at the moment")
    FULL = sentence("the mailbox is full")
    TOO_LONG = sentence("the mail is too long for the mailbox")
    RULES = sentence("it is against the other side’s rules")
    AWAY = sentence("no mail server took it in time")
    REFUSED = sentence("the other side refused it")
    BEHIND = sentence("a mailbox behind it failed; if it is a list, its other readers have the mail")
    """Nobody can tell a forwarding from a list that stands as a person's address."""


_BUSY = r"receiving (e?mail|messages) (at a rate|too)"
"""Google's words beside 5.2.1 where a mailbox is not switched off, but receives too much at the moment."""
_CAUSES = (
    (r"5\.1\.(1|10)", "", Cause.UNKNOWN),
    (r"5\.4\.1", "recipient address rejected", Cause.UNKNOWN),
    (r"5\.1\.6", "", Cause.MOVED),
    (r"[45]\.2\.1", _BUSY, Cause.BUSY),
    (r"5\.2\.1", "", Cause.OFF),
    (r"[45]\.2\.2", "", Cause.FULL),
    (r"[45]\.(2\.3|3\.4)", "", Cause.TOO_LONG),
    (r"5\.7\.\d+", "", Cause.RULES),
    (r"4\.\d+\.\d+|5\.4\.\d+", "", Cause.AWAY),
)
"""By status, as RFC 3463 lists them, and by words where a server means something else by it (5.4.1: Exchange Online, of
an address that its directory has not); what is not here was refused."""
_LISTS_OWN = frozenset({"5.7.124", "5.7.133"})
"""Exchange Online's of a list that takes no mail of this sender: the list itself, whatever its primary address is."""
_TRANSIENT = re.compile(r"4\d\d[ -]")
"""A reply after which a mail may yet be taken (RFC 5321, section 4.2.1), whatever status stands beside it."""
_XTEXT = re.compile(r"\+([0-9A-F]{2})")
"""A letter of an address in ORCPT (RFC 3461, section 4), which some servers do not write out in their reports."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report says of one recipient (RFC 3464, section 2.3). Nothing of it is trusted."""

    final: str
    """Whom the last server knew; empty where it is no address."""
    original: str
    """Whom the mail was sent to, where the report says so."""
    action: str
    status: str
    said: str
    """The other server's own words."""

    @property
    def is_failed(self) -> bool:
        """Whether nobody tries any more to deliver it; a mail that is delayed may yet arrive."""
        return self.action.strip().lower() == _FAILED

    @property
    def code(self) -> str:
        """The status: the one that stands there, or a more exact or milder one that the other server said; or empty."""
        found, quoted = _STATUS.match(self.status.strip()), _IN_REPLY.search(self.said)
        stated = found.group() if found else ""
        is_better = quoted and (not stated or _VAGUE.fullmatch(stated) or quoted.group(1).startswith("4"))
        return quoted.group(1) if quoted and is_better else stated


@dataclass(frozen=True, slots=True)
class Report:
    """A delivery status notification."""

    key: str
    """Tells it from others, wherever it lies."""
    at: datetime | None
    """When it says that it was written; None where it does not."""
    message_ids: tuple[str, ...]
    """Of the mail that it is about: one, or those it refers to where it does not return that mail's head."""
    recipients: tuple[Reported, ...]


@dataclass(frozen=True, slots=True)
class Mailed:
    """A delivery that a report may be about."""

    edition_id: int
    team: str
    start: date
    end: date
    """The first day after the edition's period."""
    recipient: str
    kind: RecipientKind
    state: DeliveryState
    left_at: datetime | None
    """When a server last took the mail, or may have; None: never, and what never left cannot come back."""
    resent_at: datetime | None = None
    """When it was last claimed after it had left before; None: it was sent once at most."""


@dataclass(frozen=True, slots=True)
class Back:
    """One mail that came back, and what its delivery comes to."""

    mailed: Mailed
    state: DeliveryState
    """FAILED, or SKIPPED where the mailbox is gone."""
    cause: Cause
    status: str
    said: str
    at: datetime

    @property
    def is_gone(self) -> bool:
        """Whether nothing is to be sent there any more."""
        return self.state is DeliveryState.SKIPPED

    @property
    def detail(self) -> str:
        """For the ledger; of a mailbox that is gone it begins with the reason for which nothing is sent there."""
        return f"{Reason.LEFT.value}: {self.reason}" if self.is_gone else self.reason

    @property
    def reason(self) -> str:
        """When it came back and why, with the other server's words."""
        return _reason(self.at, self.cause, self.said or self.status)


def _reason(at: datetime, cause: Cause, quoted: str) -> str:
    why = f"{cause} ({quoted})" if quoted else cause
    return f"it came back on {at.day} {at:%B %Y}: {why}"


class Read(StrEnum):
    """What became of one mail of the mailbox."""

    BACK = "came back"
    KNOWN = "told already"
    """The delivery is settled so, or has been sent once more since."""
    LATER = "left for later"
    """Its delivery is in a sender's hands: it is read again when that is settled."""
    READER = "of a list’s reader"
    """A reader of a list is not reached: whoever keeps the list takes them off it."""
    FOREIGN = "of other mails"
    """It names no mail of ours, or nobody to whom that went."""
    NOT_FAILED = "of mails that are not lost"
    """Delayed, relayed, delivered."""
    OTHER = "no report"
    """An answer of somebody on holiday, a receipt, a letter."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A report, and what is to be done about it."""

    read: Read
    backs: tuple[Back, ...] = ()
    known: tuple[Back, ...] = ()
    """What it says that changes nothing: kept, so that it changes nothing later either."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A mail that came back, as the ledger keeps it."""

    recipient: str
    cause: Cause
    status: str
    said: str
    left_at: datetime
    at: datetime

    @property
    def reason(self) -> str:
        """As `Back` has it."""
        return _reason(self.at, self.cause, self.said or self.status)


@dataclass(frozen=True, slots=True)
class BoxState:
    """How a mailbox fares in which mails are looked for that came back."""

    read_at: datetime | None
    """When it was read last; None: never."""
    due_at: datetime
    """Before which it is not read again by itself."""
    failing_since: datetime | None
    trouble: str
    """Why it cannot be read; empty: it can."""


_GRAVEST = (Read.LATER, Read.BACK, Read.KNOWN, Read.READER, Read.FOREIGN, Read.NOT_FAILED)
_MAY_FAIL = frozenset({DeliveryState.SENT, DeliveryState.UNKNOWN})
_MAY_BE_GONE = frozenset({*_MAY_FAIL, DeliveryState.FAILED, DeliveryState.PLANNED})
"""A mailbox that is gone is so whatever another report said before; what is planned once more would be in vain."""


def is_gone(code: str, said: str) -> bool:
    """Whether this status, with these words of the server, means that nothing is to be sent to the mailbox any more."""
    return code in GONE and not _TRANSIENT.match(said) and not re.search(_BUSY, said, re.IGNORECASE)


def may_come_from(state: DeliveryState) -> frozenset[DeliveryState]:
    """From which states a delivery may come to this one when its mail comes back."""
    return _MAY_BE_GONE if state is DeliveryState.SKIPPED else _MAY_FAIL


def judge(report: Report, mailed: Sequence[Mailed], now: datetime) -> Judged:
    """What follows from a report; `mailed` are the deliveries whose mails have one of its Message-IDs."""
    found = [_judge(each, report, mailed, now) for each in report.recipients]
    reads = {each.read for each in found}
    read = next((each for each in _GRAVEST if each in reads), Read.OTHER)
    if read is Read.LATER:
        return Judged(read)
    backs, known = chain.from_iterable(each.backs for each in found), chain.from_iterable(each.known for each in found)
    return Judged(read, tuple(backs), tuple(known))


def _judge(reported: Reported, report: Report, mailed: Sequence[Mailed], now: datetime) -> Judged:
    if not reported.is_failed:
        return Judged(Read.NOT_FAILED)
    for each in mailed:
        is_itself, is_behind = _is_same(reported.final, each.recipient), _is_behind(reported, each.recipient)
        if is_itself or (is_behind and (not each.kind.is_list or reported.code in _LISTS_OWN)):
            return _settled(each, report, _back(reported, each, _moment(report.at, each, now), is_itself=is_itself))
    return Judged(Read.READER if any(each.kind.is_list and each.left_at for each in mailed) else Read.FOREIGN)


def _settled(mailed: Mailed, report: Report, back: Back) -> Judged:
    if mailed.left_at is None:  # whoever wrote this has guessed
        return Judged(Read.FOREIGN)
    if mailed.state is DeliveryState.CLAIMED:
        return Judged(Read.LATER)
    is_news = mailed.state in may_come_from(back.state) and not _is_of_earlier(report, mailed)
    return Judged(Read.BACK, (back,)) if is_news else Judged(Read.KNOWN, known=(back,))


def _is_of_earlier(report: Report, mailed: Mailed) -> bool:
    """Whether it was written before the mail was sent once more, with the same Message-ID: it says nothing of that."""
    said, resent = report.at, mailed.resent_at
    return said is not None and resent is not None and said < resent - AHEAD


def _back(reported: Reported, mailed: Mailed, at: datetime, *, is_itself: bool) -> Back:
    """Only the mailbox itself can be gone: behind a forwarding it is another one."""
    code, said = reported.code, reported.said
    state = DeliveryState.SKIPPED if is_itself and is_gone(code, said) else DeliveryState.FAILED
    is_behind = not is_itself and not mailed.kind.is_list
    return Back(mailed, state, Cause.BEHIND if is_behind else _cause(code, said), code, said, at)


def _cause(code: str, said: str) -> Cause:
    for status, words, cause in _CAUSES:
        if re.fullmatch(status, code) and re.search(words, said, re.IGNORECASE):
            return cause
    return Cause.REFUSED


def _moment(said: datetime | None, mailed: Mailed, now: datetime) -> datetime:
    """When it came back: as the report says, where that can be."""
    is_likely = said is not None and (mailed.left_at or now) - _CLOCKS <= said <= now + _CLOCKS
    return min(said, now) if said is not None and is_likely else now


def _is_behind(reported: Reported, recipient: str) -> bool:
    written_out = _XTEXT.sub(lambda found: chr(int(found[1], 16)), reported.original)
    return _is_same(reported.original, recipient) or _is_same(written_out, recipient)


def _is_same(reported: str, recipient: str) -> bool:
    return "@" in reported and mailbox(reported) == mailbox(recipient)
