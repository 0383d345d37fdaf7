"""Groups by words of their names, and people by their address."""

from __future__ import annotations

from directories import directory, group, member, user
from drumbeat.editions.directory import FoundGroup

ANN, BEN, GONE = user("Ann"), user("Ben"), user("Gone", active=False)
NETWORK, NETWORK_DE, OLD, CRM = group("Network"), group("Network DE"), group("Network old", active=False), group("CRM")
KNOWN = directory(
    *(ANN, BEN, GONE, NETWORK, NETWORK_DE, OLD, CRM),
    *(member(each, NETWORK) for each in (ANN, BEN, GONE)),
    member(ANN, NETWORK_DE),
)


def names(words: str, most: int = 20) -> list[str]:
    """What is found."""
    return [each.name for each in KNOWN.groups_with(words, most)]


def test_groups_hold_all_the_words():
    """Parts of words in any case and order find a group; groups that are switched off are no answer."""
    assert names("net") == ["Network", "Network DE"]
    assert names(" de  NETW ") == ["Network DE"]
    assert names("network crm") == []


def test_no_words_find_nothing():
    """Without a word there is no answer, however many groups there are; with one, at most as many as asked for."""
    assert names("  ") == []
    assert names("e", most=1) == ["Network"]


def test_members_are_counted_who_are_active():
    """Somebody who has left is no member to be mailed, and is counted apart."""
    assert KNOWN.groups_with("network", 1) == [FoundGroup(NETWORK.sys_id, "Network", 2, 1)]


def test_a_group_that_only_memberships_name_is_found():
    """Where groups may not be read, those that memberships name are found by the name that they bear."""
    found = directory(ANN, member(ANN, NETWORK)).groups_with("net")
    assert [each.members for each in found] == [1]


def test_somebody_is_found_by_the_address():
    """In any case of letters; nobody by the address of somebody who has left."""
    assert KNOWN.users_at("ANN@x.example") == (ANN,)
    assert KNOWN.users_at("gone@x.example") == ()
