"""What must go, kind by kind, wherever in a title it stands and however it is written."""

from __future__ import annotations

import pytest
from secret_samples import ACCOUNTS, ADDRESSES, EVERYTHING, HOSTS, KEYS, PHONES

from drumbeat.digest.redaction import redact

FRAMES = ("{}", "Rebuild {} now", "Renewed ({}), done", "{}: new in October", "Nothing but {}.", "Neu: {}, danke")


def _survives(secret: str, told: str) -> bool:
    """Whether the secret, or half of it, can be read."""
    half = secret[: len(secret) // 2 + 1]
    return secret in told or (len(half) > 4 and half in told) or secret[len(secret) // 2 :] in told


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("kind", KEYS)
def test_keys_go(kind, frame):
    """Keys, tokens and key blocks go without a word that announces them."""
    told = redact(frame.format(KEYS[kind]))
    assert not _survives(KEYS[kind], told)
    assert "[…]" in told


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("kind", ADDRESSES)
def test_addresses_go(kind, frame):
    """Addresses of people, machines, shares and directories go."""
    assert not _survives(ADDRESSES[kind], redact(frame.format(ADDRESSES[kind])))


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("host", HOSTS)
def test_hosts_go(host, frame):
    """Names of machines go, and nothing else with them."""
    assert redact(frame.format(host)) == frame.format("[…]")


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("number", PHONES)
def test_telephone_numbers_go(number, frame):
    """Telephone numbers of seven countries go, with a country code and without."""
    told = redact(frame.format(number))
    assert not any(char.isdigit() for char in told)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("kind", ACCOUNTS)
def test_account_numbers_go(kind, frame):
    """Numbers of accounts, cards and people go."""
    assert not any(char.isdigit() for char in redact(frame.format(ACCOUNTS[kind])))


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Tel. 4711 moved", "Tel. […] moved"),
        ("Durchwahl 4711", "Durchwahl […]"),
        ("Mobile: 9876543210", "Mobile: […]"),
        ("BIC DEUTDEFF changed", "BIC […] changed"),
        ("Passport C01X00T47 scanned", "Passport […] scanned"),
        ("Reisepass Nr. C01X00T47", "Reisepass Nr. […]"),
        ("staff no. 100234 gone", "staff no. […] gone"),
        ("Konto-Nr. 1234567", "Konto-Nr. […]"),
        ("SSN 078051120", "SSN […]"),
        ("SSID: KIE-Guest off", "[…] off"),
        ("kie-mail-01.example.com:8443/admin down", "[…] down"),
    ],
)
def test_a_label_tells_what_a_number_is(title, told):
    """A number that is nothing by itself goes behind the word that says what it is; the word stays."""
    assert redact(title) == told


@pytest.mark.parametrize("secret", EVERYTHING)
def test_line_breaks_within_hide_nothing(secret):
    """A secret that a line break cuts in two is found all the same."""
    middle = len(secret) // 2
    for broken in (f"{secret[:middle]}\n{secret[middle:]}", f"{secret[:middle]}\r\n{secret[middle:]}"):
        told = redact(f"Done: {broken} today")
        assert secret[:middle] not in told or secret[middle:] not in told, told


def test_half_a_secret_is_never_left_by_the_cut():
    """The cut at 120 characters comes after redaction: what it would have cut in two is gone before."""
    for before in range(90, 125):
        told = redact(f"{'x' * 50} {'y' * (before - 52)} {KEYS['github']} and more words that follow")
        assert KEYS["github"][:6] not in told
        assert len(told) <= 120


def test_the_end_of_a_very_long_text_is_not_shown():
    """Of a text that is looked at in part, what lies beyond never slides into the line."""
    hidden = "ann@example.org " * 247
    told = redact(f"{hidden}Call +49 431 12{'3 4 ' * 60} {'word ' * 500}")
    assert not any(char.isdigit() for char in told)
    assert "word" not in told
