"""The settings of evidence: what belongs together, and what each mistake is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drumbeat.app import evidence_address
from drumbeat.errors import SettingsError
from drumbeat.settings import Settings, load

SECRET = "long enough " * 3


def settings_of(tmp_path, environ=None, **said):
    """Settings with this section; `folder` is there."""
    (tmp_path / "pages").mkdir(exist_ok=True)
    path = tmp_path / "drumbeat.toml"
    path.write_text("[evidence]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in said.items()))
    return load(path, environ or {}).evidence


def served(tmp_path, **more):
    """What a served folder needs."""
    return {"url": "https://digest.example.com/evidence/", "folder": str(tmp_path / "pages"), "secret": SECRET, **more}


def test_nothing_said_attaches(tmp_path):
    """Without any address of ours no link opens a page, so that it comes with the mail."""
    found = settings_of(tmp_path)
    assert (found.attach, found.url, found.folder) == ("auto", "", None)
    assert evidence_address(Settings()) == ""


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ({}, "https://d.example.com/it/evidence"),
        ({"served": False}, ""),
        ({"url": "https://i.example.com/lists", "folder": "."}, "https://i.example.com/lists"),
    ],
)
def test_links_lead_where_pages_are_opened(said, address):
    """To our own pages where there are any, unless somebody says otherwise or names a web server of his own."""
    web = {"url": "https://d.example.com/it/", "secret": SECRET}
    evidence = {"secret": SECRET, **said}
    assert evidence_address(Settings.model_validate({"web": web, "evidence": evidence})) == address


def test_what_is_said_of_a_folder(tmp_path):
    """Its address has no slash at its end; whether pages come with mails is as somebody says."""
    found = settings_of(tmp_path, **served(tmp_path))
    assert (found.url, found.secrets) == ("https://digest.example.com/evidence", (SECRET,))
    assert settings_of(tmp_path, **served(tmp_path), attach=True).attach is True
    assert settings_of(tmp_path, attach=False).attach is False


def test_a_secret_from_a_file_and_old_ones_from_the_environment(tmp_path):
    """The secret need not stand in the settings, and earlier ones follow it."""
    (tmp_path / "secret").write_text(f"{SECRET}new\n")
    (tmp_path / "secret").chmod(0o600)
    environ = {
        "DRUMBEAT_EVIDENCE__SECRET_FILE": str(tmp_path / "secret"),
        "DRUMBEAT_EVIDENCE__OLD_SECRETS": f"{SECRET}1,{SECRET}2",
        "DRUMBEAT_EVIDENCE__ATTACH": "true",
    }
    said = {name: value for name, value in served(tmp_path).items() if name != "secret"}
    found = settings_of(tmp_path, environ, **said)
    assert found.secrets == (f"{SECRET}new", f"{SECRET}1", f"{SECRET}2")
    assert found.attach is True


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"url": "http://digest.example.com"}, "must be an address like"),
        ({"url": "javascript:alert(1)"}, "must be an address like"),
        ({"url": "https://u:p@digest.example.com"}, "must be an address like"),
        ({"url": "https://digest.example.com/?a=b"}, "must be an address like"),
        ({"url": 'https://digest.example.com/"x'}, "must be an address like"),
        ({"url": "https://digest.example.com:port"}, "must be an address like"),
        ({"folder": "nowhere/at/all"}, "there is no such folder"),
        ({"secret": "short"}, "32 characters"),
        ({"secret": ""}, "url needs secret"),
        ({"url": ""}, "folder needs url"),
        ({"valid_months": 12}, "13"),
        ({"valid_months": 37}, "valid_months is longer than privacy.history_months, 36"),
        ({"attach": "sometimes"}, "attach"),
        ({"pages": 1}, "is not a setting"),
    ],
)
def test_mistakes_are_told(tmp_path, wrong, told):
    """Each mistake is named with what would be right; a secret is never repeated."""
    with pytest.raises(SettingsError) as caught:
        settings_of(tmp_path, **{**served(tmp_path), **wrong})
    assert told in str(caught.value)
    assert "short" not in str(caught.value).replace("shorter", "")


def test_the_example_tells_of_each():
    """The example of all settings names every one of this section."""
    example = (Path(__file__).parents[2] / "deploy" / "drumbeat.example.toml").read_text()
    section = example[example.index("[evidence]") : example.index("[store]")]
    for name in ("served", "url", "folder", "secret", "old_secrets", "valid_months", "attach"):
        assert f"{name} = " in section
