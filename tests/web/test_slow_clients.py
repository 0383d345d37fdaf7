"""Connections that say nothing, or never come to an end: they are hung up on, and keep nobody else out."""

from __future__ import annotations

import contextlib
import errno
import socket
import threading
import time
from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar

import pytest

from drumbeat.digest.language.phrase import phrase
from drumbeat.web import crowd as crowds
from drumbeat.web import door, server, waiting
from drumbeat.web.access import Rule
from drumbeat.web.answers import Download, Page
from drumbeat.web.crowd import AT_ONCE, Crowd, most_within
from drumbeat.web.pages import ROUTES
from drumbeat.web.routes import Routes
from drumbeat.web.waiting import Impatient
from lead_pages import lead_pages

PATIENCE = 0.5
LENGTH = 4_000_000
IN_HAND = threading.Event()
"""Somebody has asked for the slow page, and waits for it."""
own = Routes()


@own.get("/slow", Rule.ANYBODY)
def slow(_visit):
    """A page that takes longer than a client is waited for."""
    IN_HAND.set()
    time.sleep(2 * PATIENCE)
    return Page(phrase("Back"), ())


@own.get("/long", Rule.ANYBODY)
def long(_visit):
    """An answer that no buffer of the system takes whole."""
    return Download("long.txt", b"x" * LENGTH)


class Watched(Impatient):
    """The server's connections: with whom there are any, until the last that the loop says of them."""

    there: ClassVar[set] = set()

    def connection_made(self, transport):
        """It has begun."""
        self.whom = transport.get_extra_info("peername")
        self.there.add(self.whom)
        super().connection_made(transport)

    def connection_lost(self, exc):
        """It has ended, and its socket is closed next."""
        self.there.discard(self.whom)
        super().connection_lost(exc)


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(waiting, "PATIENCE", PATIENCE)
        patch.setattr(server, "Impatient", Watched)
        with lead_pages(tmp_path_factory.mktemp("slow"), routes=(*ROUTES, *own.all), trusted_proxies=()) as served:
            yield served


def connected(pages, said=b""):
    """A connection on which something was said."""
    host, _, port = pages.address.removeprefix("http://").partition(":")
    made = socket.create_connection((host, int(port)), timeout=10)
    made.sendall(said)
    return made


def head(pages, *lines):
    """The beginning of a request for the sign-in page, whole if its last line is empty."""
    host = pages.address.removeprefix("http://")
    return "\r\n".join(("GET /sign-in HTTP/1.1", f"Host: {host}", *lines, "")).encode()


def answered(connection):
    """Everything that came until the other side hung up."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionError:
        pass
    connection.close()
    return b"".join(parts)


def dripped(connection):
    """Go on with a letter now and then; seconds until the other side hung up."""
    began = time.monotonic()
    with contextlib.suppress(OSError), connection:
        while time.monotonic() - began < 20 * PATIENCE:
            connection.sendall(b"x")
            time.sleep(PATIENCE / 10)
    return time.monotonic() - began


@pytest.mark.parametrize("lines", [None, (), ("X-Slow: ",)])
def test_who_says_nothing_is_hung_up_on(pages, lines):
    """Neither silence nor half a head keeps a connection."""
    began = time.monotonic()
    assert answered(connected(pages, b"" if lines is None else head(pages, *lines)[:-2])) == b""
    assert time.monotonic() - began < 10 * PATIENCE


def test_a_drop_now_and_then_does_not_keep_it(pages):
    """A head that comes letter by letter has no more time than one that does not come."""
    assert dripped(connected(pages, head(pages)[:-2])) < 10 * PATIENCE


def test_the_rest_of_a_request_is_not_waited_for(pages):
    """Who was answered, and goes on with a body that nobody wants, is hung up on as well."""
    assert dripped(connected(pages, head(pages, "Content-Length: 100000", ""))) < 10 * PATIENCE


def test_a_page_may_take_its_time(pages):
    """The patience is with clients: a page that takes longer is served, and the connection serves another after it."""
    session = pages.browser().session
    for path in ("/slow", "/sign-in", "/slow"):
        assert session.get(f"{pages.address}{path}", timeout=10).status_code == 200


def test_a_crowd_keeps_nobody_out(pages, monkeypatch):
    """Of a hundred silent connections from one place those go that came first, and who asks is answered at once."""
    monkeypatch.setattr(waiting, "PATIENCE", 60)
    crowd = [connected(pages, b"GET / HT") for _ in range(100)]
    assert [pages.browser().get("/sign-in").status_code for _ in range(3)] == [200] * 3
    assert answered(crowd[0]) == b"", "the first was hung up on"
    crowd[-1].sendall(b"TP/1.1\r\n\r\n")
    assert answered(crowd[-1]).startswith(b"HTTP/1.1 4"), "the last was not"
    for each in crowd:
        each.close()


def test_no_more_requests_than_can_be_answered(pages, monkeypatch):
    """Beyond what may be in hand a request is told to come back, and the next one after that is served."""
    monkeypatch.setattr(door, "AT_ONCE", 1)
    first = threading.Thread(target=pages.browser().get, args=("/slow",))
    IN_HAND.clear()
    first.start()
    assert IN_HAND.wait(30)
    refused = pages.browser().get("/sign-in")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    first.join()
    assert pages.browser().get("/sign-in").status_code == 200


def deaf(pages, asked, *lines, place="127.0.0.1"):
    """A connection that asks, sixty times or with these lines once, and reads no answer."""
    host, _, port = pages.address.removeprefix("http://").partition(":")
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    made.bind((place, 0))
    made.connect((host, int(port)))
    made.setblocking(False)
    made.send(f"GET {asked} HTTP/1.1\r\nHost: {host}:{port}\r\n{''.join(lines)}\r\n".encode() * (1 if lines else 60))
    return made


@contextlib.contextmanager
def many_deaf(pages, *of_one, places=("127.0.0.1",)):
    """Connections that do not read, and how many of them the server still has open, as a function."""
    with contextlib.ExitStack() as ends:
        names = {ends.enter_context(deaf(pages, *of_one, place=place)).getsockname() for place in places}
        yield lambda: len(names.intersection(Watched.there))


def until(holds):
    """Whether it comes to hold, within the time that anybody is given."""
    ends = time.monotonic() + 20 * PATIENCE
    while not holds() and time.monotonic() < ends:
        time.sleep(PATIENCE / 10)
    return holds()


@pytest.mark.parametrize("lines", [(), ("Connection: close\r\n",)])
def test_who_does_not_read_is_hung_up_on(pages, lines):
    """Neither one answer that nobody reads nor a row of them keeps a connection open."""
    with many_deaf(pages, "/long", *lines, places=["127.0.0.1"] * 3) as are_there:
        assert until(lambda: are_there() == 3)
        assert until(lambda: are_there() == 0)


def test_who_does_not_read_is_counted(pages, monkeypatch):
    """Of one place there are no more connections than there may be, read or not, and another place is answered."""
    monkeypatch.setattr(waiting, "PATIENCE", 60)
    with many_deaf(pages, "/long", "Connection: keep-alive\r\n", places=["127.0.0.2"] * 60) as are_there:
        assert pages.browser().get("/sign-in").status_code == 200, "who came after them all"
        assert 0 < are_there() <= crowds.MOST_OF_ONE


def test_who_does_not_read_holds_no_request(pages, monkeypatch):
    """The next request of a row waits until the answer before was read: those of others are answered meanwhile."""
    monkeypatch.setattr(waiting, "PATIENCE", 60)
    monkeypatch.setattr(door, "AT_ONCE", 3)
    with many_deaf(pages, "/long", places=["127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"]):
        time.sleep(PATIENCE)
        assert pages.browser().get("/sign-in").status_code == 200


def test_a_slow_reader_is_served(pages):
    """Who reads a little at a time, for longer than anybody is waited for, has the whole answer."""
    said, began = 0, time.monotonic()
    with connected(pages, head(pages, "Connection: close", "").replace(b"/sign-in", b"/long")) as reader:
        while part := reader.recv(LENGTH // 40):
            said += len(part)
            time.sleep(PATIENCE / 10)
    assert said > LENGTH
    assert time.monotonic() - began > 2 * PATIENCE


def test_a_row_of_requests_is_answered(pages):
    """Requests that come at once are answered one after another, however long each answer is."""
    one, last = head(pages, "").replace(b"/sign-in", b"/long"), head(pages, "Connection: close", "")
    assert answered(connected(pages, one * 3 + last)).count(b"HTTP/1.1 200") == 4


def test_a_want_of_files_is_told_once(caplog):
    """However often no connection can be taken, a line a minute says so; any other error is told as it is."""
    now, others = [0.0], []
    loop = SimpleNamespace(default_exception_handler=others.append)
    told = server.Shortage(lambda: now[0])
    for _ in range(1000):
        told(loop, {"exception": OSError(errno.EMFILE, "Too many open files")})
    now[0] = 60.0
    told(loop, {"exception": OSError(errno.EMFILE, "Too many open files")})
    told(loop, {"exception": ZeroDivisionError()})
    assert ([each.exc_info for each in caplog.records], len(others)) == ([None, None], 1)


@dataclass(eq=False)
class Guest:
    """A connection that is counted."""

    peer: str
    is_idle: bool = True
    is_there: bool = True

    def hang_up(self):
        """It has gone."""
        self.is_there = False


def entered(crowd, guests):
    """Which of them are still there once all have come."""
    for each in guests:
        crowd.enter(each)
    return [each.is_there for each in guests]


def test_who_goes_when_there_are_too_many(monkeypatch):
    """Of one place, or of all, the first goes that has no request in hand; an IPv6 network is one place."""
    monkeypatch.setattr(crowds, "MOST", 5)
    monkeypatch.setattr(crowds, "MOST_OF_ONE", 2)
    busy, idle = Guest("192.0.2.1", is_idle=False), [Guest("192.0.2.1") for _ in range(2)]
    assert entered(Crowd(), [busy, *idle]) == [True, False, True]
    assert entered(Crowd(), [Guest(f"2001:db8::{n}") for n in range(3)]) == [False, True, True]
    assert entered(Crowd(), [Guest(f"192.0.2.{n}") for n in range(6)]) == [False, True, True, True, True, True]
    assert entered(Crowd(), [Guest("192.0.2.1", is_idle=False) for _ in range(2)] + [Guest("192.0.2.1")]) == [
        True,
        True,
        False,
    ]
    assert entered(Crowd(["10.0.0.0/8"]), [Guest("10.0.0.1") for _ in range(5)]) == [True] * 5


def test_no_more_connections_than_files(monkeypatch, caplog):
    """Where the process may open few files fewer connections are taken, and the log says so; each may send a file."""
    assert [most_within(each) for each in (10, 256, 720, 1024, 10**9)] == [16, 88, 512, 512, 512]
    assert all(most_within(each) + min(most_within(each), AT_ONCE) + 80 <= each for each in range(112, 2000))
    monkeypatch.setattr(server, "_files", lambda: 256)
    assert (server._most_connections(), [each.count for each in caplog.records]) == (88, [88])
    monkeypatch.setattr(server, "_files", lambda: 1024)
    assert (server._most_connections(), len(caplog.records)) == (crowds.MOST, 1)
    assert entered(Crowd(most=2), [Guest(f"192.0.2.{n}") for n in range(4)]) == [False, False, True, True]


def test_who_has_gone_is_not_counted(monkeypatch):
    """A place that was left may be taken."""
    monkeypatch.setattr(crowds, "MOST_OF_ONE", 1)
    crowd, first, second = Crowd(), Guest("192.0.2.1"), Guest("192.0.2.1")
    crowd.enter(first)
    crowd.leave(first)
    crowd.enter(second)
    assert (first.is_there, second.is_there) == (True, True)


def test_an_endless_head_is_refused(pages):
    """A head of more than 64 KiB is refused, not gathered."""
    said = answered(connected(pages, head(pages, f"X-Long: {'x' * 200_000}", "")))
    assert said == b"" or said.startswith(b"HTTP/1.1 4")
