"""What SQLAlchemy has compiled is kept for all databases of the process that runs the tests.

A command opens one database and compiles each of its statements once. Tests open thousands, and would compile the same
statements again for each: a third of the CPU time of those that work on a store. Processes of their own are left alone.
"""

from __future__ import annotations

import functools
from typing import Any

import sqlalchemy
from sqlalchemy import Dialect


class Compiled(dict[tuple[Any, ...], Any]):
    """Statements by what they say and for which kind of database; every database brings a dialect of its own."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """The compiled statement, if another database has asked for it."""
        return super().get(_of_kind(key), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__(_of_kind(key), compiled)


def _of_kind(key: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(type(each) if isinstance(each, Dialect) else each for each in key)


def compile_once() -> None:
    """From now on each database that is opened here shares what was compiled for the others of its kind."""
    shared = {"compiled_cache": Compiled()}
    sqlalchemy.create_engine = functools.partial(sqlalchemy.create_engine, execution_options=shared)
