"""No reply at all, and no token: what the source does when nobody answers, or nobody lets it in."""

from __future__ import annotations

import json
import threading

import pytest

from drumbeat.errors import SourceError, TryLater
from drumbeat.http_session import HttpSettings
from drumbeat.simulator.messages import Reply
from drumbeat.simulator.server import Simulator
from drumbeat.source import auth, faults, table_api
from drumbeat.source.servicenow import Patience, ServiceNow
from sources import (
    TEXT,
    Somewhere,
    assert_discreet,
    incidents,
    instance_of,
    numbers,
    oauth,
    refusal,
    simulators,
    source_of,
)

PATIENCE = Patience(limit=16, smallest=3)
HTML = f"<!DOCTYPE html>\n<html><title>Bad Gateway</title>{TEXT}</html>".encode()
LOGIN = f"\n <html><title>Sign In | ServiceNow</title>{TEXT}</html>".encode()
ASLEEP = f"<html><title>Instance Hibernating page</title>{TEXT}</html>".encode()
ROWS = json.dumps({"result": [{"sys_id": {"value": "1", "display_value": "1"}, "short_description": TEXT}]}).encode()


@pytest.fixture
def serve():
    """Starts simulators of seven incidents that answer by a hook."""
    with simulators() as start:
        yield lambda before, rows=7: start(instance_of(incidents(rows)), before=before)


CLOSED = 9
"""A port where nobody listens, and to which the system sends nobody who asks for any: that of `discard`."""


def away(where: Simulator | Somewhere, **settings) -> ServiceNow:
    """A source over an address."""
    return source_of(where, **{"patience": PATIENCE, **settings})


def hang_up(_request):
    """Close the connection without an answer."""
    raise ConnectionResetError


@pytest.fixture
def failures(monkeypatch):
    """What requests raises, as the source sees it."""
    seen: list[type] = []

    def noted(error):
        seen.append(type(error))
        return faults.examine_failure(error)

    monkeypatch.setattr(table_api, "examine_failure", noted)
    monkeypatch.setattr(auth, "examine_failure", noted)
    return seen


def _nobody_listens(_serve):
    return away(Somewhere(f"http://127.0.0.1:{CLOSED}"))


def _hangs_up(serve):
    return away(serve(hang_up))


def _no_proxy(serve):
    return away(serve(None), http=HttpSettings(proxy=f"http://127.0.0.1:{CLOSED}"))


def _no_certificate(serve):
    return away(Somewhere(serve(None).url.replace("http://", "https://")))


def _no_address(_serve):
    return away(Somewhere("http://127.0.0.1:99999"))


FAILURES = {
    "ConnectionError": [(_nobody_listens, TryLater, 6), (_hangs_up, TryLater, 6)],
    "ProxyError": [(_no_proxy, TryLater, 6)],
    "SSLError": [(_no_certificate, SourceError, 1)],
    "InvalidURL": [(_no_address, SourceError, 1)],
}


@pytest.mark.parametrize(
    ("kind", "made", "error", "attempts"),
    [(kind, *each) for kind, every in FAILURES.items() for each in every],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_failure_without_reply(serve, failures, kind, made, error, attempts):
    """What time mends is tried again and then left for later; what it does not is an error at once."""
    caught = refusal(made(serve))
    assert type(caught) is error
    assert [each.__name__ for each in failures] == [kind] * attempts
    assert_discreet(caught)


def test_a_reply_that_does_not_come(serve, failures):
    """A request that gets no answer in time is asked again with half the page, a few times."""
    over = threading.Event()

    def before(_request):
        over.wait(30)

    simulator = serve(before)
    error = refusal(source_of(simulator, patience=Patience(limit=16, smallest=3, attempts=3, timeout=0.5)))
    over.set()
    assert [call.params["sysparm_limit"] for call in simulator.requests] == ["16", "8", "4"]
    assert (type(error), [each.__name__ for each in failures]) == (TryLater, ["ReadTimeout"] * 3)
    assert_discreet(error)


def test_every_failure_has_a_case():
    """The cases above reach every entry of the table of failures."""
    kinds = {kind.__name__ for kind, _ in faults._BY_FAILURE}
    assert kinds <= {*FAILURES, "ReadTimeout"}


# Signing in.

TOKEN_CASES = [
    (Reply(503, HTML), TryLater, 6, "maintenance"),
    (Reply(500, HTML), TryLater, 6, "failed"),
    (Reply(429, b"", {"Retry-After": "9"}), TryLater, 6, "limits how often"),
    (Reply(202, b""), TryLater, 6, "queue"),
    (Reply(200, ROWS[:30]), TryLater, 6, "broke off"),
    (Reply(200, ASLEEP), SourceError, 1, "hibernating"),
    (Reply(200, LOGIN), SourceError, 1, "sign-in page"),
    (Reply(302, LOGIN, {"Location": "/login.do"}), SourceError, 1, "sign-in page"),
    (Reply(401, b'{"error":"server_error","error_description":"access_denied"}'), SourceError, 1, "no access token"),
    (Reply(400, b'{"error":"unsupported_grant_type"}'), SourceError, 1, "no access token"),
    (Reply(404, HTML), SourceError, 1, "no access token"),
    (Reply(200, b"[1]"), SourceError, 1, "no access token"),
    (Reply(200, b'{"access_token":null}'), SourceError, 1, "no access token"),
]


@pytest.mark.parametrize(("reply", "kind", "attempts", "tells"), TOKEN_CASES, ids=str)
def test_a_token_request_that_fails(serve, reply, kind, attempts, tells):
    """A token is asked for again where that can help, and no page is asked for without one."""
    simulator = serve(lambda request: reply if "oauth" in request.path else None)
    waits: list[float] = []
    error = refusal(source_of(simulator, sign_in=oauth(simulator), waits=waits))
    assert (type(error), [call.path for call in simulator.requests]) == (kind, ["/oauth_token.do"] * attempts)
    assert tells in str(error)
    assert len(waits) == attempts - 1
    assert_discreet(error, "demo-secret")


@pytest.mark.parametrize("reply", [case[0] for case in TOKEN_CASES if case[1] is TryLater], ids=str)
def test_a_token_request_that_gets_better(serve, reply):
    """After one failed token request all rows are read, in pages as large as before."""
    left = [reply]
    simulator = serve(lambda request: left.pop() if left and "oauth" in request.path else None)
    assert len(numbers(source_of(simulator, sign_in=oauth(simulator)))) == 7
    assert {call.params["sysparm_limit"] for call in simulator.requests if call.params} == {"4"}


def test_an_unreachable_token_endpoint_is_tried_later(serve):
    """Where nobody answers the token request, it is tried again and then left for later."""
    simulator = serve(hang_up)
    error = refusal(source_of(simulator, sign_in=oauth(simulator)))
    assert (type(error), len(simulator.requests)) == (TryLater, 6)
    assert_discreet(error, "demo-secret")
