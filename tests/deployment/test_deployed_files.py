"""What exercises each file of deploy/ stands in docs/operations.md; what docs/deploying.md tells to type fits them."""

from __future__ import annotations

import contextlib
import re
import subprocess
import tomllib
from functools import reduce
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from command import ROOT
from deployed import DEPLOY, IMAGE, image_environ, settings_with

PAGE = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
FILES = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(deploy/[^`]+)` \| ([^|]+) \| ([^|]+) \|$", FILES, re.MULTILINE)


def test_every_file_is_in_the_table():
    """Each file in deploy/ is named once, with what exercises it; no row is of a file that is gone."""
    kept = subprocess.run(["git", "ls-files", "deploy"], cwd=ROOT, capture_output=True, text=True, check=False)
    there = kept.stdout.split() if kept.returncode == 0 else []
    there = there or [str(path.relative_to(ROOT)) for path in DEPLOY.rglob("*") if path.is_file()]
    assert sorted(path for path, _, _ in ROWS) == sorted(there)


def test_what_exercises_it_is_there():
    """Each row names a test of this repository or a target of make."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for path, _, exercised in ROWS:
        named = re.findall(r"`([^`]+)`", exercised)
        assert named, path
        for name in named:
            target = name.removeprefix("make ")
            assert (ROOT / name).is_file() or re.search(rf"^{target}:", makefile, re.MULTILINE), name


def test_what_is_typed_names_files_that_there_are():
    """Each file of deploy/ that a block tells to use is there."""
    for block in re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        for path in re.findall(r"\bdeploy/[\w./-]+", block):
            assert (ROOT / path).exists(), path


def test_the_container_is_run_as_it_was_made():
    """The `docker run` of the page mounts what the image looks for, where it looks, and lets it be reached."""
    command = re.search(r"^docker run (.*?)\n(?=docker)", PAGE, re.MULTILINE | re.DOTALL)[1]
    environ = image_environ()
    places = {mount.split(":")[1] for mount in re.findall(r"--volume (\S+)", command)}
    assert places == {IMAGE.last("WORKDIR").text, environ["DRUMBEAT_SETTINGS"], environ["CREDENTIALS_DIRECTORY"]}
    assert f":{IMAGE.last('EXPOSE').text} " in command
    assert f"--tmpfs {environ['HOME']} " in command
    assert {"--read-only", "--cap-drop", "no-new-privileges"} <= set(command.split())


def test_each_secret_file_is_a_setting(tmp_path):
    """Each file of the page's table is read as the setting beside it; what mail needs in both directions is there."""
    named = {}
    rows = [line for line in PAGE.splitlines() if line.startswith("| `drumbeat_")]
    for line in rows:
        files, settings = (re.findall(r"`([^`]+)`", cell) for cell in line.split("|")[1:3])
        named |= dict(zip(files, settings, strict=True))
    assert {"mail.password", "mail.bounces.password"} <= set(named.values())
    said = {name: "postgresql://a:b@c/d" if "url" in name else "s" * 32 for name in named}
    settings = settings_with(tmp_path, "", said)
    for name, path in named.items():
        found = reduce(getattr, path.split("."), settings)
        assert (found if isinstance(found, str) else found.get_secret_value()) == said[name]


def test_overrides_are_in_the_locks():
    """What overrides.txt asks for in place of pysnow's own pins is what both locks hold."""
    asked = [Requirement(line) for line in (DEPLOY / "overrides.txt").read_text().splitlines() if line[0] != "#"]
    for name in ("requirements.txt", "requirements-dev.txt"):
        locked = dict(re.findall(r"^([\w-]+)==([^ ;]+)", (DEPLOY / name).read_text(encoding="utf-8"), re.MULTILINE))
        assert asked
        assert all(each.specifier.contains(locked[each.name]) for each in asked)


def test_locks_are_whole():
    """What pyproject.toml asks for is locked, and so is what each locked package that is installed here asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = {
        "requirements.txt": [*project["dependencies"], *extras["build"]],
        "requirements-dev.txt": [*project["dependencies"], *(each for extra in extras.values() for each in extra)],
    }
    for name, wanted in asked.items():
        text = (DEPLOY / name).read_text(encoding="utf-8")
        locked = {canonicalize_name(each) for each in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}
        assert not needed(wanted) - locked, name
        for each in locked:
            with contextlib.suppress(metadata.PackageNotFoundError):  # of another system or Python
                assert not needed(metadata.requires(each) or ()) - locked, (name, each)


def needed(requirements) -> set[str]:
    """The packages among requirements that are for this Python and system, and for no extra."""
    found = map(Requirement, requirements)
    return {canonicalize_name(each.name) for each in found if not each.marker or each.marker.evaluate({"extra": ""})}


def test_what_to_ask_for_leads_somewhere():
    """Every link of deploy/servicenow.md leads to a file."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (DEPLOY / "servicenow.md").read_text(encoding="utf-8"))
    assert links
    assert all((DEPLOY / link).exists() for link in links)
