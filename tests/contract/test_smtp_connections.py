"""Connections that serve many mails: kept, cleaned, bounded, closed, and replaced only before a mail was begun."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from drumbeat.delivery import kept as kept_module
from drumbeat.delivery.kept import Kept
from drumbeat.delivery.smtp import SmtpServer
from drumbeat.errors import DeliveryError, DeliveryUnknown, TryLater
from mail_servers import CLOSE, SILENCE, Mailbox, mail_server, scripted_server
from mails import small_mail

MAIL = ["MAIL", "RCPT", "DATA", "."]


@contextlib.contextmanager
def over(port, **settings):
    """A transport, closed at the end."""
    with contextlib.closing(SmtpServer("127.0.0.1", port, "none", **({"timeout": 10} | settings))) as server:
        yield server


def send(server, number=0):
    """One mail."""
    server.send(small_mail(f"{number}@x.example"), f"{number}@x.example")


def test_one_connection_serves_many_mails():
    """Mails one after the other share a connection: one greeting, one good-bye."""
    with scripted_server() as script, over(script.port) as server:
        for number in range(3):
            send(server, number)
        server.close()
    assert script.talks == [["EHLO", *MAIL * 3, "QUIT"]]


@pytest.mark.parametrize(
    ("where", "said"),
    [("MAIL", ["MAIL"]), ("RCPT", ["MAIL", "RCPT"]), ("DATA", ["MAIL", "RCPT", "DATA"]), ("end", MAIL)],
)
@pytest.mark.parametrize("code", [b"450 later", b"550 no"])
def test_a_refusal_is_wiped_away_before_the_next_mail(where, said, code):
    """After 4yz and 5yz at any step the connection goes on, with RSET before the next mail and no remains of this."""
    good = b"354 go" if where == "DATA" else b"250 ok"
    with scripted_server(**{where: (code, good)}) as script, over(script.port) as server:
        with pytest.raises((DeliveryError, TryLater)):
            send(server)
        send(server)
    assert script.talks == [["EHLO", *said, "RSET", *MAIL, "QUIT"]]


@pytest.mark.parametrize("where", ["MAIL", "RCPT", "DATA", "end"])
def test_a_server_that_closes_is_called_anew(where):
    """421 at any step ends the connection without another word; the next mail has a new one."""
    with scripted_server({}, **{where: b"421 closing"}) as script, over(script.port) as server:
        with pytest.raises(TryLater):
            send(server)
        send(server)
    assert script.talks[0][-1] == {"end": "."}.get(where, where)
    assert script.talks[1] == ["EHLO", *MAIL, "QUIT"]


@pytest.mark.parametrize("dead", [CLOSE, b"421 4.4.2 idle for too long", SILENCE], ids=str)
def test_a_kept_connection_that_died_is_replaced_silently(dead):
    """A kept connection on which MAIL is not answered is replaced, and the mail arrives over the new one."""
    with scripted_server({}, MAIL=(b"250 ok", dead)) as script, over(script.port, timeout=2) as server:
        send(server)
        send(server)
    assert script.talks[1] == ["EHLO", *MAIL, "QUIT"]


def test_a_kept_connection_that_died_after_a_refusal_is_replaced():
    """The same where it shows at RSET."""
    with scripted_server({}, RCPT=b"550 no", RSET=CLOSE) as script, over(script.port) as server:
        with pytest.raises(DeliveryError):
            send(server)
        send(server)
    assert script.talks[1] == ["EHLO", *MAIL, "QUIT"]


def test_a_connection_is_replaced_once_only():
    """When the new connection is dead as well, the server is away: nothing is tried a third time."""
    with scripted_server({"MAIL": CLOSE}, {}, MAIL=(b"250 ok", CLOSE)) as script, over(script.port) as server:
        send(server)
        with pytest.raises(TryLater):
            send(server)
        assert len(script.talks) == 2


@pytest.mark.parametrize("where", ["RCPT", "DATA"])
def test_a_connection_that_breaks_later_is_not_replaced(where):
    """From RCPT on a break is told, not mended: the mail is tried again by whoever keeps the books."""
    good = b"354 go" if where == "DATA" else b"250 ok"
    with scripted_server({}, **{where: (good, CLOSE)}) as script, over(script.port) as server:
        send(server)
        with pytest.raises(TryLater):
            send(server)
        assert len(script.talks) == 1


@pytest.mark.parametrize("where", ["half", "end"])
def test_a_kept_connection_that_breaks_within_the_mail_makes_it_unknown(where):
    """After the first byte of a mail nothing is repeated, on a kept connection either (promise 3)."""
    changes = {"half": {"half": CLOSE}, "end": {"end": CLOSE}}[where]
    with scripted_server({}, **changes, MAIL=(b"450 later", b"250 ok")) as script, over(script.port) as server:
        with pytest.raises(TryLater):
            send(server)
        with pytest.raises(DeliveryUnknown):
            send(server)
        assert len(script.talks) == 1


def test_a_mail_over_half_a_megabyte_that_breaks_off_is_unknown():
    """A server that hangs up while a long mail is on its way may have it: unknown, not repeated."""
    message = small_mail()
    message = replace(message, content=message.content + b"more text\r\n" * 60_000)
    with scripted_server(half=CLOSE) as script, over(script.port) as server, pytest.raises(DeliveryUnknown):
        server.send(message, "zoe@example.com")


def test_a_slow_banner_is_waited_for():
    """A server may take its time to greet (RFC 5321, section 4.5.3.2.1): the mail arrives all the same."""

    def greet_late(listener):
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            time.sleep(0.4)
            for reply in (b"220 at last", b"250 hello", b"250 ok", b"250 ok", b"354 go"):
                connection.sendall(reply + b"\r\n")
                lines.readline()
            while lines.readline() != b".\r\n":
                pass
            connection.sendall(b"250 kept\r\n")
            lines.readline()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=greet_late, args=(listener,))
        thread.start()
        with over(listener.getsockname()[1]) as server:
            send(server)
        thread.join()


class Crowd(Mailbox):
    """Counts how many connections are open at once."""

    def __init__(self):
        super().__init__()
        self.open = self.most = self.calls = 0

    async def handle_EHLO(self, _server, session, _envelope, hostname, responses):  # noqa: N802  aiosmtpd's name
        """One more."""
        self.calls += 1
        self.open += 1
        self.most = max(self.most, self.open)
        session.host_name = hostname
        return responses

    async def handle_QUIT(self, _server, _session, _envelope):  # noqa: N802  aiosmtpd's name
        """One less."""
        self.open -= 1
        return "221 bye"


@pytest.mark.parametrize(("connections", "most"), [(1, 1), (3, 3), (0, 8)])
def test_no_more_connections_than_allowed(connections, most):
    """Eight threads that send at once share the connections allowed, and every mail arrives once (rule E41)."""
    crowd = Crowd()
    with mail_server(crowd) as port, over(port, connections=connections) as server:
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda number: send(server, number), range(40)))
        assert sorted(recipients[0] for recipients, _ in crowd.mails) == sorted(f"{n}@x.example" for n in range(40))
        assert crowd.most <= most
        assert crowd.calls <= most


def test_an_idle_connection_is_let_go(monkeypatch):
    """A connection that nobody used for a minute is closed, not used."""
    monkeypatch.setattr(kept_module, "IDLE", -1.0)
    crowd = Crowd()
    with mail_server(crowd) as port, over(port) as server:
        send(server)
        send(server)
    assert (crowd.calls, crowd.most) == (2, 1)


def test_what_is_kept_longest_goes_first():
    """By the clock: within a minute a connection is given out again, the one used last first; later it is closed."""
    closed, moment = [], [0.0]
    kept = Kept(0, closed.append, clock=lambda: moment[0])
    kept.keep("a")
    moment[0] = 50.0
    kept.keep("b")
    assert kept.take() == "b"
    kept.keep("b")
    moment[0] = 61.0
    assert (kept.take(), closed) == ("b", ["a"])
    assert kept.take() is None
    kept.keep("b")
    kept.close()
    assert (kept.take(), closed) == (None, ["a", "b"])


def test_connections_end_with_their_server():
    """A transport that nobody holds any more says good-bye by itself."""
    with scripted_server() as script:
        server = SmtpServer("127.0.0.1", script.port, "none", timeout=10)
        send(server)
        del server
    assert script.heard[-1] == "QUIT"


def test_probing_sends_nothing():
    """Connection and greeting are tried, and nothing is said of a mail."""
    with scripted_server() as script, over(script.port) as server:
        server.probe()
    assert script.talks == [["EHLO", "QUIT"]]
    with (
        scripted_server(greeting=b"554 go away") as script,
        over(script.port) as server,
        pytest.raises(DeliveryError, match="go away"),
    ):
        server.probe()
