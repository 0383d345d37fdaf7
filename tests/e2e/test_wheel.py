"""The wheel: built from the tree, it is all that is needed beside its dependencies."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from command import ROOT, environment

PARTS = ("plugin", "templates", "pyproject.toml", "README.md", "LICENSE", "NOTICE", "deploy/drumbeat.example.toml")
STRAY = "plugin/drumbeat/__pycache__/left.cpython-311.pyc"


def built(tree, *, umask, **surroundings):
    """A wheel, built from a copy of the tree so that the checkout stays clean."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (tree / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, tree / part)
    (tree / STRAY).parent.mkdir()
    (tree / STRAY).write_bytes(b"compiled")
    if umask:
        for path in tree.rglob("*"):
            path.chmod(path.stat().st_mode & ~umask)
            os.utime(path, (1_000_000_000, 1_000_000_000))
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "out"],
        cwd=tree,
        env=environment(**surroundings),
        umask=umask,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    [wheel] = (tree / "out").glob("*.whl")
    return wheel


@pytest.fixture(scope="module", name="wheel")
def _wheel(tmp_path_factory):
    """A wheel as anybody builds it."""
    return built(tmp_path_factory.mktemp("tree"), umask=0o022)


def test_the_same_tree_is_the_same_wheel(wheel, tmp_path):
    """Another folder, older files that nobody else may read, another zone and hash seed: the same bytes."""
    strange = {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    other = built(tmp_path / "a" / "deeper" / "place", umask=0o077, **strange)
    assert (other.name, sha256(other.read_bytes()).hexdigest()) == (wheel.name, sha256(wheel.read_bytes()).hexdigest())


def test_the_wheel_ships_what_the_code_reads(wheel):
    """Templates, migrations, the skill file, the demo's texts and the licence are in the wheel; tests are not."""
    names = set(zipfile.ZipFile(wheel).namelist())
    templates = ("templates/email/digest.html.j2", "templates/web/page.html.j2")
    for name in (*templates, "signals/skills.csv", "py.typed", "store/migrations/env.py"):
        assert f"drumbeat/{name}" in names
    assert any(name.startswith("drumbeat/simulator/demo/data/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.startswith("drumbeat/store/migrations/versions/0015_") for name in names)
    assert not any("tests" in name or name.endswith(".pyc") for name in names)
    ours = {
        str(path.relative_to(ROOT / "plugin")) for path in (ROOT / "plugin" / "drumbeat").rglob("*") if path.is_file()
    }
    ours |= {f"drumbeat/{path.relative_to(ROOT)}" for path in (ROOT / "templates").rglob("*") if path.is_file()}
    ours.add("drumbeat/drumbeat.example.toml")  # what `drumbeat init` fills in
    assert {name for name in names if ".dist-info/" not in name} == {name for name in ours if "__pycache__" not in name}


@pytest.mark.long
def test_the_wheel_alone_runs_the_demo(wheel, demo, tmp_path):
    """Installed offline into an empty environment, beside what is locked, its command makes the same digest."""
    place = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    pip = [place / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel]
    subprocess.run(pip, check=True, env=environment(PYTHONPATH=""))
    [packages] = place.glob("lib/python*/site-packages")
    (packages / "locked.pth").write_text(f"{sysconfig.get_path('purelib')}\n")  # stands behind the wheel's own
    done = subprocess.run(
        [place / "bin" / "drumbeat", "demo"],
        cwd=tmp_path,
        env=environment(PYTHONPATH="", PYTHONWARNINGS="error"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "demo-out" / "digest.html").read_bytes() == (demo / "digest.html").read_bytes()
    where = [place / "bin" / "python", "-c", "import drumbeat; print(drumbeat.__file__)"]
    told = subprocess.run(where, capture_output=True, encoding="utf-8", check=True, env=environment(PYTHONPATH=""))
    assert told.stdout.startswith(str(packages))


def test_the_command_is_an_entry_point():
    """The wheel's metadata names the `drumbeat` command."""
    assert 'drumbeat = "drumbeat.cli.main:run"' in (Path(ROOT) / "pyproject.toml").read_text()
