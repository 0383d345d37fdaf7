"""`drumbeat init`: what it writes, what it refuses, and what it says comes next."""

from __future__ import annotations

import errno
import io
import os
import pty
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from command import ROOT, environment, quickly
from drumbeat import atomic_files
from drumbeat.desk.first_settings import example, filled
from drumbeat.settings import load

WORDS = ("--url", "https://x.service-now.com/", "--client-id", "abc", "--mail-host", "smtp.x.example")
MORE = ("--sender", 'IT "Tea" <it@x.example>', "--mail-user", "drum", "--pages", "https://d.x.example")
ZONE = ("--zone", "Asia/Tokyo")


def differing(folder: Path) -> set[str]:
    """The lines of the file that are not the example's, without their comments."""
    ours = (folder / "drumbeat.toml").read_text(encoding="utf-8").splitlines()
    theirs = example().splitlines()
    assert len(ours) == len(theirs)
    return {
        line.partition("  #")[0].rstrip() for line, shipped in zip(ours[1:], theirs[1:], strict=True) if line != shipped
    }


def test_it_writes_what_was_said_into_the_example(tmp_path):
    """Each value stands in its place among all settings and their comments, and the file is its owner's alone."""
    ended = quickly("init", *WORDS, *MORE, *ZONE, cwd=tmp_path)
    assert (ended.code, ended.err) == (0, "")
    assert (tmp_path / "drumbeat.toml").stat().st_mode & 0o777 == 0o600
    assert differing(tmp_path) == {
        'url = "https://x.service-now.com"',
        'client_id = "abc"',
        'transport = "smtp"',
        'host = "smtp.x.example"',
        'user = "drum"',
        'sender = "IT \\"Tea\\" <it@x.example>"',
        'domain = "x.example"',
        'url = "https://d.x.example"',
        'time_zone = "Asia/Tokyo"',
    }
    secrets = {"DRUMBEAT_MAIL__PASSWORD": "p", "DRUMBEAT_WEB__SECRET": "s" * 32}
    assert load(tmp_path / "drumbeat.toml", secrets).mail.sender == 'IT "Tea" <it@x.example>'


def test_it_says_where_secrets_go_and_what_comes_next(tmp_path):
    """Each secret that is needed is named as a file and as a variable, and is not in the file; then `check`."""
    lines = quickly("init", *WORDS, *MORE, *ZONE, cwd=tmp_path).out.splitlines()
    assert lines[0].startswith("Written: drumbeat.toml, which you alone can read.")
    named = [line.strip() for line in lines if line.startswith("  ")]
    assert [line.partition(":")[0] for line in named] == ["servicenow.client_secret", "mail.password", "web.secret"]
    assert "the file drumbeat_servicenow__client_secret, or DRUMBEAT_SERVICENOW__CLIENT_SECRET" in named[0]
    assert lines[-1] == "Next: drumbeat check"
    written = tomllib.loads((tmp_path / "drumbeat.toml").read_text(encoding="utf-8"))
    assert not {"client_secret", "password", "secret"} & {name for part in written.values() for name in part}


def test_what_is_not_said_keeps_its_default(tmp_path):
    """Without mail server, sender and zone none of the example's made-up ones stays: mails go into a folder."""
    assert quickly("init", "--url", "https://x.service-now.com", "--user", "drumbeat", cwd=tmp_path).code == 0
    settings = load(tmp_path / "drumbeat.toml", {})
    defaults = load(None, {"DRUMBEAT_SERVICENOW__URL": "https://x.service-now.com"})
    assert (settings.servicenow.client_id, settings.servicenow.user) == ("", "drumbeat")
    assert (settings.mail, settings.report) == (defaults.mail, defaults.report)


def test_a_file_that_is_there_stays(tmp_path):
    """It is not touched, whatever it holds, and another name is proposed; a link that leads nowhere counts as one."""
    (tmp_path / "drumbeat.toml").write_text("mine")
    ended = quickly("init", *WORDS, cwd=tmp_path)
    assert (ended.code, (tmp_path / "drumbeat.toml").read_text()) == (2, "mine")
    assert "drumbeat --settings FILE init" in ended.err
    (tmp_path / "other.toml").symlink_to("nowhere.toml")
    assert quickly("--settings", "other.toml", "init", *WORDS, cwd=tmp_path).code == 2
    assert not (tmp_path / "nowhere.toml").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--url", "http://x.example"), "servicenow.url: must begin with https://"),
        ((*WORDS, "--zone", "Mars/Base"), "report.time_zone"),
        ((), "Nobody is here to be asked for the address of ServiceNow."),
    ],
)
def test_what_is_no_setting_is_refused(tmp_path, words, said, monkeypatch):
    """The mistake is told as in any settings file, and no file is left behind."""
    monkeypatch.setattr("sys.stdin", io.StringIO())
    ended = quickly("init", *words, cwd=tmp_path)
    assert (ended.code, said in ended.err) == (2, True), ended
    assert list(tmp_path.iterdir()) == []


def test_it_asks_at_a_terminal(tmp_path):
    """Without options it asks one question a line; Enter leaves one open, and an option's is not asked."""
    ours, theirs = pty.openpty()
    answers = ("https://x.service-now.com", "abc", "it@x.example", "", "")
    os.write(ours, "".join(f"{each}\n" for each in answers).encode())
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "drumbeat", "init", "--zone", "Asia/Tokyo"],
        stdin=theirs,
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(theirs)
    os.close(ours)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Time zone" not in done.stdout
    settings = load(tmp_path / "drumbeat.toml", {})
    assert (settings.servicenow.client_id, settings.mail.domain, settings.mail.transport) == (
        "abc",
        "x.example",
        "outbox",
    )
    assert str(settings.report.time_zone) == "Asia/Tokyo"


def test_a_setting_that_the_example_lacks_is_a_bug():
    """Each value has to find its place: a renamed setting does not go missing unseen."""
    with pytest.raises(ValueError, match=r"no mail\.nothing"):
        filled(example(), {"mail.nothing": "x"})
    assert example() == (ROOT / "deploy" / "drumbeat.example.toml").read_text(encoding="utf-8")


def test_a_folder_that_is_not_there_is_told(tmp_path):
    """Nothing is made but the file itself: a folder that is missing is named, with what to do."""
    ended = quickly("--settings", "none/drumbeat.toml", "init", *WORDS, cwd=tmp_path)
    assert (ended.code, list(tmp_path.iterdir())) == (2, [])
    assert ended.err.startswith("Error: The settings file none/drumbeat.toml could not be made: no such file")


def test_a_disk_without_room_leaves_no_file(tmp_path, monkeypatch):
    """What could not be written whole is not there, so that the same words work once there is room."""

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(atomic_files.os, "fsync", full)
    ended = quickly("init", *WORDS, cwd=tmp_path)
    assert (ended.code, list(tmp_path.iterdir())) == (5, [])
    assert "no space left" in ended.err
