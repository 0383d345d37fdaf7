"""What is wrong on this machine is told by whatever command begins there, `check` too, and first what to do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest

from command import environment, quickly
from drumbeat.store.schedulers import SchedulerStore
from small_disk import read_only, small_disk
from stores import open_database

COMMANDS = ("check", "run-due", "serve", "migrate")
NOWHERE = '[servicenow]\nurl = "http://127.0.0.1:9"\nattempts = 1\nclient_id = "c"\n'
SECRET = {"DRUMBEAT_SERVICENOW__CLIENT_SECRET": "s3cret-word"}
NOBODY = 65534


def settled(folder, text=NOWHERE, mode=0o600):
    """Settings in a folder."""
    file = folder / "drumbeat.toml"
    file.write_text(text)
    file.chmod(mode)
    return file


def first_lines(err):
    """The first error that people are told, and what to do."""
    lines = [line for line in err.splitlines() if not line.startswith("{")]
    begins = next(number for number, line in enumerate(lines) if line.startswith("Error: "))
    return " ".join(lines[begins : begins + 3])


@pytest.mark.parametrize("verb", COMMANDS)
def test_a_settings_file_with_a_secret_that_others_read(tmp_path, verb):
    """Each ends with 2, and says first what closes the file, without the secret; `check` goes on to the other parts."""
    settled(tmp_path, f'{NOWHERE}client_secret = "s3cret-word"\n', mode=0o644)
    ended = quickly(verb, cwd=tmp_path)
    assert ended.code == 2
    assert "holds servicenow.client_secret, and others than its owner can read it (mode 0644)" in first_lines(ended.err)
    assert "Run chmod 600 drumbeat.toml" in first_lines(ended.err)
    assert "s3cret" not in ended.out + ended.err
    assert ("could not be reached" in ended.err) is (verb == "check")


@pytest.mark.parametrize("verb", COMMANDS)
@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        ("s3cret-word", 0o644, r"others than its owner can read it \(mode 0644\); run: chmod 600 \S+__client_secret"),
        ("", 0o600, r"the file is empty; write the secret into it \(\S+__client_secret\)"),
    ],
    ids=["open", "empty"],
)
def test_a_credential(tmp_path, verb, content, mode, said):
    """One that others read, or that is empty, is named by its variable and by its file."""
    settled(tmp_path)
    folder = tmp_path / "credentials"
    folder.mkdir()
    path = folder / "drumbeat_servicenow__client_secret"
    path.write_text(content)
    path.chmod(mode)
    ended = quickly(verb, cwd=tmp_path, CREDENTIALS_DIRECTORY=str(folder))
    assert ended.code == 2
    assert re.search(f"DRUMBEAT_SERVICENOW__CLIENT_SECRET_FILE: {said}", first_lines(ended.err))


@pytest.mark.parametrize("verb", ["check", "run-due", "serve"])
def test_a_missing_secret(tmp_path, verb):
    """It is told when the command begins, and by `run-due` not only in the month when something is due."""
    settled(tmp_path)
    ended = quickly(verb, cwd=tmp_path)
    assert ended.code == 2
    assert "needs servicenow.client_secret. Set it in drumbeat.toml, or better DRUMBEAT_" in first_lines(ended.err)


@pytest.mark.parametrize("verb", COMMANDS)
def test_a_store_that_cannot_be_written(tmp_path, verb):
    """On a volume that is mounted read-only each ends with 5 and says where."""
    with small_disk(tmp_path, 2048) as disk:
        open_database(disk / "drumbeat.db").close()
        settled(tmp_path, f'{NOWHERE}[store]\nurl = "sqlite:///{disk / "drumbeat.db"}"\n')
        with read_only(disk):
            ended = quickly(verb, cwd=tmp_path, **SECRET)
    assert ended.code == 5, ended
    assert str(disk / "drumbeat.db") in first_lines(ended.err)


@pytest.mark.parametrize("verb", COMMANDS)
def test_a_newer_store(tmp_path, verb):
    """Each ends with 5, and names the store, both schemas and what to install."""
    database = open_database(tmp_path / "drumbeat.db")
    with database.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    settled(tmp_path)
    ended = quickly(verb, cwd=tmp_path, **SECRET)
    assert ended.code == 5
    assert f"{tmp_path / 'drumbeat.db'} is of schema 9999, made by a newer Drumbeat" in first_lines(ended.err)
    assert "Install the version that made it" in first_lines(ended.err)


def test_check_changes_nothing(tmp_path):
    """It makes neither a store nor a folder, and leaves an older store as it is."""
    settled(tmp_path, f'{NOWHERE}[mail]\noutbox = "some/outbox"\n[store]\nurl = "sqlite:///deep/drumbeat.db"\n')
    ended = quickly("check", cwd=tmp_path, **SECRET)
    assert f"Store: {tmp_path / 'deep' / 'drumbeat.db'} has no tables yet" in ended.out
    assert [path.name for path in tmp_path.iterdir()] == ["drumbeat.toml"]
    open_database(tmp_path / "drumbeat.db").close()
    settled(tmp_path)
    assert f"Store: {tmp_path / 'drumbeat.db'} is up to date, and can be written." in quickly("check", cwd=tmp_path).out


CLOSED = {
    "settings": (2, "drumbeat.toml cannot be read: Permission denied. Let the user that runs Drumbeat read it"),
    "secret": (2, "it cannot be read; make it readable for the user that runs Drumbeat"),
    "store": (5, "drumbeat.db failed: the file cannot be opened or made there. Check the path, its permissions"),
}


@pytest.mark.parametrize("what", CLOSED)
@pytest.mark.parametrize("verb", ["check", "run-due"])
def test_a_file_of_somebody_else(tmp_path, verb, what):
    """Settings, secret or store that this user may not open: a process of its own says which, and what to do."""
    secret = tmp_path / "secret"
    secret.write_text("s3cret-word")
    secret.chmod(0o600)
    open_database(tmp_path / "drumbeat.db").close()
    files = {"settings": settled(tmp_path), "secret": secret, "store": tmp_path / "drumbeat.db"}
    before = close(files[what])
    done = subprocess.run(
        [*before, sys.executable, "-m", "drumbeat", verb],
        cwd=tmp_path,
        env=environment(DRUMBEAT_SERVICENOW__CLIENT_SECRET_FILE=str(secret)),
        capture_output=True,
        text=True,
        check=False,
    )
    code, said = CLOSED[what]
    assert done.returncode == code, done.stderr
    assert said in first_lines(done.stderr)


def close(path):
    """Nobody who runs the tests can open it; returns what goes before a command so that not even root can."""
    if os.geteuid():
        path.chmod(0)
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root opens every file, and there is no setpriv here to take that right away")
    os.chown(path, NOBODY, NOBODY)
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"]


@pytest.mark.parametrize("words", [("send", "--team"), ("recipient", "list", "--team"), ("backup", "--out")])
def test_a_word_in_another_encoding(tmp_path, words):
    """What a terminal of Latin-1 typed is told, with what to do; it is no bug of ours, and nothing has happened."""
    open_database(tmp_path / "drumbeat.db").close()
    settled(tmp_path)
    ended = quickly(*words, "K\udcfcnste", cwd=tmp_path)
    assert ended.code == 2
    assert "K\N{REPLACEMENT CHARACTER}nste” is written in another encoding than UTF-8" in ended.err
    assert "Let the terminal" in ended.err


def test_closed_streams(tmp_path):
    """A turn of the schedule is done though whoever started it has closed input, output and errors, as cron jobs do."""
    settled(tmp_path, "[schedule]\npull = false\n")
    open_database(tmp_path / "drumbeat.db").close()
    command = ["sh", "-c", 'exec "$0" -W error -m drumbeat run-due <&- >&- 2>&-', sys.executable]
    assert subprocess.run(command, cwd=tmp_path, env=environment(), check=False).returncode == 0
    database = open_database(tmp_path / "drumbeat.db")
    assert [each.did for each in SchedulerStore(database).last_seen()] == ["nothing was due"]
    database.close()
