"""An IMAP server on loopback (RFC 3501), as small as can be, for mailboxes that are looked at and never changed."""

from __future__ import annotations

import base64
import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mail_servers import PASSWORD, USER

_FETCH = re.compile(rb"FETCH (\d+) \((.*)\)")
_PART = re.compile(rb"BODY\.PEEK\[\]<0\.(\d+)>")
_UNTIL = b"\r\n"


@dataclass
class ImapMails:
    """The mails of one mailbox by UID, who may look at them, and what was asked."""

    mails: dict[int, bytes] = field(default_factory=dict)
    validity: int = 7
    name: str = "INBOX"
    password: str = PASSWORD
    good: set[str] = field(default_factory=set)
    """Tokens that let in by XOAUTH2."""
    can_plain: bool = True
    """Whether log-ins come by AUTHENTICATE PLAIN; else by LOGIN."""
    hidden: set[int] = field(default_factory=set)
    """Mails that are listed and cannot be shown."""
    hang_up_after: int = 0
    """So many commands, and the server is gone; 0: never."""
    says: Callable[[bytes], bytes | None] | None = None
    """Answers a command in the server's place, where it has an answer."""
    asked: list[bytes] = field(default_factory=list)
    """Every command, without its tag."""

    def put(self, content: bytes) -> int:
        """A mail arrives; its UID."""
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = content
        return uid


@contextlib.contextmanager
def imap_server(mails: ImapMails, context: ssl.SSLContext, *, starttls: bool = False) -> Iterator[int]:
    """It, on a free port of 127.0.0.1, encrypted from the first byte or by STARTTLS. Yields the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []
    connections: list[socket.socket] = []

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connections.append(connection)
            session = _Session(mails, context, connection)
            threads.append(threading.Thread(target=session.serve, args=(not starttls,), daemon=True))
            threads[-1].start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield listener.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join(10)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.close()
        for thread in threads:
            thread.join(10)


class _Session:
    """One client."""

    def __init__(self, mails: ImapMails, context: ssl.SSLContext, connection: socket.socket) -> None:
        self._mails = mails
        self._context = context
        self._connection = connection
        self._is_encrypted = False
        self._count = 0

    def serve(self, encrypted: bool) -> None:
        """Until the client or the server hangs up."""
        with contextlib.suppress(OSError, ValueError):
            if encrypted:
                self._encrypt()
            self._send(b"* OK ready")
            while (line := self._line()) is not None and self._answer(line):
                pass
        with contextlib.suppress(OSError):
            self._connection.close()

    def _encrypt(self) -> None:
        self._connection = self._context.wrap_socket(self._connection, server_side=True)
        self._is_encrypted = True

    def _send(self, line: bytes) -> None:
        self._connection.sendall(line + _UNTIL)

    def _line(self) -> bytes | None:
        found = bytearray()
        while not found.endswith(_UNTIL):
            one = self._connection.recv(1)
            if not one:
                return None
            found += one
        return bytes(found.removesuffix(_UNTIL))

    def _answer(self, line: bytes) -> bool:
        """Do one command; whether to go on."""
        tag, _, command = line.partition(b" ")
        self._mails.asked.append(command)
        self._count += 1
        if self._mails.hang_up_after and self._count > self._mails.hang_up_after:
            return False
        if self._mails.says and (said := self._mails.says(command)) is not None:
            self._connection.sendall(said.replace(b"TAG", tag))
            return True
        verb = command.split(b" ")[0].upper()
        told, result = getattr(self, f"_{verb.decode().lower()}", self._unknown)(command)
        for each in told:
            self._send(each)
        self._send(tag + b" " + result)
        if verb == b"STARTTLS":
            self._encrypt()
        return verb != b"LOGOUT"

    def _unknown(self, _command: bytes) -> tuple[list[bytes], bytes]:
        return [], b"BAD unknown"

    def _capability(self, _command: bytes) -> tuple[list[bytes], bytes]:
        known = b"IMAP4rev1" + (b" AUTH=PLAIN" if self._mails.can_plain else b"") + b" AUTH=XOAUTH2"
        return [b"* CAPABILITY " + known + (b"" if self._is_encrypted else b" STARTTLS")], b"OK done"

    def _starttls(self, _command: bytes) -> tuple[list[bytes], bytes]:
        return [], b"OK go ahead"

    def _login(self, command: bytes) -> tuple[list[bytes], bytes]:
        given = command.removeprefix(b"LOGIN ").replace(b'"', b"").split(b" ", 1)
        return self._let_in(self._is_encrypted and given == [USER.encode(), self._mails.password.encode()])

    def _authenticate(self, command: bytes) -> tuple[list[bytes], bytes]:
        self._send(b"+ ")
        said = base64.b64decode(self._line() or b"").decode()
        if command.upper().endswith(b"PLAIN"):
            return self._let_in(said == f"\0{USER}\0{self._mails.password}")
        is_good = said in {f"user={USER}\x01auth=Bearer {token}\x01\x01" for token in self._mails.good}
        if not is_good:
            self._send(b"+ " + base64.b64encode(b'{"status":"401"}'))
            assert self._line() == b""
        return self._let_in(is_good)

    def _let_in(self, is_known: bool) -> tuple[list[bytes], bytes]:
        return [], b"OK done" if is_known else b"NO [AUTHENTICATIONFAILED] not you, " + USER.encode()

    def _examine(self, command: bytes) -> tuple[list[bytes], bytes]:
        wanted = command.decode().replace('\\"', '"')
        if wanted != f'EXAMINE "{self._mails.name}"':
            return [], b"NO there is none"
        there = [
            f"* {len(self._mails.mails)} EXISTS".encode(),
            f"* OK [UIDVALIDITY {self._mails.validity}] is so".encode(),
        ]
        return there, b"OK [READ-ONLY]"

    def _uid(self, command: bytes) -> tuple[list[bytes], bytes]:
        rest = command.removeprefix(b"UID ")
        if rest.startswith(b"SEARCH "):
            return [b"* SEARCH" + b"".join(f" {uid}".encode() for uid in self._mails.mails)], b"OK done"
        found = _FETCH.fullmatch(rest)
        if not found:
            return [], b"BAD what is that"
        uid, what = int(found.group(1)), found.group(2)
        if uid in self._mails.hidden:
            return [], b"NO it cannot be shown"
        if uid not in self._mails.mails:
            return [], b"OK done"
        return [b"* 1 FETCH (FLAGS (\\Seen))", _shown(uid, what, self._mails.mails[uid])], b"OK done"

    def _logout(self, _command: bytes) -> tuple[list[bytes], bytes]:
        return [b"* BYE bye"], b"OK done"


def _shown(uid: int, what: bytes, mail: bytes) -> bytes:
    """What was asked for, as a literal; UID before or after it, as servers like."""
    if part := _PART.fullmatch(what):
        name, content = b"BODY[]<0>", mail[: int(part.group(1))]
    else:
        head = mail.replace(b"\r\n", b"\n").partition(b"\n\n")[0] + b"\n"
        field = re.search(rb"^content-type:.*\n(?:[ \t].*\n)*", head, re.IGNORECASE | re.MULTILINE)
        name, content = b"BODY[HEADER.FIELDS (CONTENT-TYPE)]", (field.group() if field else b"") + b"\r\n"
    literal = name + b" {" + str(len(content)).encode() + b"}\r\n" + content
    number = f"UID {uid}".encode()
    return b"* 1 FETCH (" + (literal + b" " + number if uid % 2 else number + b" " + literal) + b")"
