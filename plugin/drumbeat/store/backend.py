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
