"""ServiceNow's users and groups, as the last pull left them: who is meant, and which groups there are."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from drumbeat.desk.context import Context
from drumbeat.editions.directory import Directory, FoundGroup
from drumbeat.ports import PullState, Records
from drumbeat.records.model import Ref
from drumbeat.records.parse import parse_all
from drumbeat.records.tables import BY_NAME

_TABLES = ("sys_user", "sys_user_group", "sys_user_grmember")


def directory_of(context: Context) -> Directory:
    """Users, groups and memberships as they were last pulled; read anew when a pull has moved one of them."""
    records = context.store.records
    pulled = tuple(state for state in records.pulls() if state.table in _TABLES)
    known = _KNOWN.get(records)
    if known is None or known[0] != pulled:
        parsed = (record for name in _TABLES for record in parse_all(BY_NAME[name], records.rows(name))[0])
        known = _KNOWN[records] = pulled, Directory.of(parsed)
    return known[1]


_KNOWN: WeakKeyDictionary[Records, tuple[tuple[PullState, ...], Directory]] = WeakKeyDictionary()
"""Of each open store, with the pulls that it is of: a page has no time to read every user of a company."""


def groups_with(context: Context, words: str, most: int = 20) -> list[FoundGroup]:
    """Groups that are not switched off and whose name holds all these words, with how many members; see `Directory`."""
    return directory_of(context).groups_with(words, most)


def person_at(context: Context, address: str) -> Ref | None:
    """The one active user with this address; None for nobody, and where several share it."""
    found = directory_of(context).users_at(address)
    return found[0].ref if len(found) == 1 else None
