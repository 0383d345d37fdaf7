"""ServiceNow's users, groups and memberships of today, by whatever a rule may call them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from drumbeat.editions.addresses import mailbox
from drumbeat.records.model import Group, Membership, Record, Ref, User
from drumbeat.records.persons import folded_name

_Named = TypeVar("_Named")


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """A group of ServiceNow, to choose from a list."""

    sys_id: str
    name: str
    members: int
    """How many it has today who are active."""
    inactive: int = 0
    """How many are not: they receive nothing."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Who there is. ServiceNow keeps no history of memberships (fact sheet 2.7): these are the last pull's."""

    users: Mapping[str, tuple[User, ...]] = field(default_factory=dict)
    """By sys_id, user name and name."""
    groups: Mapping[str, tuple[Group, ...]] = field(default_factory=dict)
    """By sys_id and name."""
    members: Mapping[str, tuple[Ref, ...]] = field(default_factory=dict)
    """Of a group, by its key."""
    left: frozenset[str] = frozenset()
    """Mailboxes that only users have who are not active."""

    boxes: Mapping[str, tuple[User, ...]] = field(default_factory=dict)
    """Users who are active, by mailbox."""

    @classmethod
    def of(cls, records: Iterable[Record]) -> Directory:
        """Of users, groups and memberships; other records are passed over.

        A group that only a membership names is known as well: groups may not be readable.
        """
        held = list(records)
        users = [record for record in held if isinstance(record, User)]
        memberships = [record for record in held if isinstance(record, Membership)]
        groups = {record.sys_id: record for record in held if isinstance(record, Group)}
        names = {folded_name(group.name) for group in groups.values()}
        for each in memberships:
            if each.group.sys_id or folded_name(each.group.name) not in names:
                groups.setdefault(each.group.key, Group(sys_id=each.group.key, name=each.group.name))
        members: dict[str, dict[str, Ref]] = defaultdict(dict)
        for each in memberships:
            members[each.group.key][each.user.key] = each.user
        return cls(
            _by_word((user, (user.sys_id, user.user_name, user.name)) for user in users),
            _by_word((group, (group.sys_id, group.name)) for group in groups.values()),
            {key: tuple(found.values()) for key, found in members.items()},
            _left(users),
            _by_box(users),
        )

    def users_named(self, said: str) -> tuple[User, ...]:
        """Everyone who may be meant. A sys_id means one; of several of a name those who are active, if any is."""
        found = self.users.get(folded_name(said), ())
        exact = tuple(user for user in found if user.sys_id == said.strip())
        return exact or tuple(user for user in found if user.is_active is not False) or found

    def groups_named(self, said: str) -> tuple[Group, ...]:
        """Every group that may be meant. A sys_id means one."""
        found = self.groups.get(folded_name(said), ())
        return tuple(group for group in found if group.sys_id == said.strip()) or found

    def members_of(self, group: Group) -> tuple[User | Ref, ...]:
        """The members of today; one whom the users do not hold stays a reference."""
        by_name = self.members.get(group.name, ()) if group.name != group.sys_id else ()
        return tuple(self._user(ref) for ref in (*self.members.get(group.sys_id, ()), *by_name))

    def below(self, group: Group) -> list[str]:
        """The names of the groups right below it that are not switched off, alphabetical: their members are not its."""
        every = {each.sys_id: each for found in self.groups.values() for each in found}
        names = (group.sys_id, group.name)
        return sorted(
            each.name
            for each in every.values()
            if each.parent and each.is_active is not False and any(each.parent.is_named(name) for name in names)
        )

    def users_at(self, address: str) -> tuple[User, ...]:
        """The active users with this address."""
        return self.boxes.get(mailbox(address), ())

    def knows(self, address: str) -> bool:
        """Whether a user has this address, active or not."""
        box = mailbox(address)
        return box in self.boxes or box in self.left

    def groups_with(self, words: str, most: int = 20) -> list[FoundGroup]:
        """Groups whose name holds all these words, or parts of words, alphabetical; not those that are switched off.

        Nothing for no words: thousands of groups are no answer.
        """
        wanted = folded_name(words).split()
        every = {group.sys_id: group for found in self.groups.values() for group in found}
        found = [
            group
            for group in every.values()
            if wanted and group.is_active is not False and all(word in folded_name(group.name) for word in wanted)
        ]
        found.sort(key=lambda group: (group.name.casefold(), group.sys_id))
        return [FoundGroup(group.sys_id, group.name, *self._counts(group)) for group in found[:most]]

    def _counts(self, group: Group) -> tuple[int, int]:
        """Members whom nobody has switched off, and the others."""
        members = self.members_of(group)
        inactive = sum(isinstance(each, User) and each.is_active is False for each in members)
        return len(members) - inactive, inactive

    def _user(self, ref: Ref) -> User | Ref:
        found = self.users.get(folded_name(ref.key), ())
        return found[0] if len(found) == 1 else ref


def _by_word(named: Iterable[tuple[_Named, tuple[str, ...]]]) -> dict[str, tuple[_Named, ...]]:
    """Whoever is called something, by each word for it; twice the same word is one."""
    found: dict[str, list[_Named]] = defaultdict(list)
    for each, words in named:
        for word in {folded_name(word) for word in words} - {""}:
            found[word].append(each)
    return {word: tuple(several) for word, several in found.items()}


def _by_box(users: Iterable[User]) -> dict[str, tuple[User, ...]]:
    found: dict[str, list[User]] = defaultdict(list)
    for user in users:
        if user.email and user.is_active is not False:
            found[mailbox(user.email)].append(user)
    return {box: tuple(several) for box, several in found.items()}


def _left(users: Iterable[User]) -> frozenset[str]:
    is_active: dict[str, bool] = {}
    for user in users:
        if user.email:
            box = mailbox(user.email)
            is_active[box] = is_active.get(box, False) or user.is_active is not False
    return frozenset(box for box, is_anybodys in is_active.items() if not is_anybodys)


NO_DIRECTORY = Directory()
"""Where no rule asks who there is."""
