"""deploy/systemd/, judged by systemd's own tools where they are, and held against the program."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from deployed import DEPLOY, refuse_unknown, settings_with
from drumbeat.errors import SettingsError

FOLDER = DEPLOY / "systemd"
NAMES = ("drumbeat.service", "drumbeat-run-due.service", "drumbeat-backup.service")
SERVICES = [FOLDER / name for name in NAMES]
TIMERS = [FOLDER / name for name in ("drumbeat-run-due.timer", "drumbeat-backup.timer")]
UNITS = [*SERVICES, *TIMERS]
MOST_EXPOSED = 20
"""Tenths of the scale by which systemd judges exposure, from 0 (none) to 10."""
_COMMON = "User=drumbeat"
"""With this line begins what all services have in common."""
TOOLS = ("systemd-analyze", "systemd-sysusers", "systemd-tmpfiles")


def said(unit: Path, name: str) -> list[str]:
    """What a unit says under a name."""
    return re.findall(rf"^{name}=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)


def run(program: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """A tool of systemd's; the test is skipped where there is none."""
    if shutil.which(program) is None:
        pytest.skip(f"there is no {program} here")
    return subprocess.run([program, *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_little_is_exposed(unit):
    """Systemd finds no more exposed of it than 2.0 of 10."""
    done = run("systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager", unit)
    assert done.returncode == 0, done.stdout + done.stderr
    judged = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert judged is not None
    assert float(judged[1]) <= MOST_EXPOSED / 10


def test_units_are_sound(tmp_path):
    """Systemd finds no word in them that it does not know, and no unit that is not there."""
    units, program = tmp_path / "etc/systemd/system", tmp_path / "opt/drumbeat/bin/drumbeat"
    shutil.copytree(FOLDER, units)
    targets = tmp_path / "usr/lib/systemd/system"
    targets.mkdir(parents=True)
    for target in Path("/usr/lib/systemd/system").glob("*.target"):
        shutil.copy(target, targets, follow_symlinks=False)
    program.parent.mkdir(parents=True)
    shell = tmp_path / "bin/sh"
    shell.parent.mkdir()
    for each in (program, shell):
        each.write_text("#!/bin/sh\n")
        each.chmod(0o755)
    names = [unit.name for unit in UNITS]
    done = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=yes", f"--root={tmp_path}", *names)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_a_word_that_systemd_does_not_know_is_noticed(tmp_path):
    """The test before can fail."""
    (tmp_path / "etc/systemd/system").mkdir(parents=True)
    unit = tmp_path / "etc/systemd/system/x.service"
    unit.write_text("[Service]\nExecStart=/bin/true\nProtectEverything=yes\n")
    done = run("systemd-analyze", "verify", "--man=no", f"--root={tmp_path}", unit.name)
    assert "ProtectEverything" in done.stderr


def test_services_are_protected_alike():
    """Who they are, what they read and what they may do is the same, line by line."""
    common = [unit.read_text(encoding="utf-8").partition(_COMMON)[2].partition("\n[Install]")[0] for unit in SERVICES]
    assert len({each.strip() for each in common}) == 1
    assert common[0].count("\n") > 30


def test_they_run_commands_of_ours():
    """What they start are verbs of the program; what they take for no failure are exit codes of its own."""
    for unit in SERVICES:
        [command] = said(unit, "ExecStart")
        refuse_unknown(command.partition("/opt/drumbeat/bin/drumbeat ")[2].rstrip("'"))
    assert said(SERVICES[0], "Restart") == ["on-failure"]
    assert said(SERVICES[0], "RestartPreventExitStatus") == [str(SettingsError.exit_code)]
    assert said(SERVICES[1], "SuccessExitStatus") == ["75"]
    for timer in TIMERS:
        assert said(timer, "Unit") == []  # a timer starts the service of its own name
        assert timer.with_suffix(".service") in SERVICES


def test_backups_have_a_place(tmp_path):
    """The shell of the unit names a file of now in the one folder that the unit may write to beside its own."""
    unit = FOLDER / "drumbeat-backup.service"
    [folder] = said(unit, "ReadWritePaths")
    [line] = said(unit, "ExecStart")
    shell = line.removeprefix("/bin/sh -c ").replace("$$", "$").replace("%%", "%")
    assert f'--out "{folder}/drumbeat-' in shell
    (tmp_path / "drumbeat").write_text('#!/bin/sh\necho "$@"\n')
    (tmp_path / "drumbeat").chmod(0o755)
    [words] = shlex.split(shell.replace("/opt/drumbeat/bin/drumbeat", f"{tmp_path}/drumbeat"))
    done = subprocess.run(["sh", "-c", words], capture_output=True, text=True, check=True)
    assert re.fullmatch(rf"backup --out {folder}/drumbeat-\d{{8}}T\d{{6}}Z\.backup\n", done.stdout)


def test_secrets_come_as_credentials(tmp_path):
    """The folder's files are loaded under the names that the program reads: `drumbeat` with the file's name behind it.

    What the unit's comment names are settings (systemd.exec, LoadCredential=: the id, an underscore, the file's name).
    """
    for unit in SERVICES:
        [loaded] = said(unit, "LoadCredential")
        prefix, _, folder = loaded.partition(":")
        assert folder == "/etc/drumbeat/credentials"
        named = re.search(r"named as its setting: (.*)\.$", unit.read_text(encoding="utf-8"), re.MULTILINE)
        secrets = {f"{prefix}_{name}": "a secret of thirty-two characters" for name in named[1].split(", ")}
        (tmp_path / unit.name).mkdir()
        settings = settings_with(tmp_path / unit.name, "", secrets)
        assert settings.servicenow.client_secret.get_secret_value() == "a secret of thirty-two characters"
        assert settings.web.secrets == ("a secret of thirty-two characters",)


def test_the_command_at_a_shell_is_the_services_own(tmp_path):
    """deploy/systemd/drumbeat runs it as the unit does: the same user, folder, settings and secrets."""
    stub = tmp_path / "systemd-run"
    stub.write_text('#!/bin/sh\nfor word in "$@"; do echo "$word"; done\n')
    stub.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", FOLDER / "drumbeat", "hold", "--reason", "two words"],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    words = done.stdout.splitlines()
    assert words[words.index("/opt/drumbeat/bin/drumbeat") :][1:] == ["hold", "--reason", "two words"]
    unit = SERVICES[0]
    assert f"--uid={said(unit, 'User')[0]}" in words
    assert f"--working-directory={said(unit, 'WorkingDirectory')[0]}" in words
    assert f"--setenv={said(unit, 'Environment')[0]}" in words
    for name in ("LoadCredential", "StateDirectory", "StateDirectoryMode", "UMask"):
        assert f"--property={name}={said(unit, name)[0]}" in words


def test_user_and_folders_are_made(tmp_path):
    """The unit's user is made, and folders: of settings that it may read, and of secrets that are handed to it."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root makes users")
    (tmp_path / "etc").mkdir()
    done = run("systemd-sysusers", f"--root={tmp_path}", FOLDER / "drumbeat.sysusers.conf")
    assert done.returncode == 0, done.stderr
    name, _, uid, gid, *_ = (tmp_path / "etc/passwd").read_text().strip().split(":")
    assert [name] == said(SERVICES[0], "User")
    done = run("systemd-tmpfiles", f"--root={tmp_path}", "--create", FOLDER / "drumbeat.tmpfiles.conf")
    assert done.returncode == 0, done.stderr
    made = ("etc/drumbeat", "etc/drumbeat/credentials", "var/backups/drumbeat")
    found = {path: (tmp_path / path).stat() for path in made}
    assert {path: (each.st_uid, each.st_gid, oct(each.st_mode & 0o777)) for path, each in found.items()} == {
        "etc/drumbeat": (0, int(gid), "0o750"),
        "etc/drumbeat/credentials": (0, 0, "0o700"),
        "var/backups/drumbeat": (int(uid), int(gid), "0o700"),
    }
    assert uid == gid
