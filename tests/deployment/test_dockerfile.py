"""deploy/Dockerfile: what can be known of it without building it; `make image-rehearsal` follows it to the end."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib

import pytest
import recipe
import unneeded

from command import ROOT
from deployed import DEPLOY, DOCKERFILE, IMAGE, UID, image_environ, refuse_unknown
from drumbeat.settings import load

RULES = (ROOT / ".dockerignore").read_text(encoding="utf-8")
SCRIPTS = sorted([*DEPLOY.rglob("*.sh"), DEPLOY / "systemd" / "drumbeat"])
STAGES = recipe.stages(DOCKERFILE)


def test_what_is_copied_is_there():
    """Every source of a COPY exists, and .dockerignore lets it through; what comes of a stage is made by that stage."""
    made = {stage.name: " ".join(each.text for each in stage.instructions) for stage in STAGES}
    for stage in STAGES:
        for each in (each for each in stage.instructions if each.name == "COPY"):
            for source in each.words[:-1]:
                if "from" in each.flags:
                    assert source in made[each.flags["from"]]
                else:
                    assert (ROOT / source).exists(), source
                    assert not recipe.is_ignored(source, RULES), source


@pytest.mark.parametrize(
    ("path", "stays"),
    [
        *((path, True) for path in (".git/HEAD", "deploy/secrets/web", "drumbeat.toml", "demo-out/x", "tests/a.py")),
        *((path, True) for path in ("plugin/drumbeat/__pycache__/a.pyc", "deploy/Dockerfile", "drumbeat.db")),
        *((path, False) for path in ("plugin/drumbeat/cli/main.py", "templates/email/style.css", "README.md")),
        *((path, False) for path in ("deploy/requirements.txt", "deploy/image/plugin.sh")),
    ],
)
def test_nothing_else_goes_to_the_builder(path, stays):
    """Settings, stores, secrets and history are not even shown to whoever builds."""
    assert recipe.is_ignored(path, RULES) is stays


def test_it_runs_as_nobody():
    """The user is a fixed number other than root's, for Kubernetes sees no name, and owns the volume and no program."""
    assert IMAGE.last("USER").text == f"{UID}:{UID}"
    runs = [part for each in IMAGE.instructions if each.name == "RUN" for part in each.text.split("&&")]
    owned = [part.split() for part in runs if str(UID) in part]
    assert owned == [f"install -d -o {UID} -g {UID} -m 0750 /data /run/secrets".split()]


def test_it_starts_our_command():
    """The entry point is the command of pyproject.toml, found by PATH; what it does by itself is a verb of ours."""
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert IMAGE.last("ENTRYPOINT").words == list(scripts)
    refuse_unknown(IMAGE.last("CMD").words)
    [copied] = [each for each in IMAGE.instructions if each.name == "COPY" and "from" in each.flags]
    assert image_environ()["PATH"].startswith(f"{copied.words[-1]}/bin:")


def test_its_variables_are_settings(tmp_path):
    """Each DRUMBEAT_ variable is a setting or the option of the command; the port is the one that is exposed."""
    environ = {**image_environ(), "CREDENTIALS_DIRECTORY": str(tmp_path)}
    settings = load(None, {name: value for name, value in environ.items() if name != "DRUMBEAT_SETTINGS"})
    assert (settings.web.host, str(settings.web.port)) == ("0.0.0.0", IMAGE.last("EXPOSE").text)
    assert environ["DRUMBEAT_SETTINGS"] in " ".join(each.text for each in IMAGE.instructions if each.name == "RUN")
    assert image_environ()["CREDENTIALS_DIRECTORY"] == "/run/secrets"


def test_the_base_may_be_pinned():
    """Both stages have the same base, which a build argument replaces, and by itself is a tag and not the newest."""
    assert {stage.base for stage in STAGES} == {STAGES[0].base}
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", STAGES[0].base)
    assert DOCKERFILE.count("FROM ${BASE}") == len(STAGES)


def test_an_unknown_instruction_is_refused():
    """What the rehearsal does not know it does not pass over."""
    with pytest.raises(ValueError, match="SHELL"):
        recipe.stages('FROM x\nSHELL ["/bin/bash"]')


def test_lines_are_read_as_an_engine_reads_them():
    """Continued lines are one, comments none, flags no words; a list is taken as it is."""
    text = 'ARG A=b\nFROM ${A}:1 AS c\n# no\nENV X=1 \\\n    Y=\'2 3\'\nHEALTHCHECK --retries=3 CMD ["a", "b c"]'
    [stage] = recipe.stages(text)
    assert (stage.base, stage.name) == ("b:1", "c")
    assert stage.last("ENV").pairs == {"X": "1", "Y": "2 3"}
    assert (stage.last("HEALTHCHECK").words, stage.last("HEALTHCHECK").flags) == (["a", "b c"], {"retries": "3"})


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_scripts_are_sound(script):
    """Every shell script is one, stops at the first mistake, and is found good by ShellCheck where there is one."""
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
    assert "\nset -eu\n" in script.read_text(encoding="utf-8")
    if shutil.which("shellcheck") is None:
        pytest.skip("there is no shellcheck here; what could be looked at without it was good")
    done = subprocess.run(["shellcheck", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_what_is_not_needed_goes(tmp_path, monkeypatch, capsys):
    """What a package requires here is needed, by way of others and of extras; what stands beside it is not."""
    requires = {"top": ["middle[fast]", "old; python_version < '3'"], "middle": ["low", "quick; extra == 'fast'"]}
    for name in ("top", "middle", "low", "quick", "Old_Builder"):
        folder = tmp_path / f"{name}-1.dist-info"
        folder.mkdir()
        lines = [f"Name: {name}", "Version: 1", *(f"Requires-Dist: {each}" for each in requires.get(name, ()))]
        (folder / "METADATA").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(tmp_path)
    assert unneeded.needed("top") == {"top", "middle", "low", "quick"}
    unneeded.main("top")
    others = capsys.readouterr().out.splitlines()
    assert "old-builder" in others
    assert not {"top", "middle", "low", "quick"} & set(others)


def test_the_environment_is_made_of_locked_wheels_alone():
    """The step of the packages takes the lock that the Dockerfile copies, each by its hash, and builds nothing."""
    script = (DEPLOY / "image" / "requirements.sh").read_text(encoding="utf-8")
    words = shlex.split(script.replace("\\\n", " "), comments=True)
    assert {"--require-hashes", "--no-deps", "--only-binary", ":all:"} <= set(words)
    [lock] = (words[at + 1] for at, word in enumerate(words) if word == "-r")
    copied = [each.words[:-1] for each in STAGES[0].instructions if each.name == "COPY"]
    assert lock in [path for paths in copied for path in paths]
