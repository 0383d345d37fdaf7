"""From a request to the API that answers it: who asks, which address, which table."""

from __future__ import annotations

import base64
import binascii
import random
import re
from urllib.parse import unquote

from drumbeat.simulator.accounts import User
from drumbeat.simulator.aggregate_api import stats_reply
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.messages import RefusedError, Reply, Request, error_reply, not_authenticated
from drumbeat.simulator.oauth import PATH, TokenDesk
from drumbeat.simulator.predicates import Scope
from drumbeat.simulator.session import Session
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
        self._desk = TokenDesk(instance, rng)

    def answer(self, request: Request) -> Reply:
        """The reply, worked out while the instance stands still."""
        with self._instance.lock:
            if request.path == PATH:
                return self._desk.reply(request)
            user = self._user(request)
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
        _check_method_and_accept(request)
        if match["stats"]:
            return stats_reply(self._scope(match["stats"], session), request, self._rng)
        scope = self._scope(match["table"], session)
        if match["sys_id"]:
            return record_reply(scope, request, unquote(match["sys_id"]), self._base)
        return list_reply(scope, request, self._rng, self._base, match["version"] or "")

    def _scope(self, table: str, session: Session) -> Scope:
        return Scope(self._instance, unquote(table), session)

    def _user(self, request: Request) -> User | None:
        scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._desk.user_of(credentials.strip())
        if scheme.lower() == "basic":
            return self._basic_user(credentials.strip())
        return None

    def _basic_user(self, credentials: str) -> User | None:
        try:
            user_name, _, password = base64.b64decode(credentials, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        user = self._instance.users.get(user_name)
        return user if user and user.password == password else None


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
