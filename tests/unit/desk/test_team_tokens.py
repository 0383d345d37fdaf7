"""What a token may be, and the commands about tokens."""

from __future__ import annotations

import re

import pytest

from command import quickly
from drumbeat.desk.team_tokens import make_token, revoke_token
from drumbeat.errors import SettingsError
from drumbeat.tokens.of_teams import hash_of_token
from drumbeat.visitors import Scope
from installation import NETWORK, installed


@pytest.fixture(name="context")
def _context(tmp_path):
    made = installed(tmp_path)
    made.store.teams.add(NETWORK)
    return made


@pytest.mark.parametrize(
    ("name", "scopes", "days", "said"),
    [
        ("", [Scope.READ], 1, "what it is for"),
        ("x" * 81, [Scope.READ], 1, "up to 80"),
        ("a\x07b", [Scope.READ], 1, "what it is for"),
        ("x", [], 1, "may do nothing"),
        ("x", [Scope.READ], 0, "1 to 730 days"),
        ("x", [Scope.READ], 731, "1 to 730 days"),
    ],
)
def test_what_cannot_be_a_token(context, name, scopes, days, said):
    """It needs words, a scope and an end; nothing is kept otherwise."""
    with pytest.raises(SettingsError, match=said):
        make_token(context, NETWORK, name, scopes, days)
    assert context.store.team_tokens.of_team("Network") == []


def test_nobody_makes_tokens_without_end(context):
    """A team has twenty at most; a revoked one makes room; one that there is not cannot be revoked."""
    made = [make_token(context, NETWORK, f"number {at}", [Scope.READ], 1) for at in range(20)]
    assert len({held for _, held in made}) == 20
    with pytest.raises(SettingsError, match="20 tokens already"):
        make_token(context, NETWORK, "one more", [Scope.READ], 1)
    assert revoke_token(context, NETWORK, made[0][0].id).name == "number 0"
    with pytest.raises(SettingsError, match="has no token"):
        revoke_token(context, NETWORK, made[0][0].id)


def test_the_commands(context, tmp_path):
    """`add` prints it once, `list` shows all but it, `revoke` ends it."""

    def ended(*words):
        return quickly("team", "token", *words, cwd=tmp_path)

    added = ended("add", "Network", "--for", "CMDB", "--scope", "read", "--scope", "report")
    held = re.search(r"^drumbeat_\S+$", added.out, re.MULTILINE)[0]
    listed, token = context.store.team_tokens.find(hash_of_token(held), context.clock())
    assert (listed.name, token.scopes) == ("Network", {Scope.READ, Scope.REPORT})
    shown = ended("list", "Network").out
    assert "CMDB" in shown
    assert held not in shown
    assert ended("revoke", "Network", str(token.id)).code == 0
    assert context.store.team_tokens.find(hash_of_token(held), context.clock()) is None
    assert ended("list", "Network").out == "“Network” has no tokens.\n"
    assert ended("add", "Network", "--for", "x", "--scope", "sudo").code == 2
