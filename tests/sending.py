"""A process that sends an edition and dies where it is told to: `python -m sending SETTINGS` (JSON).

With `gate` it says when it is ready, and begins when it is given a line.
"""

from __future__ import annotations

import json
import os
import signal
import smtplib
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from drumbeat.delivery.smtp import SmtpServer
from drumbeat.editions.deliveries import Delivery, DeliveryState, Outcome, Planned
from drumbeat.pipeline import Mailing, send
from drumbeat.ports import Transport
from drumbeat.store.editions import EditionStore
from mails import small_mail
from stores import open_database


@dataclass(frozen=True)
class Job:
    """What is sent, to whom, and when on its way the sender dies."""

    store: str
    edition_id: int
    recipients: tuple[str, ...]
    port: int
    now: str
    moment: str = ""
    """`before claim`, `after settle` and so on, or `half of the mail`."""
    at: str = ""
    """The recipient at whom; empty for the first time."""
    gate: bool = False
    workers: int = 1

    def text(self) -> str:
        """For the command line."""
        return json.dumps(asdict(self))


class Dying:
    """A ledger that lets its user die before or after one of its methods."""

    def __init__(self, ledger: EditionStore, job: Job, die: Callable[[], None]) -> None:
        self._ledger = ledger
        self._job = job
        self._die = die

    def __getattr__(self, name: str) -> Any:
        """One of the ledger's methods."""
        method = getattr(self._ledger, name)

        def called(*args: Any) -> Any:
            self._maybe(f"before {name}", args)
            result = method(*args)
            self._maybe(f"after {name}", args)
            return result

        return called

    def _maybe(self, moment: str, args: tuple[Any, ...]) -> None:
        several = [each for arg in args if isinstance(arg, list) for each in arg]
        at = {each.recipient if isinstance(each, Outcome) else each for each in several}
        if moment == self._job.moment and (not self._job.at or self._job.at in at):
            self._die()


def mailing(job: Job, transport: Transport) -> Mailing:
    """One small mail to each recipient."""
    ids = [Planned(recipient, f"<{recipient}>") for recipient in job.recipients]

    def compose(delivery: Delivery) -> Any:
        return small_mail(delivery.recipient, delivery.message_id)

    clock = partial(datetime.fromisoformat, job.now)
    return Mailing(job.edition_id, ids, compose, transport, clock, workers=job.workers)


def run(job: Job, die: Callable[[], None]) -> list[Delivery]:
    """Send over SMTP, dying as told."""
    ledger = EditionStore(open_database(Path(job.store)))
    transport = SmtpServer("127.0.0.1", job.port, "none", timeout=10)
    return send(Dying(ledger, job, die), mailing(job, transport))


def breaking_off(job: Job, die: Callable[[], None]) -> Callable[[smtplib.SMTP, Any], None]:
    """Smtplib's way to send bytes, which breaks off within the mail to the recipient."""
    whole = smtplib.SMTP.send

    def half(client: smtplib.SMTP, content: Any) -> None:
        if isinstance(content, bytes) and content.endswith(b"\r\n.\r\n") and job.at.encode() in content:
            whole(client, content[: len(content) // 2])
            die()
        whole(client, content)

    return half


def killed() -> None:
    """The end, without a farewell."""
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    told = Job(**{**given, "recipients": tuple(given["recipients"])})
    if told.moment == "half of the mail":
        smtplib.SMTP.send = breaking_off(told, killed)  # type: ignore[method-assign]
    if told.gate:
        print("ready", flush=True)
        sys.stdin.readline()
    run(told, killed)


def states(deliveries) -> dict[str, DeliveryState]:
    """Recipient to state."""
    return {each.recipient: each.state for each in deliveries}
