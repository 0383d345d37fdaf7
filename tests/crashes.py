"""Runs of the crash matrix: senders that are killed, those that come after them, and what holds in the end."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from command import ROOT, environment
from crashing import Sender
from drumbeat.editions.deliveries import Delivery, DeliveryState, EditionState
from drumbeat.records.period import Period
from drumbeat.store.database import Database
from drumbeat.store.editions import EditionStore
from mail_servers import Mailbox
from measured import WRONG
from stores import OCTOBER

KILLED = -signal.SIGKILL
_ID = re.compile(rb"(?im)^message-id:\s*(\S+)\r$")
_RUNS_AT_MOST = 6
_OPEN = {DeliveryState.PLANNED, DeliveryState.CLAIMED}


@dataclass
class Nursery:
    """Starts senders; see `crashing`."""

    process: subprocess.Popen[str]

    def race(self, *senders: Sender, seconds: float | None = None, ends_as: Collection[int] = (0, KILLED)) -> list[int]:
        """All at once; how each ended, in one of these ways. The first is killed after so many seconds."""
        self.process.stdin.write(json.dumps([[each.plain() for each in senders], seconds]) + "\n")
        self.process.stdin.flush()
        ends = json.loads(self.process.stdout.readline())
        assert set(ends) <= set(ends_as), ends
        return ends


@contextlib.contextmanager
def nursery() -> Iterator[Nursery]:
    """One for many runs."""
    path = os.pathsep.join([environment()["PYTHONPATH"], str(ROOT / "tests")])
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "crashing"],
        env=environment(PYTHONPATH=path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    with process:
        assert process.stdout.readline() == "ready\n"
        yield Nursery(process)
        process.stdin.close()


@dataclass(frozen=True)
class Books:
    """What the ledger says of one edition."""

    deliveries: Sequence[Delivery]
    edition: EditionState

    @classmethod
    def of(cls, url: str, team: str = "Network", period: Period = OCTOBER) -> Books:
        """As they stand. Nothing stays open: a file that nobody has open is what a crash leaves."""
        database = Database(url)
        try:
            editions = EditionStore(database)
            found = editions.find(team, period)
            return cls(editions.deliveries(found.id), found.state)
        finally:
            database.close()

    def of_state(self, *states: DeliveryState) -> set[str]:
        """Whose deliveries stand so."""
        return {each.recipient for each in self.deliveries if each.state in states}


def arrived(box: Mailbox) -> Counter[str]:
    """How often the server took each Message-ID, over all its connections."""
    return Counter(_ID.search(content).group(1).decode() for _, content in box.mails)


@dataclass
class Outcome:
    """What came of a sender's death and of all reruns. The lists are what must not be; each is empty, or names whom."""

    deaths: int
    doubtful: int
    """How many are shown as unknown."""
    arrived: int
    doubles: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Who has no mail, though the ledger says "sent", or nothing."""
    unsettled: list[str] = field(default_factory=list)
    """Who still waits, though everybody has come back who will."""
    undoubted: list[str] = field(default_factory=list)
    """Who may or may not have a mail, and is not shown as unknown."""
    kept_out: list[str] = field(default_factory=list)
    """To whom nothing was on its way at any death, and who was not sent to afterwards."""

    def told(self, who: str, store: str) -> dict[str, Any]:
        """For the table."""
        wrong = {name: len(getattr(self, name)) for name in WRONG}
        counts = {"deaths": self.deaths, "arrived": self.arrived, "doubtful": self.doubtful, **wrong}
        return {"what": f"{who}, {store}", "runs": 1, **counts}

    @property
    def wrong(self) -> dict[str, list[str]]:
        """All of it."""
        return {name: getattr(self, name) for name in WRONG if getattr(self, name)}


@dataclass(frozen=True)
class Scene:
    """Where a run takes place."""

    nursery: Nursery
    box: Mailbox
    sender: Sender
    """Undisturbed."""
    period: Period = OCTOBER

    def books(self) -> Books:
        """The ledger now."""
        return Books.of(self.sender.store, period=self.period)

    def later(self, sender: Sender, **span: int) -> Sender:
        """The same, so much after the beginning."""
        at = datetime.fromisoformat(self.sender.now) + timedelta(**span)
        return replace(sender, now=at.isoformat())

    def finish(self, hours: int = 1) -> Books:
        """Run again, an hour after the other, until nothing waits; and once more, which changes nothing."""
        for hour in range(hours, hours + _RUNS_AT_MOST):
            self.nursery.race(self.later(self.sender, hours=hour))
            if not self.books().of_state(*_OPEN):
                break
        before, had = self.books(), arrived(self.box)
        self.nursery.race(self.later(self.sender, hours=hours + _RUNS_AT_MOST))
        after = self.books()
        assert after == before
        assert arrived(self.box) == had
        return after

    def judged(self, books: Books, recipients: Sequence[str], held: set[str], deaths: int) -> Outcome:
        """What came of it. `held` are those who were claimed when somebody died."""
        ids = {each.recipient: each.message_id for each in books.deliveries}
        states = {each.recipient: each.state for each in books.deliveries}
        received = arrived(self.box)
        mails = sum(received[ids.get(each, "")] for each in recipients)
        found = Outcome(deaths, len(books.of_state(DeliveryState.UNKNOWN)), mails)
        found.doubles = [each for each, times in received.items() if times > 1]
        for each in recipients:
            state, times = states.get(each), received[ids.get(each, "")]
            if state in _OPEN:
                found.unsettled.append(each)
            elif state is None or (state is DeliveryState.SENT and not times):
                found.lost.append(each)
            elif state is not DeliveryState.SENT and each not in held:
                found.kept_out.append(each)
            if each in held and state is not DeliveryState.UNKNOWN:
                found.undoubted.append(each)
        is_sent = books.edition is EditionState.SENT
        if is_sent == bool(found.doubtful):
            found.undoubted.append(f"the edition is {books.edition}")
        return found
