"""All kinds of secrets that tickets are seeded with, by family."""

from __future__ import annotations

from leaks import accounts, addresses, keys, network, passwords, people, tokens
from leaks.seeded import Kind

FAMILIES: dict[str, tuple[Kind, ...]] = {
    "passwords": passwords.KINDS,
    "keys": keys.KINDS,
    "tokens": tokens.KINDS,
    "addresses": addresses.KINDS,
    "network": network.KINDS,
    "accounts": accounts.KINDS,
    "people": people.KINDS,
}
KINDS: tuple[Kind, ...] = tuple(kind for family in FAMILIES.values() for kind in family)
BY_ID = {kind.id: kind for kind in KINDS}
