"""`POST /oauth_token.do` and the tokens it gives out (fact sheet 1.12)."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from drumbeat.simulator.accounts import OAuthClient, User
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.messages import RefusedError, Reply, Request, error_reply, json_reply

PATH = "/oauth_token.do"
FORM = "application/x-www-form-urlencoded"
_TOKEN_BITS = 344


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token stands for, and until when."""

    user_name: str
    client_id: str
    ends: datetime


class TokenDesk:
    """Gives tokens out and knows them again. Used under the instance's lock."""

    def __init__(self, instance: Instance, rng: random.Random) -> None:
        self._instance = instance
        self._rng = rng
        self._access: dict[str, Grant] = {}
        self._refresh: dict[str, Grant] = {}

    def user_of(self, token: str) -> User | None:
        """The user an access token acts for; None when it is unknown or has run out."""
        grant = self._access.get(token)
        if grant is None or grant.ends <= self._instance.clock():
            return None
        return self._instance.users.get(grant.user_name)

    def reply(self, request: Request) -> Reply:
        """The answer to a token request."""
        if request.method != "POST":
            return error_reply(405, "Method not supported", f"{request.method} is not supported here")
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            return _refusal(400, "invalid_request", f"The request must be {FORM}")
        form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        try:
            return self._granted(form)
        except RefusedError as refused:
            return refused.reply

    def _granted(self, form: dict[str, str]) -> Reply:
        """Parameters count only in the body, never in the address."""
        client = self._instance.clients.get(form.get("client_id", ""))
        if client is None or client.client_secret != form.get("client_secret"):
            raise RefusedError(_refusal(401, "invalid_client", "access_denied"))
        match form.get("grant_type"):
            case "client_credentials":
                return self._tokens(client, client.application_user, refreshable=False)
            case "password":
                return self._tokens(client, self._password_user(form), refreshable=True)
            case "refresh_token":
                return self._tokens(client, self._refresh_user(client, form), refreshable=False)
            case _:
                raise RefusedError(_refusal(400, "unsupported_grant_type", "unsupported_grant_type"))

    def _password_user(self, form: dict[str, str]) -> str:
        user = self._instance.users.get(form.get("username", ""))
        return user.user_name if user and user.password == form.get("password") else ""

    def _refresh_user(self, client: OAuthClient, form: dict[str, str]) -> str:
        grant = self._refresh.get(form.get("refresh_token", ""))
        usable = grant and grant.client_id == client.client_id and grant.ends > self._instance.clock()
        return grant.user_name if grant and usable else ""

    def _tokens(self, client: OAuthClient, user_name: str, *, refreshable: bool) -> Reply:
        """The reply with an access token, and a refresh token only for the grant that begins with a password."""
        if user_name not in self._instance.users:
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
        payload |= {"scope": "useraccount", "token_type": "Bearer", "expires_in": client.access_seconds - 1}
        return json_reply(200, payload)

    def _new_token(self) -> str:
        return f"{self._rng.getrandbits(_TOKEN_BITS):0{_TOKEN_BITS // 4}x}"


def _refusal(status: int, error: str, description: str) -> Reply:
    return json_reply(status, {"error_description": description, "error": error})
