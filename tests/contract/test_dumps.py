"""A backup of a store on PostgreSQL, and a store that is made of one: all of it, or nothing."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drumbeat.errors import TryLater
from drumbeat.ports import AuditEntry
from drumbeat.store import database as database_module
from drumbeat.store.database import Database
from drumbeat.store.dumps import dump, restore_dump
from drumbeat.store.postgres import OPEN, lock_key

ENTRY = AuditEntry(datetime(2026, 11, 3, 9, tzinfo=UTC), "root", "restore store")


@pytest.fixture(name="backup")
def _backup(postgres_place, tmp_path) -> Path:
    """A backup of the store `live`."""
    if not (shutil.which("pg_dump") and shutil.which("pg_restore")):
        pytest.skip("pg_dump and pg_restore are not installed here")
    database = postgres_place.open("live")
    dump(database.address, tmp_path / "b.dump")
    database.close()
    return tmp_path / "b.dump"


def test_a_store_that_is_open_is_not_restored_whatever_its_session_is_called(postgres_place, backup):
    """A process that opened the store under a name of its own keeps it from being restored, too."""
    url = postgres_place.url("live")
    other = Database(f"{url}{'&' if '?' in url else '?'}application_name=reports")
    with pytest.raises(TryLater, match="open"):
        restore_dump(url, backup, ENTRY, force=True)
    other.close()
    restore_dump(url, backup, ENTRY, force=True)


def test_nobody_opens_a_store_that_one_holds_alone(postgres_place, monkeypatch):
    """While a store is being restored, another process waits to open it, then ends and may try later."""
    monkeypatch.setattr(database_module, "_BUSY_SECONDS", 1)
    alone = postgres_place.open("live")
    with alone.begin() as connection:
        held = f"SELECT pg_try_advisory_xact_lock({lock_key(OPEN)})"
        assert connection.exec_driver_sql(held).scalar_one()
        with pytest.raises(TryLater, match="has held the store"):
            postgres_place.open("live")
    postgres_place.open("live")
