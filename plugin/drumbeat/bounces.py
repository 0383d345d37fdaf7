"""Reading what came back: mails of a mailbox, judged one by one, into the ledger.

    mailbox -> bytes -> Report -> editions.bounces.judge -> ledger

What becomes of one mail is one transaction, with the note that it was read: whoever is killed has read it or has not.
Nothing in the mailbox is changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from drumbeat.editions.bounces import Back, Judged, Mailed, Read, Report, judge
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.errors import Deferred, DrumbeatError

AT_ONCE = 500
"""Mails of one reading; the next one goes on."""


class Box(Protocol):
    """Where mails lie that came back. Raises TryLater when it is away, MailServerRefused when it does not let us in."""

    @property
    def place(self) -> str:
        """What it is and where, for people and for the ledger; empty: which of its mails were read is not kept."""

    def names(self) -> list[str]:
        """What tells its mails apart for good, in the order in which they are to be read."""

    def fetch(self, name: str) -> bytes | None:
        """One mail, or its beginning; None where it cannot be a report, or is not there any more.

        Raises Deferred where this one alone cannot be had now.
        """

    def close(self) -> None:
        """Let go of it."""


class Returns(Protocol):
    """The part of the ledger that knows what came back."""

    def known(self, place: str) -> set[str]:
        """The names of mails that were read there."""

    def mailed(self, message_ids: Collection[str]) -> list[Mailed]:
        """The deliveries whose mails have one of these Message-IDs."""

    def take_back(self, key: str, back: Back, now: datetime) -> bool:
        """Settle a delivery as what came back; False where that report was heard before, or it is settled otherwise."""

    def has_heard(self, key: str, back: Back) -> bool:
        """Whether this report on that delivery was taken back or heard before."""

    def hear(self, key: str, back: Back) -> None:
        """Keep that a report was heard that changed nothing, so that it changes nothing when it is read again."""

    def remember(self, place: str, name: str, read: Read, now: datetime) -> None:
        """A mail was read, and was this."""

    def forget(self, place: str, names: Collection[str]) -> None:
        """These mails are not there any more."""

    def together(self) -> AbstractContextManager[None]:
        """Whatever this thread asks of the store within is one transaction."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A ledger to try a reading on: it answers as the one behind it would by then, and nothing is kept there."""

    behind: Returns
    _heard: set[tuple[str, int, str]] = field(default_factory=set)
    _states: dict[tuple[int, str], DeliveryState] = field(default_factory=dict)

    def known(self, place: str) -> set[str]:
        """As it is."""
        return self.behind.known(place)

    def mailed(self, message_ids: Collection[str]) -> list[Mailed]:
        """With what was tried so far."""
        found = self.behind.mailed(message_ids)
        return [replace(each, state=self._states.get((each.edition_id, each.recipient), each.state)) for each in found]

    def take_back(self, key: str, back: Back, now: datetime) -> bool:  # noqa: ARG002  nothing is dated
        """Whether the ledger would settle it so."""
        if self.has_heard(key, back):
            return False
        self.hear(key, back)
        self._states[back.mailed.edition_id, back.mailed.recipient] = back.state
        return True

    def has_heard(self, key: str, back: Back) -> bool:
        """In the trial, or before."""
        return self._named(key, back) in self._heard or self.behind.has_heard(key, back)

    def hear(self, key: str, back: Back) -> None:
        """Until the trial ends."""
        self._heard.add(self._named(key, back))

    def remember(self, place: str, name: str, read: Read, now: datetime) -> None:
        """Nothing is kept."""

    def forget(self, place: str, names: Collection[str]) -> None:
        """Nothing is kept."""

    def together(self) -> AbstractContextManager[None]:
        """Nothing is written: there is no transaction."""
        return nullcontext()

    def _named(self, key: str, back: Back) -> tuple[str, int, str]:
        return key, back.mailed.edition_id, back.mailed.recipient


@dataclass(frozen=True, slots=True)
class Reader:
    """What a reading needs beside mailbox and ledger."""

    parse: Callable[[bytes], Report | None]
    clock: Callable[[], datetime]
    gone: Callable[[Back], object]
    """Is told of a mailbox to which nothing is to be sent any more, within the transaction."""
    is_over: Callable[[], bool] = field(default=lambda: False)
    """Whether it is time to stop; the next reading goes on."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one reading."""

    counts: Counter[Read]
    backs: tuple[Back, ...]
    is_whole: bool
    """Whether nothing waits to be read."""
    trouble: DrumbeatError | None = None
    """What kept the rest from being read."""


def read(box: Box, ledger: Returns, reader: Reader) -> Reading:
    """Read the mails of the box that have not been read. Raises as the ledger does; the box's trouble is told."""
    try:
        names = box.names()
    except DrumbeatError as error:
        return Reading(Counter(), (), is_whole=False, trouble=error)
    known = ledger.known(box.place) if box.place else set()
    unread = [name for name in dict.fromkeys(names) if name not in known]
    if vanished := known.difference(names):
        ledger.forget(box.place, vanished)
    counts: Counter[Read] = Counter()
    backs: list[Back] = []
    trouble: DrumbeatError | None = None
    for name in unread[:AT_ONCE] if box.place else unread:
        if reader.is_over():
            break
        try:
            content = box.fetch(name)
        except Deferred:
            counts[Read.LATER] += 1
            continue
        except DrumbeatError as error:  # it was there just now: what was read is kept, and told
            trouble = error
            break
        judged = _one(ledger, reader, (box.place, name), reader.parse(content) if content is not None else None)
        counts[judged.read] += 1
        backs += judged.backs
    return Reading(counts, tuple(backs), counts.total() == len(unread), trouble)


def _one(ledger: Returns, reader: Reader, where: tuple[str, str], report: Report | None) -> Judged:
    now, (place, name) = reader.clock(), where
    with ledger.together():
        judged = _judged(ledger, report, now)
        backs = tuple(each for each in judged.backs if report and ledger.take_back(report.key, each, now))
        for each in judged.known:
            ledger.hear(report.key if report else "", each)
        for each in backs:
            if each.is_gone:
                reader.gone(each)
        read_as = Read.KNOWN if judged.read is Read.BACK and not backs else judged.read
        if place and read_as is not Read.LATER:
            ledger.remember(place, name, read_as, now)
    return Judged(read_as, backs)


def _judged(ledger: Returns, report: Report | None, now: datetime) -> Judged:
    return judge(report, ledger.mailed(report.message_ids), now) if report is not None else Judged(Read.OTHER)
