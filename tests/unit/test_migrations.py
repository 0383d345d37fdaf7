"""The store's schema and how a file gets it."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from command import drumbeat, environment
from drumbeat.errors import SettingsError, StoreError, TryLater
from drumbeat.store import database as database_module
from drumbeat.store.database import NEWEST, Database
from drumbeat.store.schema import metadata

OPEN = """
import sys
from drumbeat.store.database import Database
print("ready", flush=True)
sys.stdin.readline()
Database(sys.argv[1])
"""


def open_database(path):
    """The store at a path, as the product makes it: no copy."""
    return Database(f"sqlite:///{path}")


def _sql(path, statement):
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement).fetchall()


def test_migrations_lead_to_the_schema(place):
    """A migrated database has exactly the tables, columns and indices that the code expects, and SQLite the types.

    On PostgreSQL all text is `text`, whatever length SQLite is told and ignores.
    """
    with place.open("new").read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": place.kind == "sqlite"})
        assert compare_metadata(context, metadata) == []


def test_migrations_and_schema_make_the_same_tables(tmp_path):
    """SQLite's own words for both are the same, constraints included, which Alembic does not compare."""
    wanted = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    with wanted.begin() as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
    open_database(tmp_path / "store.db")
    query = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
    made, migrated = (_sql(tmp_path / name, query) for name in ("empty.db", "store.db"))
    assert [_parts(each) for each in migrated] == [_parts(each) for each in made]
    indices = sum(len(table.indexes) for table in metadata.tables.values())
    assert len(migrated) == len(metadata.tables) + indices + 1  # with alembic_version


def _parts(entry: tuple[str, str | None]) -> tuple[str, list[str]]:
    """A table's clauses without regard to their order and to quotes, which differ between the two ways."""
    name, sql = entry
    apart = re.sub(
        r", (?=\w+ (?:TEXT|VARCHAR|INTEGER))", ",\n", (sql or "").replace('"', "")
    )  # as columns that are added stand, the last of them with the table's own bracket
    apart = re.sub(r"\)$", "\n)", apart)
    return name, sorted(line.strip(" ,\t") for line in apart.splitlines())


def test_newest_is_the_newest_script():
    """The revision that needs no migration is the head of the scripts, and there is one head."""
    scripts = ScriptDirectory(str(database_module._MIGRATIONS))
    assert scripts.get_heads() == [NEWEST]


@pytest.mark.parametrize("is_there", [False, True], ids=["no file", "empty file"])
def test_an_empty_file_becomes_a_store(tmp_path, is_there):
    """A missing file, in a missing folder, and an empty file become a store; opening it again changes nothing."""
    path = tmp_path / "new folder 100%" / "store.db"
    if is_there:
        path.parent.mkdir()
        path.touch()
    open_database(path)
    tables = _sql(path, "SELECT name, sql FROM sqlite_master")
    open_database(path)
    assert _sql(path, "SELECT name, sql FROM sqlite_master") == tables
    assert _sql(path, "SELECT version_num FROM alembic_version") == [(NEWEST,)]


def test_a_store_of_a_newer_version_is_refused(place):
    """A store that a newer Drumbeat has migrated is refused with a sentence and left as it is."""
    place.open("newer").close()
    place.run("UPDATE alembic_version SET version_num = '9999'", "newer")
    with pytest.raises(StoreError, match="made by a newer Drumbeat") as caught:
        place.open("newer")
    assert "Upgrade" in caught.value.recovery
    assert place.dump("alembic_version", name="newer") == [("9999",)]


def test_a_file_that_is_no_database_is_refused(tmp_path):
    """Another kind of file is refused with a sentence and left as it is."""
    path = tmp_path / "store.db"
    path.write_bytes(b"number,state\n" * 500)
    with pytest.raises(StoreError, match="not a Drumbeat store"):
        open_database(path)
    assert path.read_bytes() == b"number,state\n" * 500


def test_a_damaged_store_is_refused_by_the_command(tmp_path):
    """A damaged file ends a command with exit code 5 and a sentence, without traceback or SQL."""
    path = tmp_path / "drumbeat.db"
    open_database(path).close()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    ended = drumbeat("team", "list", cwd=tmp_path)
    assert ended.code == 5
    assert "restore a backup" in ended.err
    assert "SELECT" not in ended.err


@pytest.mark.parametrize("url", ["nonsense", "oracle://host/db", "sqlite+unknown:///x.db", ""])
def test_an_address_that_cannot_be_used_is_a_setting_s_fault(url):
    """An address that names no usable database says which setting to mend, and does not repeat the address."""
    with pytest.raises(SettingsError, match=r"store\.url"):
        Database(url)


def test_a_transaction_that_fails_leaves_nothing(place):
    """Whatever is raised within a transaction undoes all of it."""
    database = place.open()

    def write_and_fail() -> None:
        with database.begin() as connection:
            connection.exec_driver_sql("INSERT INTO team (name, zone, lead, lead_address) VALUES ('a', 'UTC', '', '')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert place.dump("team") == []


def test_errors_of_the_database_hold_no_values(place):
    """The message of a failed statement names the store and the kind of trouble, never a value."""
    database = place.open()
    with pytest.raises(StoreError, match="breaks a rule of its tables") as caught, database.begin() as connection:
        connection.exec_driver_sql("INSERT INTO recipient VALUES (7, 'address', 'secret@x.example', 0, '', '')")
    assert "secret" not in str(caught.value)


def test_a_held_store_is_for_later(place, monkeypatch):
    """A store that another process does not let go of is worth another try: nothing is broken."""
    holder = place.open()
    monkeypatch.setattr(database_module, "_BUSY_SECONDS", 1)
    database = place.open()
    with holder.begin(), pytest.raises(TryLater, match="Another process has held"), database.begin():
        pass
    with database.begin():
        pass


def test_connections_are_closed_when_nobody_holds_the_database(tmp_path):
    """Whoever opens a store need not close it: with the last holder its connections go, and SQLite's side files."""
    database = open_database(tmp_path / "store.db")
    assert (tmp_path / "store.db-wal").exists()
    del database
    assert [path.name for path in tmp_path.iterdir()] == ["store.db"]


def test_processes_that_open_a_new_store_at_once_agree(place):
    """Several processes that open a new store in the same moment all succeed, and make one store."""
    openers = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", OPEN, place.url("shared")],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for _ in range(3)
    ]
    for opener in openers:
        assert opener.stdout.readline() == "ready\n"
    for opener in openers:
        opener.stdin.write("go\n")
        opener.stdin.flush()
    ends = [(opener.communicate(timeout=60)[1], opener.returncode) for opener in openers]
    assert ends == [("", 0)] * 3
    assert place.dump("alembic_version", name="shared") == [(NEWEST,)]


def test_a_store_on_a_file_keeps_its_changes_beside_it(tmp_path):
    """Readers of a file do not wait for a writer, as SQLite writes ahead."""
    open_database(tmp_path / "store.db")
    assert _sql(tmp_path / "store.db", "PRAGMA journal_mode") == [("wal",)]


def test_connections_that_switch_a_new_file_at_once_agree(tmp_path):
    """Many first connections to a new file in the same moment all write; none hears that it is locked."""
    wrong: list[Exception] = []

    def write(url: str, gate: threading.Barrier) -> None:
        engine = database_module._backend(url).writing
        gate.wait()
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS t (x)")
        except SQLAlchemyError as error:
            wrong.append(error)
        finally:
            engine.dispose()

    for round_ in range(40):
        gate = threading.Barrier(6)
        writers = [
            threading.Thread(target=write, args=(f"sqlite:///{tmp_path / f'{round_}.db'}", gate)) for _ in "123456"
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
    assert wrong == []
