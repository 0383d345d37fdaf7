"""Any byte sequence as a reply: rows that are all valid, or a named error that repeats nothing of it."""

from __future__ import annotations

import gc
import gzip
import json
import random
import traceback
import zlib
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from drumbeat.errors import DrumbeatError, SourceError, TryLater
from drumbeat.ports import FIRST_PAGE, Cursor, Fetched, Page
from drumbeat.records.row import Cell
from drumbeat.records.tables import INCIDENT
from drumbeat.source.servicenow import ServiceNow
from drumbeat.store.records import RecordStore
from hostile_replies import (
    BODIES,
    FRAMING,
    HEADERS,
    KEYS,
    PATIENCE,
    REAL,
    REPLIES,
    ROW,
    STATUSES,
    Said,
    spoiled,
)
from samples import examples
from sources import OCTOBER, TEXT, oauth, source_of
from stores import open_database
from wire import Wire

OFTEN = settings(max_examples=examples(150), deadline=None, derandomize=True, database=None)
VERY_OFTEN = settings(OFTEN, max_examples=4000, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module", name="wire")
def _wire():
    """A server that says what `wire.say` says."""
    with Wire(lambda _request: []) as wire:
        yield wire


ACTS: dict[str, Callable[[ServiceNow], object]] = {
    "fetch": lambda source: source.fetch(INCIDENT, OCTOBER),
    "fetch on": lambda source: source.fetch(INCIDENT, OCTOBER, Cursor("0" * 32, 8, "f" * 32)),
    "count": lambda source: source.count(INCIDENT, OCTOBER),
    "look up": lambda source: source.look_up(INCIDENT, KEYS),
    "moment": lambda source: source.server_moment(),
}


def ask(wire: Wire, said: Said, act: str) -> object:
    """What comes of the reply: a result, or None after an error, which has been looked at."""
    wire.say = lambda _request: [said.whole]
    source = source_of(wire, patience=PATIENCE)
    try:
        return ACTS[act](source)
    except (SourceError, TryLater) as error:
        assert_quiet(error)
        return None


def assert_quiet(error: DrumbeatError, *secrets: str) -> None:
    """The error, printed with what led to it, repeats nothing of reply and request.

    Of a traceback only its messages are looked at: lines of our own source tell nothing.
    """
    told = "".join(line for line in traceback.format_exception(error) if not line.startswith("  File"))
    for secret in (TEXT, "Jane", "Transaction", "sysparm", "ORDERBY", "127.0.0.1", *secrets):
        assert secret not in told + error.recovery + repr(error)
    assert str(error).endswith(".")
    assert error.recovery.endswith(".")


def readable(said: Said) -> list[dict] | None:
    """The rows of the reply by another reader: those with a sys_id; None when it is no success."""
    try:
        content = json.loads(said.body)
    except (ValueError, RecursionError):
        return None
    if said.status != 200 or not isinstance(content, dict) or "error" in content:
        return None
    rows = content.get("result")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return None
    return [row for row in rows if _value(row.get("sys_id"))]


def _value(cell: object) -> object:
    """A list or an object is no text, so it is no sys_id either."""
    value = cell.get("value") if isinstance(cell, dict) else cell
    return None if isinstance(value, list | dict) else value


def assert_valid(rows) -> None:
    """Each row is a mapping of names to cells of two texts, and has a sys_id."""
    for row in rows:
        assert row["sys_id"].value
        for name, cell in row.items():
            assert type(name) is str
            assert type(cell) is Cell
            assert [type(text) for text in cell] == [str, str]


def check(wire: Wire, said: Said, act: str) -> None:
    """The promise of this file."""
    found = ask(wire, said, act)
    expected = readable(said)
    if act.startswith("fetch") and found is not None:
        assert isinstance(found, Page)
        assert_valid(found.rows)
        assert expected is not None
        assert len(found.rows) == len(expected)
        assert found.remaining is None or found.remaining >= 0
        if found.following is not None:
            go_on(wire, found.following)
    elif act == "look up" and found is not None:
        assert_valid(found)
        assert expected is not None
        assert len(found) == len(expected)
    elif act.startswith("count"):
        assert found is None or (type(found) is int and found >= 0)
    elif found is not None:
        assert [type(text) for text in found] == [str, str]


def go_on(wire: Wire, cursor: Cursor) -> None:
    """A cursor that a reply has led to can be asked for."""
    wire.say = lambda _request: [Said(b'{"result":[]}', headers={"X-Total-Count": "0"}).whole]
    source_of(wire, patience=PATIENCE).fetch(INCIDENT, OCTOBER, cursor)


ANY_ACT = st.sampled_from([*ACTS])


@OFTEN
@given(spoiled(REAL["table"]), ANY_ACT)
def test_a_spoiled_page_is_rows_or_an_error(wire, body, act):
    """Real pages with bytes changed, lost, added or cut off are whole, valid rows or a named, discreet error."""
    check(wire, Said(body), act)


@OFTEN
@given(spoiled(gzip.compress(REAL["table"], mtime=0)), st.sampled_from(["fetch", "look up"]))
def test_a_spoiled_packed_page_is_rows_or_an_error(wire, body, act):
    """Of a packed page nothing comes but exactly the rows that were packed: its checksum is looked at."""
    found = ask(wire, Said(body, headers={"Content-Encoding": "gzip"}), act)
    if found is not None:
        rows = found.rows if isinstance(found, Page) else found
        assert_valid(rows)
        assert [row["sys_id"].value for row in rows] == [
            row["sys_id"]["value"] for row in json.loads(REAL["table"])["result"]
        ]


@OFTEN
@given(REPLIES, ANY_ACT)
def test_any_json_is_rows_or_an_error(wire, body, act):
    """JSON of any shape is rows only where it is a list of rows without an error beside it."""
    check(wire, Said(body), act)


@OFTEN
@given(BODIES, STATUSES, HEADERS, ANY_ACT)
@example(REAL["table"], 200, {"X-Total-Count": "9" * 5000}, "fetch")
@example(b'{"result":[]}', 200, {"Link": '<http://[x>;rel="next"'}, "fetch")
@example(b'{"result":[]}', 200, {"Link": f'<?sysparm_offset={"9" * 5000}>;rel="next"'}, "fetch")
@example(b"", 429, {"Retry-After": "9" * 400}, "fetch")
@example(b"", 302, {"Location": "\x80"}, "fetch")
@example(b"", 301, {"Location": "http://[x"}, "count")
@example(b"", 429, {"X-RateLimit-Reset": "inf", "Date": "Mon, 02 Nov 2026 08:00:00 GMT"}, "count")
@example(b'{"result":{"stats":{"count":"' + b"9" * 5000 + b'"}}}', 200, {}, "count")
def test_any_status_and_headers_are_rows_or_an_error(wire, body, status, headers, act):
    """Whatever status and headers say, the outcome is whole rows, a count, or a named, discreet error."""
    said = Said(body, status, headers)
    if FRAMING & headers.keys():
        found = ask(wire, said, act)
        if isinstance(found, Page):
            assert_valid(found.rows)
    else:
        check(wire, said, act)


@OFTEN
@given(st.binary(max_size=200))
@example(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 150 + b"\r\n{}")
@example(b"HTTP/1.1 200 OK\r\n" + b"a" * 70_000 + b"\r\n\r\n{}")
@example(b"HTTP/1.1 100 Continue\r\n\r\n" * 50)
@example(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}")
@example(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n{}")
@example(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 300 + b"\r\n{}")
@example(b"HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n{}")
@example(b"\x16\x03\x01\x02\x00\x01\x00")
def test_what_is_no_http_is_an_error(wire, raw):
    """Bytes that are no reply at all are a named error."""
    wire.say = lambda _request: [raw]
    with pytest.raises((SourceError, TryLater)) as caught:
        source_of(wire, patience=PATIENCE).fetch(INCIDENT, OCTOBER)
    assert_quiet(caught.value)


def sign_in(wire: Wire, said: Said) -> None:
    """Ask for a token and then for a page: the page comes, or a named error that gives no token away."""

    def say(request: bytes):
        return [said.whole] if b"oauth_token" in request.split(b"\r\n")[0] else [Said(REAL["table"]).whole]

    wire.say = say
    try:
        page = source_of(wire, sign_in=oauth(wire), patience=PATIENCE).fetch(INCIDENT, OCTOBER)
    except (SourceError, TryLater) as error:
        assert_quiet(error, "demo-secret", json.loads(REAL["token"])["access_token"])
    else:
        assert len(page.rows) == 5
        assert said.status == 200
        content = json.loads(said.body)
        assert isinstance(content["access_token"], str)
        assert "error" not in content


@OFTEN
@given(st.one_of(spoiled(REAL["token"]), REPLIES, st.binary(max_size=40)), STATUSES, HEADERS)
@example('{"access_token":"☕"}'.encode(), 200, {})
@example(b'{"access_token":"\\ud83d"}', 200, {})
@example(b'{"access_token":"a\\r\\nX: y"}', 200, {})
@example(b'{"access_token":" a"}', 200, {})
@example(b'{"access_token":"a","refresh_token":"\\ud83d"}', 200, {})
@example(b'{"access_token":"a","error":"server_error"}', 200, {})
@example(b"", 429, {"Retry-After": "9" * 400})
@example(b"", 302, {"Location": "\x80"})
def test_any_reply_of_the_token_address_signs_in_or_is_an_error(wire, body, status, headers):
    """A token is taken from a whole reply of status 200 without an error; anything else is a named, discreet error."""
    sign_in(wire, Said(body, status, {name: value for name, value in headers.items() if name not in FRAMING}))


@pytest.mark.long
@settings(OFTEN, max_examples=80)
@given(st.lists(ROW, max_size=3), st.sampled_from(["", "3", "0", "9" * 25, "9" * 4000]))
@example([{"sys_id": "\ud83d", "resolved_at": "\ud83d"}], "3")
@example([{"sys_id": "a" * 32, "resolved_at": "\ud83d"}], "3")
@example([{"sys_id": {"value": "a^b"}, "resolved_at": ""}], "3")
def test_rows_that_came_can_be_kept(wire, tmp_path_factory, rows, total):
    """What the source hands over as a page the store can keep, and the cursor behind it can be asked for."""
    body = json.dumps({"result": rows}).encode()
    found = ask(wire, Said(body, headers={"X-Total-Count": total} if total else {}), "fetch")
    if found is None:
        return
    records = RecordStore(open_database(tmp_path_factory.mktemp("kept") / "store.db"))
    state = records.begin_pull(INCIDENT, OCTOBER)
    following = (found.following,) if found.following else ()
    records.save_page(INCIDENT, state, Fetched(FIRST_PAGE, found, following))
    assert len(list(records.rows("incident"))) == len({row["sys_id"].value for row in found.rows})
    for cursor in following:
        go_on(wire, cursor)


@pytest.mark.parametrize("act", ["fetch", "count"])
def test_strange_headers_are_not_told_to_the_log(wire, caplog, act):
    """Headers that cannot be read put neither the query nor the reply into the log."""
    ask(wire, Said(REAL["table"], headers={"Strange \xe9": TEXT}), act)
    assert TEXT not in caplog.text
    assert "sysparm" not in caplog.text


@pytest.mark.parametrize("act", [*ACTS])
def test_every_truncation_of_a_page(wire, act):
    """A page that is cut after any of its bytes is never taken for whole."""
    rng = random.Random(11)
    for length in rng.sample(range(len(REAL["table"])), 60):
        said = Said(REAL["table"][:length])
        assert ask(wire, said, act) is None


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_packed_page_is_unpacked(wire, encoding):
    """The tests above can succeed: packed pages that are whole are read."""
    pack = gzip.compress if encoding == "gzip" else zlib.compress
    found = ask(wire, Said(pack(REAL["table"]), headers={"Content-Encoding": encoding}), "fetch")
    assert isinstance(found, Page)
    assert len(found.rows) == 5


def test_a_bomb_is_no_page(wire):
    """A small packed body that unpacks to more than a reply may have is an error, read no further."""
    bomb = gzip.compress(bytes(300 * 2**20), compresslevel=1)
    assert len(bomb) < 4 * 2**20
    assert ask(wire, Said(bomb, headers={"Content-Encoding": "gzip"}), "fetch") is None


@pytest.mark.long
@VERY_OFTEN
@given(BODIES, STATUSES, HEADERS, ANY_ACT)
def test_very_many_replies(wire, body, status, headers, act):
    """The same, thousands of times."""
    check(wire, Said(body, status, {name: value for name, value in headers.items() if name not in FRAMING}), act)
    sign_in(wire, Said(body, status, {name: value for name, value in headers.items() if name not in FRAMING}))


@pytest.mark.long
@VERY_OFTEN
@given(st.sampled_from([*REAL.values()]).flatmap(spoiled), ANY_ACT)
def test_very_many_spoiled_pages(wire, body, act):
    """The same with thousands of spoiled real bodies."""
    check(wire, Said(body), act)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # urllib3 forgets to close that socket
def test_two_lengths_that_differ_are_an_error(wire):
    """A reply that states two lengths is a named error, not a page of either length."""
    assert ask(wire, Said(REAL["table"], headers={"Content-Length": "5, 7"}), "fetch") is None
    gc.collect()
