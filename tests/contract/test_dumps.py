"""A backup of a store on PostgreSQL, and a store that is made of one: all of it, or nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from command import ROOT, environment
from drumbeat.editions.deliveries import DeliveryState, Outcome, Planned
from drumbeat.editions.places import ADOPT, Unadopted
from drumbeat.errors import SettingsError, StoreError, TryLater
from drumbeat.ports import AuditEntry
from drumbeat.records.team import Team
from drumbeat.store import database as database_module
from drumbeat.store.database import Database
from drumbeat.store.dumps import dump, restore_dump
from drumbeat.store.editions import EditionStore
from drumbeat.store.homes import HomeStore
from drumbeat.store.postgres import OPEN, lock_key
from drumbeat.store.teams import TeamStore
from samples import sampled
from stores import CONTENT, NOW, OCTOBER, claim, settle

ENTRY = AuditEntry(datetime(2026, 11, 3, 9, tzinfo=UTC), "root", "restore store")


SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)' ORDER BY nspname"
KILLED = """
import os, signal, sys
from pathlib import Path
from zoneinfo import ZoneInfo
from unittest import mock
from drumbeat.store import dumps
from test_dumps import ENTRY
with mock.patch.object(dumps, sys.argv[3], lambda *_: os.kill(os.getpid(), signal.SIGKILL)):
    dumps.restore_dump(sys.argv[1], Path(sys.argv[2]), ENTRY, force=True)
"""


@pytest.fixture(scope="module", name="filled")
def _filled(any_server, tmp_path_factory):
    """A store in which one mail of two had left when its backup was made; the other has left since. Both, by name."""
    if isinstance(any_server, str):
        pytest.skip(any_server)
    if not (shutil.which("pg_dump") and shutil.which("pg_restore")):
        pytest.skip("pg_dump and pg_restore are not installed here")
    backup = tmp_path_factory.mktemp("backup") / "b.dump"
    name = f"drumbeat_test_filled_{os.getpid()}"
    with any_server.lent(name) as url:
        database = Database(url)
        TeamStore(database).add(Team("Network", ("Network",), (), ZoneInfo("UTC")))
        editions = EditionStore(database)
        edition = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW).id
        editions.plan(edition, [Planned(f"{name}@x.example", f"<{name}@x>") for name in "ab"], NOW)
        for reader in "ab":
            claim(editions, edition, f"{reader}@x.example", NOW)
            settle(editions, edition, Outcome(f"{reader}@x.example", DeliveryState.SENT))
            if reader == "a":
                dump(database, backup)
        database.close()
        yield name, backup


@pytest.fixture(name="backup")
def _backup(postgres_place, filled, tmp_path) -> Path:
    """A backup of the store `live`, which has worked on since."""
    template, backup = filled
    postgres_place.emptied.server.make(postgres_place.name_of("live"), f'TEMPLATE "{template}"')
    return Path(shutil.copy(backup, tmp_path))


def with_query(url: str, more: str) -> str:
    """The address, with more behind its `?`."""
    return f"{url}{'&' if '?' in url else '?'}{more}"


def states(url: str) -> list[str]:
    """The states of the edition's mails, as the store tells them."""
    database = Database(url)
    editions = EditionStore(database)
    found = editions.find("Network", OCTOBER)
    told = [each.state.value for each in editions.deliveries(found.id)]
    database.close()
    return told


@pytest.mark.parametrize("step", sampled(["doubt", "_run_script", "_require_nothing_newer"], always=1))
def test_a_killed_restore_has_changed_nothing(postgres_place, backup, step):
    """Whoever is killed on the way leaves the store of before, whole and in its place; the next restore does it."""
    url = postgres_place.url("live")
    path = os.pathsep.join([environment()["PYTHONPATH"], *(str(ROOT / "tests" / more) for more in (".", "contract"))])
    code = KILLED.replace("force=True", f"force={step != '_require_nothing_newer'}")
    ended = subprocess.run(
        [sys.executable, "-c", code, url, str(backup), step], env=environment(PYTHONPATH=path), check=False
    )
    assert ended.returncode == -signal.SIGKILL
    assert postgres_place.emptied.server.run(SCHEMAS, postgres_place.name_of("live")) == [("public",)]
    assert states(url) == ["sent", "sent"]
    assert restore_dump(url, backup, ENTRY, force=True).doubted.mails == 1
    assert states(url) == ["sent", "unknown"]


def test_a_backup_that_is_cut_short_changes_nothing(postgres_place, backup):
    """A damaged file is told, and the store of before stays in its place."""
    backup.write_bytes(backup.read_bytes()[:-2000])
    with pytest.raises(StoreError, match="pg_restore failed"):
        restore_dump(postgres_place.url("live"), backup, ENTRY, force=True)
    assert states(postgres_place.url("live")) == ["sent", "sent"]


@pytest.mark.parametrize("kind", sampled(["of the address", "of the role"], always=1))
def test_a_store_in_a_schema_of_its_own_is_restored_there(postgres_place, backup, kind):
    """Where the address, or the role's name, puts the tables in another schema, that is where they lie afterwards.

    A backup may come from another schema: it leaves nothing there.
    """
    server, name = postgres_place.emptied.server, postgres_place.name_of("own")
    url = postgres_place.url("own")
    [(role,)] = server.run("SELECT current_user::text", name)
    schema = role if kind == "of the role" else "digests"
    server.run(f'CREATE SCHEMA "{schema}"', name)
    if kind == "of the address":
        server.run("DROP SCHEMA public", name)
        url = with_query(url, "options=-csearch_path%3Ddigests")
    restore_dump(url, backup, ENTRY, force=False)
    assert states(url) == ["sent", "unknown"]
    again, database = backup.with_name("again.dump"), Database(url)
    dump(database, again)
    database.close()
    aside = restore_dump(url, again, ENTRY, force=False).aside
    assert aside.startswith("in the schema before_20261103t090000z of ")
    assert states(url) == ["sent", "unknown"]
    tables = "SELECT DISTINCT table_schema::text FROM information_schema.tables WHERE table_name = 'edition'"
    assert sorted(server.run(tables, name)) == [("before_20261103t090000z",), (schema,)]
    assert (("public",) in server.run(SCHEMAS, name)) == (kind == "of the role")


def test_what_lies_beside_the_store_stays(postgres_place, backup):
    """Somebody else's table stays with its rows, and is in no backup."""
    server, name, url = postgres_place.emptied.server, postgres_place.name_of("live"), postgres_place.url("live")
    server.run("CREATE TABLE payroll (amount integer); INSERT INTO payroll VALUES (42)", name)
    database = Database(url)
    dump(database, backup.with_name("later.dump"))
    database.close()
    assert b"payroll" not in backup.with_name("later.dump").read_bytes()
    restore_dump(url, backup, ENTRY, force=True)
    assert server.run("SELECT amount FROM public.payroll", name) == [(42,)]


def test_a_view_on_the_store_is_not_left_to_tell_of_the_one_before(postgres_place, backup):
    """Somebody else's view is named, and nothing is restored until it is dropped."""
    server, name, url = postgres_place.emptied.server, postgres_place.name_of("live"), postgres_place.url("live")
    server.run("CREATE VIEW left_so_far AS SELECT recipient FROM delivery", name)
    with pytest.raises(SettingsError, match="left_so_far"):
        restore_dump(url, backup, ENTRY, force=True)
    server.run("DROP VIEW left_so_far", name)
    restore_dump(url, backup, ENTRY, force=True)
    assert states(url) == ["sent", "unknown"]


def test_a_table_of_the_same_name_is_not_touched(postgres_place, backup):
    """Where another's table bears a name of ours, the error says so, and nothing has happened."""
    server, url = postgres_place.emptied.server, postgres_place.url("shared")
    name = postgres_place.name_of("shared")
    server.run("CREATE TABLE team (goals integer)", name)
    with pytest.raises(StoreError, match="not the store's") as caught:
        restore_dump(url, backup, ENTRY, force=True)
    assert "of its own" in caught.value.recovery
    assert server.run("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'", name) == [(1,)]


def test_a_backup_that_is_read_back_by_other_means_has_to_be_adopted(postgres_place, backup):
    """It passes neither for the place that was adopted nor for a new store, though no mail was ever planned in it."""
    postgres_place.run("DELETE FROM delivery_event; DELETE FROM delivery", "live")
    database = postgres_place.open("live")
    HomeStore(database).adopt("Ann Lee", replace(ENTRY, act=ADOPT))
    another = backup.with_name("adopted.dump")
    dump(database, another)
    database.close()
    words = ["pg_restore", "--no-owner", f"--dbname={postgres_place.url('again')}", another]
    subprocess.run(words, check=True)
    homes = HomeStore(postgres_place.open("again"))
    assert homes.standing() == Unadopted()
    assert not homes.is_unused()


def test_a_store_that_is_open_is_not_restored_whatever_its_session_is_called(postgres_place, backup):
    """A process that opened the store under a name of its own keeps it from being restored, too."""
    url = postgres_place.url("live")
    other = Database(with_query(url, "application_name=reports"))
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
