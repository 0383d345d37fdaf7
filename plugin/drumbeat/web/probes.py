"""What machines ask about this process: whether it lives, whether it can serve, and how much there is.

They stand beside the pages and not among them: no session, no language, no limit of signing in, and no rule about the
host, since an orchestrator asks by the address of the machine. What they say names nobody.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from threading import Lock
from time import monotonic
from urllib.parse import urlsplit

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.routing import Route as Address

from drumbeat.desk.census import census
from drumbeat.desk.context import Context
from drumbeat.desk.pulse import Pulse
from drumbeat.editions.census import Census
from drumbeat.errors import DrumbeatError, StoreError, TryLater
from drumbeat.metrics import CONTENT_TYPE, Process, Requests, exposition
from drumbeat.web.access import Rule
from drumbeat.web.jobs import Jobs
from drumbeat.web.security import STATIC_POLICY, headers

ALIVE = "/healthz"
READY_FOR = 2.0
COUNTED_FOR = 15.0
"""Seconds for which an answer is given again, however often it is asked for."""
_SCRAPERS = frozenset(
    {"accept", "accept-encoding", "authorization", "connection", "host", "user-agent"}
    | {"x-prometheus-scrape-timeout-seconds"}
)
"""Headers with which Prometheus asks, or a person with curl. Whoever passes something on adds others, of many names."""
_PLAIN = "text/plain; charset=utf-8"


@dataclass
class Kept:
    """What was found out, until it is too old. One asks at a time; the others are given the same."""

    seconds: float
    clock: Callable[[], float] = monotonic
    _at: float | None = None
    _found: object = None
    _lock: Lock = field(default_factory=Lock)

    def get(self, find: Callable[[], object]) -> object:
        """It, found out anew where need be."""
        with self._lock:
            if self._at is None or self.clock() - self._at >= self.seconds:
                self._found, self._at = find(), self.clock()
            return self._found


@dataclass(frozen=True)
class Watch:
    """What the answers rest on."""

    context: Context
    jobs: Jobs | None
    """Of the pages, where there are some."""
    requests: Requests
    pulse: Pulse | None = None
    """Of the schedule, where this process looks after it."""
    ready: Kept = field(default_factory=lambda: Kept(READY_FOR))
    counted: Kept = field(default_factory=lambda: Kept(COUNTED_FOR))

    def reasons(self) -> tuple[str, ...]:
        """Why this process cannot serve, in short words; none where it can."""
        store = self.ready.get(self._store)
        silent = self.pulse is not None and self.pulse.is_silent
        return tuple(filter(None, (str(store), "scheduler-silent" if silent else "")))

    def _store(self) -> str:
        try:
            return "" if self.context.store.census.is_newest() else "store-schema"
        except (StoreError, TryLater):
            return "store-unreachable"

    def text(self) -> bytes:
        """The metrics."""
        found = self.counted.get(self._census)
        lanes = self.jobs.counts() if self.jobs is not None else {}
        jobs = {(lane.value, state.value): count for (lane, state), count in lanes.items()}
        process = Process(jobs)
        counts = found if isinstance(found, Census) else None
        return exposition(counts, self.context.settings.mail.per_day, process, self.requests)

    def _census(self) -> Census | None:
        try:
            return census(self.context)
        except DrumbeatError:
            return None


@dataclass(frozen=True, slots=True)
class Probe:
    """One address, with the rule of who may ask."""

    path: str
    rule: Rule
    answer: Callable[[Watch], tuple[int, bytes, str]]
    """Status, body and media type."""


def _alive(_watch: Watch) -> tuple[int, bytes, str]:
    """The process answers. The store is not asked: nobody mends a database by restarting who reads it."""
    return 200, b"alive\n", _PLAIN


def _ready(watch: Watch) -> tuple[int, bytes, str]:
    reasons = watch.reasons()
    return (503, f"not ready: {', '.join(reasons)}\n".encode(), _PLAIN) if reasons else (200, b"ready\n", _PLAIN)


def _metrics(watch: Watch) -> tuple[int, bytes, str]:
    return 200, watch.text(), CONTENT_TYPE


PROBES = (
    Probe(ALIVE, Rule.ANYBODY, _alive),
    Probe("/readyz", Rule.ANYBODY, _ready),
    Probe("/metrics", Rule.MONITOR, _metrics),
)
"""In the order in which they are looked for, before all pages."""


def add_probes(made: FastAPI, watch: Watch) -> None:
    """Let the application answer them."""
    made.router.routes[:0] = [Address(each.path, _asked(each, watch), methods=["GET"]) for each in PROBES]


def _asked(probe: Probe, watch: Watch) -> Callable[[Request], object]:
    """Each is found out in a line of its own, so that it waits for no page, and nobody for those who wait for it."""
    web, line = watch.context.settings.web, CapacityLimiter(1)
    protection = headers(is_https=web.url.startswith("https:"), policy=STATIC_POLICY)

    async def answer(request: Request) -> Response:
        if request.scope["path"] != probe.path:  # with a line break at its end, which a web server's rule may not see
            raise HTTPException(404)
        request.scope["route"] = probe
        if probe.rule is Rule.MONITOR and not may_monitor(request, web.metrics_token.get_secret_value()):
            refused = {**protection, "WWW-Authenticate": "Bearer"}
            return Response(b"A token is needed (web.metrics_token).\n", 401, refused, _PLAIN)
        asked = probe.answer if probe.path == ALIVE else None
        status, body, kind = asked(watch) if asked else await to_thread.run_sync(probe.answer, watch, limiter=line)
        return Response(body, status, protection, kind)

    return answer


def may_monitor(request: Request, token: str) -> bool:
    """Whether it has the token; or where there is none, comes from this machine, and from nobody by way of a proxy.

    Who asks by another name than this machine's own for itself was passed on, or is a browser that was lured here.
    """
    said = request.headers.get("authorization", "")
    if token:
        return hmac.compare_digest(said.encode(), f"Bearer {token}".encode())
    peer = request.client.host if request.client else ""
    is_bare = _SCRAPERS.issuperset(request.headers.keys())
    return is_bare and _is_here(peer) and _is_here(_name_in(request.headers.get("host", "")))


def _name_in(host: str) -> str:
    """Without the port; empty for what is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_here(address: str) -> bool:
    try:
        return address == "localhost" or ip_address(address).is_loopback
    except ValueError:
        return False
