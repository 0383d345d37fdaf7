"""Signed tokens: they say what was signed, for one purpose, for thirteen months, and cannot be made up."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from drumbeat.errors import SettingsError, TokenRefused
from drumbeat.tokens import VALID, read, sign

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
OLD, NEW = ("first " * 8, "second " * 8)
PAYLOAD = {"team": "0011", "from": "2026-10-01"}
TOKEN = sign("page", PAYLOAD, [OLD], NOW)


def test_a_token_says_what_was_signed():
    """What was put in comes out, in an address's own letters, and the same again makes the same token."""
    assert read(TOKEN, "page", [OLD], NOW) == PAYLOAD
    assert re.fullmatch(r"[\w.-]{20,200}", TOKEN)
    assert sign("page", dict(reversed(PAYLOAD.items())), [OLD], NOW) == TOKEN


@pytest.mark.parametrize("months", [timedelta(0), timedelta(days=396), VALID])
def test_it_works_for_thirteen_months(months):
    """A link of a mail works for at least thirteen months (rule E16)."""
    assert read(TOKEN, "page", [OLD], NOW + months) == PAYLOAD


def test_it_ends():
    """After that it is refused, and earlier where less is asked for."""
    with pytest.raises(TokenRefused, match="expired"):
        read(TOKEN, "page", [OLD], NOW + VALID + timedelta(seconds=1))
    with pytest.raises(TokenRefused, match="expired"):
        read(TOKEN, "page", [OLD], NOW + timedelta(hours=2), timedelta(hours=1))


def test_a_token_of_the_future_is_refused():
    """Nobody signed it yet: its clock is wrong, or it is made up."""
    with pytest.raises(TokenRefused):
        read(TOKEN, "page", [OLD], NOW - timedelta(hours=1))


def test_each_kind_has_its_own():
    """A token for one purpose opens nothing else."""
    with pytest.raises(TokenRefused):
        read(TOKEN, "unsubscribe", [OLD], NOW)


@pytest.mark.parametrize("at", range(0, len(TOKEN), 3))
def test_a_changed_letter_is_noticed(at):
    """A token with any letter changed is refused with the one error."""
    other = "A" if TOKEN[at] != "A" else "B"
    with pytest.raises(TokenRefused):
        read(TOKEN[:at] + other + TOKEN[at + 1 :], "page", [OLD], NOW)


@pytest.mark.parametrize("token", ["", ".", "a.b.c", "ü", "\x00", TOKEN[:-1], TOKEN + "=", "a" * 100_000, TOKEN * 2])
def test_anything_else_is_refused(token):
    """Whatever stands in an address, the answer is the one error, without the token in it."""
    with pytest.raises(TokenRefused) as caught:
        read(token, "page", [OLD], NOW)
    assert str(caught.value) == "The link is not one of ours, or is damaged."


def test_secrets_can_be_changed():
    """The first secret signs; tokens of earlier ones stay good until these are taken away."""
    assert read(TOKEN, "page", [NEW, OLD], NOW) == PAYLOAD
    fresh = sign("page", PAYLOAD, [NEW, OLD], NOW)
    assert read(fresh, "page", [NEW], NOW) == PAYLOAD
    with pytest.raises(TokenRefused):
        read(TOKEN, "page", [NEW], NOW)


@pytest.mark.parametrize("secrets", [[], [""], ["x" * 31], [NEW, ""]])
def test_a_short_secret_signs_nothing(secrets):
    """Without a secret of 32 characters there is no link, and none is read."""
    with pytest.raises(SettingsError, match="32"):
        sign("page", PAYLOAD, secrets, NOW)
    with pytest.raises(SettingsError, match="32"):
        read(TOKEN, "page", secrets, NOW)
