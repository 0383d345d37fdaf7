"""What stands before the instance: a proxy, sessions that take one request at a time, semaphores (fact sheet 1.9).

A request counts as under way from here until its reply is ready, so the simulator's latency is part of it.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace

from drumbeat.simulator.limits import Limits, Proxy
from drumbeat.simulator.messages import Reply, Request, error_reply, with_headers
from drumbeat.simulator.turnstile import Turnstile

COOKIE = "JSESSIONID"
_API = "/api/"
_SESSIONS_KEPT = 1000
_HTML = {"Content-Type": "text/html;charset=UTF-8"}


class Front:
    """Lets requests through to the instance, or answers them itself. Used by several threads."""

    def __init__(self, limits: Limits, proxy: Proxy) -> None:
        self._limits = limits
        self._proxy = proxy
        self._semaphores = Turnstile(limits.semaphores, limits.semaphore_queue) if limits.semaphores else None
        self._sessions: OrderedDict[str, Turnstile] = OrderedDict()
        self._made = 0
        self._lock = threading.Lock()

    def through(self, request: Request, answer: Callable[[], Reply]) -> Reply:
        """The reply of `answer`, or what happens to a request that does not get so far."""
        return passed(self._proxy, self._in_session(request, answer))

    def _in_session(self, request: Request, answer: Callable[[], Reply]) -> Reply:
        """Requests of one session run one at a time; above ten in the queue they are dropped with 202 (trap 26)."""
        queue = self._limits.session_queue
        if queue is None:
            return self._with_semaphore(request, answer)
        session, cookie = self._session(request.headers, queue)
        if not session.enter(self._limits.session_patience):
            return dropped(page=self._limits.overflow_page)
        try:
            return _with_cookie(self._with_semaphore(request, answer), cookie)
        finally:
            session.leave()

    def _with_semaphore(self, request: Request, answer: Callable[[], Reply]) -> Reply:
        """A request to the API needs a semaphore; with the queue for them full it is refused (trap 28)."""
        if self._semaphores is None or not request.path.startswith(_API):
            return answer()
        if not self._semaphores.enter():
            return no_semaphore()
        try:
            return answer()
        finally:
            self._semaphores.leave()

    def _session(self, headers: Mapping[str, str], queue: int) -> tuple[Turnstile, str]:
        """The session that the cookie names, or a new one and its cookie. The oldest are forgotten."""
        name = _cookies(headers.get("cookie", "")).get(COOKIE, "")
        with self._lock:
            known = self._sessions.get(name)
            if known is not None:
                self._sessions.move_to_end(name)
                return known, ""
            self._made += 1
            name = hashlib.sha256(f"session {self._made}".encode()).hexdigest()[:32].upper()
            session = self._sessions[name] = Turnstile(1, queue)
            if len(self._sessions) > _SESSIONS_KEPT:
                self._sessions.popitem(last=False)
            return session, f"{COOKIE}={name}; Path=/; HttpOnly"


def dropped(*, page: bool = False) -> Reply:
    """202: the session's queue was full, and the request was not done (1.9; trap 26)."""
    body = b"<html><head><title>Accepted</title></head><body></body></html>" if page else b""
    return Reply(202, body, _HTML)


def no_semaphore() -> Reply:
    """429 without the headers of a rate-limit rule (1.9; trap 28). The fact sheet has no words for it."""
    return error_reply(429, "Too many requests", "The semaphore queue is full")


def passed(proxy: Proxy, reply: Reply) -> Reply:
    """The reply as it comes out of the proxy (traps 20 and 22)."""
    size = sum(len(name) + len(value) + 4 for name, value in reply.headers.items())
    if proxy.largest_headers and size > proxy.largest_headers:
        body = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
        return Reply(502, body, _HTML)
    stripped = {name.lower() for name in proxy.strips}
    if not stripped:
        return reply
    return replace(
        reply, headers={name: value for name, value in reply.headers.items() if name.lower() not in stripped}
    )


def _cookies(header: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return {name: value for name, _, value in pairs}


def _with_cookie(reply: Reply, cookie: str) -> Reply:
    return with_headers(reply, {"Set-Cookie": cookie} if cookie else {})
