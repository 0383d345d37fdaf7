"""Traps 21 to 31, 37 and 38: replies that are no success although they look like one, and the other way round."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests

from drumbeat.digest.model import SourceStatus
from drumbeat.errors import NotCovered, SourceError, TryLater
from drumbeat.ports import PullStatus
from drumbeat.records.tables import INCIDENT, TABLES
from drumbeat.simulator.faults import Rehearsal
from drumbeat.simulator.lifecycle import incidents
from drumbeat.simulator.limits import Limits, Proxy, RateRule
from drumbeat.source.servicenow import Patience
from ground import status_of, value
from sources import assert_discreet, oauth

ORDER = "ORDERBYsys_id"


def failing(ground, *scripts: str) -> Rehearsal:
    """The instance with these faults."""
    return Rehearsal(ground.instance, scripts)


def limits(ground) -> list[int]:
    """The limits of the last pull's pages of incidents, in order."""
    return [int(call.params["sysparm_limit"]) for call in ground.calls if call.path.endswith("/table/incident")]


class Taped:
    """Stands around the instance and writes down each request's cookie and each reply's status."""

    def __init__(self, inner) -> None:
        self._inner = inner
        self.tape: list[tuple[str, int]] = []

    def __call__(self, request, answer):
        reply = self._inner(request, answer)
        self.tape.append((request.headers.get("cookie", ""), reply.status))
        return reply


class Sleeping(list):
    """Seconds slept; the instance's time passes with them."""

    def __init__(self, ground) -> None:
        super().__init__()
        self._ground = ground

    def append(self, seconds: float) -> None:
        super().append(seconds)
        self._ground.now += timedelta(seconds=seconds)


def test_trap_21_many_keys_are_asked_for_in_parts(ground):
    """An address above 8,192 bytes is refused; rows that left the window are looked up a hundred or two at a time."""
    ids = ground.month(600)
    ground.patience = Patience(limit=100)
    ground.pull()
    for sys_id in ids[:500]:
        incidents.reopen(ground.instance, sys_id, by="")
    with ground.naive() as client:
        assert client.ask("incident", f"sys_idIN{','.join(ids[:300])}").status_code == 414
    ground.later(hours=1)
    ground.pull(full=True)
    lists = [query.count(",") + 1 for query in ground.queries() if query.startswith("sys_idIN")]
    assert (sum(lists), max(lists) <= 200) == (500, True)
    assert sum(row["resolved_at"].value == "" for row in ground.records.rows("incident")) == 500


def test_trap_22_pages_carry_no_links(lay):
    """A reply whose headers repeat a long address comes to nobody; ours do not repeat it, and come."""
    ground = lay(proxy=Proxy(largest_headers=1500))
    ids = ground.month(12)
    with ground.naive() as client:
        fields = ",".join(INCIDENT.fields)
        assert client.ask("incident", ORDER, limit=4, fields=fields).status_code == 502
        bare = client.ask("incident", ORDER, limit=4, fields=fields, suppress_pagination_header="true")
        assert bare.status_code == 200
    state = ground.pull()["incident"]
    assert (ground.kept(), state.rows, ground.waits) == (ids, 12, [])


@pytest.mark.parametrize("largest", [8192, 4096])
def test_trap_22_links_of_empty_pages_are_short_enough(lay, largest):
    """Where an empty page's links are asked for, of whichever table, they pass through the usual proxies."""
    ground = lay(proxy=Proxy(largest_headers=largest))
    ids = ground.month(12)
    with ground.naive() as client:
        long = f"sys_idIN{','.join(ids)},{','.join(f'{place:032x}' for place in range(60))}"
        assert client.ask("incident", long, limit=4, offset=4).status_code == 502
    for table in TABLES:
        if not ground.instance.rows(table.name) and table.dated_by:
            ground.instance.insert(table.name, {"number": "X1", table.dated_by: "2026-10-06 08:00:00"})
    everything = {table.name: lambda _row: True for table in TABLES}
    ground.allow(hidden_rows=everything)
    states = ground.pull(*TABLES)
    assert states["incident"].status is PullStatus.DENIED
    assert any(call.params.get("sysparm_suppress_pagination_header") == "False" for call in ground.calls)
    assert ground.waits == []


@pytest.mark.parametrize("fault", ["cut-json", "cut-json-without-error", "truncated-body"])
def test_trap_23_a_page_that_breaks_off_is_asked_for_again_in_halves(ground, fault):
    """A body cut in its middle is no page: nothing of it is kept, and half as much is asked for at the same place."""
    ids = ground.month(24)
    with (
        ground.naive(around=failing(ground, f"{fault}@incident:1")) as client,
        pytest.raises(
            (requests.exceptions.JSONDecodeError, requests.exceptions.ChunkedEncodingError, requests.ConnectionError)
        ),
    ):
        client.rows("incident", ORDER, limit=8)
    ground.patience = Patience(limit=8, smallest=2)
    state = ground.pull(around=failing(ground, f"{fault}@incident:3"))["incident"]
    assert (ground.kept(), state.rows, state.status) == (ids, 24, PullStatus.OK)
    asked = limits(ground)
    assert (asked[0], asked[-1], set(asked)) == (8, 4, {8, 4})


def test_trap_24_rows_beside_an_error_are_no_page(ground):
    """Valid JSON with rows and an error is a cancelled transaction's rest: it is refused as a whole."""
    ids = ground.month(24)
    with ground.naive(around=failing(ground, "result-with-error@incident:2")) as client:
        assert len(client.by_offset("incident", ORDER, 8)) == 12
    ground.patience = Patience(limit=8, smallest=2)
    state = ground.pull(around=failing(ground, "result-with-error@3"))["incident"]
    assert (ground.kept(), state.rows, state.status) == (ids, 24, PullStatus.OK)
    assert min(limits(ground)) == 4


def test_trap_25_a_cancelled_query_is_asked_for_in_halves(ground):
    """While pages of more than two rows are cancelled, all rows come in pages of two."""
    ids = ground.month(12)
    ground.patience = Patience(limit=8, smallest=1)
    with ground.naive(around=failing(ground, "slow-query=2")) as client:
        assert client.ask("incident", ORDER, limit=8).status_code == 500
    state = ground.pull(around=failing(ground, "slow-query=2"))["incident"]
    assert (ground.kept(), state.rows) == (ids, 12)
    assert limits(ground)[:3] == [8, 4, 2]
    assert set(limits(ground)[2:]) == {2}


def test_trap_25_retries_are_bounded_and_the_pull_goes_on_later(ground):
    """An instance that cancels everything is asked so many times and no more; what was read is kept."""
    ids = ground.month(12)
    with pytest.raises(TryLater) as caught:
        ground.pull(around=failing(ground, "cancelled-500@incident:3-"))
    assert_discreet(caught.value)
    assert len(ground.calls) <= 3 + 2 * ground.patience.attempts
    kept = ground.kept()
    assert kept == ids[: len(kept)]
    ground.later(minutes=10)
    ground.pull()
    assert (ground.kept(), len(limits(ground))) == (ids, 3 - len(kept) // 4)


@pytest.mark.parametrize("workers", [1, 4])
def test_trap_26_a_dropped_request_is_sent_again_in_a_new_session(lay, workers):
    """202 means that the request was thrown away: it is repeated, with no cookie of the session that was full."""
    ground = lay(limits=Limits(session_queue=10))
    ids = ground.month(40)
    with ground.naive(around=failing(ground, "accepted-202")) as client:
        reply = client.ask("incident", ORDER)
        assert (reply.ok, reply.content) == (True, b"")
    taped = Taped(failing(ground, "accepted-202@3-4"))
    state = ground.pull(around=taped, workers=workers)["incident"]
    assert (ground.kept(), state.rows, state.status) == (ids, 40, PullStatus.OK)
    assert [status for _, status in taped.tape].count(202) == 2
    cookies = [cookie for cookie, _ in taped.tape]
    if workers == 1:
        dropped = [place for place, (_, status) in enumerate(taped.tape) if status == 202]
        assert all(cookies[place + 1] == "" for place in dropped)
    assert len(ground.waits) == 2


def test_trap_26_each_worker_has_a_session_of_its_own(lay):
    """Requests that share a session queue up and are dropped; four workers of ours never share one."""
    ground = lay(limits=Limits(session_queue=0))
    ids = ground.month(40)
    with ground.naive(latency=0.2) as client, ThreadPoolExecutor(4) as pool:
        client.ask("incident", limit=1)
        replies = pool.map(lambda _: client.ask("incident", limit=1).status_code, range(4))
        assert 202 in set(replies)
    state = ground.pull(workers=4, latency=0.01)["incident"]
    assert (ground.kept(), state.rows) == (ids, 40)
    assert ground.waits == []


def test_trap_27_a_rate_rule_is_waited_for(lay):
    """Where a rule on requests speaks, reading sleeps as long as it says and goes on with the page it was at."""
    ground = lay(limits=Limits(rate_rules=(RateRule(limit=3),), rate_seconds=20, rate_flush_seconds=0))
    ids = ground.month(24)
    with ground.naive() as client:
        replies = [client.ask("incident", limit=1) for _ in range(4)]
    assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
    assert int(replies[3].headers["Retry-After"]) <= 20
    ground.waits = Sleeping(ground)
    state = ground.pull()["incident"]
    assert (ground.kept(), state.rows, state.status) == (ids, 24, PullStatus.OK)
    assert ground.waits == [20.0] * len(ground.waits)
    pages = [call.params["sysparm_query"] for call in ground.calls if "/table/" in call.path]
    assert len(pages) == 6 + len(ground.waits)
    assert len(set(pages)) == 6


def test_trap_27_nobody_sleeps_for_an_hour(lay):
    """A rule that asks for most of an hour ends the pull for now; it says when to come again, and goes on there."""
    ground = lay(limits=Limits(rate_rules=(RateRule(limit=3),), rate_flush_seconds=0))
    ids = ground.month(24)
    with pytest.raises(TryLater) as caught:
        ground.pull()
    assert "60 minutes" in caught.value.recovery
    assert (ground.kept(), ground.waits) == (ids[:12], [])
    ground.later(hours=1)
    ground.pull()
    assert ground.kept() == ids
    assert len(limits(ground)) == 3


def test_trap_28_a_full_queue_is_waited_for_longer_each_time(ground):
    """429 without a word about waiting: the pauses double, each a little at random, and then the page comes."""
    ids = ground.month(12)
    with ground.naive(around=failing(ground, "rate-limited-without-headers")) as client:
        reply = client.ask("incident")
    assert (reply.status_code, reply.headers.get("Retry-After")) == (429, None)
    ground.pull(around=failing(ground, "rate-limited-without-headers@incident:2-5"))
    assert ground.kept() == ids
    assert len(ground.waits) == 4
    for place, wait in enumerate(ground.waits):
        assert 2**place / 2 <= wait <= 2**place
    assert len({wait / 2**place for place, wait in enumerate(ground.waits)}) == 4


@pytest.mark.parametrize("script", ["hibernating", "hibernating@oauth_token"])
def test_trap_29_a_sleeping_instance_is_no_empty_month(ground, script):
    """A page that says that the instance sleeps, at the token address too, is told as that, and empties nothing."""
    ids = ground.month(12)
    with ground.naive(around=failing(ground, "hibernating")) as client:
        reply = client.ask("incident")
        assert (reply.status_code, reply.text[:9].lower()) == (200, "<!doctype")
    ground.sign_in = oauth
    with pytest.raises(SourceError, match="hibernating") as caught:
        ground.pull(around=failing(ground, script))
    assert_discreet(caught.value)
    with pytest.raises(NotCovered):
        ground.digest()
    ground.pull()
    ground.later(hours=1)
    with pytest.raises(SourceError, match="hibernating"):
        ground.pull(full=True, around=failing(ground, script))
    assert ground.kept() == ids
    built = ground.digest()
    assert value(built, "incidents_resolved") == 12
    assert status_of(built, "incident").status is SourceStatus.PARTIAL


@pytest.mark.parametrize("fault", ["login-page", "login-redirect"])
def test_trap_30_a_page_to_sign_in_is_no_answer(ground, fault):
    """The sign-in page, or the way to it, is told as a refused sign-in; nobody is followed to another address."""
    ids = ground.month(12)
    ground.pull()
    ground.later(hours=1)
    with ground.naive(around=failing(ground, fault)) as client:
        reply = client.session.get(f"{client.url}/api/now/table/incident", allow_redirects=False, timeout=10)
        assert reply.status_code == (200 if fault == "login-page" else 302)
        assert not reply.content.startswith(b"{")
    with pytest.raises(SourceError, match="sign-in page") as caught:
        ground.pull(full=True, around=failing(ground, fault))
    assert not isinstance(caught.value, TryLater)
    assert_discreet(caught.value)
    assert len(ground.calls) == 1
    assert (ground.waits, ground.kept()) == ([], ids)


@pytest.mark.parametrize("fault", ["maintenance-502", "maintenance-503", "reset-connection"])
def test_trap_31_maintenance_is_waited_for(ground, fault):
    """A web server that answers for an instance that is away is asked again; for good it is a matter for later."""
    ids = ground.month(12)
    if fault != "reset-connection":
        with ground.naive(around=failing(ground, fault)) as client, pytest.raises(requests.exceptions.JSONDecodeError):
            client.rows("incident")
    ground.pull(around=failing(ground, f"{fault}@2-3"))
    assert (ground.kept(), len(ground.waits)) == (ids, 2)
    ground.later(hours=1)
    with pytest.raises(TryLater) as caught:
        ground.pull(full=True, around=failing(ground, fault))
    assert_discreet(caught.value)
    assert len(ground.calls) == ground.patience.attempts
    assert ground.kept() == ids


def test_trap_37_an_empty_table_is_not_an_unknown_address(ground):
    """The first version of the API answers 404 where a query has no rows; ours is never asked, and 0 is ok."""
    with ground.naive() as client:
        assert client.ask("problem", api="now/v1/table").status_code == 404
        assert client.ask("problem").json() == {"result": []}
    state = ground.pull("problem")["problem"]
    assert (state.status, state.rows, state.note) == (PullStatus.OK, 0, "")
    assert {call.path for call in ground.calls} == {"/api/now/table/problem", "/api/now/stats/problem"}


def test_trap_38_nothing_is_asked_in_batches(ground):
    """What a batch leaves out comes under a 200: no request of any pull is one, each is a GET of rows or a count."""
    ground.month(12)
    for full in (True, False):
        ground.pull(*TABLES, full=full)
        ground.later(hours=1)
        assert {call.method for call in ground.calls} == {"GET"}
        roots = {call.path.rsplit("/", 1)[0] for call in ground.calls}
        assert roots == {"/api/now/table", "/api/now/stats"}
