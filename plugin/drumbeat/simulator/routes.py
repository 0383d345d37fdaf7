"""From a request to the API that answers it: who asks, which address, which table."""

from __future__ import annotations

import random
import re
from urllib.parse import unquote

from drumbeat.simulator.aggregate_api import stats_reply
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.messages import RefusedError, Reply, Request, error_reply, not_authenticated, with_headers
from drumbeat.simulator.oauth import PATH, TokenDesk
from drumbeat.simulator.passwords import Passwords
from drumbeat.simulator.predicates import Scope
from drumbeat.simulator.rate_counter import RateCounter
from drumbeat.simulator.session import Session
from drumbeat.simulator.sign_in import SignIn
from drumbeat.simulator.table_api import list_reply, record_reply

_ADDRESS = re.compile(
    r"/api/now(?:/(?P<version>v[12]))?/(?:table/(?P<table>[^/]+)(?:/(?P<sys_id>[^/]+))?|stats/(?P<stats>[^/]+))"
)
_ACCEPTED = frozenset({"application/json", "application/*", "*/*"})


class Router:
    """Answers requests from one instance. `base` is the address that links begin with."""

    def __init__(self, instance: Instance, rng: random.Random, base: str) -> None:
        self._instance = instance
        self._rng = rng
        self._base = base
        passwords = Passwords(instance)
        self._desk = TokenDesk(instance, rng, passwords)
        self._sign_in = SignIn(instance, self._desk, passwords)
        self._rates = RateCounter()

    def answer(self, request: Request) -> Reply:
        """The reply, worked out while the instance stands still."""
        with self._instance.lock:
            if request.path == PATH:
                return self._desk.reply(request)
            user = self._sign_in.user(request)
            if user is None:
                return not_authenticated()
            try:
                return self._api(request, Session(user, self._instance.clock()))
            except RefusedError as refused:
                return refused.reply

    def _api(self, request: Request, session: Session) -> Reply:
        match = _ADDRESS.fullmatch(request.path)
        if match is None:
            return error_reply(
                404,
                "Requested URI does not represent any resource",
                "The requested URI does not represent any resource on the server",
            )
        api = "Aggregate API" if match["stats"] else "Table API"
        headers = self._rates.count(self._instance.limits, session.user, api, session.now)
        try:
            return with_headers(self._matched(match, request, session), headers)
        except RefusedError as refused:
            return with_headers(refused.reply, headers)

    def _matched(self, match: re.Match[str], request: Request, session: Session) -> Reply:
        _check_method_and_accept(request)
        if match["stats"]:
            return stats_reply(self._scope(match["stats"], session), request, self._rng)
        scope = self._scope(match["table"], session)
        if match["sys_id"]:
            return record_reply(scope, request, unquote(match["sys_id"]), self._base)
        return list_reply(scope, request, self._rng, self._base, match["version"] or "")

    def _scope(self, table: str, session: Session) -> Scope:
        return Scope(self._instance, unquote(table), session)


def _check_method_and_accept(request: Request) -> None:
    """405 for anything but reading; 400 without Accept and 406 for a form we cannot give (fact sheet 1.1).

    ServiceNow also speaks XML; this simulator does not, and says so with 406.
    """
    if request.method != "GET":
        raise RefusedError(
            error_reply(405, "Method not supported", f"{request.method} is not supported: this simulator only reads")
        )
    accept = request.headers.get("accept", "")
    if not accept:
        raise RefusedError(error_reply(400, "Bad Request", "The Accept header is missing"))
    asked = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    if not asked & _ACCEPTED:
        raise RefusedError(error_reply(406, "Not acceptable", "The Accept header names no format available here"))
