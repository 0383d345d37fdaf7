"""Replies that come slowly, or never end: each is bounded as a whole, and a pull is bounded in all."""

from __future__ import annotations

import itertools
import json
import random
import resource
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from drumbeat.errors import SourceError, TryLater
from drumbeat.pull.plan import Plan
from drumbeat.pull.run import pull
from drumbeat.records.tables import INCIDENT
from drumbeat.simulator.faults import Rehearsal
from drumbeat.simulator.messages import Reply
from drumbeat.simulator.server import Simulator
from drumbeat.source import answers
from drumbeat.source.answers import Limits, read_answer
from drumbeat.source.faults import Fault
from drumbeat.source.servicenow import Patience
from drumbeat.store.records import RecordStore
from samples import sampled
from sources import OCTOBER, assert_discreet, incidents, instance_of, oauth, refusal, simulators, source_of
from stores import open_database
from wire import Wire, message

QUICK = Patience(limit=10, smallest=2, attempts=1, timeout=0.5)
LONG = 8
"""Seconds that a bounded request stays below by far, on a machine that has other things to do as well."""
DRIP = 0.05
"""Seconds between two bytes: far below the time a socket may be silent."""
ROWS = json.dumps({"result": [{"sys_id": {"value": "a" * 32, "display_value": ""}, "number": "x" * 4000}]}).encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def dripping(begin: bytes, drops: Iterator[bytes]) -> Iterator[bytes | float]:
    """The beginning at once, then a drop after each pause."""
    yield begin
    for drop in drops:
        yield DRIP
        yield drop


def letters(some: bytes) -> Iterator[bytes]:
    """Byte by byte."""
    return (some[place : place + 1] for place in range(len(some)))


def without_end(some: bytes) -> Iterator[bytes]:
    """The same again and again."""
    return itertools.repeat(some)


SLOW = {
    "body": lambda: dripping(message(ROWS)[:200], letters(message(ROWS)[200:])),
    "body without length": lambda: dripping(HEAD + b"\r\n", letters(ROWS)),
    "body in chunks": lambda: dripping(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", without_end(b"1\r\n \r\n")),
    "body with two silences": lambda: [message(ROWS)[:300], 0.45, b"x", 0.45, b"x", 0.45, b"x", 30.0],
    "refusal's body": lambda: dripping(message(ROWS, status=503)[:200], letters(ROWS)),
    "redirect's body": lambda: dripping(
        message(ROWS, {"Location": "https://x.example"}, 302)[:150], without_end(b"x")
    ),
    "silence": lambda: [30.0],
    "silence after the head": lambda: [HEAD + b"Content-Length: 50\r\n\r\n", 30.0],
    "status line": lambda: dripping(b"", without_end(b"H")),
    "headers": lambda: dripping(HEAD, (b"X-%d: y\r\n" % number for number in itertools.count())),
    "one header": lambda: dripping(HEAD + b"X-Long: ", without_end(b"y")),
    "a chunk's size": lambda: dripping(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", without_end(b"y")),
    "trailers": lambda: dripping(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: ", without_end(b"y")),
    "100 Continue": lambda: dripping(b"", without_end(b"HTTP/1.1 100 Continue\r\n\r\n")),
}  # fmt: skip


class Asking:
    """A request in a thread of its own, so that one that never ends does not keep the test from ending."""

    def __init__(self, ask) -> None:
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._run, args=(ask,), daemon=True)
        self._thread.start()

    def _run(self, ask) -> None:
        try:
            ask()
        except Exception as error:  # noqa: BLE001  looked at by the test
            self.error = error

    def ends(self) -> bool:
        """Whether it ends within a time that is long."""
        self._thread.join(LONG)
        return not self._thread.is_alive()

    def join(self) -> None:
        """Wait for it, after what it waited for has gone."""
        self._thread.join(30)


@pytest.mark.parametrize("what", sampled(SLOW, always=4))
def test_a_slow_page_is_bounded(what):
    """A page of which any part drips ends with an error soon after `timeout`, however little each byte waits."""
    with Wire(lambda _request: SLOW[what]()) as wire:
        asking = Asking(lambda: source_of(wire, patience=QUICK).fetch(INCIDENT, OCTOBER))
        is_bounded = asking.ends()
    asking.join()
    assert is_bounded
    assert isinstance(asking.error, SourceError | TryLater)
    assert_discreet(asking.error)


@pytest.mark.parametrize("what", sampled(SLOW, always=4))
def test_a_slow_token_is_bounded(what):
    """A token of which any part drips ends with an error soon after `timeout`, and gives no secret away."""
    with Wire(lambda _request: SLOW[what]()) as wire:
        asking = Asking(lambda: source_of(wire, sign_in=oauth(wire), patience=QUICK).fetch(INCIDENT, OCTOBER))
        is_bounded = asking.ends()
    asking.join()
    assert is_bounded
    assert isinstance(asking.error, SourceError | TryLater)
    assert_discreet(asking.error, "demo-secret")


def test_a_page_that_drips_fast_enough_is_whole():
    """A page that drips and ends in time is read."""
    with Wire(lambda _request: dripping(message(b'{"result":[]}')[:-6], letters(b'":[]}')), None) as wire:
        wire.say = lambda _request: dripping(message(b'{"result":[]}')[:-6], letters(message(b'{"result":[]}')[-6:]))
        assert source_of(wire, patience=replace(QUICK, timeout=10.0)).fetch(INCIDENT, OCTOBER).rows == ()


def test_a_dripping_fault_is_tried_again_with_less():
    """The simulator's `dripping` fault ends each attempt in time; the page is asked for again, and is whole."""
    instance = instance_of(incidents(30))
    around = Rehearsal(instance, ["dripping=20@incident:1"])
    patience = Patience(limit=100, smallest=50, timeout=1.0)
    with Simulator(instance, rng=random.Random(1), around=around) as simulator:
        began = time.monotonic()
        page = source_of(simulator, patience=patience).fetch(INCIDENT, OCTOBER)
        assert time.monotonic() - began < LONG
        assert [call.params["sysparm_limit"] for call in simulator.requests] == ["100", "50"]
    assert len(page.rows) == 30


def test_a_connection_is_not_used_again_after_a_reply_that_was_given_up():
    """The rest of a page that took too long is never taken for the beginning of the next reply."""
    instance = instance_of(incidents(5))
    first = [True]

    def around(request, answer) -> Reply:
        reply = answer(request)
        if first.pop() if first else False:
            return Reply(reply.status, reply.body, reply.headers, pause=0.02)
        return reply

    patience = Patience(limit=100, smallest=50, timeout=1.0)
    with Simulator(instance, rng=random.Random(1), around=around) as simulator:
        assert len(source_of(simulator, patience=patience).fetch(INCIDENT, OCTOBER).rows) == 5


# Size.


class Raw:
    """The inside of a response that never ends."""

    def __init__(self) -> None:
        self.read = 0

    def read1(self, amount: int, *, decode_content: bool) -> bytes:
        """As much as is asked for."""
        assert decode_content
        self.read += amount
        return b" " * amount

    def release_conn(self) -> None:
        """Give the connection back."""
        raise AssertionError("a connection with an unread rest is given back")


class Response:
    """A response over it."""

    status_code, headers = 200, {}

    def __init__(self) -> None:
        self.raw = Raw()
        self.is_closed = False

    def close(self) -> None:
        """Close the connection."""
        self.is_closed = True


@pytest.mark.parametrize("size", [1, 2**18, 2**20])
def test_an_endless_body_is_read_no_further_than_its_bound(size):
    """A body without end is given up at the size that a page can have, and its connection is closed."""
    response = Response()
    with pytest.raises(Fault, match="larger than a page"):
        read_answer(response, Limits(60.0, size))
    assert response.raw.read <= size + 2 * 2**18
    assert response.is_closed


def test_an_endless_body_is_bounded_in_memory(monkeypatch):
    """Half a gigabyte that comes fast costs no more memory than the bound."""
    monkeypatch.setattr(answers, "LARGEST", 8 * 2**20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with Wire(lambda _request: itertools.chain([HEAD + b"\r\n"], itertools.repeat(b" " * 2**20, 512))) as wire:
        source = source_of(wire, patience=Patience(limit=10, attempts=1))
        monkeypatch.setattr(source._api, "_limits", Limits(60.0, 8 * 2**20))
        assert "larger than a page" in str(refusal(source))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 2**10


@pytest.mark.parametrize("status", [301, 401, 403, 429, 500, 503])
def test_an_endless_body_of_a_refusal_is_bounded(status):
    """The body of a reply that is no success is bounded in size as well, a redirect's too."""
    sent = []

    def endless():
        yield message(b"", {"Content-Length": str(2**40), "Location": "https://x.example"}, status)
        for _ in range(600):
            sent.append(1)
            yield b" " * 2**20

    with Wire(lambda _request: endless()) as wire:
        error = refusal(source_of(wire, patience=Patience(limit=10, attempts=1)))
    assert len(sent) < 300
    assert_discreet(error)


@pytest.mark.long
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_a_packed_body_is_bounded_in_memory(layers):
    """A small body that unpacks to gigabytes, packed several times even, is given up without unpacking it all."""
    import gzip  # noqa: PLC0415  only here

    body = gzip.compress(bytes(600 * 2**20), compresslevel=9)
    for _ in range(layers - 1):
        body = gzip.compress(body, compresslevel=9)
    packed = message(body, {"Content-Encoding": ", ".join(["gzip"] * layers)})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with Wire(lambda _request: [packed]) as wire:
        refusal(source_of(wire, patience=Patience(limit=10, attempts=1)))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600 * 2**10


# A pull.


@pytest.mark.parametrize("workers", [1, 4])
def test_a_pull_that_hangs_ends_and_is_gone_on_with(tmp_path, workers):
    """When `left` is over the pull ends though a page is under way; what was read is kept, and the next goes on."""
    instance = instance_of(incidents(60))
    stuck = threading.Event()
    hangs = [True]

    def around(request, answer) -> Reply:
        reply = answer(request)
        if hangs[0] and request.n > 4:
            stuck.set()
            return Reply(reply.status, reply.body, reply.headers, pause=0.2)
        return reply

    records = RecordStore(open_database(tmp_path / "store.db"))
    with simulators() as start:
        simulator = start(instance, around=around)

        def sources():
            return [source_of(simulator, patience=Patience(limit=10, timeout=30.0)) for _ in range(workers)]

        ends = time.monotonic() + 1.5
        with pytest.raises(TryLater, match="as long as it may"):
            pull(
                sources(),
                records,
                Plan(OCTOBER, [INCIDENT]),
                lambda _table, _state: None,
                lambda: ends - time.monotonic(),
            )
        assert stuck.is_set()
        assert time.monotonic() - ends < LONG
        kept = len(list(records.rows("incident")))
        assert 0 < kept < 60
        hangs[0] = False
        before = len(simulator.requests)
        (state,) = pull(sources(), records, Plan(OCTOBER, [INCIDENT]), lambda _table, _state: None)
        assert state.rows == len(list(records.rows("incident"))) == 60
        assert len(simulator.requests) - before <= (60 - kept) // 10 + 1 + workers
