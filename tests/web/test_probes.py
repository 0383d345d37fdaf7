"""What machines ask about the process: /healthz, /readyz and /metrics, over real HTTP."""

from __future__ import annotations

from asyncio import run

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request

from drumbeat.cli.serve import tick
from drumbeat.desk.pulse import SILENT_AFTER, Pulse
from drumbeat.desk.readiness import refuse_unready
from drumbeat.errors import StoreError, TryLater
from drumbeat.metrics import Process, Requests, exposition
from drumbeat.web.access import Rule
from drumbeat.web.door import AT_ONCE, Door
from drumbeat.web.jobs import Jobs
from drumbeat.web.probes import COUNTED_FOR, PROBES, READY_FOR, Kept, Watch, may_monitor
from lead_pages import ADMINISTRATOR, STRANGER, lead_pages
from schedules import LEAD, drafted, office

TOKEN = "a token of whoever watches over it all"
OPEN, METRICS = ("/healthz", "/readyz"), "/metrics"


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("probes")) as served:
        drafted(served.office)
        yield served


@pytest.fixture(scope="module", name="guarded")
def _guarded(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("guarded"), metrics_token=TOKEN) as served:
        yield served


def metrics_of(answer):
    """Samples by name and labels."""
    families = text_string_to_metric_families(answer.text)
    return {(each.name, *sorted(each.labels.values())): each.value for family in families for each in family.samples}


def ask(pages, path, **headers):
    """As an orchestrator does: by the address of the machine, without a cookie."""
    return requests.get(f"{pages.address}{path}", headers=headers, timeout=10, allow_redirects=False)


@pytest.mark.parametrize("probe", PROBES, ids=lambda each: each.path)
@pytest.mark.parametrize("address", ["", LEAD, ADMINISTRATOR, STRANGER], ids=lambda each: each or "nobody")
def test_each_is_answered_by_its_rule(guarded, probe, address):
    """Everybody may ask whether it lives and is ready; no session opens the metrics, the token alone does."""
    answer = guarded.browser(address).get(probe.path)
    assert answer.status_code == (401 if probe.rule is Rule.MONITOR else 200)
    allowed = guarded.browser(address, Authorization=f"Bearer {TOKEN}").get(probe.path)
    assert allowed.status_code == 200
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("said", ["", "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, f"bearer {TOKEN[:-1]}"])
def test_another_token_opens_nothing(guarded, said):
    """Neither a part of the token nor another way to say it does, also from this machine."""
    answer = ask(guarded, METRICS, Authorization=said)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "drumbeat_" not in answer.text


@pytest.mark.parametrize(
    ("peer", "headers", "may"),
    [
        ("127.0.0.1", {}, True),
        ("127.8.9.1", {}, True),
        ("::1", {}, True),
        ("192.0.2.7", {}, False),
        ("10.0.0.1", {}, False),
        ("2001:db8::1", {}, False),
        ("", {}, False),
        ("127.0.0.1", {"user-agent": "Prometheus/3.5.0", "x-prometheus-scrape-timeout-seconds": "10"}, True),
        ("127.0.0.1", {"host": "localhost:8090", "accept": "*/*"}, True),
        ("127.0.0.1", {"host": "[::1]:8090", "authorization": "Bearer x"}, True),
        ("127.0.0.1", {"host": "digest.example.com"}, False),
        ("127.0.0.1", {"host": "["}, False),
        ("127.0.0.1", {"host": ""}, False),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.7"}, False),
        *(
            ("127.0.0.1", {name: "x"}, False)
            for name in ("x-forwarded-host", "x-client-ip", "cf-connecting-ip", "cookie")
        ),
        ("127.0.0.1", {"forwarded": "for=192.0.2.7"}, False),
        ("127.0.0.1", {"via": "1.1 proxy"}, False),
        ("192.0.2.7", {"x-forwarded-for": "127.0.0.1"}, False),
    ],
)
def test_without_a_token_only_this_machine_may(peer, headers, may):
    """Who comes from elsewhere does not, nor who was passed on by a web server of this machine."""
    raw = [(name.encode(), value.encode()) for name, value in {"host": "127.0.0.1:8090", **headers}.items()]
    request = Request({"type": "http", "client": (peer, 1) if peer else None, "headers": raw})
    assert may_monitor(request, "") is may


@pytest.mark.parametrize("path", OPEN)
def test_an_orchestrator_is_answered(pages, path):
    """Whatever host it asks for and however often: no redirection, no 421, no 429, nothing of interest."""
    for host in ("10.1.2.3:8090", "evil.example", "localhost"):
        answer = ask(pages, path, Host=host)
        assert (answer.status_code, answer.text) == (200, {"/healthz": "alive\n", "/readyz": "ready\n"}[path])
    assert {ask(pages, path).status_code for _ in range(40)} == {200}
    assert requests.head(f"{pages.address}{path}", timeout=10).status_code == 200
    assert requests.post(f"{pages.address}{path}", timeout=10).status_code == 405


@pytest.mark.parametrize("probe", PROBES, ids=lambda each: each.path)
def test_no_other_spelling_is_a_probe(guarded, probe):
    """With a line break at its end, which a rule of the web server before would not see, it is no address of ours."""
    assert ask(guarded, f"{probe.path}%0A").status_code == 404


def test_probes_are_answered_however_much_there_is_to_do():
    """Where no more requests can be answered all three probes are, and they take no other request's place."""
    statuses, in_hand = [], []

    async def answered(scope, _receive, send):
        in_hand.append(door.in_hand)
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def sent(message):
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    door = Door(answered, in_hand=AT_ONCE)
    for path in (*(each.path for each in PROBES), "/teams"):
        run(door({"type": "http", "method": "GET", "path": path, "headers": []}, None, sent))
    assert (statuses, in_hand) == ([200, 200, 200, 503], [AT_ONCE] * 3)
    assert door.in_hand == AT_ONCE


@pytest.mark.parametrize("error", [StoreError("gone"), TryLater("away")])
def test_not_ready_without_the_store(tmp_path, monkeypatch, error):
    """Where the store cannot be read it says so in a word, lives on, and counts what it can."""
    with lead_pages(tmp_path) as pages:
        fails = lambda *_: (_ for _ in ()).throw(error)  # noqa: E731
        for name in ("is_newest", "counts"):
            monkeypatch.setattr(type(pages.context.store.census), name, fails)
        answer = ask(pages, "/readyz")
        assert (answer.status_code, answer.text) == (503, "not ready: store-unreachable\n")
        assert ask(pages, "/healthz").status_code == 200
        found = metrics_of(ask(pages, METRICS))
        assert found["drumbeat_store_up",] == 0
        assert not [name for name, *_ in found if name == "drumbeat_teams"]


def test_not_ready_when_the_schema_has_moved_on(tmp_path):
    """Where a newer Drumbeat has changed the store meanwhile, this process takes no more requests."""
    with lead_pages(tmp_path) as pages:
        with pages.context.store.census._database.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        answer = ask(pages, "/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready: store-schema\n")


def test_not_ready_while_the_scheduler_is_silent(tmp_path):
    """A process whose alarm clock stands still is not ready, and says so beside whatever else is wrong."""
    here = office(tmp_path)
    now = [0.0]
    pulse = Pulse(clock=lambda: now[0])
    watch = Watch(here.context, Jobs(here.clock, 10**6), Requests(), pulse)
    pulse.ring()
    assert watch.reasons() == ()
    now[0] = SILENT_AFTER + 1
    assert watch.reasons() == ("scheduler-silent",)
    watch.jobs.close()


def test_the_scheduler_of_this_process():
    """It is silent once its alarm clock has not rung for five minutes; before the first ring it is not."""
    now = [0.0]
    pulse = Pulse(clock=lambda: now[0])
    assert not pulse.is_silent
    pulse.ring()
    now[0] = SILENT_AFTER
    assert not pulse.is_silent
    now[0] += 1
    assert pulse.is_silent
    pulse.ring()
    assert not pulse.is_silent


def test_what_was_found_out_is_given_again():
    """However often it is asked for, the store is looked at once in that time."""
    now, asked = [0.0], []
    kept = Kept(READY_FOR, clock=lambda: now[0])
    for moment in (0, 1, 1.9, 2, 3, 4):
        now[0] = moment
        kept.get(lambda: asked.append(1))
    assert len(asked) == 3
    assert READY_FOR < COUNTED_FOR <= 30


def test_what_the_metrics_tell(pages):
    """The draft of September waits, nothing has left yet, and requests are counted by route and status."""
    ask(pages, "/sign-in/link/a-secret")
    ask(pages, "/nothing/of/ours")
    answer = ask(pages, METRICS)
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    found = metrics_of(answer)
    assert found["drumbeat_store_up",] == 1
    assert found["drumbeat_teams",] == 2
    assert found["drumbeat_editions", "draft"] == 1
    assert found["drumbeat_last_month_editions", "draft"] == 1
    assert found["drumbeat_last_month_editions", "none"] == 1
    assert found["drumbeat_digests_due", "false", "send"] == 0
    assert {value for (name, *_), value in found.items() if name == "drumbeat_deliveries"} == {0}
    assert found["drumbeat_mails_limit_24h",] == 10_000
    assert found["drumbeat_tables", "ok"] == 4
    assert ("drumbeat_backup_timestamp_seconds",) not in found
    counted = {key[1:]: value for key, value in found.items() if key[0] == "drumbeat_http_requests_total"}
    assert {value for labels, value in counted.items() if "/sign-in/link/{key}" in labels} == {1}
    assert counted["404", "GET", "elsewhere"] == 1
    assert found["drumbeat_http_request_duration_seconds_count",] > 3


def test_the_metrics_name_nobody(pages):
    """No label holds a team, an address or a part of an address that was asked for; there are few series."""
    for method in ("GET", "POST", "BREW", "X" * 500):
        requests.request(method, f"{pages.address}/teams/{method[:9]}/secret-key", timeout=10)
    text = ask(pages, METRICS).text
    for name in ("Network", "Service Desk", "marit", "@", "secret", "BREW", "XX"):
        assert name not in text, name
    assert text.count("\n") < 400


def test_a_good_turn_outlives_its_process(tmp_path):
    """The moment of the last turn of which nothing failed is told by a process that has just begun, as by any other."""
    here = office(tmp_path)
    tick(here.context)
    good, watch = here.clock(), Watch(here.fresh(), None, Requests(), Pulse())
    here.clock.at(10, 2)
    refuse_unready(here.context)
    found = {each.name: each.samples for each in text_string_to_metric_families(watch.text().decode())}
    (sample,) = found["drumbeat_good_turn_timestamp_seconds"]
    assert sample.value == good.timestamp()


def test_jobs_are_told():
    """Where pages are served: how many jobs are in which state."""
    text = exposition(None, 0, Process({("mail", "running"): 2})).decode()
    assert 'drumbeat_jobs{lane="mail",state="running"} 2.0' in text
