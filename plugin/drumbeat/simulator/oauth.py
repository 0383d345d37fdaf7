"""`POST /oauth_token.do` and the tokens it gives out (fact sheet 1.12)."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from drumbeat.simulator import jwt_bearer
from drumbeat.simulator.accounts import OAuthClient, User
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.jwt_bearer import AssertionRefusedError, read_assertion
from drumbeat.simulator.messages import RefusedError, Reply, Request, error_reply, json_reply
from drumbeat.simulator.passwords import Passwords

PATH = "/oauth_token.do"
FORM = "application/x-www-form-urlencoded"
_TOKEN_BITS = 344


@dataclass(slots=True)
class Grant:
    """What a token stands for, until when, and how often it was used."""

    user_name: str
    client_id: str
    ends: datetime
    uses: int = 0


class TokenDesk:
    """Gives tokens out and knows them again. Used under the instance's lock."""

    def __init__(self, instance: Instance, rng: random.Random, passwords: Passwords) -> None:
        self._instance = instance
        self._rng = rng
        self._passwords = passwords
        self._assertions: dict[tuple[str, str], float] = {}
        self._access: dict[str, Grant] = {}
        self._refresh: dict[str, Grant] = {}

    def user_of(self, token: str) -> User | None:
        """The user an access token acts for; None when it is unknown or has run out (trap 32)."""
        grant = self._access.get(token)
        if grant is None or not self._lasts(grant):
            return None
        grant.uses += 1
        user = self._instance.users.get(grant.user_name)
        return user if user and user.active else None

    def _lasts(self, grant: Grant) -> bool:
        client = self._instance.clients.get(grant.client_id)
        used_up = client is not None and client.access_uses and grant.uses >= client.access_uses
        return not used_up and grant.ends > self._instance.clock()

    def reply(self, request: Request) -> Reply:
        """The answer to a token request."""
        if request.method != "POST":
            return error_reply(405, "Method not supported", f"{request.method} is not supported here")
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            return _refusal(400, "invalid_request", f"The request must be {FORM}")
        form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        if not self._instance.properties.parameters_in_body_only:
            form = {**request.params, **form}
        try:
            return self._granted(form)
        except RefusedError as refused:
            return refused.reply

    def _granted(self, form: dict[str, str]) -> Reply:
        """By default parameters count only in the body, never in the address."""
        client = self._instance.clients.get(form.get("client_id", ""))
        if client is None or client.client_secret != form.get("client_secret"):
            raise RefusedError(_refusal(401, "invalid_client", "access_denied"))
        match form.get("grant_type"):
            case "client_credentials":
                enabled = self._instance.properties.client_credentials
                return self._tokens(client, client.application_user if enabled else "", refreshable=False)
            case "password":
                return self._tokens(client, self._password_user(form), refreshable=True)
            case "refresh_token":
                return self._refreshed(client, self._refresh_user(client, form))
            case jwt_bearer.GRANT_TYPE:
                return self._tokens(client, self._assertion_user(client, form), refreshable=False)
            case _:
                raise RefusedError(_refusal(400, "unsupported_grant_type", "unsupported_grant_type"))

    def _password_user(self, form: dict[str, str]) -> str:
        user = self._passwords.user(form.get("username", ""), form.get("password", ""))
        return user.user_name if user else ""

    def _assertion_user(self, client: OAuthClient, form: dict[str, str]) -> str:
        """The assertion's subject; an assertion counts once, by its jti, until it would be refused anyway."""
        now = self._instance.clock()
        try:
            assertion = read_assertion(form.get("assertion", ""), client, now)
        except AssertionRefusedError:
            return ""
        self._assertions = {key: ends for key, ends in self._assertions.items() if ends > now.timestamp()}
        key = (client.client_id, assertion.jti)
        if key in self._assertions:
            return ""
        self._assertions[key] = assertion.ends
        return assertion.subject

    def _refresh_user(self, client: OAuthClient, form: dict[str, str]) -> str:
        grant = self._refresh.get(form.get("refresh_token", ""))
        usable = grant and grant.client_id == client.client_id and grant.ends > self._instance.clock()
        return grant.user_name if grant and usable else ""

    def _refreshed(self, client: OAuthClient, user_name: str) -> Reply:
        """An access token and never a refresh token: the client keeps the one it has (trap 33)."""
        current = self._current(client, user_name) if client.refresh_gives_current else None
        if current is None:
            return self._tokens(client, user_name, refreshable=False)
        token, grant = current
        left = int((grant.ends - self._instance.clock()).total_seconds())
        return json_reply(200, {"access_token": token, **_kind(left)})

    def _current(self, client: OAuthClient, user_name: str) -> tuple[str, Grant] | None:
        """The newest access token of the user that still lasts."""
        for token, grant in reversed(self._access.items()):
            if (grant.client_id, grant.user_name) == (client.client_id, user_name) and self._lasts(grant):
                return token, grant
        return None

    def _tokens(self, client: OAuthClient, user_name: str, *, refreshable: bool) -> Reply:
        """The reply with an access token, and a refresh token only for the grant that begins with a password."""
        user = self._instance.users.get(user_name)
        if user is None or not user.active:
            raise RefusedError(_refusal(401, "server_error", "access_denied"))
        now = self._instance.clock()
        access = self._new_token()
        ends = now + timedelta(seconds=client.access_seconds)
        self._access[access] = Grant(user_name, client.client_id, ends)
        payload: dict[str, str | int] = {"access_token": access}
        if refreshable:
            refresh = self._new_token()
            ends = now + timedelta(seconds=client.refresh_seconds)
            self._refresh[refresh] = Grant(user_name, client.client_id, ends)
            payload["refresh_token"] = refresh
        return json_reply(200, {**payload, **_kind(client.access_seconds)})

    def _new_token(self) -> str:
        return f"{self._rng.getrandbits(_TOKEN_BITS):0{_TOKEN_BITS // 4}x}"


def _kind(seconds: int) -> dict[str, str | int]:
    return {"scope": "useraccount", "token_type": "Bearer", "expires_in": seconds - 1}


def _refusal(status: int, error: str, description: str) -> Reply:
    return json_reply(status, {"error_description": description, "error": error})
