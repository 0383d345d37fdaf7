"""Signing in to ServiceNow: tokens and passwords, the environment, the proxy, and the account's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from drumbeat.errors import SourceError
from drumbeat.http_session import HttpSettings
from drumbeat.records.tables import INCIDENT
from drumbeat.simulator.accounts import DEFAULT_USER, OAuthClient, User
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.messages import Reply
from drumbeat.source.auth import Basic
from sources import (
    OCTOBER,
    Between,
    Somewhere,
    incidents,
    instance_of,
    numbers,
    oauth,
    pages,
    simulators,
    source_of,
)


@pytest.fixture
def serve():
    """Starts simulators."""
    with simulators() as start:
        yield start


def test_client_credentials_read_everything(serve):
    """A token is asked for once, in a form body and not in the address, and then opens every page."""
    simulator = serve(instance_of(incidents(9)))
    assert len(numbers(source_of(simulator, sign_in=oauth(simulator)))) == 9
    signed = [call for call in simulator.requests if call.path == "/oauth_token.do"]
    assert [(call.method, call.params) for call in signed] == [("POST", {})]


def test_an_expired_token_is_renewed_once_and_the_page_replayed(serve):
    """When the token expires between pages, one is asked for without the old one, and no row is lost (trap 32)."""
    now = [datetime(2026, 11, 2, 8, tzinfo=UTC)]
    client = OAuthClient("drumbeat-demo-client", "demo-secret", application_user=DEFAULT_USER.user_name)
    instance = instance_of(incidents(12), clients=[client], clock=lambda: now[0])
    signed = []

    def noted(request):
        if "oauth" in request.path:
            signed.append("authorization" in request.headers)

    simulator = serve(instance, before=noted)
    waits = []
    source = source_of(simulator, sign_in=oauth(simulator), waits=waits)
    read = []
    for _, page in pages(source):
        read += [row["number"].value for row in page.rows]
        now[0] += timedelta(minutes=31)
    assert sorted(read) == sorted(row["number"] for row in instance.rows("incident"))
    assert signed == [False] * 3
    assert set(waits) == {0.0}


def test_a_token_that_is_never_accepted_is_renewed_once(serve):
    """Where a fresh token is refused like the old one, reading stops after one renewal."""
    refusal = Reply(401, b'{"error":{"message":"User Not Authenticated","detail":null},"status":"failure"}')
    simulator = serve(Instance(), before=lambda request: refusal if "/table/" in request.path else None)
    with pytest.raises(SourceError, match="did not accept the sign-in"):
        source_of(simulator, sign_in=oauth(simulator)).fetch(INCIDENT, OCTOBER)
    assert [call.path.rpartition("/")[2] for call in simulator.requests] == ["oauth_token.do", "incident"] * 2


def test_a_token_that_was_accepted_in_between_may_be_renewed_again(serve):
    """Refused, renewed, cancelled by the instance, refused again: the second refusal is of another token (trap 32)."""
    refused = Reply(401, b'{"error":{"message":"User Not Authenticated","detail":null},"status":"failure"}')
    cancelled = Reply(500, b'{"error":{"message":"Transaction cancelled","detail":null},"status":"failure"}')
    script = iter([refused, cancelled, refused])
    simulator = serve(
        instance_of(incidents(3)), before=lambda request: next(script, None) if "/table/" in request.path else None
    )
    assert len(numbers(source_of(simulator, sign_in=oauth(simulator)))) == 3
    assert [call.path for call in simulator.requests].count("/oauth_token.do") == 3


@pytest.mark.parametrize("broken", ["secret", "no application user"])
def test_a_refused_client_is_told_what_to_ask_for(serve, broken):
    """A client that gets no token is asked for once, and the error says what the administrator has to switch on."""
    user = "" if broken == "no application user" else DEFAULT_USER.user_name
    instance = Instance(clients=[OAuthClient("drumbeat-demo-client", "demo-secret", application_user=user)])
    simulator = serve(instance)
    sign_in = oauth(simulator, secret="wrong-secret" if broken == "secret" else "demo-secret")
    with pytest.raises(SourceError, match="no access token") as caught:
        source_of(simulator, sign_in=sign_in).fetch(INCIDENT, OCTOBER)
    assert "OAuth application" in caught.value.recovery
    assert "secret" not in str(caught.value)
    assert len(simulator.requests) == 1


def test_a_refused_password_is_tried_once(serve):
    """A password that is refused is never sent again: the account would be locked (trap 35)."""
    simulator = serve(Instance())
    waits = []
    source = source_of(simulator, sign_in=Basic(DEFAULT_USER.user_name, "wrong"), waits=waits)
    with pytest.raises(SourceError, match="did not accept the sign-in") as caught:
        source.fetch(INCIDENT, OCTOBER)
    assert (len(simulator.requests), waits) == (1, [])
    assert "snc_basic_auth_api_access" in caught.value.recovery
    assert "wrong" not in f"{caught.value} {caught.value.recovery}"


def test_secrets_are_in_no_representation():
    """Neither way of signing in shows its secret when it is printed."""
    assert "hush" not in repr(Basic("user", "hush"))
    assert "hush" not in repr(oauth(Somewhere("http://x"), secret="hush"))


def test_the_environment_does_not_sign_in_for_us(serve, tmp_path, monkeypatch):
    """Neither a .netrc nor proxy and certificate variables of the environment come before our own settings."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing.pem"))
    simulator = serve(instance_of(incidents(2)))
    assert len(numbers(source_of(simulator, sign_in=oauth(simulator)))) == 2


def test_the_proxy_of_the_settings_is_used(serve):
    """With a proxy set, the request goes to the proxy, with the instance's whole address in it."""
    instance = instance_of(incidents(2))
    through = Between(instance)
    seen = []

    def forwarding(request):
        seen.append(request)
        return through(request)

    proxy = serve(instance, before=forwarding)
    idle = serve(instance)
    assert len(numbers(source_of(idle, http=HttpSettings(proxy=proxy.url)))) == 2
    assert (len(seen), idle.requests) == (1, [])


# The account's clock.


@pytest.mark.parametrize(("zone", "is_same"), [("UTC", True), ("Asia/Tokyo", False)])
def test_the_accounts_zone_shows_in_a_row(serve, zone, is_same):
    """A stored and a displayed time of a readable row are the same exactly when the account's zone is UTC."""
    user = User(DEFAULT_USER.user_name, DEFAULT_USER.password, time_zone=zone)
    moment = source_of(serve(Instance(users=[user]))).server_moment()
    assert moment is not None
    assert (moment[0] == moment[1]) is is_same


def test_without_a_readable_user_the_zone_is_unknown(serve):
    """An account that may read no user row is told nothing about its zone, and that is no error."""
    instance = Instance()
    hidden = [row["sys_id"] for row in instance.rows("sys_user")]
    assert source_of(serve(instance, before=Between(instance, hidden=hidden))).server_moment() is None
