"""`drumbeat simulate` as a person rehearses with it: faults by name, and an instance that is set up badly."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests

from command import environment, quickly

USER = ("drumbeat.integration", "demo")
ROWS = '[{"number":"INC1","state":"6","opened_at":"2026-10-01 08:00:00","resolved_at":"2026-10-02 08:00:00"}]'


@contextmanager
def simulating(folder, *words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A simulator with one incident in a process of its own: its address, and the process."""
    (folder / "rows.json").write_text(ROWS)
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "drumbeat", "simulate", "--load", "rows.json", *words],
        cwd=folder,
        env=environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        line = next(line for line in process.stdout if " at http" in line)
        assert "OAuth client drumbeat-demo-client, secret demo-secret" in line
        assert ("user drumbeat.integration, password demo" in line) is ("--no-basic" not in words)
        yield line.partition(" at ")[2].partition(";")[0], process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            rest, _ = process.communicate(timeout=30)
        finally:
            process.kill()
        assert rest.endswith("Stopped.\n")


def get(url: str, path: str, **params: str) -> requests.Response:
    return requests.get(f"{url}{path}", params=params, auth=USER, headers={"Accept": "application/json"}, timeout=10)


def test_a_fault_by_name(tmp_path):
    """The named requests fail as scripted, the others do not, and the terminal tells of it (design, 7)."""
    with simulating(tmp_path, "--fault", "rate-limited=7@2", "--fault", "maintenance-503@incident:3-") as (
        url,
        process,
    ):
        replies = [get(url, "/api/now/table/incident") for _ in range(4)]
        assert [reply.status_code for reply in replies] == [200, 429, 503, 503]
        assert replies[1].headers["Retry-After"] == "7"
        assert get(url, "/api/now/table/problem").status_code == 200
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(3)]
    assert told[0] == "rate-limited: request 2, GET /api/now/table/incident\n"
    assert [line.partition(":")[0] for line in told[1:]] == ["maintenance-503"] * 2


def test_a_bad_set_up(tmp_path):
    """No role, another zone, an absent table and no basic sign-in can be simulated (traps 3, 35, 36 and 43)."""
    words = ("--zone-of-user", "US/Pacific", "--absent", "sn_cim_register")
    with simulating(tmp_path, *words) as (url, _):
        row = get(url, "/api/now/table/incident", sysparm_display_value="all").json()["result"][0]
        assert row["resolved_at"] == {"display_value": "2026-10-02 01:00:00", "value": "2026-10-02 08:00:00"}
        absent = get(url, "/api/now/table/sn_cim_register")
        assert (absent.status_code, absent.json()["error"]["message"]) == (400, "Invalid table sn_cim_register")
    with simulating(tmp_path, "--no-role") as (url, _):
        reply = get(url, "/api/now/table/incident")
        assert (reply.status_code, reply.headers["X-Total-Count"], reply.json()) == (200, "1", {"result": []})
    with simulating(tmp_path, "--no-basic") as (url, _):
        assert get(url, "/api/now/table/incident").status_code == 401


def test_times_in_a_query_may_be_local(tmp_path):
    """The same query finds the record or not, as the instance reads its times (trap 44)."""
    query = "resolved_at>=2026-10-02 01:00:00^resolved_at<2026-10-02 02:00:00"
    for literals, found in (("local", 1), ("utc", 0)):
        with simulating(tmp_path, "--zone-of-user", "US/Pacific", "--literals", literals) as (url, _):
            assert len(get(url, "/api/now/table/incident", sysparm_query=query).json()["result"]) == found


def test_it_may_be_ended_as_soon_as_it_says_where_it_is(tmp_path, monkeypatch):
    """Ctrl-C that comes while the address is being written ends it as any other: "Stopped.", code 0."""

    def say(line: str) -> None:
        print(line)
        if " at http" in line:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("drumbeat.cli.simulate.say", say)
    (tmp_path / "rows.json").write_text(ROWS)
    ended = quickly("simulate", "--load", "rows.json", cwd=tmp_path)
    assert (ended.code, ended.out.splitlines()[-1]) == (0, "Stopped.")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--fault", "cut"), "The faults are cut-json"),
        (("--fault", "cut-json@incident:0"), "does not say when"),
        (("--absent", "no_such"), "no table no_such"),
        (("--zone-of-user", "Mars/Base"), "no time zone Mars/Base"),
        (("--literals", "mars"), "'mars'"),
    ],
)
def test_mistakes_are_refused(tmp_path, words, complaint):
    """A wrong name ends the command with code 2 and says what there is."""
    (tmp_path / "rows.json").write_text(ROWS)
    ended = quickly("simulate", "--load", "rows.json", *words, cwd=tmp_path)
    assert ended.code == 2
    assert complaint in " ".join(ended.err.split())
