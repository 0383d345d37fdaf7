"""Signing in over HTTP: Basic, and the grants of oauth_token.do (fact sheet 1.8, 1.12)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import requests

from drumbeat.simulator.accounts import DEFAULT_CLIENT, DEFAULT_USER, OAuthClient
from drumbeat.simulator.instance import Instance

CLIENT = {"client_id": DEFAULT_CLIENT.client_id, "client_secret": DEFAULT_CLIENT.client_secret}
PASSWORD = {"grant_type": "password", "username": DEFAULT_USER.user_name, "password": DEFAULT_USER.password}


class Clock:
    """A time that moves only when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def token(url: str, **form) -> requests.Response:
    return requests.post(f"{url}/oauth_token.do", data={**CLIENT, **form}, timeout=10)


def read(url: str, access: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {access}", "Accept": "application/json"}
    return requests.get(f"{url}/api/now/table/incident", headers=headers, timeout=10)


def test_without_credentials(serve):
    """No credentials give 401 in the documented words, before anything else is looked at (fact sheet 1.8)."""
    url = serve().simulator.url
    for path in ("/api/now/table/incident", "/api/now/table/no_such_table", "/api/now/stats/incident"):
        reply = requests.get(url + path, timeout=10)
        assert reply.status_code == 401
        assert reply.json() == {
            "error": {"message": "User Not Authenticated", "detail": "Required to provide Auth information"},
            "status": "failure",
        }


@pytest.mark.parametrize("authorization", ["Basic !!!", "Basic YTpi", "Bearer nonsense", "Digest x", "Basic"])
def test_wrong_credentials(serve, authorization):
    """A wrong password, a made-up token and an unknown scheme are all 401 (fact sheet 1.8)."""
    url = serve().simulator.url
    reply = requests.get(f"{url}/api/now/table/incident", headers={"Authorization": authorization}, timeout=10)
    assert reply.status_code == 401


def test_a_wrong_password_of_a_real_user(serve):
    """Knowing the user name is not enough (fact sheet 1.8)."""
    url = f"{serve().simulator.url}/api/now/table/incident"
    statuses = [
        requests.get(url, auth=(DEFAULT_USER.user_name, password), timeout=10).status_code
        for password in ("wrong", "", DEFAULT_USER.password)
    ]
    assert statuses == [401, 401, 200]


def test_client_credentials(serve):
    """client_credentials gives an access token without refresh token; it opens the API (fact sheet 1.12)."""
    url = serve().simulator.url
    reply = token(url, grant_type="client_credentials")
    assert reply.status_code == 200
    body = reply.json()
    assert (body["token_type"], body["scope"], body["expires_in"]) == ("Bearer", "useraccount", 1799)
    assert "refresh_token" not in body
    assert read(url, body["access_token"]).status_code == 200


def test_client_credentials_need_an_application_user(serve):
    """Without an OAuth application user the grant is refused with 401 server_error (trap 34)."""
    instance = Instance(clients=[OAuthClient(CLIENT["client_id"], CLIENT["client_secret"])])
    reply = token(serve(instance).simulator.url, grant_type="client_credentials")
    assert reply.status_code == 401
    assert reply.json() == {"error_description": "access_denied", "error": "server_error"}


def test_refreshing(serve):
    """An access token runs out after 30 minutes; the refresh reply has no refresh token (traps 32 and 33)."""
    clock = Clock()
    url = serve(Instance(clock=clock)).simulator.url
    first = token(url, **PASSWORD).json()
    assert read(url, first["access_token"]).status_code == 200
    clock.now += timedelta(seconds=1801)
    assert read(url, first["access_token"]).status_code == 401
    for _ in range(2):
        again = token(url, grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
        assert "refresh_token" not in again
        assert read(url, again["access_token"]).status_code == 200
    clock.now += timedelta(days=100)
    late = token(url, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert (late.status_code, late.json()["error"]) == (401, "server_error")


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"grant_type": "client_credentials", "client_secret": "wrong"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials", "client_id": "nobody"}, 401, "invalid_client"),
        ({"grant_type": "magic"}, 400, "unsupported_grant_type"),
        ({}, 400, "unsupported_grant_type"),
        ({**PASSWORD, "password": "wrong"}, 401, "server_error"),
        ({"grant_type": "refresh_token", "refresh_token": "made up"}, 401, "server_error"),
    ],
)
def test_refusals(serve, form, status, error):
    """Refusals of the token address have their own shape, and access_denied hides the cause (fact sheet 1.12)."""
    reply = token(serve().simulator.url, **form)
    assert (reply.status_code, reply.json()["error"]) == (status, error)


def test_a_refresh_token_belongs_to_its_client(serve):
    """Another client's refresh token is refused like a made-up one (fact sheet 1.12)."""
    url = serve(Instance(clients=[DEFAULT_CLIENT, OAuthClient("other", "secret")])).simulator.url
    refresh = token(url, **PASSWORD).json()["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": refresh}
    assert token(url, **form).status_code == 200
    assert token(url, client_id="other", client_secret="secret", **form).status_code == 401


def test_only_a_form_in_the_body(serve):
    """JSON is an error, and parameters in the address do not count (fact sheet 1.12)."""
    url = f"{serve().simulator.url}/oauth_token.do"
    form = {**CLIENT, "grant_type": "client_credentials"}
    assert requests.post(url, json=form, timeout=10).status_code == 400
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert requests.post(url, params=form, headers=headers, timeout=10).status_code == 401
    assert requests.get(url, params=form, timeout=10).status_code == 405
