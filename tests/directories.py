"""A small directory of ServiceNow: users, groups and who is in which, as records."""

from __future__ import annotations

from drumbeat.editions.directory import Directory
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.records.model import Group, Membership, Record, Ref, User
from rows import sys_id


def user(name: str, email: str | None = None, active: bool | None = True) -> User:
    """A user; without another address said, of name@x.example."""
    address = f"{name.lower().replace(' ', '.')}@x.example" if email is None else email
    return User(
        sys_id=sys_id(f"p{name}"), user_name=name.lower().replace(" ", "."), name=name, email=address, is_active=active
    )


def group(name: str, active: bool | None = True) -> Group:
    """A group."""
    return Group(sys_id=sys_id(f"g{name}"), name=name, is_active=active)


def member(who: User | Ref, where: Group | Ref) -> Membership:
    """That somebody is in a group."""
    refs = [each if isinstance(each, Ref) else each.ref for each in (who, where)]
    return Membership(sys_id=sys_id(f"m{refs[0].key}{refs[1].key}"[-16:]), user=refs[0], group=refs[1])


def directory(*records: Record) -> Directory:
    """Of these records."""
    return Directory.of(records)


def address(name: str, **more: object) -> Rule:
    """A rule for an address."""
    return Rule(RecipientKind.ADDRESS, name, **more)
