"""`drumbeat backup --done` and `restore --done`: what was made or read back by other means is noted, and made safe."""

from __future__ import annotations

import gc
import shutil

import pytest

from command import quickly
from drumbeat.editions.deliveries import DeliveryState, Planned
from drumbeat.editions.places import Unadopted
from drumbeat.store.editions import EditionStore
from drumbeat.store.homes import HomeStore
from stores import CONTENT, NOW, OCTOBER, dump, open_database


@pytest.fixture(name="stored")
def _stored(tmp_path):
    """A folder with a store that has a mail to send, and a copy that somebody made of its file."""
    database = open_database(tmp_path / "drumbeat.db")
    editions = EditionStore(database)
    edition = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW).id
    editions.plan(edition, [Planned("ann@x.example", "<a@x>")], NOW)
    database.close()
    shutil.copy(tmp_path / "drumbeat.db", tmp_path / "copy.db")
    return tmp_path


def run(folder, *words):
    """The command, and the end of its process, which closes the store."""
    ended = quickly(*words, cwd=folder)
    gc.collect(0)
    return ended


def test_a_backup_is_noted(stored):
    """The audit log, by which metrics tell how old the last backup is, has the act."""
    assert run(stored, "backup", "--done").code == 0
    assert dump(stored / "drumbeat.db", "audit", "act, detail") == [("backup store", "by other means")]


def test_a_file_that_was_copied_back_is_made_safe(stored):
    """What may have left since is unknown, its months are marked, and nothing leaves by itself."""
    shutil.copy(stored / "copy.db", stored / "drumbeat.db")
    ended = run(stored, "restore", "--done")
    assert (ended.code, "1 mail had not left then" in ended.out, "drumbeat adopt" in ended.out) == (0, True, True)
    database = open_database(stored / "drumbeat.db")
    [mail] = EditionStore(database).deliveries(1)
    assert (mail.state, HomeStore(database).standing()) == (DeliveryState.UNKNOWN, Unadopted())
    database.close()
    assert len(dump(stored / "drumbeat.db", "restoration", "at")) == 1


def test_a_store_that_another_has_open_is_not_marked(stored):
    """Whoever has it open could send meanwhile: the command asks to end it, and changes nothing."""
    database = open_database(stored / "drumbeat.db")
    with database.read():
        ended = run(stored, "restore", "--done")
    database.close()
    assert (ended.code, "has the store drumbeat.db open" in ended.err) == (75, True)
    assert dump(stored / "drumbeat.db", "restoration", "at") == []


def test_a_store_that_is_not_there_is_not_made(stored):
    """Of an address that is wrong nothing is made."""
    (stored / "drumbeat.db").unlink()
    ended = run(stored, "restore", "--done")
    assert (ended.code, (stored / "drumbeat.db").exists()) == (2, False)


@pytest.mark.parametrize(
    "words",
    [
        ["backup"],
        ["backup", "--done", "--out", "x"],
        ["restore"],
        ["restore", "--done", "copy.db"],
        ["restore", "--done", "--force"],
    ],
    ids=" ".join,
)
def test_one_of_both_is_said(stored, words):
    """Neither a file nor that it is done, or both, is refused, and nothing is written."""
    ended = run(stored, *words)
    assert (ended.code, "--done" in ended.err) == (2, True)
    assert dump(stored / "drumbeat.db", "audit", "act") == []
    assert not (stored / "x").exists()
