"""How long each page takes over a store of 1,000 teams and 100,000 deliveries, beside a page that says hello.

Two pages are taken once more, of a team with 10,000 single addresses.

Both are served alike and asked for over one connection, in turn. Prints JSON: address -> milliseconds, one a request.
"""

from __future__ import annotations

import http.client
import json
import re
import sqlite3
import sys
import tempfile
import threading
import time
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from drumbeat.desk.recipients import change_rules
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.web.access import Rule as Access
from drumbeat.web.pages import ROUTES
from drumbeat.web.server import serving
from lead_pages import ADMINISTRATOR, COOKIE, SERVICE_DESK, TECHNICIAN, Pages, lead_pages, staff
from schedules import october_drafted

TEAMS, DELIVERIES, READERS = 1_000, 100_000, 10_000
HELLO = "hello"
WARM, TIMES = 2, 15
_MONTH = "2026-09"


def main(times: int) -> None:
    """Measure, print."""
    where = tempfile.TemporaryDirectory(prefix="drumbeat-bench-")
    with where as folder, lead_pages(Path(folder), personal=True) as pages:
        staff(pages.context, ("Ann", TECHNICIAN))
        october_drafted(pages.office)
        crowd(Path(folder) / "drumbeat.db", TEAMS, DELIVERIES)
        change_rules(pages.context, SERVICE_DESK.name, [read_by(number) for number in range(READERS)])
        with serving(hello(), "127.0.0.1", 0, threading.Event().set) as bare:
            print(json.dumps(measured(pages, bare, times)))


def hello() -> FastAPI:
    """Starlette with one page."""
    made = FastAPI(openapi_url=None)
    made.add_route(f"/{HELLO}", lambda _request: HTMLResponse("<!doctype html><title>Hello</title><p>Hello"))
    return made


def crowd(store: Path, teams: int, deliveries: int) -> None:
    """As many teams as the one that there is, each with its last month sent, and so many deliveries in all."""
    connection = sqlite3.connect(store)
    connection.row_factory = sqlite3.Row
    (pattern,) = connection.execute("SELECT * FROM team WHERE name = 'Network'")
    (sent,) = connection.execute("SELECT * FROM edition WHERE team = 'Network' AND period_start = '2026-09-01'")
    delivery = connection.execute("SELECT * FROM delivery WHERE edition_id = ?", (sent["id"],)).fetchone()
    each = deliveries // teams
    filled(connection, delivery, sent["id"], each)
    for number in range(1, teams):
        name = f"Team {number:04}"
        team = copied(connection, "team", pattern, name=name)
        connection.execute("INSERT INTO team_source (team_id, kind, name) VALUES (?, 'group', ?)", (team, name))
        edition = copied(connection, "edition", sent, team=name)
        filled(connection, delivery, edition, each)
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()


def read_by(number: int) -> Rule:
    """A single address."""
    return Rule(RecipientKind.ADDRESS, f"reader{number}@example.com")


def filled(connection: sqlite3.Connection, pattern: sqlite3.Row, edition: int, count: int) -> None:
    """So many deliveries of an edition, to as many readers."""
    for at in range(count):
        own = {"recipient": f"reader{at}@example.com", "message_id": f"<{edition}.{at}@example.com>"}
        copied(connection, "delivery", pattern, edition_id=edition, **own)


def copied(connection: sqlite3.Connection, table: str, row: sqlite3.Row, **other: object) -> int:
    """Another row like this one; its id."""
    values = {**dict(row), **other}
    values.pop("id", None)
    places = ", ".join("?" for _ in values)
    statement = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})"  # noqa: S608  columns of the store's own
    made = connection.execute(statement, tuple(values.values()))
    return int(made.lastrowid or 0)


def addresses(pages: Pages) -> dict[str, str]:
    """Every page that needs no more than a team and a month -> who opens it."""
    found = {}
    for route in ROUTES:
        path = route.path.replace("{team:int}", str(pages.team())).replace("{month}", _MONTH)
        if route.method == "GET" and not re.search(r"\{|/oidc", path):
            found[path] = TECHNICIAN if route.rule is Access.OWNER else ADMINISTRATOR
    large = f"/teams/{pages.team(SERVICE_DESK.name)}"
    return {**found, **{f"{large}/{page}": ADMINISTRATOR for page in ("recipients", "edition")}}


def measured(pages: Pages, bare: str, times: int) -> dict[str, list[float]]:
    """Every page in turn, so many times; answers that are no page (or a way to one) end the bench."""
    whose = {who: f"{COOKIE}={pages.session_of(who)}" for who in (ADMINISTRATOR, TECHNICIAN)}
    asked = {path: (pages.address, path, whose[who]) for path, who in addresses(pages).items()}
    asked[HELLO] = (bare, f"/{HELLO}", "")
    lines = {host: http.client.HTTPConnection(host.removeprefix("http://")) for host in (pages.address, bare)}
    found: dict[str, list[float]] = {name: [] for name in asked}
    for at in range(WARM + times):
        for name, (host, path, cookie) in asked.items():
            began = time.perf_counter()
            lines[host].request("GET", path, headers={"Cookie": cookie} if cookie else {})
            answer = lines[host].getresponse()
            answer.read()
            if answer.status not in {200, 303}:
                raise SystemExit(f"{name} answers {answer.status}")
            if at >= WARM:
                found[name].append((time.perf_counter() - began) * 1000)
    for line in lines.values():
        line.close()
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TIMES)
