"""An installation that is backed up and restored, on either database."""

from __future__ import annotations

import gc
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from drumbeat import app
from drumbeat.desk.by_hand import Wanted, send
from drumbeat.desk.drafts import draft
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.standing import ActKind
from drumbeat.store.restored import Restored
from installation import OCTOBER
from schedules import ANN, Office, decide, office

NAME = "live"
"""Of a database that the test has for itself: schemas that are put aside stay in it."""


class Scene:
    """An installation whose October is drafted and approved, and its backup of then."""

    def __init__(self, folder: Path, place) -> None:
        if place.kind == "postgresql" and not (shutil.which("pg_dump") and shutil.which("pg_restore")):
            pytest.skip("pg_dump and pg_restore are not installed here")
        self.folder, self.place = folder, place
        self.here: Office = office(folder, url=place.url(NAME))
        self.here.clock.at(11, 2, 10)
        draft(self.context, self.team, OCTOBER)
        decide(self.here, ActKind.APPROVE, OCTOBER)
        self.backup = self.back_up("first")

    @property
    def context(self):
        """Of commands."""
        return self.here.context

    @property
    def team(self):
        """Whose October it is."""
        return self.context.store.teams.get("Network")

    def back_up(self, name: str) -> Path:
        """As `drumbeat backup` does."""
        app.back_up(self.context.settings, self.folder / name, self.context.entry("backup store"))
        return self.folder / name

    def let_go(self) -> None:
        """No connection stays open, as in a process that has ended."""
        self.context.__dict__.pop("store", None)
        gc.collect()

    def restore(self, backup: Path | None = None, *, force: bool = False) -> Restored:
        """As `drumbeat restore` does, with nobody else in the store."""
        entry = self.context.entry("restore store")
        self.let_go()
        return app.restore(self.context.settings, backup or self.backup, entry, force=force)

    def send(self, why: str = "", period=OCTOBER, **wanted) -> list[DeliveryState]:
        """As `drumbeat send` does."""
        edition = self.context.store.editions.find("Network", period) or draft(self.context, self.team, period)
        found = send(self.context, self.team, period, edition, Wanted(forced=why, **wanted))
        return [each.state for each in found]

    def mails(self) -> int:
        """To a reader, so far."""
        return len(self.here.mails(ANN))

    def asides(self) -> list[str]:
        """Where the stores of before are, in the order of their names."""
        if self.place.kind == "sqlite":
            return sorted(str(each) for each in self.folder.glob("*.before-*"))
        schemas = "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'before%' ORDER BY 1"
        return [name for (name,) in self.place.emptied.server.run(schemas, self.place.name_of(NAME))]

    def count(self, aside: str, table: str) -> int:
        """Rows of a table in a store of before."""
        asked = "SELECT count(*) FROM {}"
        if self.place.kind == "sqlite":
            with closing(sqlite3.connect(aside)) as connection:
                return connection.execute(asked.format(table)).fetchone()[0]
        asked = asked.format(f'"{aside}".{table}')
        return self.place.emptied.server.run(asked, self.place.name_of(NAME))[0][0]
