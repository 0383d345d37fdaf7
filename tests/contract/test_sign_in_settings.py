"""The settings of the sign-in: what each way needs, and which way is taken."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from drumbeat import app
from drumbeat.errors import SettingsError
from drumbeat.settings import ServiceNowSettings
from drumbeat.simulator.accounts import DEFAULT_CLIENT, DEFAULT_USER
from drumbeat.source.auth import ClientCredentials, OAuth, Password, RefreshToken

USER = {"user": DEFAULT_USER.user_name, "password": DEFAULT_USER.password}
CLIENT = {"client_id": DEFAULT_CLIENT.client_id, "client_secret": DEFAULT_CLIENT.client_secret}


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        ({"sign_in": "basic", "user": "u"}, "password"),
        ({"sign_in": "basic", "password": "p"}, "user"),
        ({"sign_in": "client_credentials", "client_id": "c"}, "client_secret"),
        ({"sign_in": "password", **CLIENT, "user": "u"}, "password"),
        ({"sign_in": "password", **USER}, "client_id and client_secret"),
        ({"sign_in": "refresh_token", **CLIENT}, "refresh_token"),
        ({"sign_in": "jwt_bearer", **CLIENT, "user": "u"}, "private_key"),
        ({"sign_in": "jwt_bearer", **CLIENT, "private_key": "k.pem"}, "user"),
        ({**USER, **CLIENT}, "say with sign_in"),
        ({"sign_in": "kerberos"}, "client_credentials"),
    ],
)
def test_settings_that_say_too_little(settings, missing):
    """Settings that cannot sign in are refused with the names of what is missing, without the secrets."""
    with pytest.raises(ValidationError) as caught:
        ServiceNowSettings(url="https://x.example", **settings)
    told = " ".join(each["msg"] for each in caught.value.errors())
    assert missing in told
    assert "demo-secret" not in told


def test_nobody_is_a_settings_error():
    """Settings without any way to sign in, or without an instance, say so when a source is wanted."""
    with pytest.raises(SettingsError, match="how to sign in"):
        app.servicenow_workers(ServiceNowSettings(url="https://x.example"))
    with pytest.raises(SettingsError, match="no ServiceNow instance"):
        app.servicenow_workers(ServiceNowSettings(**USER))


@pytest.mark.parametrize("half", [{"client_id": "c"}, {"user": "u"}])
def test_half_of_a_sign_in_is_a_settings_error(half):
    """A client without secret, or a user without password, is told before a request is made."""
    with pytest.raises((SettingsError, ValidationError), match=r"secret|password"):
        app.servicenow_workers(ServiceNowSettings(url="https://x.example", **half))


def test_workers_share_sign_in_and_pace():
    """The sources of several workers have sessions of their own, and one sign-in and one pace."""
    workers = app.servicenow_workers(ServiceNowSettings(url="https://x.example", workers=4, **CLIENT))
    assert len({id(each._api._session) for each in workers}) == 4
    assert len({id(each._api._session.cookies) for each in workers}) == 4
    assert len({id(each._api._sign_in) for each in workers}) == 1
    assert len({id(each._api._around.pace) for each in workers}) == 1


@pytest.mark.parametrize(
    ("way", "expected"),
    [("client_credentials", ClientCredentials), ("password", Password), ("refresh_token", RefreshToken)],
)
def test_the_way_that_is_said_is_taken(way, expected):
    """`sign_in` decides between ways for which everything is set."""
    sign_in = app.sign_in_of(
        ServiceNowSettings(url="https://x.example", sign_in=way, refresh_token="r", **CLIENT, **USER)
    )
    assert isinstance(sign_in, OAuth)
    assert isinstance(sign_in._grant, expected)
