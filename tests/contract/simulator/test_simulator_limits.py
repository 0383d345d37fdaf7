"""Sessions, semaphores, rate-limit rules and proxies, with real threads over HTTP (fact sheet 1.9)."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import requests

from drumbeat.simulator.accounts import DEFAULT_USER
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.limits import Limits, Proxy, RateRule
from drumbeat.simulator.server import Reply

AUTH = (DEFAULT_USER.user_name, DEFAULT_USER.password)
LONG_QUERY = "sys_idIN" + ",".join(f"{place:032x}" for place in range(60))


class Crowd:
    """Holds requests up in the instance until `release`, and counts how many are there at once."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._lock = threading.Lock()
        self.inside = self.most = 0
        self.entered = threading.Semaphore(0)

    def __call__(self, _request) -> Reply | None:
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.entered.release()
        self._open.wait(10)
        with self._lock:
            self.inside -= 1
        return None

    def release(self) -> None:
        self._open.set()


@contextmanager
def at_once(url: str, count: int, cookie: str = ""):
    """So many requests in threads of their own; gives what collects their replies as they come."""
    replies: list[requests.Response] = []
    arrived = threading.Semaphore(0)

    def ask(_place: int) -> None:
        headers = {"Accept": "application/json", **({"Cookie": cookie} if cookie else {})}
        replies.append(requests.get(f"{url}/api/now/table/incident", auth=AUTH, headers=headers, timeout=60))
        arrived.release()

    with ThreadPoolExecutor(count) as pool:
        pool.map(ask, range(count))
        yield replies, arrived


def wait_for(semaphore: threading.Semaphore, count: int) -> None:
    for _ in range(count):
        assert semaphore.acquire(timeout=30)


def test_a_session_has_a_cookie(serve):
    """The first reply sets JSESSIONID; without the cookie each call opens a new session (1.9, KB0552064)."""
    client = serve()
    first, second = client.table("incident"), client.table("incident")
    assert "JSESSIONID" in first.cookies
    assert "Set-Cookie" not in second.headers
    names = {
        requests.get(f"{client.simulator.url}/api/now/table/incident", auth=AUTH, timeout=10).cookies["JSESSIONID"]
        for _ in range(3)
    }
    assert len(names) == 3


@pytest.mark.parametrize("page", [False, True])
def test_a_session_takes_one_request_at_a_time(serve, page):
    """One runs, ten wait, the rest are 202 with an empty or HTML body and never reach the instance (trap 26)."""
    crowd = Crowd()

    def reached(request) -> Reply | None:
        return crowd(request) if "cookie" in request.headers else None

    client = serve(Instance(limits=Limits(overflow_page=page)), before=reached)

    cookie = client.table("incident").headers["Set-Cookie"].partition(";")[0]
    with at_once(client.simulator.url, 30, cookie) as (replies, arrived):
        wait_for(arrived, 30 - 11)
        assert {reply.status_code for reply in replies} == {202}
        assert {bool(reply.content) for reply in replies} == {page}
        crowd.release()
        wait_for(arrived, 11)
    assert Counter(reply.status_code for reply in replies) == {202: 19, 200: 11}
    assert crowd.most == 1


def test_sessions_do_not_wait_for_each_other(serve):
    """Four sessions are answered at the same time (fact sheet 1.9)."""
    crowd = Crowd()
    client = serve(before=crowd)
    with at_once(client.simulator.url, 4) as (replies, arrived):
        wait_for(crowd.entered, 4)
        crowd.release()
        wait_for(arrived, 4)
    assert crowd.most == 4
    assert {reply.status_code for reply in replies} == {200}


def test_waiting_too_long_in_a_session(serve):
    """Behind a request that takes too long a queued one is dropped with 202 as well (trap 26)."""
    crowd = Crowd()

    def reached(request) -> Reply | None:
        return crowd(request) if "cookie" in request.headers else None

    client = serve(Instance(limits=Limits(session_patience=0.1)), before=reached)

    cookie = client.table("incident").headers["Set-Cookie"].partition(";")[0]
    with at_once(client.simulator.url, 2, cookie) as (replies, arrived):
        wait_for(arrived, 1)
        crowd.release()
        wait_for(arrived, 1)
    assert [reply.status_code for reply in replies] == [202, 200]


def test_a_node_has_four_semaphores(serve):
    """Four run, fifty wait, the next are 429 without the headers of a rate-limit rule (trap 28)."""
    crowd = Crowd()
    client = serve(before=crowd)
    with at_once(client.simulator.url, 60) as (replies, arrived):
        wait_for(arrived, 6)
        assert {reply.status_code for reply in replies} == {429}
        assert not any("RateLimit" in name or name == "Retry-After" for reply in replies for name in reply.headers)
        crowd.release()
        wait_for(arrived, 54)
    assert Counter(reply.status_code for reply in replies) == {429: 6, 200: 54}
    assert crowd.most == 4


def test_pools_of_other_sizes(serve):
    """Pool and queue are settings; the token address needs no semaphore (trap 28)."""
    crowd = Crowd()
    instance = Instance(limits=Limits(semaphores=1, semaphore_queue=0))
    client = serve(instance, before=lambda request: crowd(request) if "/table/" in request.path else None)
    with at_once(client.simulator.url, 1) as (replies, arrived):
        wait_for(crowd.entered, 1)
        assert client.table("incident").status_code == 429
        assert requests.post(f"{client.simulator.url}/oauth_token.do", data={"a": "b"}, timeout=10).status_code == 401
        crowd.release()
        wait_for(arrived, 1)
    assert replies[0].status_code == 200


def test_no_limits_at_all(serve):
    """Without queue and pool everything runs at once, one session or not (traps 26 and 28)."""
    crowd = Crowd()
    client = serve(Instance(limits=Limits(session_queue=None, semaphores=0)), before=crowd)
    with at_once(client.simulator.url, 20, "JSESSIONID=x") as (replies, arrived):
        wait_for(crowd.entered, 20)
        crowd.release()
        wait_for(arrived, 20)
    assert (crowd.most, {reply.status_code for reply in replies}) == (20, {200})
    assert not any("Set-Cookie" in reply.headers for reply in replies)


def test_a_failed_request_gives_its_place_back(serve):
    """A connection that breaks off leaves session and semaphore free for the next (traps 26 and 28)."""

    def broken(request) -> None:
        if request.n % 2 == 0:
            raise ConnectionAbortedError

    client = serve(Instance(limits=Limits(session_queue=0, semaphores=1, semaphore_queue=0)), before=broken)
    for _ in range(3):
        assert client.table("incident").status_code == 200
        with pytest.raises(requests.exceptions.ConnectionError):
            client.table("incident")


def test_stopping_with_a_queue(serve):
    """A simulator that stops comes to its end although requests wait (traps 26 and 28)."""
    crowd = Crowd()
    client = serve(Instance(limits=Limits(semaphores=1)), before=crowd)
    simulator = client.simulator
    askers = [threading.Thread(target=_ask_in_vain, args=(simulator.url,)) for _ in range(5)]
    for asker in askers:
        asker.start()
    wait_for(crowd.entered, 1)
    threading.Timer(0.2, crowd.release).start()
    simulator.stop()
    for asker in askers:
        asker.join(10)
        assert not asker.is_alive()
    assert crowd.inside == 0


def _ask_in_vain(url: str) -> None:
    with pytest.raises(requests.RequestException):
        requests.get(f"{url}/api/now/table/incident", auth=AUTH, timeout=30)


class Clock:
    """A time that moves only when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 8, 20, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def limited(clock: Clock, *rules: RateRule, flush: int = 0) -> Instance:
    instance = Instance(clock=clock, limits=Limits(rate_rules=rules, rate_flush_seconds=flush))
    instance.add_user("other", "other")
    return instance


def test_a_rate_limit_rule(serve):
    """Replies name limit, reset and rule; beyond it 429 with Retry-After until the hour ends (trap 27)."""
    clock = Clock()
    client = serve(limited(clock, RateRule(limit=100)))
    replies = [client.table("incident", limit=1) for _ in range(101)]
    assert [reply.status_code for reply in replies] == [200] * 100 + [429]
    reset = int(datetime(2026, 11, 2, 9, 0, tzinfo=UTC).timestamp())
    for reply in replies:
        assert (reply.headers["X-RateLimit-Limit"], reply.headers["X-RateLimit-Reset"]) == ("100", str(reset))
        assert len(reply.headers["X-RateLimit-Rule"]) == 32
    assert ["Retry-After" in reply.headers for reply in replies] == [False] * 100 + [True]
    assert replies[-1].headers["Retry-After"] == str(40 * 60)
    assert replies[-1].json() == {
        "error": {
            "message": "Rate limit exceeded",
            "detail": "Rate limit of 100 requests per hour for Table API exceeded",
        },
        "status": "failure",
    }
    clock.now += timedelta(seconds=40 * 60)
    assert client.table("incident").status_code == 200


def test_a_rule_may_bite_late(serve):
    """Counts are written down every thirty seconds, and until then the limit is passed unseen (trap 27)."""
    clock = Clock()
    client = serve(limited(clock, RateRule(limit=3), flush=30))
    statuses = [client.table("incident").status_code for _ in range(10)]
    clock.now += timedelta(seconds=30)
    assert [*statuses, client.table("incident").status_code] == [200] * 10 + [429]


def test_rules_of_one_api(serve):
    """A rule for the Table API neither counts nor marks replies of the Aggregate API, nor refused sign-ins (1.9)."""
    client = serve(limited(Clock(), RateRule(limit=1)))
    stats = client.get("/api/now/stats/incident", sysparm_count="true")
    unknown = requests.get(f"{client.simulator.url}/api/now/table/incident", timeout=10)
    assert not any("X-RateLimit-Limit" in reply.headers for reply in (stats, unknown))
    assert [client.table("incident").status_code for _ in range(2)] == [200, 429]
    assert client.get("/api/now/stats/incident", sysparm_count="true").status_code == 200


def test_errors_count_and_are_marked(serve):
    """A request that is refused for another reason counts all the same and carries the headers (1.9)."""
    client = serve(limited(Clock(), RateRule(limit=1)))
    assert client.table("no_such_table").headers["X-RateLimit-Limit"] == "1"
    assert client.table("incident").status_code == 429


def test_which_rule_governs(serve):
    """A rule for the user goes before one for a role, the strictest; this before one for all (1.9, trap 27)."""
    user, role, loose, everyone = (
        RateRule(limit=5, user="other"),
        RateRule(limit=3, role="itil"),
        RateRule(limit=4, role="rest"),
        RateRule(limit=2),
    )
    instance = limited(Clock(), user, role, loose, everyone)
    first, second = serve(instance), serve(instance, user=instance.users["other"])
    seen = [first.table("incident").headers["X-RateLimit-Limit"], second.table("incident").headers["X-RateLimit-Limit"]]
    instance.change_user(DEFAULT_USER.user_name, roles=frozenset({"itil", "rest"}))
    seen.append(first.table("incident").headers["X-RateLimit-Limit"])
    assert seen == ["2", "5", "3"]


def test_rules_are_counted_under_concurrency(serve):
    """Of forty requests at once exactly as many pass as the rule allows (trap 27)."""
    client = serve(limited(Clock(), RateRule(limit=25)))
    with at_once(client.simulator.url, 40) as (replies, arrived):
        wait_for(arrived, 40)
    assert Counter(reply.status_code for reply in replies) == {200: 25, 429: 15}


def filled(**settings) -> Instance:
    instance = Instance(**settings)
    for place in range(60):
        instance.insert("incident", {"number": f"INC{place}", "sys_id": f"{place:032x}"})
    return instance


def test_a_proxy_strips_headers(serve):
    """A proxy may take X-Total-Count or Link away, in any spelling, and nothing else (traps 20 and 22)."""
    client = serve(filled(proxy=Proxy(strips=frozenset({"x-total-count", "Link"}))))
    reply = client.table("incident", "ORDERBYsys_id", limit=10)
    assert (reply.status_code, len(reply.json()["result"])) == (200, 10)
    assert not {"X-Total-Count", "Link"} & set(reply.headers)
    assert reply.headers["Content-Type"].startswith("application/json")


def test_link_makes_headers_too_large(serve):
    """A proxy that bounds headers turns Link of a long query into an error page (trap 22)."""
    client = serve(filled(proxy=Proxy(largest_headers=8192)))
    reply = client.table("incident", f"{LONG_QUERY}^ORDERBYsys_id", limit=10, offset=10)
    assert (reply.status_code, reply.headers["Content-Type"][:9]) == (502, "text/html")
    suppressed = client.table(
        "incident", f"{LONG_QUERY}^ORDERBYsys_id", limit=10, offset=10, suppress_pagination_header="true"
    )
    assert (suppressed.status_code, len(suppressed.json()["result"])) == (200, 10)
    assert client.table("incident", "ORDERBYsys_id", limit=10, offset=10).status_code == 200


def test_link_repeats_the_query_four_times(serve):
    """Without a proxy the long header comes through: first, prev, next and last, each with the query (trap 22)."""
    reply = serve(filled()).table("incident", f"{LONG_QUERY}^ORDERBYsys_id", limit=10, offset=10)
    assert reply.headers["Link"].count(f"{59:032x}") == 4
