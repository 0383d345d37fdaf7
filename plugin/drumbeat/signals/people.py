"""Who is who: user names, departments and groups, from the users and memberships that were read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from drumbeat.records.model import NOBODY, Membership, Record, Ref, User


@dataclass(frozen=True, slots=True)
class Directory:
    """What is known of people. All of it may be empty: users and memberships are optional tables."""

    by_key: Mapping[str, User] = field(default_factory=dict)
    """By sys_id."""
    by_user_name: Mapping[str, User] = field(default_factory=dict)
    """By user name, lower case."""
    group_keys: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Person -> keys of the groups that the person is in today."""

    @classmethod
    def of(cls, records: Iterable[Record]) -> Directory:
        """The directory in what was read."""
        users: dict[str, User] = {}
        groups: dict[str, set[str]] = defaultdict(set)
        for record in records:
            if isinstance(record, User):
                users[record.sys_id] = record
            elif isinstance(record, Membership) and record.user and record.group:
                groups[record.user.key].add(record.group.key)
        names = {user.user_name.lower(): user for user in users.values() if user.user_name}
        return cls(users, names, {person: frozenset(keys) for person, keys in groups.items()})

    @property
    def knows_groups(self) -> bool:
        """Whether memberships could be read at all."""
        return bool(self.group_keys)

    def named(self, user_name: str) -> Ref:
        """The person with this user name; nobody when it is unknown."""
        user = self.by_user_name.get(user_name.lower())
        return user.ref if user else NOBODY

    def groups(self, person: Ref) -> frozenset[str]:
        """Keys of the groups that the person is in today."""
        return self.group_keys.get(person.key, frozenset())

    def department(self, person: Ref) -> Ref:
        """The person's department; nobody's where it is unknown."""
        user = self.by_key.get(person.key)
        return user.department if user else NOBODY

    def share_a_group(self, one: Ref, other: Ref) -> bool:
        """Whether both are in one group today."""
        return bool(self.groups(one) & self.groups(other))


NOBODY_KNOWN = Directory()
"""Where no users were read."""
