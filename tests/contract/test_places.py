"""Which process looks after the schedule, and which place may send by itself (rules E48 and E49)."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from command import environment
from drumbeat.editions.deliveries import DeliveryState, Outcome, Planned
from drumbeat.editions.places import Adopted, Elsewhere, Unadopted, Waiting
from drumbeat.errors import StoreError
from drumbeat.ports import AuditEntry
from drumbeat.store.backups import copy_file
from drumbeat.store.database import Database
from drumbeat.store.editions import EditionStore
from drumbeat.store.homes import HomeStore
from drumbeat.store.locks import only_one
from stores import CONTENT, NOW, OCTOBER, claim, open_database, settle

ENTRY = AuditEntry(NOW, "root", "adopt store")
HOLD = """
import sys
from drumbeat.store.backups import copy_file
from drumbeat.store.database import Database
from drumbeat.store.locks import only_one
with only_one(Database(sys.argv[1]), "schedule") as is_ours:
    print(is_ours, flush=True)
    sys.stdin.readline()
"""


def holder(place):
    """Another process that tries to hold the lock, once it knows whether it does."""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", HOLD, place.url()],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    return process, process.stdout.readline().strip() == "True"


def test_a_lock_has_one_holder(place):
    """While one holds it no other gets it, of this process neither; afterwards the next one does."""
    database, other = place.open(), place.open()
    with only_one(database, "schedule") as first:
        with only_one(other, "schedule") as second, only_one(database, "schedule") as third:
            assert (first, second, third) == (True, False, False)
        with only_one(other, "something else") as different:
            assert different
    with only_one(other, "schedule") as again:
        assert again


def test_a_lock_ends_with_an_error(place):
    """Whoever fails while holding the lock holds it no more."""
    database = place.open()
    with pytest.raises(ZeroDivisionError), only_one(database, "schedule"):
        raise ZeroDivisionError
    with only_one(database, "schedule") as again:
        assert again


def test_a_lock_does_not_hold_up_the_store(place):
    """Whoever holds the lock, and whoever does not get it, reads and writes as ever."""
    database = place.open()
    with only_one(database, "schedule"), only_one(place.open(), "schedule"):
        EditionStore(place.open()).save_draft("Network", OCTOBER, CONTENT, [], NOW)
    assert len(place.dump("edition")) == 1


def test_a_lock_is_held_in_no_transaction(postgres_place):
    """Whoever holds the lock for days keeps no snapshot, which would hold up the server's own cleaning."""
    server = postgres_place.emptied.server
    states = "SELECT DISTINCT state FROM pg_stat_activity WHERE application_name = 'drumbeat'"
    with only_one(postgres_place.open(), "schedule"):
        assert server.run(states) == [("idle",)]


def test_a_killed_holder_holds_nothing(place):
    """After `kill -9` the next one gets the lock: at once on a file, when the server has noticed on PostgreSQL."""
    database = place.open()
    process, is_ours = holder(place)
    assert is_ours
    with only_one(database, "schedule") as held:
        assert not held
    process.kill()
    process.communicate(timeout=60)
    for _ in range(1000):
        with only_one(database, "schedule") as held:
            if held:
                break
    assert held


def test_a_lock_that_cannot_be_made_is_told(tmp_path):
    """Where the lock's file cannot be made the error says so, and names it."""
    database = open_database(tmp_path / "store.db")
    (tmp_path / "store.db.schedule.lock").mkdir()
    with pytest.raises(StoreError, match=r"schedule\.lock could not be made"), only_one(database, "schedule"):
        pass


def adopted(database, machine="") -> HomeStore:
    """A store that was adopted where it is."""
    homes = HomeStore(database, machine)
    homes.adopt("Ann Lee", ENTRY)
    return homes


def test_a_new_store_may_not_send_by_itself(place):
    """Until somebody adopts it a store stands unadopted; then it says who did and when, and the log says so too."""
    homes = HomeStore(place.open())
    assert homes.standing() == Unadopted()
    homes.adopt("Ann Lee", ENTRY)
    assert homes.standing() == Adopted("Ann Lee", NOW)
    assert HomeStore(place.open()).standing() == Adopted("Ann Lee", NOW)
    assert place.dump("audit", "act") == [("adopt store",)]


def test_a_place_is_adopted_by_the_last_who_did(place):
    """There is one home; adopting again takes the place of what was said before."""
    homes = adopted(place.open())
    homes.adopt("Ben Cole", ENTRY)
    assert homes.standing() == Adopted("Ben Cole", NOW)


@pytest.mark.parametrize("way", ["copied", "moved to another name", "copied back"])
def test_a_copied_file_stands_elsewhere(tmp_path, way):
    """A file that was copied, renamed or put back from a copy stands elsewhere, and says where it was adopted (E49)."""
    original, copy = tmp_path / "store.db", tmp_path / "copy.db"
    database = open_database(original)
    adopted(database)
    database.close()
    if way == "moved to another name":
        original.rename(copy)
    else:
        shutil.copy2(original, copy)
    if way == "copied back":
        kept = original.with_suffix(".old")  # holds the number of the file, which might be given again at once
        original.rename(kept)
        shutil.copy2(copy, original)
        copy = original
    standing = HomeStore(open_database(copy)).standing()
    assert isinstance(standing, Elsewhere)
    assert str(original) in standing.named


def test_a_backup_that_is_copied_over_the_store_has_to_be_adopted(tmp_path):
    """A backup says of no place that it may send: put into the store's own file, it does not send what it holds."""
    path = tmp_path / "store.db"
    database = open_database(path)
    homes = adopted(database)
    copy_file(path, tmp_path / "backup.db")
    assert isinstance(homes.standing(), Adopted)
    database.close()
    path.write_bytes((tmp_path / "backup.db").read_bytes())  # it stays the same file
    homes = HomeStore(open_database(path))
    assert homes.standing() == Unadopted()
    assert not homes.is_unused()


def test_the_same_file_on_another_machine_stands_elsewhere(tmp_path):
    """A disk that is cloned with its paths and numbers is told by the machine."""
    database = open_database(tmp_path / "store.db")
    adopted(database, machine="a" * 32)
    assert isinstance(HomeStore(database, "b" * 32).standing(), Elsewhere)
    assert isinstance(HomeStore(database, "a" * 32).standing(), Adopted)


def test_work_and_time_do_not_move_a_store(place):
    """Writing, opening again and compacting leave a store where it is."""
    database = place.open()
    homes = adopted(database)
    EditionStore(database).save_draft("Network", OCTOBER, CONTENT, [], NOW)
    place.run("VACUUM")
    assert isinstance(HomeStore(place.open()).standing(), Adopted)
    assert isinstance(homes.standing(), Adopted)


def test_a_cloned_database_stands_elsewhere(postgres_place):
    """A database made from another on the same server is another place (rule E49)."""
    database = postgres_place.open("origin")
    adopted(database)
    database.close()
    server = postgres_place.emptied.server
    clone = server.make("drumbeat_test_clone", f'TEMPLATE "{postgres_place.name_of("origin")}"')
    standing = HomeStore(Database(clone)).standing()
    assert isinstance(standing, Elsewhere)
    assert postgres_place.name_of("origin") in standing.named


def test_a_dump_that_is_read_back_stands_elsewhere(postgres_place):
    """Tables that a dump made anew, in the same database as well, are another place: work since then is not in them."""
    database = postgres_place.open("dumped")
    homes = adopted(database)
    with database.begin() as connection:
        for statement in ("CREATE TABLE again (LIKE home)", "INSERT INTO again SELECT * FROM home", "DROP TABLE home"):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("ALTER TABLE again RENAME TO home")
    assert isinstance(homes.standing(), Elsewhere)


def test_a_role_that_may_not_ask_for_the_server_s_number_has_a_place(postgres_place):
    """Where the server's identifier may not be read, the database and its table tell the place."""
    database = postgres_place.open("modest")
    name = postgres_place.name_of("modest")
    server = postgres_place.emptied.server
    if server.folder is None:
        pytest.skip("the rules of the named server are not known")
    server.run("DROP ROLE IF EXISTS modest")
    server.run("CREATE ROLE modest LOGIN")
    server.run("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC", name)
    server.run("GRANT ALL ON ALL TABLES IN SCHEMA public TO modest", name)
    server.run("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO modest", name)
    known = HomeStore(database).here()
    homes = adopted(Database(f"postgresql://modest@/{name}?host={server.folder}"))
    assert isinstance(homes.standing(), Adopted)
    assert homes.here().mark != known.mark


def test_what_waits_is_told_by_team_month_and_state(place):
    """Mails that no server has accepted are counted; those that were are not."""
    database = place.open()
    editions = EditionStore(database)
    edition = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW).id
    editions.plan(edition, [Planned(f"{name}@x.example", "<1@x>") for name in "abc"], NOW)
    claim(editions, edition, "a@x.example", NOW)
    settle(editions, edition, Outcome("a@x.example", DeliveryState.SENT))
    claim(editions, edition, "b@x.example", NOW)
    settle(editions, edition, Outcome("b@x.example", DeliveryState.FAILED, "full"))
    assert HomeStore(database).waiting() == [
        Waiting("Network", "2026-10-01", DeliveryState.FAILED, 1),
        Waiting("Network", "2026-10-01", DeliveryState.PLANNED, 1),
    ]
