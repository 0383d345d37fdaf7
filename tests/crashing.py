"""A process that has all of Drumbeat in memory and makes senders of itself: a new one takes a few milliseconds.

`python -m crashing` reads a line of JSON, `[senders, seconds]`: it forks them, lets them begin at the same moment,
kills the first after so many seconds if any are told, and answers with how each ended.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
import time
import traceback
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import typer

import drumbeat.delivery
import drumbeat.rendering
import drumbeat.source
import drumbeat.store
from broken_ledgers import LEDGERS
from compiled import compile_once
from drumbeat.cli import troubles
from drumbeat.cli.run_due import one_turn
from drumbeat.delivery.smtp import SmtpServer
from drumbeat.desk.context import Context
from drumbeat.desk.turn import turn
from drumbeat.editions.deliveries import Delivery, Planned
from drumbeat.errors import DrumbeatError
from drumbeat.pipeline import Mailing, send
from drumbeat.settings import Settings
from drumbeat.store import homes
from drumbeat.store.database import Database
from drumbeat.store.editions import EditionStore
from mail_servers import Mailbox, mail_server
from mails import small_mail
from moments import Death
from stores import CONTENT, NOW, OCTOBER

_PATIENCE = 60
"""Seconds until a sender that hangs is ended."""
_BETWEEN_TURNS = 0.01
"""A scheduler that is not alone looks again after so many seconds."""


@dataclass(frozen=True)
class Sender:
    """One process: what it sends, and when on its way it dies."""

    store: str
    now: str
    port: int
    edition_id: int = 0
    recipients: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Given, it runs the schedule's turn by these; else it sends the edition."""
    workers: int = 1
    owner: str = "alpha:1"
    host: str = ""
    """The machine that it takes itself to be on; empty: this one."""
    moment: str = ""
    at: int = 1
    """The time at which the moment is reached when it dies."""
    waits: float = 0.0
    """Seconds that it lets others go ahead."""
    ledger: str = ""
    """The name of one in `LEDGERS`, which breaks a promise."""
    is_whole: bool = False
    """Whether it is `drumbeat run-due`, its pull and its exit code as well."""

    def plain(self) -> dict[str, Any]:
        """For the line of JSON."""
        return asdict(self)


def run(sender: Sender) -> None:
    """Send, or take the schedule's turn."""
    if sender.host:
        socket.gethostname = lambda: sender.host
        homes._MACHINE_IDS = ()
    if sender.moment:
        Death(sender.moment, sender.at).awaits()
    if sender.is_whole:
        _run_due(sender)
    elif sender.settings:
        _look_after(sender)
    else:
        _send(sender)


def _send(sender: Sender) -> None:
    database = Database(sender.store)
    ledger = LEDGERS.get(sender.ledger, EditionStore)(database, sender.owner)
    transport = SmtpServer("127.0.0.1", sender.port, "none", timeout=10, connections=sender.workers)
    planned = [Planned(recipient, f"<{recipient}>") for recipient in sender.recipients]

    def compose(delivery: Delivery) -> Any:
        return small_mail(delivery.recipient, delivery.message_id)

    clock = partial(datetime.fromisoformat, sender.now)
    send(ledger, Mailing(sender.edition_id, planned, compose, transport, clock, workers=sender.workers))
    transport.close()
    database.close()


def _look_after(sender: Sender) -> None:
    """As `drumbeat serve` does, which looks every minute; until it has had its turn, or its time is over."""
    context = context_of(sender)
    while turn(context, lambda: None) is None:
        time.sleep(_BETWEEN_TURNS)


def context_of(sender: Sender) -> Context:
    """As its process sees the installation."""
    mail = {"transport": "smtp", "host": "127.0.0.1", "port": sender.port, "security": "none", "per_minute": 0}
    settings = {"store": {"url": sender.store}, "mail": {**mail, "connections": sender.workers}, **sender.settings}
    return Context(
        None,
        clock=partial(datetime.fromisoformat, sender.now),
        given=Settings.model_validate(settings),
        actor=lambda: "tester",
    )


def _run_due(sender: Sender) -> None:
    """Nobody reads what it says, and it waits for nobody. Ends with the code that the command ends with."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())
    time.sleep = lambda _seconds: None
    try:
        troubles.end(one_turn(context_of(sender)) or ())
    except (DrumbeatError, typer.Exit) as error:
        os._exit(error.exit_code)


def _forked(sender: Sender, gate: int) -> int:
    """A process that runs the sender when the gate opens."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        signal.alarm(_PATIENCE)
        os.read(gate, 1)
        time.sleep(sender.waits)
        run(sender)
        code = 0
    except BaseException:  # noqa: BLE001  whatever it is, it is told
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _raced(senders: list[Sender], seconds: float | None) -> list[int]:
    """How each ended: 0, or the signal that ended it, less than 0."""
    gate, opener = os.pipe()
    processes = [_forked(sender, gate) for sender in senders]
    os.write(opener, b"." * len(senders))
    if seconds is not None:
        time.sleep(seconds)
        os.kill(processes[0], signal.SIGKILL)
    ends = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes]
    os.close(gate)
    os.close(opener)
    return ends


def _remember() -> None:
    """Import what a sender would import when it wants it, and send once, so that its statements are compiled."""
    compile_once()
    for package in (drumbeat.delivery, drumbeat.rendering, drumbeat.source, drumbeat.store):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    importlib.import_module("drumbeat.schedule.working_days")
    with TemporaryDirectory() as folder, mail_server(Mailbox()) as port:
        url, reader = f"sqlite:///{folder}/store.db", "ann@x.example"
        database = Database(url)
        draft = EditionStore(database).save_draft("Network", OCTOBER, CONTENT, [], NOW)
        database.close()
        _send(Sender(url, NOW.isoformat(), port, draft.id, (reader,)))


def serve() -> NoReturn:
    """Answer line by line."""
    for line in sys.stdin:
        senders, seconds = json.loads(line)
        told = [Sender(**{**each, "recipients": tuple(each["recipients"])}) for each in senders]
        print(json.dumps(_raced(told, seconds)), flush=True)
    sys.exit()


if __name__ == "__main__":
    _remember()
    print("ready", flush=True)
    serve()
