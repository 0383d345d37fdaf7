"""The named faults over HTTP: what a client gets of each, and that the next request is served again."""

from __future__ import annotations

import json
import random
import threading
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
import requests

from drumbeat.simulator.accounts import DEFAULT_CLIENT
from drumbeat.simulator.faults import FAULTS, Rehearsal
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.server import Reply, Simulator

COUNT = "X-Total-Count"
CANCELLED = "Transaction cancelled: maximum execution time exceeded"


def ten_incidents() -> Instance:
    instance = Instance()
    for place in range(10):
        row = {"number": f"INC{place}", "state": "6", "opened_at": "2026-10-01 08:00:00"}
        instance.insert("incident", row | {"resolved_at": "2026-10-05 09:00:00"})
    return instance


@pytest.fixture
def rehearse(serve):
    """A client of ten incidents behind scripted faults."""

    def start(*scripts: str, instance: Instance | None = None, **settings):
        instance = instance or ten_incidents()
        return serve(instance, around=Rehearsal(instance, scripts, **settings))

    return start


def page(client, **params) -> requests.Response:
    return client.table("incident", "ORDERBYsys_id", **params)


def tokens(simulator: Simulator) -> requests.Response:
    form = {"grant_type": "client_credentials", "client_id": DEFAULT_CLIENT.client_id}
    form["client_secret"] = DEFAULT_CLIENT.client_secret
    return requests.post(f"{simulator.url}/oauth_token.do", data=form, timeout=10, allow_redirects=False)


def test_cut_json(rehearse):
    """Status 200, half of the rows, then `}""]` and the error; no JSON (fact sheet 1.8, trap 23)."""
    client = rehearse("cut-json@1")
    reply = page(client, fields="sys_id,number")
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "application/json;charset=UTF-8")
    assert reply.headers[COUNT] == "10"
    head, _, tail = reply.text.partition('}""]')
    rows = json.loads(head.removesuffix(",") + "]}")["result"]
    assert rows == page(client, fields="sys_id,number").json()["result"][:5]
    error = json.loads("{" + tail.removeprefix(","))
    assert error["error"]["detail"] == f"{CANCELLED}. Check logs for error trace."
    assert error["status"] == "failure"
    with pytest.raises(requests.exceptions.JSONDecodeError):
        reply.json()


def test_cut_json_of_no_rows(rehearse):
    """An empty list breaks off in the same way (trap 23)."""
    reply = rehearse("cut-json").table("incident", "state=1")
    assert reply.text.startswith('{"result":[}""],"error":{')


def test_cut_json_without_error(rehearse):
    """The same without a word about why (fact sheet 1.8, trap 23)."""
    reply = page(rehearse("cut-json-without-error"), fields="number")
    assert reply.status_code == 200
    assert reply.text.endswith(',}""]}')
    assert "error" not in reply.text


def test_result_with_error(rehearse):
    """Valid JSON with rows and an error: taken for a success it loses half of the page (fact sheet 1.8, trap 24)."""
    body = page(rehearse("result-with-error")).json()
    assert (len(body["result"]), body["error"]["message"], body["status"]) == (5, CANCELLED, "failure")


def test_cancelled_500(rehearse):
    """A cancelled transaction with status 500, for lists and counts (fact sheet 1.9, trap 25)."""
    client = rehearse("cancelled-500@1-2")
    replies = [page(client), client.get("/api/now/stats/incident", sysparm_count="true"), page(client)]
    assert [reply.status_code for reply in replies] == [500, 500, 200]
    assert replies[0].json()["error"]["message"] == CANCELLED


def test_slow_query(rehearse):
    """A page of more rows than the measure is cancelled, half of it passes: halving helps (trap 25)."""
    client = rehearse("slow-query=5")
    assert [page(client, limit=limit).status_code for limit in (10, 6, 5, 3)] == [500, 500, 200, 200]


def test_accepted_202(rehearse):
    """202 means that the request was dropped: nothing is in it (fact sheet 1.9, trap 26)."""
    client = rehearse("accepted-202@1")
    reply = page(client)
    assert (reply.status_code, reply.content) == (202, b"")
    assert page(client).status_code == 200


def test_rate_limited(rehearse):
    """429 with Retry-After and X-RateLimit headers, all of one moment, which is the reply's Date (trap 27)."""
    now = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
    reply = page(rehearse("rate-limited=30", clock=lambda: now))
    assert (reply.status_code, reply.headers["Retry-After"]) == (429, "30")
    assert parsedate_to_datetime(reply.headers["Date"]) == now
    assert int(reply.headers["X-RateLimit-Reset"]) == (now + timedelta(seconds=30)).timestamp()
    assert len(reply.headers["X-RateLimit-Rule"]) == 32
    assert reply.json()["error"]["message"] == "Rate limit exceeded"


def test_rate_limited_without_headers(rehearse):
    """429 of a full queue says nothing about waiting (fact sheet 1.9, trap 28)."""
    reply = page(rehearse("rate-limited-without-headers"))
    assert reply.status_code == 429
    assert not [name for name in reply.headers if name.lower().startswith(("retry-after", "x-ratelimit"))]


@pytest.mark.parametrize(
    ("fault", "status", "title"),
    [
        ("hibernating", 200, "Instance Hibernating page"),
        ("login-page", 200, "Sign In | ServiceNow"),
        ("maintenance-502", 502, "502 Bad Gateway"),
        ("maintenance-503", 503, "503 Service Unavailable"),
    ],
)
def test_web_pages_in_place_of_data(rehearse, fault, status, title):
    """A web page answers for data and for tokens alike (fact sheet 1.8, traps 29, 30 and 31)."""
    client = rehearse(fault)
    for reply in (page(client), tokens(client.simulator)):
        assert reply.status_code == status
        assert reply.headers["Content-Type"].startswith("text/html")
        assert f"<title>{title}</title>" in reply.text


def test_login_redirect(rehearse):
    """A redirection to an identity provider, for who follows none (fact sheet 1.8, trap 30)."""
    client = rehearse("login-redirect")
    reply = client.session.get(f"{client.simulator.url}/api/now/table/incident", allow_redirects=False, timeout=10)
    assert (reply.status_code, reply.headers["Location"].partition("/saml")[0]) == (302, "https://sign-in.example")
    assert tokens(client.simulator).status_code == 302


def test_token_expired(rehearse):
    """The token of the named request is dead from then on; the next is good; basic does not expire (trap 32)."""
    client = rehearse("token-expired@2")

    def asked_with(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        return requests.get(f"{client.simulator.url}/api/now/table/incident", headers=headers, timeout=10).status_code

    first, second = (tokens(client.simulator).json()["access_token"] for _ in range(2))
    assert page(client).status_code == 200
    assert [asked_with(token) for token in (first, first, first, second, second)] == [200, 401, 401, 200, 200]


def test_truncated_body(rehearse):
    """The announced length is the whole body's, and the connection ends in its middle (fact sheet 1.8)."""
    client = rehearse("truncated-body@1")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        page(client)
    assert len(page(client).json()["result"]) == 10


def test_reset_connection(rehearse):
    """The connection is closed without an answer, once (fact sheet 1.8, trap 31)."""
    client = rehearse("reset-connection@1")
    with pytest.raises(requests.exceptions.ConnectionError):
        page(client)
    assert page(client).status_code == 200


def test_dripping(rehearse):
    """The body comes byte by byte and is the instance's own; the connection is held meanwhile (trap 25)."""
    client = rehearse("dripping=20")
    url, wanted = f"{client.simulator.url}/api/now/table/incident", {"sysparm_limit": "1", "sysparm_fields": "number"}
    with client.session.get(url, params=wanted, stream=True, timeout=10) as reply:
        first = reply.raw.read1()
        rest = reply.raw.read()
    assert first.startswith(b"{")
    assert rest
    assert json.loads(first + rest)["result"][0]["number"].startswith("INC")


def test_a_dripping_reply_does_not_hold_up_the_end(serve):
    """Stopping ends a reply that is still dripping."""
    asked = threading.Event()

    def drip(_request):
        asked.set()
        return Reply(200, b"{}" * 50, pause=60.0)

    simulator = serve(before=drip).simulator
    reader = threading.Thread(target=_read_in_vain, args=(simulator.url,))
    reader.start()
    assert asked.wait(10)
    simulator.stop()
    reader.join(10)
    assert not reader.is_alive()


def _read_in_vain(url: str) -> None:
    with pytest.raises(requests.exceptions.RequestException):
        requests.get(f"{url}/api/now/table/incident", timeout=10)


def test_repeated_page(rehearse):
    """The page before comes once more in place of the next; the first of a table passes (fact sheet 1.6, trap 13)."""
    client = rehearse("repeated-page@2")
    pages = [[row["number"] for row in page(client, limit=3, offset=offset).json()["result"]] for offset in (0, 3, 6)]
    whole = [row["number"] for row in page(client).json()["result"]]
    assert pages == [whole[0:3], whole[0:3], whole[6:9]]


def test_no_count_header(rehearse):
    """The count is missing, the rows are there (fact sheet 1.1, trap 20)."""
    reply = page(rehearse("no-count-header"), limit=3)
    assert COUNT not in reply.headers
    assert len(reply.json()["result"]) == 3


def test_header_only(rehearse):
    """The count says ten, no row comes: an access rule (fact sheet 1.5, trap 3)."""
    reply = page(rehearse("header-only"), limit=1)
    assert (reply.headers[COUNT], reply.json()) == ("10", {"result": []})


def test_moving(rehearse):
    """Between two pages records change in one second, and one leaves the window (fact sheet 1.6, traps 15 and 16)."""
    instance = ten_incidents()
    client = rehearse("moving=4@2-3", instance=instance)
    counts = [client.table("incident", "resolved_atISNOTEMPTY", limit=1).headers[COUNT] for _ in range(4)]
    assert counts == ["10", "9", "8", "8"]
    rows = sorted(instance.rows("incident"), key=lambda row: row["sys_id"])
    changed = [row for row in rows if row["sys_mod_count"] == "1"]
    assert changed == rows[:2] + rows[4:]
    assert len({row["sys_updated_on"] for row in changed}) == 1
    assert [row["reopen_count"] for row in rows if row.get("reopen_count")] == ["1", "1"]


def test_faults_count_for_themselves(rehearse):
    """Each fault counts the requests it can answer, of its table; the first that is named wins (design, 7)."""
    client = rehearse("cancelled-500@problem:1", "accepted-202@2-3", "rate-limited@3")
    codes = [client.table(table).status_code for table in ("incident", "incident", "problem", "problem")]
    assert codes == [200, 202, 500, 200]


def test_faults_act_on_one_another(rehearse):
    """A fault that alters a reply alters what a later one sends."""
    reply = page(rehearse("no-count-header", "result-with-error"))
    assert COUNT not in reply.headers
    assert "error" in reply.json()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_that_is_not_due_changes_nothing(rehearse, fault):
    """Before its time an instance with a fault answers like one without, byte for byte."""
    plain, broken = rehearse(), rehearse(f"{fault.name}@9-")
    assert page(plain, limit=4).content == page(broken, limit=4).content


def test_faults_can_be_watched(rehearse):
    """A line for each fault that acts: which, on which request, of what address; no query."""
    heard: list[str] = []
    client = rehearse("accepted-202@2", tell=heard.append)
    for _ in range(3):
        page(client)
    assert heard == ["accepted-202: request 2, GET /api/now/table/incident"]


def test_a_date_in_a_reply_replaces_the_servers(serve):
    """A reply has one Date, the one it brings, whatever the case of its name (RFC 9110 section 6.6.1)."""
    said = "Tue, 03 Nov 2026 08:00:00 GMT"
    for name in ("Date", "date"):
        client = serve(before=lambda _request, name=name: Reply(200, b"{}", {name: said, "server": "nginx"}))
        reply = client.table("incident")
        assert reply.raw.headers.getlist("Date") == [said]
        assert reply.raw.headers.getlist("Server") == ["nginx"]


def test_latency_includes_the_computing():
    """The server waits only for what is left of the latency once the reply is there."""
    waited: list[float] = []

    class Watch(threading.Event):
        def wait(self, timeout=None):
            waited.append(timeout)
            return super().wait(0)

    def slow(_request):
        threading.Event().wait(0.05)
        return Reply(200, b"{}")

    simulator = Simulator(Instance(), rng=random.Random(1), latency=5.0, before=slow)
    simulator._stopping = Watch()
    with simulator:
        requests.get(f"{simulator.url}/", timeout=10)
    assert len(waited) == 1
    assert 0 < waited[0] <= 4.95
