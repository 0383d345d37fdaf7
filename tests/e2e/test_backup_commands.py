"""`drumbeat backup`, `restore` and `adopt` as a person runs them."""

from __future__ import annotations

import gc
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from command import environment, quickly
from drumbeat.app import clock
from drumbeat.editions.deliveries import DeliveryState, Outcome, Planned
from drumbeat.editions.places import Adopted, Elsewhere, Unadopted
from drumbeat.records.team import Team
from drumbeat.store.database import Database
from drumbeat.store.editions import EditionStore
from drumbeat.store.homes import HomeStore
from drumbeat.store.recipients import RecipientStore
from drumbeat.store.teams import TeamStore
from samples import sampled
from stores import CONTENT, NOW, OCTOBER, claim, dump, open_database, receives, receives_no_more, settle

BERLIN = ZoneInfo("Europe/Berlin")
NAMES = ("planned", "claimed", "failed", "unknown", "sent")


@pytest.fixture(scope="module", name="filled")
def _filled(tmp_path_factory):
    """A store with a team, its recipient, and an edition with a mail in every state."""
    path = tmp_path_factory.mktemp("filled") / "drumbeat.db"
    fill(open_database(path))
    return path


@pytest.fixture(name="stored")
def _stored(tmp_path, filled):
    """A folder with such a store."""
    shutil.copy(filled, tmp_path)
    return tmp_path


def fill(database) -> None:
    """Put the same into any store."""
    TeamStore(database).add(Team("Network", ("Network",), (), BERLIN))
    receives(RecipientStore(database), "Network", "sent@x.example")
    editions = EditionStore(database)
    edition = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW).id
    editions.plan(edition, [Planned(f"{name}@x.example", f"<{name}@x>") for name in NAMES], NOW)
    for name in NAMES[1:]:
        claim(editions, edition, f"{name}@x.example", NOW)
        if name != "claimed":
            settle(editions, edition, Outcome(f"{name}@x.example", DeliveryState(name)))
    database.close()


def run(folder, *words, code=0, **environ):
    """The command; what it said, to either stream."""
    ended = quickly(*words, cwd=folder, **environ)
    gc.collect(0)  # as the end of a process does, it closes the store; it is young
    assert ended.code == code, ended.err
    return ended.out if code == 0 else ended.err


def states(database) -> dict[str, str]:
    """The edition's mails by recipient."""
    (edition,) = [EditionStore(database).find("Network", OCTOBER)]
    return {each.recipient.split("@")[0]: each.state.value for each in EditionStore(database).deliveries(edition.id)}


def all_tables(path, *but) -> dict[str, list[tuple]]:
    """Every row of every table."""
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: dump(path, name) for name in names if name not in but}


def test_a_backup_is_the_whole_store_in_one_file(stored):
    """It holds every row of every table, is its owner's alone, whole, and says so; the act is in the log of both."""
    assert "drumbeat restore kept/b.db" in run(stored, "backup", "--out", "kept/b.db")
    copy = stored / "kept" / "b.db"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in copy.parent.iterdir()] == ["b.db"]
    assert all_tables(copy) == all_tables(stored / "drumbeat.db")
    filled = [("add recipient", "Network: sent@x.example")]
    assert dump(copy, "audit", "act, detail") == [*filled, ("backup store", "b.db")]


def test_a_backup_overwrites_nothing(stored):
    """A file that is there stays as it is, the store itself as well."""
    (stored / "b.db").write_text("mine")
    for name in ("b.db", "drumbeat.db"):
        assert "already" in run(stored, "backup", "--out", name, code=2)
    assert (stored / "b.db").read_text() == "mine"


def test_a_backup_is_of_one_moment_while_others_write(stored):
    """While another process writes row by row a backup holds a beginning of its rows, without a gap."""
    writing = (
        "import sys\nfrom drumbeat.store.audit import AuditLog\nfrom drumbeat.store.database import Database\n"
        "from drumbeat.ports import AuditEntry\nfrom datetime import UTC, datetime\n"
        "log, number = AuditLog(Database('sqlite:///drumbeat.db')), 0\nprint('ready', flush=True)\n"
        "while True:\n    number += 1\n    log.note(AuditEntry(datetime.now(UTC), 'x', 'count', detail=str(number)))\n"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", writing], cwd=stored, env=environment(), stdout=subprocess.PIPE, encoding="utf-8"
    )
    try:
        assert writer.stdout.readline() == "ready\n"
        for number in range(3):
            run(stored, "backup", "--out", f"{number}.db")
            rows = dump(stored / f"{number}.db", "audit", "id, detail, act")
            counted = [int(detail) for _, detail, act in rows if act == "count"]
            assert counted == list(range(1, len(counted) + 1))
    finally:
        writer.kill()
        writer.communicate()


def test_what_was_not_sent_is_unknown_after_restoring(stored):
    """Mails that were not sent when the backup was made are unknown, with the reason and a line in their history."""
    run(stored, "backup", "--out", "b.db")
    (stored / "drumbeat.db").unlink()
    said = run(stored, "restore", "b.db")
    assert "3 mails had not left then" in said
    assert "drumbeat adopt" in said
    database = open_database(stored / "drumbeat.db")
    assert states(database) == {name: "sent" if name == "sent" else "unknown" for name in NAMES}
    steps = dump(stored / "drumbeat.db", "delivery_event", "recipient, state, detail")
    reasons = [step for step in steps if "backup" in step[2]]
    assert [recipient.split("@")[0] for recipient, _, _ in reasons] == ["claimed", "failed", "planned"]
    assert all("restored from a backup of 2026" in detail and "may have left" in detail for *_, detail in reasons)
    assert {state for _, state, _ in reasons} == {"unknown"}


def test_nothing_leaves_a_restored_store_by_itself(stored):
    """No place may send by itself, and no month before this one leaves by itself, until people say so."""
    HomeStore(open_database(stored / "drumbeat.db")).adopt("Ann Lee", entry())
    run(stored, "backup", "--out", "b.db")
    (stored / "drumbeat.db").rename(stored / "old.db")
    run(stored, "restore", "b.db")
    assert HomeStore(open_database(stored / "drumbeat.db")).standing() == Unadopted()
    month = datetime.now(BERLIN).date().replace(day=1).isoformat()
    assert dump(stored / "drumbeat.db", "team", "begins") == [(month,)]


def entry():
    """An act in the log."""
    from drumbeat.ports import AuditEntry  # noqa: PLC0415

    return AuditEntry(NOW, "root", "adopt store")


def test_restoring_over_the_same_store_keeps_it_aside(stored):
    """Where nothing has happened since, no --force is needed; the store of before is kept all the same."""
    run(stored, "backup", "--out", "b.db")
    before = all_tables(stored / "drumbeat.db")
    run(stored, "restore", "b.db")
    (aside,) = stored.glob("drumbeat.db.before-*")
    assert all_tables(aside) == before
    assert aside.stat().st_mode & 0o777 == 0o600
    assert states(open_database(stored / "drumbeat.db"))["planned"] == "unknown"


@pytest.mark.parametrize("work", ["a dated act", "a recipient added", "a recipient removed"])
def test_newer_work_is_not_overwritten(stored, work):
    """A store that holds what the backup has not, or has lost what it has, stays as it is without --force."""
    run(stored, "backup", "--out", "b.db")
    recipients = RecipientStore(database := open_database(stored / "drumbeat.db"))
    if work == "a dated act":
        EditionStore(database).save_draft("Network", OCTOBER.before(), CONTENT, [], clock() + timedelta(seconds=5))
    elif work == "a recipient added":
        receives(recipients, "Network", "new@x.example")
    else:
        receives_no_more(recipients, "Network", "sent@x.example")
    database.close()
    before = all_tables(stored / "drumbeat.db")
    assert "--force" in run(stored, "restore", "b.db", code=2)
    assert all_tables(stored / "drumbeat.db") == before
    assert not list(stored.glob("*before*"))
    run(stored, "restore", "b.db", "--force")
    (aside,) = stored.glob("drumbeat.db.before-*")
    assert all_tables(aside) == before
    rules = RecipientStore(open_database(stored / "drumbeat.db")).rules("Network")
    assert [each.name for each in rules] == ["sent@x.example"]


def test_a_store_that_another_has_open_is_not_restored(stored):
    """Nobody's store is changed under them: the error says to end the other process."""
    run(stored, "backup", "--out", "b.db")
    database = open_database(stored / "drumbeat.db")
    with database.read() as connection:
        connection.exec_driver_sql("SELECT 1 FROM team").fetchall()
        assert "open" in run(stored, "restore", "b.db", code=75)
    database.close()
    run(stored, "restore", "b.db")


def test_a_damaged_store_is_restored_with_force(stored):
    """A store that cannot be read is replaced only on demand, and its file is kept as it was."""
    run(stored, "backup", "--out", "b.db")
    path = stored / "drumbeat.db"
    damaged = path.read_bytes()[:4096] + b"\xff" * 40960
    path.write_bytes(damaged)
    assert "cannot be read" in run(stored, "restore", "b.db", code=5)
    run(stored, "restore", "b.db", "--force")
    (aside,) = stored.glob("drumbeat.db.before-*")
    assert aside.read_bytes() == damaged
    assert states(open_database(path))["sent"] == "sent"


@pytest.mark.parametrize("content", [None, b"", b"number,state\n" * 99, "another database", "cut short"])
def test_what_is_no_backup_is_refused(stored, content):
    """A file that is missing, empty, of another kind or damaged changes nothing."""
    run(stored, "backup", "--out", "good.db")
    path = stored / "b.db"
    if content == "another database":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE t (x)")
    elif content == "cut short":
        path.write_bytes((stored / "good.db").read_bytes()[:-40000])
    elif content is not None:
        path.write_bytes(content)
    before = all_tables(stored / "drumbeat.db")
    ended = quickly("restore", "b.db", "--force", cwd=stored)
    assert ended.code in (2, 5)
    assert ended.err.startswith("Error: ")
    assert "bug" not in ended.err
    assert all_tables(stored / "drumbeat.db") == before
    assert {each.name for each in stored.iterdir()} <= {"drumbeat.db", "good.db", "b.db"}


def test_a_backup_of_an_older_drumbeat_is_brought_up_to_date(stored):
    """A backup with an older schema is restored with the newest."""
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    from drumbeat.store import database as database_module  # noqa: PLC0415

    older = database_module._backend(f"sqlite:///{stored / 'older.db'}").writing
    config = Config()
    config.set_main_option("script_location", str(database_module._MIGRATIONS))
    with older.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
        connection.exec_driver_sql(
            "INSERT INTO edition (team, period_start, period_end, state, subject, html, text, digest, content_hash, "
            "built_at) VALUES ('Network', '2026-10-01', '2026-11-01', 'sending', 's', 'h', 't', '{}', 'x', "
            "'2026-11-02 08:00:00')"
        )
        connection.exec_driver_sql(
            "INSERT INTO delivery VALUES (1, 'a@x.example', 'planned', '<1@x>', 0, '', '', '2026-11-02 08:00:00')"
        )
    older.dispose()
    (stored / "drumbeat.db").unlink()
    assert "backup of an unknown time" in run(stored, "restore", "older.db")
    assert states(open_database(stored / "drumbeat.db")) == {"a": "unknown"}


def test_adopting_says_what_waits(stored):
    """Who adopts a store is told what no mail server has accepted yet, and what will become of it."""
    run(stored, "backup", "--out", "b.db")
    (stored / "drumbeat.db").unlink()
    run(stored, "restore", "b.db")
    said = run(stored, "adopt", "--by", "Ann Lee")
    assert "Ann Lee adopted the store" in said
    assert ["Network", "2026-10", "unknown", "4", "may", "have", "left:", "never", "repeated", "by", "itself"] in [
        line.split() for line in said.splitlines()
    ]
    standing = HomeStore(open_database(stored / "drumbeat.db")).standing()
    assert isinstance(standing, Adopted)
    assert standing.by == "Ann Lee"


def test_adopting_a_copy_names_the_place_of_before(stored):
    """A copied store sends nothing by itself; who adopts it hears where it was."""
    run(stored, "adopt", "--by", "Ann Lee")
    copy = stored / "copy"
    copy.mkdir()
    shutil.copy(stored / "drumbeat.db", copy)
    assert isinstance(HomeStore(open_database(copy / "drumbeat.db")).standing(), Elsewhere)
    assert f"{stored / 'drumbeat.db'} on" in run(copy, "adopt", "--by", "Ben Cole")
    assert isinstance(HomeStore(open_database(copy / "drumbeat.db")).standing(), Adopted)


@pytest.mark.parametrize("name", ["", " ", "a\nb\x07", "x" * 121])
def test_adopting_needs_a_name(stored, name):
    """Somebody answers for it."""
    assert "--by" in run(stored, "adopt", "--by", name, code=2)


@pytest.fixture(name="on_postgres")
def _on_postgres(postgres_place, tmp_path):
    """The settings of a filled store on PostgreSQL."""
    if not (shutil.which("pg_dump") and shutil.which("pg_restore")):
        pytest.skip("pg_dump and pg_restore are not installed here")
    database = postgres_place.open("live")
    fill(database)
    return {"DRUMBEAT_STORE__URL": postgres_place.url("live")}


def test_a_store_on_postgresql_is_dumped_and_restored(on_postgres, postgres_place, tmp_path):
    """`pg_dump` makes the backup; a new database takes it, with everything unsent unknown and nobody's home."""
    run(tmp_path, "adopt", "--by", "Ann Lee", **on_postgres)
    run(tmp_path, "backup", "--out", "b.dump", **on_postgres)
    assert (tmp_path / "b.dump").stat().st_mode & 0o777 == 0o600
    new = postgres_place.url("renewed")
    assert "3 mails" in run(tmp_path, "restore", "b.dump", DRUMBEAT_STORE__URL=new)
    database = Database(new)
    assert HomeStore(database).standing() == Unadopted()
    assert states(database) == {name: "sent" if name == "sent" else "unknown" for name in NAMES}
    assert postgres_place.dump("team", "name", "renewed") == [("Network",)]


@pytest.mark.parametrize("work", sampled(["a dated act", "a recipient added"], always=1))
def test_newer_work_on_postgresql_is_not_overwritten(on_postgres, postgres_place, tmp_path, work):
    """What the backup has not stays without --force, to the last row; with it the store of before is a schema aside.

    A store with nothing newer is replaced without --force, and no backup holds what was put aside.
    """
    run(tmp_path, "backup", "--out", "b.dump", **on_postgres)
    assert "3 mails" in run(tmp_path, "restore", "b.dump", **on_postgres)
    database = postgres_place.open("live")
    if work == "a dated act":
        EditionStore(database).save_draft("Network", OCTOBER.before(), CONTENT, [], clock() + timedelta(seconds=5))
    else:
        receives(RecipientStore(database), "Network", "new@x.example")
    database.close()
    tables = ("team", "recipient", "edition", "delivery", "audit", "home")
    before = [postgres_place.dump(table, name="live") for table in tables]
    time.sleep(1.1)  # the name of what is put aside tells seconds apart
    assert "--force" in run(tmp_path, "restore", "b.dump", code=2, **on_postgres)
    assert [postgres_place.dump(table, name="live") for table in tables] == before
    said = run(tmp_path, "restore", "b.dump", "--force", **on_postgres)
    (aside,) = re.findall(r"in the schema (before_\w+) of", said)
    with postgres_place.open("live").read() as connection:
        kept = [sorted(map(tuple, connection.exec_driver_sql(f"SELECT * FROM {aside}.{table}"))) for table in tables]  # noqa: S608
    assert [len(rows) for rows in kept] == [len(rows) for rows in before]
    assert [row[1] for row in kept[1]] == [row[1] for row in before[1]]
    gc.collect()
    assert postgres_place.dump("recipient", "name", "live") == [("sent@x.example",)]
    run(tmp_path, "backup", "--out", "later.dump", **on_postgres)
    assert aside.encode() not in (tmp_path / "later.dump").read_bytes()


def test_a_store_on_postgresql_that_another_has_open_is_not_restored(on_postgres, postgres_place, tmp_path):
    """Nobody's store is changed under them: the error says to end the other process."""
    run(tmp_path, "backup", "--out", "b.dump", **on_postgres)
    database = postgres_place.open("live")
    with database.read() as connection:
        connection.exec_driver_sql("SELECT 1 FROM team").fetchall()
        assert "open" in run(tmp_path, "restore", "b.dump", code=75, **on_postgres)
    database.close()
    run(tmp_path, "restore", "b.dump", **on_postgres)


def test_a_backup_is_for_its_own_kind_of_store(on_postgres, postgres_place, tmp_path):
    """A file of SQLite is not read into PostgreSQL, nor the other way round; each error says what is wanted."""
    run(tmp_path, "backup", "--out", "b.dump", **on_postgres)
    assert "no backup of a store on a file" in run(tmp_path, "restore", "b.dump", code=2)
    open_database(tmp_path / "b.db").close()
    new = {"DRUMBEAT_STORE__URL": postgres_place.url("renewed")}
    assert "no backup of a store on PostgreSQL" in run(tmp_path, "restore", "b.db", code=2, **new)


def test_without_pg_dump_the_command_says_what_to_install(on_postgres, tmp_path):
    """Where PostgreSQL's programs are missing, no file is left behind."""
    said = run(tmp_path, "backup", "--out", "b.dump", code=5, PATH=str(tmp_path), **on_postgres)
    assert "postgresql-client" in said
    assert list(tmp_path.iterdir()) == []
