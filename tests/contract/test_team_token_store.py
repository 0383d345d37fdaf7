"""Tokens of teams over a real database of either kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from drumbeat.errors import SettingsError
from drumbeat.ports import AuditEntry
from drumbeat.store.audit import AuditLog
from drumbeat.store.team_tokens import TeamTokenStore
from drumbeat.store.teams import TeamStore
from drumbeat.tokens.of_teams import hash_of_token, new_team_token
from drumbeat.visitors import Scope, TeamToken
from installation import NETWORK
from stores import NOW, later

SCOPES = frozenset({Scope.READ, Scope.REPORT})
NEW = TeamToken(0, "nightly", SCOPES, "marit@example.com", NOW, later(days=1), by_lead=True)
ENTRY = AuditEntry(NOW, "marit@example.com", "make token")


@pytest.fixture(name="database")
def _database(place):
    made = place.open()
    TeamStore(made).add(NETWORK)
    TeamStore(made).add(replace(NETWORK, name="Other"))
    return made


@pytest.fixture(name="tokens")
def _tokens(database):
    return TeamTokenStore(database)


def test_a_token_opens_its_team(tokens):
    """By the hash of what it holds, until it expires; what it holds itself, and any other hash, open nothing."""
    held = new_team_token()
    made = tokens.add("Network", hash_of_token(held), NEW, ENTRY)
    listed, found = tokens.find(hash_of_token(held), NOW)
    assert (listed.name, found) == ("Network", made)
    assert tokens.find(held, NOW) is None
    assert tokens.find(hash_of_token(new_team_token()), NOW) is None
    assert tokens.find(hash_of_token(held), later(days=1)) is None


def test_its_last_use_is_kept_to_the_minute(tokens):
    """The first is kept at once, further ones when a minute has gone by."""
    key = hash_of_token(new_team_token())
    tokens.add("Network", key, NEW, ENTRY)
    assert tokens.of_team("Network")[0].used_at is None
    for seconds in (0, 59, 60):
        now = NOW + timedelta(seconds=seconds)
        tokens.note_use(tokens.find(key, now)[1], now)
        assert tokens.of_team("Network")[0].used_at == (NOW if seconds < 60 else later(minutes=1))


def test_it_is_revoked_by_its_team_alone(tokens):
    """Another team's number revokes nothing; once revoked it opens nothing, and is in no list."""
    key = hash_of_token(new_team_token())
    made = tokens.add("Network", key, NEW, ENTRY)
    assert not tokens.revoke("Other", made.id, ENTRY)
    assert tokens.find(key, NOW)
    assert tokens.revoke("Network", made.id, ENTRY)
    assert tokens.find(key, NOW) is None
    assert tokens.of_team("Network") == []
    assert not tokens.revoke("Network", made.id, ENTRY)


def test_tokens_go_with_their_team(database, tokens):
    """A team of the same name that is added later has none of them."""
    key = hash_of_token(new_team_token())
    tokens.add("Network", key, NEW, ENTRY)
    TeamStore(database).remove("Network", NOW)
    assert tokens.find(key, NOW) is None
    TeamStore(database).add(NETWORK)
    assert tokens.of_team("Network") == []


def test_making_and_revoking_is_logged_with_the_team(database, tokens):
    """Each is an act of the team; an unknown team has no token."""
    made = tokens.add("Network", "k", NEW, ENTRY)
    tokens.revoke("Network", made.id, replace(ENTRY, act="revoke token"))
    assert [each.act for each in AuditLog(database).of_team("Network")] == ["revoke token", "make token"]
    with pytest.raises(SettingsError, match="There is no team"):
        tokens.add("Nobody", "l", NEW, ENTRY)
