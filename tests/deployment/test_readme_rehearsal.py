"""What `make rehearsal` reads of the README. The whole of it takes minutes and the network."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess

import pytest

from command import ROOT, quickly
from drumbeat.cli.main import VERBS
from drumbeat.settings import load

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module", name="rehearsal")
def _rehearsal():
    """`deploy/rehearsal.py`, which is run and not imported elsewhere."""
    spec = importlib.util.spec_from_file_location("rehearsal_script", ROOT / "deploy" / "rehearsal.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_begins_with_a_clone_and_ends_with_a_service(rehearsal):
    """The first digest is the demo's; then a team's own is made by what was installed, sent and served."""
    trying, using = rehearsal.steps(README)
    assert [line.split()[0] for line in trying] == ["git", "cd", "make", "make"]
    assert trying[2] == "make demo"
    assert using[0] == "make wheel"
    at = [
        next(n for n, line in enumerate(using) if line.startswith(f"drumbeat {verb}"))
        for verb in ("init", "check", "pull", "team add", "recipient add", "preview", "send", "serve")
    ]
    assert at == sorted(at)
    assert using[at[0] :][-1] == "drumbeat serve"


def test_it_types_commands_that_there_are(rehearsal):
    """Each command of the README is a verb of ours, a target of make, or a program of the system."""
    trying, using = rehearsal.steps(README)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for line in (*trying, *using):
        program, *rest = line.split()
        if program == "drumbeat":
            assert rest[0] in VERBS, line
        elif program == "make":
            assert re.search(rf"^{rest[0]}:", makefile, re.MULTILINE), line
        else:
            assert program in {"git", "cd", "python3", ".", "pip"}, line


def test_its_settings_are_read(rehearsal, tmp_path):
    """What the README's `drumbeat init` writes is valid, beside what the rehearsal says of the simulator."""
    _, using = rehearsal.steps(README)
    [line] = [line for line in using if line.startswith("drumbeat init ")]
    assert quickly(*shlex.split(line)[1:], cwd=tmp_path).code == 0
    settings = load(tmp_path / "drumbeat.toml", {"DRUMBEAT_MAIL__TRANSPORT": "outbox"})
    assert (settings.mail.transport, settings.mail.host) == ("outbox", "smtp.example.com")
    assert settings.servicenow.url == "https://example.service-now.com"


def test_the_page_shows_a_run_of_these_commands(rehearsal):
    """The transcript in docs/deploying.md is of the README as it is now: a command that came or went makes it stale."""
    page = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    trying, using = rehearsal.steps(README)
    assert rehearsal.typed(page) == [line for line in (*trying, *using) if line != "make test"]
    assert rehearsal.written(page, ["In an empty folder, so.", "    1.0 s  all of it"]).count(" s  ") < page.count(
        " s  "
    )


def test_a_shell_remembers(rehearsal, tmp_path):
    """Where one went and what was put into PATH holds for the next command; one that fails is told."""
    (tmp_path / "deep").mkdir()
    shell = rehearsal.Shell(tmp_path, {"PATH": "/usr/bin:/bin"})
    for command in ("cd deep", "PATH=/nowhere:$PATH", 'echo "$PWD $PATH" > told'):
        shell.type(command)
    assert (tmp_path / "deep" / "told").read_text() == f"{tmp_path}/deep /nowhere:/usr/bin:/bin\n"
    with pytest.raises(subprocess.CalledProcessError):
        shell.type("false")


def test_a_readme_that_says_nothing_is_refused(rehearsal):
    """Where the README has no such blocks the rehearsal does not pass over it."""
    with pytest.raises(ValueError, match="values to unpack"):
        rehearsal.steps(README.replace("```sh", "```text"))
