"""The settings of the readers' pages: what belongs together, and what each mistake is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drumbeat.errors import SettingsError
from drumbeat.settings import load

SECRET = "long enough " * 3
SERVED = {"url": "https://digest.example.com/", "secret": SECRET}


def settings_of(tmp_path, environ=None, **said):
    """Settings with this section."""
    path = tmp_path / "drumbeat.toml"
    path.write_text("[web]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in said.items()))
    return load(path, environ or {}).web


def test_nothing_said_has_no_pages(tmp_path):
    """Without an address there are no pages, and this machine alone could listen."""
    found = settings_of(tmp_path)
    assert (found.url, found.host, found.port, found.unsubscribe_mailto) == ("", "127.0.0.1", 8090, "")


@pytest.mark.parametrize("url", ["https://digest.example.com/it/", "http://127.0.0.1:8090", "http://[::1]:8090"])
def test_an_address_needs_a_secret_and_no_more(tmp_path, url):
    """An https address, or http to this machine, is taken without its last slash."""
    found = settings_of(tmp_path, **{**SERVED, "url": url})
    assert (found.url, found.secrets) == (url.rstrip("/"), (SECRET,))


@pytest.mark.parametrize(
    ("url", "said", "believed"),
    [
        ("https://digest.example.com", None, ("127.0.0.1", "::1")),
        ("https://digest.example.com", [], ()),
        ("https://digest.example.com", ["10.0.0.0/8"], ("10.0.0.0/8",)),
        ("http://127.0.0.1:8090", None, ()),
        ("http://[::1]:8090", None, ()),
        ("http://localhost:8090", ["127.0.0.1"], ("127.0.0.1",)),
    ],
)
def test_whose_word_is_believed(tmp_path, url, said, believed):
    """A web server on this machine is believed where pages are reached through one; otherwise nobody is by default."""
    named = {} if said is None else {"trusted_proxies": said}
    assert settings_of(tmp_path, **{**SERVED, "url": url}, **named).proxies == believed


def test_secrets_from_a_file_and_the_environment(tmp_path):
    """The secret need not stand in the settings; earlier ones follow it, and an empty one is none."""
    (tmp_path / "secret").write_text(f"{SECRET}new\n")
    (tmp_path / "secret").chmod(0o600)
    environ = {
        "DRUMBEAT_WEB__SECRET_FILE": str(tmp_path / "secret"),
        "DRUMBEAT_WEB__OLD_SECRETS": f"{SECRET}1,{SECRET}2,",
    }
    found = settings_of(tmp_path, environ, url=SERVED["url"])
    assert found.secrets == (f"{SECRET}new", f"{SECRET}1", f"{SECRET}2")
    assert settings_of(tmp_path, {"DRUMBEAT_WEB__OLD_SECRETS": ""}, **SERVED).secrets == (SECRET,)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"url": "http://digest.example.com"}, "must be an address like"),
        ({"url": "https://u:p@digest.example.com"}, "must be an address like"),
        ({"url": "https://digest.example.com?"}, "must be an address like"),
        ({"url": "https://digest.example.com/#"}, "must be an address like"),
        ({"url": "https://digest.example.com/\r\nBcc: all@example.com"}, "must be an address like"),
        ({"url": "https://digest.example.com/>,<https://x"}, "must be an address like"),
        ({"url": "https://übersicht.example.com"}, "xn--"),
        ({"url": f"https://digest.example.com/{'a' * 200}"}, "up to 200"),
        ({"secret": "short"}, "32 characters"),
        ({"old_secrets": ["short"]}, "32 characters"),
        ({"secret": ""}, "url needs secret"),
        ({"port": 0}, "1"),
        ({"unsubscribe_mailto": "Ann <ann@example.com>"}, "one address"),
        ({"unsubscribe_mailto": "a@example.com,b@example.com"}, "one address"),
        ({"unsubscribe_mailto": "a@example.com?bcc=all@example.com"}, "one address"),
        ({"unsubscribe_mailto": "a@example.com\r\nBcc: x@example.com"}, "one address"),
        ({"pages": 1}, "is not a setting"),
    ],
)
def test_mistakes_are_told(tmp_path, wrong, told):
    """Each mistake is named with what would be right; a secret is never repeated."""
    with pytest.raises(SettingsError) as caught:
        settings_of(tmp_path, **{**SERVED, **wrong})
    assert told in str(caught.value)
    assert "short" not in str(caught.value)


def test_the_example_tells_of_each():
    """The example of all settings names every one of this section."""
    example = (Path(__file__).parents[2] / "deploy" / "drumbeat.example.toml").read_text()
    section = example[example.index("[web]") : example.index("[store]")]
    for name in ("url", "host", "port", "secret", "old_secrets", "unsubscribe_mailto"):
        assert f"{name} = " in section
