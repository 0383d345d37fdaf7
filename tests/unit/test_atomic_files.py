"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from drumbeat.atomic_files import write_whole
from drumbeat.errors import StoreError


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_with_its_folders(tmp_path):
    """Missing folders are made, the content is what was given, and nothing else is left behind."""
    path = tmp_path / "a" / "b" / "digest.html"
    write_whole(path, b"<p>\r\n\x00")
    assert path.read_bytes() == b"<p>\r\n\x00"
    assert _names(path.parent) == ["digest.html"]


def test_files_are_their_owners_alone(tmp_path):
    """A new file and a replaced one, which name people and addresses, are readable to nobody else."""
    path = tmp_path / "mail.eml"
    for content in (b"one", b"two"):
        write_whole(path, content)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == b"two"


def test_a_reader_never_sees_a_part(tmp_path):
    """While a file is replaced again and again, every reading is one of the whole contents."""
    path = tmp_path / "digest.json"
    contents = [letter * 200_000 for letter in (b"a", b"b")]
    write_whole(path, contents[0])
    done = threading.Event()

    def write() -> None:
        for number in range(60):
            write_whole(path, contents[number % 2])
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    seen = set()
    while not done.is_set():
        seen.add(path.read_bytes())
    writer.join()
    assert seen <= set(contents)
    assert _names(tmp_path) == ["digest.json"]


def test_the_longest_name_can_be_written(tmp_path):
    """A name as long as the system allows is no trouble."""
    path = tmp_path / ("n" * 255)
    write_whole(path, b"content")
    assert path.read_bytes() == b"content"


def test_too_long_a_name_is_refused_with_a_sentence(tmp_path):
    """A name the system does not allow is a StoreError that says so, and leaves nothing behind."""
    with pytest.raises(StoreError, match="name too long"):
        write_whole(tmp_path / ("n" * 256), b"content")
    assert _names(tmp_path) == []


def test_a_path_below_a_file_is_refused(tmp_path):
    """Where a folder should be stands a file: the message names the path, and the file stays."""
    (tmp_path / "digest").write_bytes(b"old")
    with pytest.raises(StoreError, match=r"digest/mail\.eml could not be written"):
        write_whole(tmp_path / "digest" / "mail.eml", b"new")
    assert (tmp_path / "digest").read_bytes() == b"old"


def test_a_folder_is_not_replaced(tmp_path):
    """A folder that stands where the file should be is left with what is in it."""
    (tmp_path / "digest.html").mkdir()
    (tmp_path / "digest.html" / "kept").touch()
    with pytest.raises(StoreError, match="it is no file"):
        write_whole(tmp_path / "digest.html", b"new")
    assert _names(tmp_path) == ["digest.html"]
    assert _names(tmp_path / "digest.html") == ["kept"]


def test_a_device_is_not_replaced(tmp_path):
    """What is neither file nor folder, like a pipe or /dev/null, is refused and stays what it is."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(StoreError, match="it is no file"):
        write_whole(pipe, b"new")
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_an_interruption_leaves_the_old_file(tmp_path, monkeypatch):
    """Interrupted before the last step, the old content stands and no half-written file lies beside it."""
    path = tmp_path / "digest.html"
    write_whole(path, b"old")

    def interrupted(*_args) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"new")
    assert (path.read_bytes(), _names(tmp_path)) == (b"old", ["digest.html"])
