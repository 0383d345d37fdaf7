"""The steps of sending at which a process can be killed, from the outside of the code: nothing in it knows of them."""

from __future__ import annotations

import os
import signal
import smtplib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import requests
from sqlalchemy import event
from sqlalchemy.engine import Engine

from drumbeat.store.deliveries import DeliveryLedger

_END = b"\r\n.\r\n"


class Fate(Enum):
    """What is so of the mail at which a process dies, when one mail is on its way at a time."""

    CLEAR = "nothing of it has left, or all is written down"
    DOUBTFUL = "it has not arrived, and the ledger cannot know"
    ARRIVED = "it has arrived, and the ledger cannot know"


@dataclass(frozen=True)
class Moment:
    """A step of sending."""

    name: str
    fate: Fate = Fate.CLEAR
    is_each: bool = True
    """Whether it comes for each mail, not once for all."""


def _once(*names: str, fate: Fate = Fate.CLEAR) -> list[Moment]:
    return [Moment(name, fate, is_each=False) for name in names]


def _each(*names: str, fate: Fate = Fate.CLEAR) -> list[Moment]:
    return [Moment(name, fate) for name in names]


MOMENTS = [
    *_once("before settle_abandoned", "within settle_abandoned", "after settle_abandoned"),
    *_once("before plan", "within plan", "after plan"),
    *_each("before claim", "within claim"),
    *_each("after claim", fate=Fate.DOUBTFUL),
    *_once("before connect", "connected", "greeted", fate=Fate.DOUBTFUL),
    *_each("before MAIL", "MAIL said", "MAIL answered", fate=Fate.DOUBTFUL),
    *_each("before RCPT", "RCPT said", "RCPT answered", fate=Fate.DOUBTFUL),
    *_each("before DATA", "DATA said", "DATA answered", "half of the mail", fate=Fate.DOUBTFUL),
    *_each("accepted", "answer read", "before settle", "within settle", fate=Fate.ARRIVED),
    *_each("after settle"),
    *_once("before close", "within close", "after close"),
]
"""In their order. `within` is before the transaction ends, `said` before the server's answer was read; at `accepted`
the server has the mail and has answered, and nobody has read the answer."""

LEDGER = ("settle_abandoned", "plan", "claim", "settle", "close")
_OF_MAILS = ("claim", "settle")
"""Each time of several mails, where several workers ask at once."""


COMMIT, REQUEST = "before a commit", "before a request"
"""Two more: the store is about to keep something, ServiceNow is about to be asked."""


@dataclass
class Death:
    """Comes when a moment is reached for the n-th time, to the whole process."""

    moment: str
    at: int = 1
    _reached: int = 0
    _counting: threading.Lock = field(default_factory=threading.Lock)

    def is_here(self, moment: str, mails: int = 1) -> bool:
        """Whether this is the time; `mails` are at the moment at once."""
        if moment != self.moment:
            return False
        with self._counting:
            before, self._reached = self._reached, self._reached + mails
            return before < self.at <= self._reached

    def reached(self, moment: str, mails: int = 1) -> None:
        """The process is at the moment."""
        if self.is_here(moment, mails):
            killed()

    def awaits(self) -> None:
        """Look at the ledger's methods and smtplib's steps from now on, or at what every part of a turn does."""
        if self.moment == COMMIT:
            event.listen(Engine, "commit", lambda _connection: self.reached(COMMIT))
        elif self.moment == REQUEST:
            _watch_http(self)
        else:
            for name in LEDGER:
                _watch_ledger(name, self)
            _watch_smtp(self)


def killed() -> None:
    """The end, without a farewell."""
    os.kill(os.getpid(), signal.SIGKILL)


def _watch_ledger(name: str, death: Death) -> None:
    method: Callable[..., Any] = getattr(DeliveryLedger, name)
    commits = threading.local()

    def watched(*args: Any) -> Any:
        mails = len(args[2]) if name in _OF_MAILS else 1
        death.reached(f"before {name}", mails)
        if death.is_here(f"within {name}", mails):
            commits.is_last = True
        found = method(*args)
        death.reached(f"after {name}", mails)
        return found

    def at_commit(_connection: Any) -> None:
        if getattr(commits, "is_last", False):
            killed()

    setattr(DeliveryLedger, name, watched)
    event.listen(Engine, "commit", at_commit)


def _watch_http(death: Death) -> None:
    send = requests.Session.send

    def watched(self: requests.Session, *args: Any, **more: Any) -> Any:
        death.reached(REQUEST)
        return send(self, *args, **more)

    requests.Session.send = watched  # type: ignore[method-assign]


def _watch_smtp(death: Death) -> None:
    client = smtplib.SMTP
    say, send, hear, reach = client.putcmd, client.send, client.getreply, client._get_socket
    now = threading.local()

    def reached_server(self: smtplib.SMTP, *args: Any) -> socket.socket:
        death.reached("before connect")
        found = reach(self, *args)
        now.said = "greeting"
        death.reached("connected")
        return found

    def said(self: smtplib.SMTP, command: str, args: str = "") -> None:
        now.said = command.upper()
        death.reached(f"before {now.said}")
        say(self, command, args)
        death.reached(f"{now.said} said")

    def sent(self: smtplib.SMTP, content: Any) -> None:
        if not (isinstance(content, bytes) and content.endswith(_END)):
            send(self, content)
            return
        if death.is_here("half of the mail"):
            send(self, content[: len(content) // 2])
            killed()
        send(self, content)
        now.said = "mail"
        if death.is_here("accepted"):
            self.sock.recv(1, socket.MSG_PEEK)  # the answer is there
            killed()

    def heard(self: smtplib.SMTP) -> tuple[int, bytes]:
        found = hear(self)
        death.reached({"greeting": "greeted", "mail": "answer read"}.get(now.said, f"{now.said} answered"))
        return found

    client.putcmd, client.send, client.getreply = said, sent, heard  # type: ignore[method-assign,assignment]
    client._get_socket = reached_server  # type: ignore[attr-defined]
