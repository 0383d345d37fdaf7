"""`drumbeat serve` as a process: what it asks for first, what it serves, and how it ends."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
import requests

from command import ROOT, drumbeat, environment, quickly
from drumbeat.app import clock
from drumbeat.desk.context import Context
from drumbeat.desk.pulse import Pulse
from drumbeat.settings import WebSettings
from drumbeat.tokens.unsubscribing import Subscription, link
from drumbeat.web.wiring import web_pages
from log_lines import read
from samples import sampled
from schedules import office
from stores import dump, open_database

SECRET = "a secret of thirty-two characters"


def free_port() -> int:
    """On which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def settled(folder, **web):
    """Settings with pages on a free port; the public address."""
    port = free_port()
    said = {"url": f'"http://127.0.0.1:{port}"', "secret": f'"{SECRET}"', "port": port, **web}
    lines = "".join(f"{name} = {value}\n" for name, value in said.items() if value)
    settings = folder / "drumbeat.toml"
    settings.touch(0o600)
    settings.write_text(f'[store]\nurl = "sqlite:///drumbeat.db"\n[web]\n{lines}')
    return f"http://127.0.0.1:{port}"


@contextmanager
def running(folder, *before, then=(), says="served at http://127.0.0.1", **extra):
    """The command, once it says that it serves."""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "drumbeat", *before, "serve", *then],
        cwd=folder,
        env=environment(PYTHONUNBUFFERED="1", **extra),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert says in process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("ending", sampled([signal.SIGTERM, signal.SIGINT], always=1))
def test_it_serves_until_it_is_told_to_stop(tmp_path, ending):
    """A reader unsubscribes; at SIGTERM or Ctrl-C it ends with 0, and what was said is kept."""
    address = settled(tmp_path)
    with running(tmp_path) as process:
        mine = link(address, Subscription("zoe@example.com", "Network", "en"), (SECRET,), clock())
        assert requests.get(mine, timeout=10).status_code == 200
        assert requests.post(mine, data="List-Unsubscribe=One-Click", timeout=10).status_code == 200
        process.send_signal(ending)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out.splitlines()[-1]) == (0, "Stopped.")
    log = [(each["event"], each.get("route"), each.get("status")) for each in read(err)]
    assert ("the service began", None, None) in log
    assert ("a request was answered", "/u/{token}", 200) in log
    assert log[-1] == ("the service ended", None, None)
    assert dump(tmp_path / "drumbeat.db", "suppression", "address, team") == [("zoe@example.com", "Network")]


def test_no_reader_is_in_any_log(tmp_path):
    """Even at the level of debugging, nothing that the command says holds a link, which names its reader."""
    address = settled(tmp_path)
    with running(tmp_path, "--verbose", DRUMBEAT_LOG__LEVEL="debug") as process:
        mine = link(address, Subscription("zoe@example.com", "Network", "en"), (SECRET,), clock())
        for method in ("GET", "POST", "PUT"):
            requests.request(method, mine, timeout=10)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    token = mine.rpartition("/")[2]
    assert all(part not in out + err for part in (token[:20], token[-20:], "zoe", "example.com"))
    assert sum(each.get("route") == "/u/{token}" for each in read(err)) == 3


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"secret": ""}, "url needs secret"),
        ({"secret": '"short"'}, "32 characters"),
        ({"port": 70000}, "web.port"),
    ],
)
def test_what_is_missing_is_told_first(tmp_path, said, told):
    """Without a secret nothing is served, and what to set is said."""
    settled(tmp_path, **said)
    ended = drumbeat("serve", cwd=tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err


def test_a_taken_port_is_told(tmp_path):
    """A port that is taken ends the command with a sentence."""
    address = settled(tmp_path)
    with socket.create_server(("127.0.0.1", int(address.rpartition(":")[2]))):
        ended = drumbeat("serve", cwd=tmp_path)
    assert ended.code == 2
    assert "cannot be listened on: address already in use" in ended.err


def test_the_schedule_is_looked_after_without_pages(tmp_path):
    """Where no address is set the schedule runs all the same, and `status` says when it was seen; no port is taken."""
    settled(tmp_path, url="", port="")
    open_database(tmp_path / "drumbeat.db")
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "drumbeat", "serve"],
        cwd=tmp_path,
        env=environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert "No pages are served" in process.stdout.readline()
        assert "every minute" in process.stdout.readline()
        deadline = time.monotonic() + 30
        while "nothing was due" not in did(tmp_path) and time.monotonic() < deadline:
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=20)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, {each["level"] for each in read(err)}) == (0, {"info"})
    assert "nothing was due" in did(tmp_path)


def test_machines_are_answered_without_pages(tmp_path):
    """Where a port is set and no address, as in the image, its healthcheck and probes are answered, and no page is."""
    context = office(tmp_path).context
    web = WebSettings(port=free_port())
    here = Context(None, given=context.settings.model_copy(update={"web": web}))
    assert web.is_port_named
    assert not WebSettings().is_port_named
    with web_pages(here, lambda: None, pulse=Pulse()) as address:
        asked = subprocess.run(
            [sys.executable, ROOT / "deploy" / "image" / "healthcheck.py"],
            env=environment(DRUMBEAT_WEB__PORT=str(web.port)),
            check=False,
            timeout=20,
        )
        statuses = [requests.get(f"{address}{path}", timeout=10).status_code for path in ("/readyz", "/metrics", "/")]
    assert (asked.returncode, statuses) == (0, [200, 200, 404])


def test_pages_and_schedule_apart(tmp_path):
    """One process serves the pages and is no scheduler; another looks after the schedule and answers machines alone."""
    address = settled(tmp_path)
    port = free_port()
    probes = f"http://127.0.0.1:{port}"
    with running(tmp_path, then=("--pages",)) as pages:
        assert dump(tmp_path / "drumbeat.db", "scheduler", "did") == []
        with running(
            tmp_path, then=("--schedule",), says="Probes are answered", DRUMBEAT_WEB__PORT=str(port)
        ) as schedule:
            asked = [f"{each}{path}" for each in (address, probes) for path in ("/readyz", "/sign-in", "/u/preview")]
            statuses = [requests.get(each, timeout=10).status_code for each in asked]
            assert "every minute" in schedule.stdout.readline()
            for process in (schedule, pages):
                process.send_signal(signal.SIGTERM)
                assert process.wait(20) == 0
    assert statuses == [200, 200, 200, 200, 404, 404]
    assert len(dump(tmp_path / "drumbeat.db", "scheduler", "name")) == 1


def test_pages_without_an_address(tmp_path):
    """Who wants pages alone is told where there can be none."""
    settled(tmp_path, url="")
    ended = quickly("serve", "--pages", cwd=tmp_path)
    assert (ended.code, "There are no pages to serve: web.url is not set." in ended.err) == (2, True)


def did(folder) -> str:
    """What the scheduler says that it did."""
    return " ".join(said for (said,) in dump(folder / "drumbeat.db", "scheduler", "did"))


def test_a_container_speaks_json_alone(tmp_path):
    """With `log.format = "json"` standard output stays empty, each line of the log is JSON, and probes are answered."""
    address = settled(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "drumbeat", "serve"],
        cwd=tmp_path,
        env=environment(PYTHONUNBUFFERED="1", DRUMBEAT_LOG__FORMAT="json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        metrics, deadline = "", time.monotonic() + 30
        while "drumbeat_http_requests_total" not in metrics and time.monotonic() < deadline:
            time.sleep(0.1)
            try:
                probes = [requests.get(f"{address}{path}", timeout=10).text for path in ("/healthz", "/readyz")]
                metrics = requests.get(f"{address}/metrics", timeout=10).text
            except requests.ConnectionError:
                continue
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, out, probes) == (0, "", ["alive\n", "ready\n"])
    for name in ("drumbeat_store_up 1.0", "drumbeat_good_turn_timestamp_seconds", "drumbeat_scheduler_seen_timestamp"):
        assert name in metrics
    events = [each["event"] for each in read(err)]
    assert [each for each in events if each.startswith("the ")] == [
        "the store was brought up to date",
        "the service began",
        "the service ended",
    ]
