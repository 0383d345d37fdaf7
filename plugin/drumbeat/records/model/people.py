"""Who there is: users, groups, and who is in which."""

from __future__ import annotations

from dataclasses import dataclass

from drumbeat.records.model.base import NOBODY, Record, Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Record):
    """A person, or an account that is none."""

    table: str = "sys_user"

    user_name: str = ""
    """What `sys_created_by` holds: a text, no reference (fact sheet 2.7)."""
    name: str = ""
    email: str = ""
    department: Ref = NOBODY
    is_active: bool | None = None

    @property
    def ref(self) -> Ref:
        """As references elsewhere write this person."""
        return Ref(self.sys_id, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Record):
    """An assignment group."""

    table: str = "sys_user_group"

    name: str = ""
    manager: Ref = NOBODY
    parent: Ref = NOBODY
    """The group above it, of which its members are none (fact sheet 2.7: `sys_user_grmember` alone says who is)."""
    is_active: bool | None = None

    @property
    def ref(self) -> Ref:
        """As references elsewhere write this group."""
        return Ref(self.sys_id, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Record):
    """A user's membership of a group, as it is today."""

    table: str = "sys_user_grmember"

    user: Ref = NOBODY
    group: Ref = NOBODY
