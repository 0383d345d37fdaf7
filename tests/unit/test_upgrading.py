"""How an older store becomes a newer one: permitted or not, whole or not at all, and what the commands say of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from alembic import command
from alembic.config import Config

from command import environment, quickly
from drumbeat.errors import StoreError, TryLater
from drumbeat.store import database as database_module
from drumbeat.store.database import NEWEST, Database
from log_lines import listening, read
from places import OnSqlite
from small_disk import fill, small_disk

OLDER = "0012"
BROKEN = '''"""A migration that fails after it has changed something."""

from alembic import op

revision = "9990"
down_revision = "{newest}"


def upgrade():
    op.execute("CREATE TABLE half (x integer)")
    op.execute("UPDATE team SET name = 'changed'")
    {failure}
'''
DIES = """
import pathlib, sys
from drumbeat.store import database
database._MIGRATIONS, database.NEWEST = pathlib.Path(sys.argv[2]), "9990"
database.Database(sys.argv[1])
"""
ADDED = "INSERT INTO team (name, zone, lead, lead_address) VALUES ('Network', 'UTC', '', '')"


def older(place):
    """The address of a store that a Drumbeat of schema 0012 made, which holds a team."""
    url = place.url("old")
    brought_to(url, OLDER)
    place.run(ADDED, "old")
    return url


def brought_to(url, schema):
    """A store at that address gets this schema."""
    database = Database(url, migrate=False)
    with database.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(database_module._MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, schema)
    database.close()


def schema_of(url):
    """That of the store at an address."""
    database = Database(url, migrate=False)
    found = database.revision()
    database.close()
    return found


def revision(place):
    """That of the store."""
    return place.dump("alembic_version", name="old")


@pytest.fixture(name="breaking")
def _breaking(tmp_path, monkeypatch):
    """Makes this Drumbeat one whose newest migration fails so."""

    def make(failure):
        folder = tmp_path / "migrations"
        shutil.copytree(database_module._MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        script = BROKEN.format(newest=NEWEST, failure=failure)
        (folder / "versions" / "9990_broken.py").write_text(script, encoding="utf-8")
        monkeypatch.setattr(database_module, "_MIGRATIONS", folder)
        monkeypatch.setattr(database_module, "NEWEST", "9990")

    return make


def test_an_older_store_is_brought_up_to_date(place):
    """Whoever opens it does that, keeps what it holds, and says so in the log, once."""
    url = older(place)
    with listening() as log:
        Database(url).close()
        Database(url).close()
    assert revision(place) == [(NEWEST,)]
    assert place.dump("team", "name", "old") == [("Network",)]
    (line,) = (each for each in read(log.text) if each["event"] == "the store was brought up to date")
    assert (line["before"], line["after"]) == (OLDER, NEWEST)


def test_where_it_is_not_permitted_it_is_refused(place):
    """The store stays as it is; the sentence names both schemas and the command that changes it."""
    url = older(place)
    with pytest.raises(StoreError, match=f"older schema {OLDER}, this Drumbeat needs {NEWEST}") as caught:
        Database(url, may_upgrade=False)
    assert caught.value.recovery.endswith("then run: drumbeat migrate")
    assert revision(place) == [(OLDER,)]


def test_a_newer_store_is_refused_permitted_or_not(place):
    """Where it is, its schema and the newest that is known here are told, also where nothing may be changed."""
    url = older(place)
    place.run("UPDATE alembic_version SET version_num = '9999'", "old")
    for may in (True, False):
        with pytest.raises(StoreError, match="of schema 9999, made by a newer Drumbeat") as caught:
            Database(url, may_upgrade=may)
        assert str(caught.value).endswith(f"this one knows schemas up to {NEWEST}.")
        assert Database(url, migrate=False).named in str(caught.value)
        assert "Install the version that made it" in caught.value.recovery
    assert revision(place) == [("9999",)]


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        ('op.execute("INSERT INTO nowhere VALUES (1)")', "failed: its tables are not as Drumbeat made them"),
        ('op.execute("CREATE TABLE half (y integer)")', "failed: a table “half”, which is not the store's, lies there"),
        ('op.execute("INSERT INTO team SELECT * FROM team")', "failed: something breaks a rule of its tables"),
        ('raise KeyError("words of a ticket")', "a bug in Drumbeat \\(KeyError\\)"),
    ],
    ids=["missing", "in the way", "rule", "bug"],
)
def test_an_upgrade_that_fails_changes_nothing(place, breaking, monkeypatch, failure, told):
    """It is one transaction: the store is of its former schema, with what it held, and the former version opens it."""
    url = older(place)
    with monkeypatch.context() as newer:
        newer.setattr(database_module, "NEWEST", database_module.NEWEST)
        breaking(failure)
        with pytest.raises(StoreError, match=told) as caught:
            Database(url)
        assert f"from schema {OLDER} to 9990, and is as it was" in str(caught.value)
        assert Database(url, migrate=False).named in str(caught.value)
        assert caught.value.recovery.endswith("the former version of Drumbeat goes on with the store.")
        assert "ticket" not in str(caught.value)
    monkeypatch.undo()
    assert revision(place) == [(OLDER,)]
    assert place.dump("team", "name", "old") == [("Network",)]
    Database(url).close()
    assert revision(place) == [(NEWEST,)]


LOST = "SELECT pg_terminate_backend(pg_backend_pid())"


@pytest.mark.parametrize(
    ("failure", "ends"),
    [
        (f'op.execute("{LOST}")', "and is as it was"),
        (
            f'__import__("sqlalchemy").event.listen(op.get_bind(), "commit", lambda at: at.exec_driver_sql("{LOST}"))',
            "and may be of either, but whole",
        ),
    ],
    ids=["in the middle", "at the end"],
)
def test_an_upgrade_whose_server_goes_away(place, breaking, failure, ends):
    """It is put off, with both schemas; that it is as it was is not said where nobody knows."""
    if isinstance(place, OnSqlite):
        pytest.skip("a file has no server")
    url = older(place)
    breaking(failure)
    with pytest.raises(TryLater, match=f"from schema {OLDER} to 9990, {ends}. The server") as caught:
        Database(url)
    assert caught.value.recovery.startswith("Run the command again when the server is there.")
    assert revision(place) == [(OLDER,)]


def test_an_upgrade_without_room(tmp_path):
    """Of a disk that is full in the middle both schemas, the cause and the way on are told; nothing has changed."""
    with small_disk(tmp_path, 900) as disk:
        url = f"sqlite:///{disk / 'old.db'}"
        brought_to(url, OLDER)
        filler, told = fill(disk, leave=40_000), []
        while not told:
            try:
                Database(url).close()
            except StoreError as error:
                told += [error] if "from schema" in str(error) else []
                os.truncate(filler, max(0, filler.stat().st_size - 4096))
        assert f"from schema {OLDER} to {NEWEST}, and is as it was." in str(told[0])
        assert str(told[0]).endswith(f"The store {disk / 'old.db'} failed: the disk is full.")
        assert told[0].recovery.startswith("Make room on it")
        assert schema_of(url) == OLDER
        filler.unlink()
        Database(url).close()
        assert schema_of(url) == NEWEST


def test_an_upgrade_that_is_killed_changes_nothing(place, tmp_path):
    """Whoever dies in the middle of it leaves the store as it was, and nobody waits for the dead."""
    url, folder = older(place), tmp_path / "migrations"
    shutil.copytree(database_module._MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    script = BROKEN.format(newest=NEWEST, failure='__import__("os")._exit(9)')
    (folder / "versions" / "9990_broken.py").write_text(script, encoding="utf-8")
    died = subprocess.run([sys.executable, "-c", DIES, url, str(folder)], env=environment(), check=False)
    assert died.returncode == 9
    assert revision(place) == [(OLDER,)]
    Database(url).close()
    assert place.dump("team", "name", "old") == [("Network",)]


def test_an_upgrade_waits_for_who_writes(place, monkeypatch):
    """While another process writes it is put off, not refused: nothing is broken."""
    url = older(place)
    monkeypatch.setattr(database_module, "_BUSY_SECONDS", 1)
    holder = Database(url, migrate=False)
    with holder.begin(), pytest.raises(TryLater, match="Another process has held"):
        Database(url)
    assert revision(place) == [(OLDER,)]


def settled(folder, url, *, upgrade=True):
    """Settings in a folder."""
    (folder / "drumbeat.toml").write_text(f'[store]\nurl = "{url}"\nupgrade = {str(upgrade).lower()}\n')


def test_the_command_upgrades_or_only_looks(place, tmp_path):
    """`migrate --check` ends with 5 and changes nothing; `migrate` does it whatever store.upgrade says; then 0."""
    url = older(place)
    settled(tmp_path, url, upgrade=False)
    refused = quickly("team", "list", cwd=tmp_path)
    assert (refused.code, "run: drumbeat migrate" in refused.err) == (5, True)
    looked = quickly("migrate", "--check", cwd=tmp_path)
    assert (looked.code, f"is of schema {OLDER}, this Drumbeat needs {NEWEST}" in looked.err) == (5, True)
    assert revision(place) == [(OLDER,)]
    done = quickly("migrate", cwd=tmp_path)
    assert (done.code, done.out) == (0, f"The store is up to date now: schema {NEWEST}, before {OLDER}.\n")
    for words in (["migrate"], ["migrate", "--check"]):
        again = quickly(*words, cwd=tmp_path)
        assert (again.code, again.out) == (0, f"The store is up to date: schema {NEWEST}.\n")
    assert quickly("team", "list", cwd=tmp_path).code == 0


def test_the_command_looks_at_a_store_that_is_not_there(tmp_path):
    """Looking makes no file; where nothing may be made by the way, the command alone makes the store."""
    settled(tmp_path, "sqlite:///new/drumbeat.db", upgrade=False)
    looked = quickly("migrate", "--check", cwd=tmp_path)
    assert (looked.code, "has no tables yet" in looked.err, "backup" in looked.err) == (5, True, False)
    assert not (tmp_path / "new").exists()
    assert quickly("migrate", cwd=tmp_path).code == 0
    assert quickly("team", "list", cwd=tmp_path).code == 0


def test_the_command_refuses_a_newer_store(place, tmp_path):
    """It ends with 5 and says whose store it is."""
    settled(tmp_path, older(place))
    place.run("UPDATE alembic_version SET version_num = '9999'", "old")
    for words in (["migrate"], ["migrate", "--check"]):
        ended = quickly(*words, cwd=tmp_path)
        assert (ended.code, f"made by a newer Drumbeat; this one knows schemas up to {NEWEST}" in ended.err) == (
            5,
            True,
        )
