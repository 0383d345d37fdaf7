"""A process that sends an edition slowly, or takes a consent back: `python -m leaving WHAT STORE EDITION`.

Sending writes a line for each mail as it is handed over: when, and whether it had the name.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from drumbeat.digest.people.consent import Category, Consent
from drumbeat.editions.deliveries import Planned
from drumbeat.pipeline import Mailing, send
from drumbeat.ports import AuditEntry
from drumbeat.store import consents as module
from drumbeat.store.consents import ConsentStore
from drumbeat.store.editions import EditionStore
from stores import open_database

ANN = Consent("a" * 32, Category.IMPROVEMENT)
RECIPIENTS = [f"{number:02}@x.example" for number in range(30)]


def clock() -> datetime:
    return datetime.now(UTC)


class Slow:
    """A way for mail to leave that takes its time, and tells of each mail at its end."""

    def send(self, message: str, _recipient: str) -> None:
        time.sleep(0.05)
        print(time.monotonic(), "Ann" in message, flush=True)


def send_slowly(store: Path, edition: int) -> None:
    editions = EditionStore(open_database(store))
    ids = [Planned(recipient, f"<{recipient}>") for recipient in RECIPIENTS]
    mailing = Mailing(edition, ids, lambda _delivery: editions.content(edition).text, Slow(), clock)
    print("ready", flush=True)
    send(editions, mailing)


def withdraw(store: Path) -> None:
    ConsentStore(open_database(store)).withdraw(ANN, AuditEntry(clock(), "root", "withdraw consent", ANN.person))


def killed(*_args: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    what, path, number = sys.argv[1:]
    if what == "send":
        send_slowly(Path(path), int(number))
    else:
        # The last act within the transaction: everything else is done, and nothing is committed.
        module.log = killed
        withdraw(Path(path))
