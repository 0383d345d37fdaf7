"""The server itself: the seam, the log, concurrency, the end."""

from __future__ import annotations

import random
import threading
from contextlib import closing
from http.client import HTTPConnection

import pytest
import requests

from drumbeat.errors import SettingsError
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.server import Reply, Simulator


def test_before_answers_instead(serve):
    """A test can answer a request itself; None lets the request pass."""

    def limited(request):
        body = b'{"error":{"message":"Rate limit exceeded","detail":null},"status":"failure"}'
        return Reply(429, body, {"Retry-After": "1"}) if request.n == 1 else None

    client = serve(before=limited)
    first, second = client.table("incident"), client.table("incident")
    assert (first.status_code, first.headers["Retry-After"], second.status_code) == (429, "1", 200)


def test_before_sees_the_request(serve):
    """The seam gets method, path, decoded parameters, headers in lower case, body and number."""
    seen = []
    client = serve(before=seen.append)
    client.session.post(f"{client.simulator.url}/oauth_token.do?x=1", data={"a": "b c"}, timeout=10)
    (request,) = seen
    assert (request.method, request.path, request.params, request.n) == ("POST", "/oauth_token.do", {"x": "1"}, 1)
    assert request.body == b"a=b+c"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"


def test_before_may_change_the_instance_between_pages(serve):
    """A row that leaves between two pages shifts the offsets, and the client misses another one (trap 15)."""
    instance = Instance()
    ids = sorted(instance.insert("incident", {"number": f"INC{position}"}) for position in range(10))

    def remove_first(request):
        if request.n == 2:
            instance.delete("incident", ids[0])

    client = serve(instance, before=remove_first)
    seen = []
    for offset in (0, 5):
        page = client.table("incident", "ORDERBYsys_id", limit=5, offset=offset, fields="sys_id").json()["result"]
        seen += [row["sys_id"] for row in page]
    assert set(ids) - set(seen) == {ids[5]}


def test_a_body_cut_short(serve):
    """A Content-Length beyond the body ends in a broken read, as a cut connection does (trap 25)."""
    client = serve(before=lambda _request: Reply(200, b'{"result":[', {"Content-Length": "1000"}))
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        client.table("incident")


def test_a_connection_dropped_without_an_answer(serve):
    """A ConnectionError in the seam closes the connection; the next request is served."""

    def drop_first(request):
        if request.n == 1:
            raise ConnectionAbortedError

    client = serve(before=drop_first)
    with pytest.raises(requests.exceptions.ConnectionError):
        client.table("incident")
    assert client.table("incident").status_code == 200


def test_the_log(serve):
    """Every request is logged with method, path and parameters, refused ones too."""
    client = serve()
    client.table("incident", "state=7", limit=5)
    requests.get(f"{client.simulator.url}/api/now/table/problem", timeout=10)
    first, second = client.simulator.requests
    assert first.params == {"sysparm_query": "state=7", "sysparm_limit": "5"}
    assert (second.method, second.path) == ("GET", "/api/now/table/problem")


def test_connections_are_kept_alive(serve):
    """HTTP/1.1: one connection serves many requests, errors among them."""
    client = serve()
    with closing(HTTPConnection(client.simulator.url.removeprefix("http://"), timeout=10)) as connection:
        connection.connect()
        wire = connection.sock
        for path in ("/api/now/table/incident", "/api/now/stats/nothing", "/nothing"):
            connection.request("GET", path)
            connection.getresponse().read()
            assert connection.sock is wire


def test_a_request_sees_one_state(serve):
    """Two records changed in one step are never seen apart, dot-walks included, while one writes and four read."""
    instance = Instance()
    parent = instance.insert("incident", {"number": "parent", "state": "1"})
    for position in range(60):
        instance.insert("incident", {"number": f"INC{position}", "state": "1", "parent_incident": parent})
    children = [row["sys_id"] for row in instance.rows("incident") if row.get("parent_incident")]
    client = serve(instance)
    apart: list[bool] = []
    done = threading.Event()

    def write() -> None:
        state = 0
        while not done.is_set():
            state += 1
            with instance.lock:
                for sys_id in (*children, parent):
                    instance.update("incident", sys_id, {"state": str(state)})

    def read() -> None:
        with requests.Session() as session:
            session.auth = client.session.auth
            address = f"{client.simulator.url}/api/now/table/incident"
            for _ in range(6):
                reply = session.get(address, params={"sysparm_fields": "state,parent_incident.state"}, timeout=30)
                pairs = [tuple(row.values()) for row in reply.json()["result"] if row["parent_incident.state"]]
                apart.append(any(own != above for own, above in pairs))

    writer, readers = threading.Thread(target=write), [threading.Thread(target=read) for _ in range(4)]
    for thread in (writer, *readers):
        thread.start()
    for thread in readers:
        thread.join()
    done.set()
    writer.join()
    assert apart == [False] * 24


def test_the_same_seed_gives_the_same_answers(serve):
    """Chance is an argument: two simulators with one seed answer alike, with another seed otherwise (design, 1)."""

    def answers(seed: int) -> list[list[str]]:
        instance = Instance()
        for position in range(20):
            instance.insert("incident", {"number": f"INC{position}"})
        client = serve(instance, seed=seed)
        return [client.numbers("incident") for _ in range(3)]

    assert answers(7) == answers(7)
    assert answers(7) != answers(8)


def test_a_taken_port_is_refused(serve):
    """A port that is in use is a wrong setting, said so."""
    port = int(serve().simulator.url.rpartition(":")[2])
    with pytest.raises(SettingsError, match="not free"):
        Simulator(Instance(), rng=random.Random(1), port=port)


def test_stopping_closes_open_connections():
    """Stop ends at once although a client keeps its connection, and nobody answers afterwards."""
    with requests.Session() as session:
        with Simulator(Instance(), rng=random.Random(1), latency=0.01) as simulator:
            assert session.get(f"{simulator.url}/api/now/table/incident", timeout=10).status_code == 401
        with pytest.raises(requests.exceptions.ConnectionError):
            session.get(f"{simulator.url}/api/now/table/incident", timeout=10)


def test_a_simulator_that_never_started_can_stop():
    """stop() without start() frees the port."""
    Simulator(Instance(), rng=random.Random(1)).stop()
