"""`[web.oidc]` of the settings."""

from __future__ import annotations

import pytest

from drumbeat.cli.serve import how_leads_sign_in
from drumbeat.errors import SettingsError
from drumbeat.settings import load

WHOLE = {"issuer": "https://login.example.com/t/", "client_id": "us", "client_secret": "hush"}


def loaded(**said):
    """The settings with these in the environment."""
    return load(None, {f"DRUMBEAT_WEB__OIDC__{name.upper()}": value for name, value in said.items()}).web.oidc


def test_the_issuer_is_its_name_exactly():
    """A slash at its end stays: providers compare their names letter by letter."""
    assert loaded(**WHOLE).issuer == "https://login.example.com/t/"


def test_the_secret_is_in_a_file_and_shown_nowhere(tmp_path):
    """It can be kept in a file, and is in no text of the settings."""
    (tmp_path / "secret").write_text("hush\n")
    (tmp_path / "secret").chmod(0o600)
    found = loaded(issuer=WHOLE["issuer"], client_id="us", client_secret_file=str(tmp_path / "secret"))
    assert found.client_secret.get_secret_value() == "hush"
    assert "hush" not in repr(found)


@pytest.mark.parametrize("lacks", WHOLE)
def test_half_of_it_is_a_mistake(lacks):
    """Issuer, client and secret go together."""
    with pytest.raises(SettingsError, match="go together"):
        loaded(**{name: value for name, value in WHOLE.items() if name != lacks})


@pytest.mark.parametrize(
    "issuer", ["http://login.example.com", "login.example.com", "https://a@b.example", "file:///x"]
)
def test_an_issuer_is_reached_safely(issuer):
    """Only by https, or on this machine."""
    with pytest.raises(SettingsError, match="must be an address"):
        loaded(**{**WHOLE, "issuer": issuer})


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "by a link that is mailed"),
        (WHOLE, "by your OpenID provider"),
        ({**WHOLE, "also_by_mail": "true"}, "by your OpenID provider or by a link that is mailed"),
    ],
)
def test_it_is_said_how_leads_sign_in(said, told):
    """`serve` says so of the way that is set when it begins."""
    assert how_leads_sign_in(loaded(**said)) == told
