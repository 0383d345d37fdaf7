"""Users, groups and memberships."""

from __future__ import annotations

from drumbeat.records import fields
from drumbeat.records.choices import Choices
from drumbeat.records.model import Group, Membership, User
from drumbeat.records.row import RawRow
from drumbeat.records.tables import Table


def user(table: Table, row: RawRow, _choices: Choices) -> User:
    """A person, or an account that is none."""
    return User(
        table=table.name,
        sys_id=fields.key(row),
        user_name=fields.text(row, "user_name"),
        name=fields.text(row, "name"),
        email=fields.text(row, "email"),
        department=fields.ref(row, "department"),
        is_active=fields.boolean(row, "active"),
    )


def group(table: Table, row: RawRow, _choices: Choices) -> Group:
    """An assignment group."""
    return Group(
        table=table.name,
        sys_id=fields.key(row),
        name=fields.text(row, "name"),
        manager=fields.ref(row, "manager"),
        parent=fields.ref(row, "parent"),
        is_active=fields.boolean(row, "active"),
    )


def membership(table: Table, row: RawRow, _choices: Choices) -> Membership:
    """That a user is in a group today."""
    return Membership(
        table=table.name, sys_id=fields.key(row), user=fields.ref(row, "user"), group=fields.ref(row, "group")
    )
