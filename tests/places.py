"""Where a store may be kept, for tests of what holds wherever it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from drumbeat.store.database import Database
from postgres import Emptied
from stores import dump, new_store


class Place(Protocol):
    """Somewhere to keep stores, each under a name; they are gone after the test."""

    kind: str

    def url(self, name: str = "store") -> str:
        """The address of a store; the first is migrated already, or will be when it is opened."""

    def open(self, name: str = "store") -> Database:
        """A store."""

    def dump(self, table: str, columns: str = "*", name: str = "store") -> list[tuple]:
        """Every row of one of the store's own tables, byte for byte, in order."""

    def run(self, statement: str, name: str = "store") -> None:
        """Change a store behind its back."""


@dataclass
class OnSqlite:
    """Files in a folder; that of the first name is a copy of a migrated one."""

    folder: Path
    kind = "sqlite"

    def url(self, name: str = "store") -> str:
        if name == "store":
            new_store(self.folder / "store.db")
        return f"sqlite:///{self.folder / f'{name}.db'}"

    def open(self, name: str = "store") -> Database:
        return Database(self.url(name))

    def dump(self, table: str, columns: str = "*", name: str = "store") -> list[tuple]:
        return dump(self.folder / f"{name}.db", table, columns)

    def run(self, statement: str, name: str = "store") -> None:
        with closing(sqlite3.connect(self.folder / f"{name}.db")) as connection, connection:
            connection.execute(statement)


@dataclass
class OnPostgres:
    """Databases of a server; that of the first name is the one that is emptied for each test."""

    emptied: Emptied
    kind = "postgresql"

    def url(self, name: str = "store") -> str:
        server = self.emptied.server
        if name != "store" and self.name_of(name) not in server.made:
            server.make(self.name_of(name))
        return server.database_url(self.name_of(name))

    def open(self, name: str = "store") -> Database:
        return Database(self.url(name))

    def dump(self, table: str, columns: str = "*", name: str = "store") -> list[tuple]:
        return self.emptied.server.dump(table, columns, self.name_of(name))

    def run(self, statement: str, name: str = "store") -> None:
        self.emptied.server.run(statement, self.name_of(name))

    def name_of(self, name: str) -> str:
        """What the server calls it."""
        return self.emptied.name if name == "store" else f"{self.emptied.name}_{name}"
