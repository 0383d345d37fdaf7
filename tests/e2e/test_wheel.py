"""The wheel: built from the tree, it is all that is needed beside its dependencies."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from command import ROOT, environment

PARTS = ("plugin", "templates", "pyproject.toml", "README.md", "LICENSE", "NOTICE")


@pytest.fixture(scope="module", name="wheel")
def _wheel(tmp_path_factory):
    """A wheel, built from a copy of the tree so that the checkout stays clean."""
    tree = tmp_path_factory.mktemp("tree")
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tree / part)
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "out"],
        cwd=tree,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    [wheel] = (tree / "out").glob("*.whl")
    return wheel


def test_the_wheel_ships_what_the_code_reads(wheel):
    """Templates, migrations, the skill file, the demo's texts and the licence are in the wheel; tests are not."""
    names = set(zipfile.ZipFile(wheel).namelist())
    templates = ("templates/email/digest.html.j2", "templates/web/page.html.j2")
    for name in (*templates, "signals/skills.csv", "py.typed", "store/migrations/env.py"):
        assert f"drumbeat/{name}" in names
    assert any(name.startswith("drumbeat/simulator/demo/data/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any("tests" in name for name in names)


@pytest.mark.long
def test_the_wheel_alone_runs_the_demo(wheel, demo, tmp_path):
    """Unpacked in an empty folder, far from any checkout, the wheel runs `drumbeat demo` to the same digest."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "drumbeat", "demo"],
        cwd=tmp_path,
        env=environment(PYTHONPATH=str(tmp_path / "site")),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "demo-out" / "digest.html").read_bytes() == (demo / "digest.html").read_bytes()


def test_the_command_is_an_entry_point():
    """The wheel's metadata names the `drumbeat` command."""
    assert 'drumbeat = "drumbeat.cli.main:run"' in (Path(ROOT) / "pyproject.toml").read_text()
