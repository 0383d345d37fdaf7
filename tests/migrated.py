"""What the migrations say to an empty store is found out once in the process that runs the tests.

They say the same to each, and tests make stores by the thousand: Alembic would load and run them all each time, which
takes ten times as long as what they say. The first store of each kind is migrated as ever. A store that has a table is
migrated as ever too, and so is what processes of their own open.
"""

from __future__ import annotations

from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, inspect

_READS = ("SELECT", "PRAGMA")


def migrate_once() -> None:
    """From now on migrations of an empty store are said again, as they were said to the first of its kind."""
    really, known = command.upgrade, dict[str, list[tuple[str, Any]]]()

    def upgrade(config: Config, revision: str, **more: Any) -> None:
        connection: Connection = config.attributes["connection"]
        kind = connection.dialect.name
        if revision != "head" or more or inspect(connection).get_table_names():
            really(config, revision, **more)
        elif kind in known:
            for statement, values in known[kind]:
                connection.exec_driver_sql(statement, values)
        else:
            known[kind] = _heard(connection, lambda: really(config, revision))

    command.upgrade = upgrade


def _heard(connection: Connection, work: Any) -> list[tuple[str, Any]]:
    """What is said to the database meanwhile, and changes it."""
    said: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if not statement.lstrip().startswith(_READS):
            said.append((statement, values))

    event.listen(connection, "before_cursor_execute", hear)
    try:
        work()
    finally:
        event.remove(connection, "before_cursor_execute", hear)
    return said
