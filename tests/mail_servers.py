"""Mail servers on loopback: a real one (aiosmtpd) that keeps what it takes, and one that plays a script of faults."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import ssl
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

USER, PASSWORD = "drumbeat", "open sesame"


@dataclass
class Mailbox:
    """Keeps mails as (recipients, content), and knows one user."""

    mails: list[tuple[list[str], bytes]] = field(default_factory=list)
    logged_in: int = 0

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  aiosmtpd's name
        """Keep the mail as it came."""
        self.mails.append((envelope.rcpt_tos, envelope.original_content))
        return "250 kept"

    def authenticator(self, _server, _session, _envelope, _mechanism, data):
        """Let the one user in."""
        known = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        self.logged_in += known
        return AuthResult(success=known, handled=False)


@contextlib.contextmanager
def mail_server(mailbox: Mailbox, *, tls: ssl.SSLContext | None = None, **options) -> Iterator[int]:
    """A server on a free port of 127.0.0.1; `tls` from the first byte. Yields the port."""
    loop = asyncio.new_event_loop()
    sessions: list[SMTP] = []

    def session() -> SMTP:
        sessions.append(SMTP(mailbox, loop=loop, hostname="localhost", enable_SMTPUTF8=True, **options))
        return sessions[-1]

    server = loop.run_until_complete(loop.create_server(session, "127.0.0.1", 0, ssl=tls))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.run_until_complete(_wind_up(asyncio.all_tasks(loop), sessions))
        loop.close()


async def _wind_up(tasks: set[asyncio.Task], sessions: list[SMTP]) -> None:
    """Hang up on clients that keep their connection."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for session in sessions:
        if session.transport is not None:
            with contextlib.suppress(AttributeError):  # Python before 3.11.5: a TLS connection that has ended
                session.transport.abort()
    await asyncio.sleep(0)


@dataclass(frozen=True)
class Certificate:
    """A self-signed certificate for localhost and 127.0.0.1, and its key."""

    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """For a server."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


def make_certificate(folder: Path, names: str = "DNS:localhost,IP:127.0.0.1") -> Certificate:
    """Made by openssl; the test is skipped, with this reason, where there is none."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed: no certificate can be made, TLS is not tested here")
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", str(made.key), "-out", str(made.certificate), "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", f"subjectAltName={names}"]
    subprocess.run(command, check=True, capture_output=True)
    return made


CLOSE = b"close"
SILENCE = b"silence"

PLAIN_TALK = {
    "greeting": b"220 ready",
    "EHLO": b"250 HELP",
    "MAIL": b"250 ok",
    "RCPT": b"250 ok",
    "DATA": b"354 go ahead",
    ".": b"250 kept",
    "RSET": b"250 ok",
    "QUIT": b"221 bye",
}


Reply = bytes | tuple[bytes, ...]
"""What a verb is answered, each time; or in turn, the last one for ever."""


@dataclass
class ScriptedServer:
    """Answers each verb as told, a script for each connection; CLOSE hangs up, SILENCE waits until the client does."""

    scripts: list[dict[str, Reply]]
    talks: list[list[str]] = field(default_factory=list)
    """What was heard, connection by connection."""
    port: int = 0

    @property
    def heard(self) -> list[str]:
        """All of it."""
        return [verb for talk in self.talks for verb in talk]

    def converse(self, listener: socket.socket) -> None:
        """Play the scripts to those who call, one after the other."""
        listener.settimeout(10)
        players = []
        with contextlib.suppress(OSError):
            for script in self.scripts:
                connection, _ = listener.accept()
                self.talks.append([])
                players.append(threading.Thread(target=_play, args=(connection, dict(script), self.talks[-1])))
                players[-1].start()
        for player in players:
            player.join()


def _play(connection: socket.socket, script: dict[str, Reply], heard: list[str]) -> None:
    with contextlib.suppress(OSError), connection, connection.makefile("rb") as lines:
        connection.settimeout(10)
        if not _answer(connection, script, "greeting"):
            return
        while line := lines.readline():
            verb = line.split()[0].decode().upper() if line.split() else ""
            heard.append(verb)
            if verb != "DATA":
                if not _answer(connection, script, verb):
                    return
                continue
            goes_on = _next(script, "DATA", peek=True).startswith(b"354")
            if not _answer(connection, script, "DATA"):
                return
            if goes_on:
                if script.get("half") == CLOSE:
                    lines.read(10)
                    heard.append("half")
                    return
                while lines.readline() not in {b".\r\n", b""}:
                    pass
                heard.append(".")
                if not _answer(connection, script, "."):
                    return


def _next(script: dict[str, Reply], verb: str, *, peek: bool = False) -> bytes:
    reply = script.get(verb, b"502 not known")
    if isinstance(reply, bytes):
        return reply
    if not peek and len(reply) > 1:
        script[verb] = reply[1:]
    return reply[0]


def _answer(connection: socket.socket, script: dict[str, Reply], verb: str) -> bool:
    reply = _next(script, verb)
    if reply == CLOSE:
        return False
    if reply == SILENCE:
        connection.recv(1)
        return False
    connection.sendall(reply + b"\r\n")
    return True


@contextlib.contextmanager
def scripted_server(*more: dict[str, Reply], **changes: Reply) -> Iterator[ScriptedServer]:
    """A server that talks plainly but for the changes; the end of the mail is called `end`.

    `half` CLOSE hangs up within the mail. Each of `more` is the script of one connection after the first.
    """
    server = ScriptedServer(
        [
            PLAIN_TALK | {("." if verb == "end" else verb): reply for verb, reply in each.items()}
            for each in (changes, *more)
        ]
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server.port = listener.getsockname()[1]
        thread = threading.Thread(target=server.converse, args=(listener,))
        thread.start()
        try:
            yield server
        finally:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join()


@dataclass
class PickyMailbox(Mailbox):
    """Answers some recipients, at RCPT or after the mail, with a reply of its own."""

    at_rcpt: dict[str, str] = field(default_factory=dict)
    at_end: dict[str, str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  aiosmtpd's name
        """Take the recipient, or say why not."""
        self.asked[address] += 1
        if address in self.at_rcpt:
            return self.at_rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        """Keep the mail, or say why not."""
        (recipient,) = envelope.rcpt_tos
        if recipient in self.at_end:
            return self.at_end[recipient]
        return await super().handle_DATA(server, session, envelope)

    @property
    def received(self) -> Counter[str]:
        """How many mails each recipient has."""
        return Counter(recipient for recipients, _ in self.mails for recipient in recipients)
