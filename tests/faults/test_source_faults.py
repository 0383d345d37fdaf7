"""Every reply that is no success, and every failure to get one: what the source does, and what it says."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest
import responses

from drumbeat.errors import SourceError, TableAbsent, TableDenied, TryLater
from drumbeat.records.tables import INCIDENT
from drumbeat.simulator.messages import Reply
from drumbeat.source import faults
from drumbeat.source.faults import Action
from drumbeat.source.servicenow import Patience
from sources import (
    BASIC,
    OCTOBER,
    TEXT,
    Somewhere,
    assert_discreet,
    incidents,
    instance_of,
    numbers,
    pages,
    refusal,
    simulators,
    source_of,
)

PATIENCE = Patience(limit=16, smallest=3, attempts=6)
LIMITS = {Action.RETRY: ["16"] * 6, Action.HALVE: ["16", "8", "4", "3", "3", "3"]}
HTML = f"<!DOCTYPE html>\n<html><title>Bad Gateway</title>{TEXT}</html>".encode()
LOGIN = f"\n <html><title>Sign In | ServiceNow</title>{TEXT}</html>".encode()
ASLEEP = f"<html><title>Instance Hibernating page</title>{TEXT}</html>".encode()
ROWS = json.dumps({"result": [{"sys_id": {"value": "1", "display_value": "1"}, "short_description": TEXT}]}).encode()
CANCELLED = (
    b'"error":{"detail":"Transaction cancelled: maximum execution time exceeded","message":"x"},"status":"failure"}'
)


def said(message: str, detail: str | None = TEXT) -> bytes:
    """An error body as ServiceNow writes it."""
    return json.dumps({"error": {"message": message, "detail": detail}, "status": "failure"}).encode()


@dataclass(frozen=True)
class Case:
    """A reply, what is to be done about it, and what of it may be told."""

    name: str
    status: int
    body: bytes
    action: Action
    tells: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def reply(self) -> Reply:
        """As the instance would send it."""
        return Reply(self.status, self.body, self.headers)


def _retried() -> list[Case]:
    return [
        Case("dropped", 202, b"", Action.RETRY, "queue was full"),
        Case("dropped, as a page", 202, HTML, Action.RETRY, "queue was full"),
        Case("slow", 408, b"", Action.RETRY, "too long"),
        Case("busy", 429, said("Rate limit exceeded"), Action.RETRY, "limits how often"),
        Case("bad gateway", 502, HTML, Action.RETRY, "maintenance"),
        Case("unavailable", 503, HTML, Action.RETRY, "maintenance"),
        Case("of a proxy", 520, HTML, Action.RETRY, "maintenance"),
    ]


def _halved() -> list[Case]:
    row = ROWS.removesuffix(b"]}")
    return [
        Case("cancelled 499", 499, b"", Action.HALVE, "cancelled"),
        Case("cancelled 500", 500, said("Transaction cancelled"), Action.HALVE, "cancelled"),
        Case("gateway timeout", 504, HTML, Action.HALVE, "did not answer in time"),
        Case("rows and an error", 200, ROWS.removesuffix(b"}") + b"," + CANCELLED, Action.HALVE, "part of the rows"),
        Case("an error alone", 200, said("Transaction cancelled"), Action.HALVE, "cancelled"),
        Case("broken, with an error", 200, row + b',}""],' + CANCELLED, Action.HALVE, "broke off"),
        Case("broken, without an error", 200, row + b',}""]}', Action.HALVE, "broke off"),
        Case("cut", 200, ROWS[:40], Action.HALVE, "broke off"),
        Case("cut in a ticket about web pages", 200, row + b',{"x":"<html> hibernating', Action.HALVE, "broke off"),
        Case("cut in a letter", 200, ROWS[:-3] + b"\xc3", Action.HALVE, "broke off"),
        Case("nested without end", 200, b"[" * 100_000, Action.HALVE, "broke off"),
        Case("nothing", 200, b"", Action.HALVE, "broke off"),
        Case("no result", 200, b'{"status":"ok"}', Action.HALVE, "no result"),
        Case("result null", 200, b'{"result":null}', Action.HALVE, "no result"),
        Case("cut on the wire", 200, ROWS, Action.HALVE, "broke off", {"Content-Length": "999999"}),
        Case("not what it is packed as", 200, ROWS, Action.HALVE, "broke off", {"Content-Encoding": "gzip"}),
    ]


def _given_up() -> list[Case]:
    to_login = {"Location": f"https://login.example/?{TEXT.replace(' ', '')}"}
    return [
        Case("no such table", 400, said("Invalid table incident", None), Action.SKIP_ABSENT, "plugin"),
        Case("no such address", 404, said("No Record found"), Action.SKIP_ABSENT, "no such address"),
        Case("field denied", 403, said("Insufficient rights to query records"), Action.SKIP_DENIED, "may not query"),
        Case("sign-in refused", 401, said("User Not Authenticated"), Action.REFRESH, "did not accept the sign-in"),
        Case("malformed", 400, said("Bad Request"), Action.STOP, "malformed"),
        Case("malformed, as a page", 400, HTML, Action.STOP, "web page"),
        Case("another web site", 404, HTML, Action.STOP, "something before the instance"),
        Case("a firewall", 403, HTML, Action.STOP, "something before the instance"),
        Case("too long", 414, HTML, Action.STOP, "8,192"),
        Case("not acceptable", 406, said("Not acceptable"), Action.STOP, "status 406"),
        Case("hibernating", 200, ASLEEP, Action.STOP, "hibernating"),
        Case("sign-in page", 200, LOGIN, Action.STOP, "sign-in page"),
        Case("to the sign-in page", 302, LOGIN, Action.STOP, "sign-in page", to_login),
        Case("moved", 301, b"", Action.STOP, "sign-in page"),
        Case("JSON of somebody else", 200, b'["' + TEXT.encode() + b'"]', Action.STOP, "not ServiceNow's"),
        Case("one record", 200, b'{"result":{"number":"x"}}', Action.STOP, "no list of rows"),
        Case("no records", 200, b'{"result":["x"]}', Action.STOP, "no list of rows"),
        Case("no content", 206, ROWS, Action.STOP, "status 206"),
    ]


CASES = [*_retried(), *_halved(), *_given_up()]
PASSING = [case for case in CASES if case.action in LIMITS]
ERRORS = {
    Action.RETRY: (TryLater, 75),
    Action.HALVE: (TryLater, 75),
    Action.REFRESH: (SourceError, 3),
    Action.SKIP_ABSENT: (TableAbsent, 3),
    Action.SKIP_DENIED: (TableDenied, 3),
    Action.STOP: (SourceError, 3),
}


@pytest.fixture
def serve():
    """Starts simulators of seven incidents that answer by a hook."""
    with simulators() as start:
        yield lambda before, rows=7: start(instance_of(incidents(rows)), before=before)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_reply_that_never_gets_better(serve, case):
    """As many requests as its action says, with growing waits and shrinking pages, then the error of its action."""
    simulator = serve(lambda _request: case.reply)
    waits: list[float] = []
    error = refusal(source_of(simulator, patience=PATIENCE, waits=waits))
    kind, exit_code = ERRORS[case.action]
    assert (type(error), error.exit_code) == (kind, exit_code)
    assert case.tells in str(error)
    assert [call.params["sysparm_limit"] for call in simulator.requests] == LIMITS.get(case.action, ["16"])
    assert len(waits) == len(simulator.requests) - 1
    assert all(2**place / 2 <= wait <= 2**place for place, wait in enumerate(waits))
    assert_discreet(error, simulator.url.rpartition(":")[2])


@pytest.mark.parametrize("case", PASSING, ids=lambda case: case.name)
@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_reply_that_gets_better(serve, case, page):
    """After one such reply on any page, all rows are read exactly once, and one wait was made."""
    left = [page]

    def before(_request):
        left[0] -= 1
        return case.reply if left[0] == 0 else None

    waits: list[float] = []
    read = numbers(source_of(serve(before), patience=Patience(limit=3, smallest=1), waits=waits))
    assert (sorted(read), len(waits)) == ([row["number"] for row in incidents(7)], 1)


def test_every_action_and_every_status_has_a_case():
    """The cases above reach every action, and every entry of the table of statuses."""
    assert {case.action for case in CASES} == set(Action) == set(ERRORS)
    assert set(faults._BY_STATUS) <= {case.status for case in CASES}
    for case in CASES:
        if case.status in faults._BY_STATUS and case.action is not Action.STOP:
            assert faults._BY_STATUS[case.status][0] is case.action


# Waiting.


@pytest.mark.parametrize(
    ("headers", "least"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "300"}, 300),
        ({"Retry-After": "0"}, 0.5),
        ({"Retry-After": "-5"}, 0.5),
        ({"Retry-After": "soon"}, 0.5),
        ({"Retry-After": "\xb2"}, 0.5),
    ],
    ids=str,
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_kept_to(serve, headers, least, status):
    """The first wait is no shorter than the instance asks for in seconds, and never none."""
    busy = [Reply(status, said("Rate limit exceeded"), headers)]
    waits: list[float] = []
    source = source_of(serve(lambda _request: busy.pop() if busy else None), waits=waits)
    assert len(numbers(source)) == 7
    assert len(waits) == 1
    assert least <= waits[0] <= max(least, 1)


@pytest.mark.parametrize(
    ("until", "now", "least"),
    [
        ("Mon, 02 Nov 2026 08:01:30 GMT", "Mon, 02 Nov 2026 08:00:00 GMT", 90),
        ("Mon, 02 Nov 2026 08:01:30 GMT", "Mon, 02 Nov 2026 09:00:00 +0100", 90),
        ("Mon, 02 Nov 2026 07:00:00 GMT", "Mon, 02 Nov 2026 08:00:00 GMT", 0.5),
        ("Mon, 02 Nov 2026 08:01:30 GMT", "yesterday", 0.5),
        ("Mon, 02 Nov 2026 08:01:30 GMT", None, 0.5),
        ("Mon, 02 Nov 2026 08:01:30 -0000", "Mon, 02 Nov 2026 08:00:00 GMT", 0.5),
    ],
)
def test_retry_after_as_a_date_counts_by_the_instances_clock(until, now, least):
    """A date is measured from the reply's own Date; without a usable one we wait as long as we would anyway."""
    headers = {"Retry-After": until, **({"Date": now} if now else {})}
    waits: list[float] = []
    with responses.RequestsMock() as mock:
        address = "http://instance.example/api/now/table/incident"
        mock.get(address, status=503, headers=headers)
        mock.get(address, json={"result": []}, headers={"X-Total-Count": "0"})
        source_of(Somewhere("http://instance.example"), waits=waits).fetch(INCIDENT, OCTOBER)
    assert len(waits) == 1
    assert least <= waits[0] <= max(least, 1)


def test_who_is_told_to_wait_long_comes_again_later(serve):
    """A pause beyond five minutes is not slept through: the error says for how long, and is one of `try later`."""
    simulator = serve(lambda _request: Reply(429, said("Rate limit exceeded"), {"Retry-After": "1801"}))
    waits: list[float] = []
    error = refusal(source_of(simulator, waits=waits))
    assert (type(error), len(simulator.requests), waits) == (TryLater, 1, [])
    assert "in 31 minutes" in error.recovery
    assert_discreet(error)


def test_a_dropped_request_is_asked_again_in_a_new_session(serve):
    """After a 202 the cookie of the crowded session is not sent again (trap 26)."""
    seen = []

    def before(request):
        seen.append("cookie" in request.headers)
        if len(seen) == 1:
            row = {"sys_id": {"value": "a" * 32}, "resolved_at": {"value": ""}}
            body = json.dumps({"result": [row]}).encode()
            return Reply(200, body, {"Set-Cookie": "JSESSIONID=1", "X-Total-Count": "2"})
        return Reply(202) if len(seen) == 2 else None

    list(pages(source_of(serve(before))))
    assert seen[:3] == [False, True, False]


# Halving.


def test_a_table_that_needed_smaller_pages_keeps_them(serve):
    """The size that got through is used for the table's next pages: a cancelled request costs a minute each."""

    def before(request):
        return Reply(500, said("Transaction cancelled")) if int(request.params["sysparm_limit"]) > 4 else None

    simulator = serve(before, rows=12)
    assert len(numbers(source_of(simulator, patience=PATIENCE))) == 12
    assert [call.params["sysparm_limit"] for call in simulator.requests] == ["16", "8", "4", "4", "4"]


def test_halving_never_asks_for_more(serve):
    """A page already below the smallest size is asked for again as it was."""
    simulator = serve(lambda _request: Reply(500))
    refusal(source_of(simulator, patience=Patience(limit=2, smallest=50)))
    assert {call.params["sysparm_limit"] for call in simulator.requests} == {"2"}


def test_an_error_ends_nothing_but_its_page(serve):
    """After an error the same source reads on from the same cursor."""
    broken = [True]
    source = source_of(serve(lambda _request: Reply(503) if broken[0] else None), sign_in=BASIC)
    refusal(source)
    broken[0] = False
    assert len(numbers(source)) == 7
