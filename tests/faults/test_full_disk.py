"""Full disks and folders that nobody may write: a sentence, exit code 5, nothing half-written, the old file intact."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from command import Ended, environment
from drumbeat.atomic_files import write_whole
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.errors import StoreError
from drumbeat.pipeline import send
from drumbeat.simulator.accounts import DEFAULT_USER
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.server import Simulator
from drumbeat.store.editions import EditionStore
from drumbeat.store.records import RecordStore
from samples import sampled
from sending import Job, mailing
from small_disk import fill, read_only, small_disk
from stores import CONTENT, NOW, OCTOBER, later, open_database

ROWS = 700
WRITE = """
import pathlib, sys
from drumbeat.atomic_files import write_whole
write_whole(pathlib.Path(sys.argv[1]), b"n" * 200_000)
"""


def command(folder: Path, *words: str, most_bytes: int = resource.RLIM_INFINITY, **extra: str) -> Ended:
    """`drumbeat WORDS` in a process in which no file may grow beyond so many bytes."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "drumbeat", *words],
        cwd=folder,
        env=environment(**extra),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes)),
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ended(done.returncode, done.stdout, done.stderr)


def assert_refused(ended: Ended, *words: str) -> None:
    """Exit code 5, and two sentences for a person: what happened, what to do."""
    assert ended.code == 5, ended
    first, second = ended.err.splitlines()
    assert first.startswith("Error: ")
    assert all(word in first for word in words), first
    assert second.startswith(("Check the path, its permissions and the free space", "Make room on it"))
    assert "sqlite3" not in ended.err
    assert "SELECT" not in ended.err


@pytest.fixture(name="url", scope="module")
def _url():
    """A simulator with as many incidents as do not fit."""
    instance = Instance()
    now = datetime.now(UTC)
    for number in range(ROWS):
        resolved = f"{now - timedelta(hours=number + 1):%Y-%m-%d %H:%M:%S}"
        instance.insert("incident", {"number": f"INC{number}", "resolved_at": resolved, "close_notes": "n" * 900})
    with Simulator(instance, rng=random.Random(1)) as simulator:
        yield simulator.url


def settled(folder: Path, url: str, store: Path) -> None:
    """A settings file."""
    (folder / "drumbeat.toml").write_text(
        f'[servicenow]\nurl = "{url}"\nuser = "{DEFAULT_USER.user_name}"\npassword = "{DEFAULT_USER.password}"\n'
        f'page_size = 50\n[store]\nurl = "sqlite:///{store}"\n'
    )


def assert_goes_on(folder: Path, path: Path) -> None:
    """What was kept is whole pages, and with room the pull goes on where it stopped."""
    kept = list(RecordStore(open_database(path)).rows("incident"))
    (state,) = RecordStore(open_database(path)).pulls()
    assert len(kept) == state.rows
    assert 0 < len(kept) < ROWS
    assert len(kept) % 50 == 0
    ended = command(folder, "pull")
    assert ended.code == 0, ended.err
    incidents = next(state for state in RecordStore(open_database(path)).pulls() if state.table == "incident")
    assert (incidents.number, incidents.rows, incidents.status.value) == (1, ROWS, "ok")
    assert len(list(RecordStore(open_database(path)).rows("incident"))) == ROWS


def test_a_file_that_may_not_grow_stays_as_it_was(tmp_path):
    """Where the new content does not fit, the old file stands, alone, and the error says why."""
    path = tmp_path / "digest.html"
    write_whole(path, b"old")
    done = subprocess.run(
        [sys.executable, "-c", WRITE, str(path)],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert f"StoreError: {path} could not be written: file too large." in done.stderr
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_on_a_full_disk_stays_as_it_was(tmp_path):
    """On a full disk the old file stands and no part of the new one takes up room; with room it is written."""
    with small_disk(tmp_path, 1024) as disk:
        path = disk / "digest.html"
        write_whole(path, b"old")
        filler = fill(disk, leave=50_000)
        with pytest.raises(StoreError, match="no space left"):
            write_whole(path, b"n" * 200_000)
        assert path.read_bytes() == b"old"
        assert sorted(disk.iterdir()) == [path, filler]
        filler.unlink()
        write_whole(path, b"n" * 200_000)
        assert path.stat().st_size == 200_000


def test_a_file_on_a_read_only_disk_stays_as_it_was(tmp_path):
    """In a folder that nobody may write the old file stands, and the error says so."""
    with small_disk(tmp_path, 1024) as disk:
        write_whole(disk / "digest.html", b"old")
        with read_only(disk):
            for path in (disk / "digest.html", disk / "new" / "digest.html"):
                with pytest.raises(StoreError, match="read-only file system"):
                    write_whole(path, b"new")
        assert (disk / "digest.html").read_bytes() == b"old"
        assert [path.name for path in disk.iterdir()] == ["digest.html"]


@pytest.mark.long
def test_a_pull_into_a_store_that_may_not_grow(tmp_path, url):
    """A pull that finds no more room ends with exit code 5; whole pages are kept, and with room it goes on."""
    settled(tmp_path, url, Path("store.db"))
    open_database(tmp_path / "store.db").close()
    assert_refused(command(tmp_path, "pull", most_bytes=500_000), "store.db failed", "disk")
    assert_goes_on(tmp_path, tmp_path / "store.db")


def test_a_pull_onto_a_full_disk(tmp_path, url):
    """The same on a disk that is full."""
    with small_disk(tmp_path, 1500) as disk:
        settled(tmp_path, url, disk / "store.db")
        open_database(disk / "store.db").close()
        filler = fill(disk, leave=700_000)
        assert_refused(command(tmp_path, "pull"), "store.db failed: the disk is full")
        filler.unlink()
        subprocess.run(["mount", "-o", "remount,size=20m", str(disk)], check=True)
        assert_goes_on(tmp_path, disk / "store.db")


@pytest.mark.parametrize("leave", sampled([4096, 0, 20_000, 60_000], always=1))
def test_a_new_store_on_a_full_disk(tmp_path, leave):
    """A store that cannot be made is refused, wherever the room ends; with room the same command makes it."""
    with small_disk(tmp_path, 1024) as disk:
        settled(tmp_path, "http://127.0.0.1:9", disk / "store.db")
        filler = fill(disk, leave=leave)
        assert_refused(command(tmp_path, "team", "list"), "store.db failed")
        filler.unlink()
        assert command(tmp_path, "team", "list").code == 0


@pytest.mark.long
def test_a_store_on_a_read_only_disk(tmp_path):
    """A store in a folder that nobody may write is refused with a sentence and left as it is, old or new."""
    with small_disk(tmp_path, 1024) as disk:
        open_database(disk / "store.db").close()
        before = (disk / "store.db").read_bytes()
        with read_only(disk):
            for store in ("store.db", "new.db", "folder/new.db"):
                settled(tmp_path, "http://127.0.0.1:9", disk / store)
                added = command(tmp_path, "team", "add", "Network", "--group", "Network")
                assert_refused(added, str(disk))
        assert (disk / "store.db").read_bytes() == before
        assert [path.name for path in disk.iterdir()] == ["store.db"]


@pytest.mark.parametrize("store", sampled(["file/new/drumbeat.db", "folder", "file/drumbeat.db"], always=2))
def test_a_store_where_none_can_be(tmp_path, store):
    """A store below a file, or in the place of a folder, is refused, even to root."""
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    settled(tmp_path, "http://127.0.0.1:9", Path(store))
    assert_refused(command(tmp_path, "team", "list"), store.split("/")[-2 if "/" in store else 0])


class Filling:
    """A transport that accepts every mail; with the first, the disk is full."""

    def __init__(self, disk: Path) -> None:
        self._disk = disk
        self.accepted: list[str] = []

    def send(self, _message, recipient: str) -> None:
        """Take the mail."""
        self.accepted.append(recipient)
        if len(self.accepted) == 1:
            fill(self._disk)


def test_a_disk_that_fills_up_while_mails_leave(tmp_path):
    """Accepted, but the store cannot note it: the sender stops; later that mail is unknown, the others leave once."""
    with small_disk(tmp_path, 1024) as disk:
        editions = EditionStore(open_database(disk / "store.db"))
        draft = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW)
        recipients = tuple(f"{number}@x.example" for number in range(4))
        job = Job("", draft.id, recipients, 0, NOW.isoformat())
        transport = Filling(disk)
        with pytest.raises(StoreError, match="the disk is full"):
            send(editions, mailing(job, transport))
        assert transport.accepted == [recipients[0]]
        (disk / "filler").unlink()
        found = send(editions, mailing(replace(job, now=later(hours=1).isoformat()), transport))
    assert sorted(transport.accepted) == list(recipients)
    assert [each.state for each in found] == [DeliveryState.UNKNOWN, *[DeliveryState.SENT] * 3]


def test_nothing_leaves_where_nothing_can_be_noted(tmp_path):
    """With a full disk from the beginning no mail leaves at all."""
    with small_disk(tmp_path, 1024) as disk:
        editions = EditionStore(open_database(disk / "store.db"))
        draft = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW)
        fill(disk)
        transport = Filling(disk)
        with pytest.raises(StoreError, match="the disk is full"):
            send(editions, mailing(Job("", draft.id, ("a@x.example",), 0, NOW.isoformat()), transport))
        assert transport.accepted == []
        assert editions.deliveries(draft.id) == []
