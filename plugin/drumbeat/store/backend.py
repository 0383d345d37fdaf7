"""What a kind of database gives `store.database`: how to write, how to read, and what its errors mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from drumbeat.errors import DrumbeatError


def _nothing(_connection: Connection) -> None:
    """Nothing needs to be done."""


@dataclass(frozen=True, slots=True)
class Backend:
    """One database, opened."""

    named: str
    """The database for people: what and where, without role and password."""
    writing: Engine
    """Its transactions write: all that one reads stays as it is until it ends."""
    reading: Engine
    """Its transactions read, and see one moment."""
    told: Callable[[SQLAlchemyError], DrumbeatError]
    """An error as people are told of it: the cause alone, as the text may hold values of a statement."""
    before_migration: Callable[[Connection], None] = _nothing
    after_migration: Callable[[Connection], None] = _nothing


def in_the_way(name: str = "") -> tuple[str, str]:
    """What it means that a table or an index cannot be made as there is one, and what to do."""
    which = f"“{name}”" if name else "of that name"
    return (
        f"a table {which}, which is not the store's, lies there already",
        "Rename it, or give Drumbeat a database of its own, or a schema; then run the command again.",
    )


def as_if_changed() -> tuple[str, str]:
    """What it means that a table or a column is missing, or is there too early, and what to do."""
    return (
        "its tables are not as Drumbeat made them",
        "Undo what was changed in them by hand, or read a backup back with drumbeat restore.",
    )
