"""Where results of jobs lie: of this process alone, and gone with it however it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from drumbeat.web.job_folder import JobFolder

LIVES = """
import sys, time
from drumbeat.web.job_folder import JobFolder
folder = JobFolder()
(folder.path / "report").write_text("what a team did")
print(folder.path, flush=True)
time.sleep(600)
"""


@pytest.fixture(name="temporary", autouse=True)
def _temporary(tmp_path, monkeypatch):
    """The system's temporary files, of this test alone."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


@pytest.fixture(name="other")
def _other():
    """Another process that holds a folder with a result: the process, and the folder, as if made an hour ago."""
    with subprocess.Popen([sys.executable, "-c", LIVES], stdout=subprocess.PIPE, text=True) as process:
        folder = Path(process.stdout.readline().strip())
        _aged(folder)
        yield process, folder
        process.kill()


def _aged(folder):
    os.utime(folder, (time.time() - 3600,) * 2)


def test_what_a_killed_process_left_goes(other):
    """The next process that starts removes the results of one that was killed; of one that lives it keeps them."""
    process, folder = other
    JobFolder().close()
    assert (folder / "report").read_text() == "what a team did"
    process.kill()
    process.wait()
    assert (folder / "report").exists()
    JobFolder().close()
    assert not folder.exists()


def test_an_ended_process_leaves_nothing(temporary):
    """Closed, the folder is gone with what lay in it; it was this account's alone."""
    folder = JobFolder()
    assert folder.path.stat().st_mode & 0o777 == 0o700
    (folder.path / "report").write_text("what a team did")
    folder.close()
    assert list(temporary.iterdir()) == []


def test_a_folder_that_is_being_made_stays(temporary):
    """A folder without a lock is left alone while it is new: its process has not come to hold it."""
    (temporary / "drumbeat-jobs-new").mkdir()
    JobFolder().close()
    assert (temporary / "drumbeat-jobs-new").exists()
    _aged(temporary / "drumbeat-jobs-new")
    JobFolder().close()
    assert not (temporary / "drumbeat-jobs-new").exists()


def test_no_link_is_followed(temporary):
    """A link of such a name, which any account may put there, leads to nothing that is removed."""
    kept = temporary / "kept"
    kept.mkdir()
    (kept / "file").touch()
    link = temporary / "drumbeat-jobs-link"
    link.symlink_to(kept)
    os.utime(link, (time.time() - 3600,) * 2, follow_symlinks=False)
    JobFolder().close()
    assert (kept / "file").exists()
