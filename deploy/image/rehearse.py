"""Follow deploy/Dockerfile without a container engine, then run what it made as a container is run.

    python deploy/image/rehearse.py [--python PYTHON] [--keep FOLDER]

Every stage is a fresh folder that becomes the whole file system of what runs there (see `tree`). The steps are the
Dockerfile's own, read from it. What was made is started under its own user, from a file system that nobody can write
to, without network, without privileges, and with nothing in the environment but what the image says. Each line of the
output is something that was tried; the first that fails ends it.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from recipe import Instruction, Stage, is_ignored, stages
from tree import BARE, IS_ROOT, Tree, Unable

ROOT = Path(__file__).parents[2]
_FROM_BUILDER = (
    *("PIP_CERT", "PIP_DEFAULT_TIMEOUT", "PIP_EXTRA_INDEX_URL", "PIP_INDEX_URL", "PIP_PROXY", "PIP_TRUSTED_HOST"),
    *("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "http_proxy", "https_proxy", "no_proxy"),
)
"""What a company's own package index and proxy need while it is built; none of it is in the image."""
_BUILD_TOOLS = frozenset(("editables", "hatchling", "pip", "setuptools", "wheel"))
_STOPS_WITHIN = 15
"""Seconds; Kubernetes waits for thirty, Docker for ten unless it is told otherwise (compose.yaml tells it)."""
_PATIENCE = 60
_STORE, _LATER = 5, 75
"""Exit codes: something is wrong with the store; the next try may do (README)."""
_NO_DATABASE = "DRUMBEAT_STORE__URL=postgresql://drumbeat@127.0.0.1/drumbeat"
_SETTINGS = """
[servicenow]
url = "http://127.0.0.1:8091"
user = "drumbeat.integration"
[mail]
outbox = "/data/outbox"
[web]
url = "https://digest.example.com"
"""
_SECRETS = {"drumbeat_servicenow__password": "demo", "drumbeat_web__secret": "a secret of thirty-two characters"}
_WRITE = """
import pathlib, sys
left = []
for folder in sys.argv[1:]:
    try:
        (pathlib.Path(folder) / "written").write_text("")
        left.append(folder)
    except OSError:
        pass
print(*left)
"""


@dataclass
class Image:
    """What a Dockerfile has made so far, or in the end."""

    tree: Tree
    environ: dict[str, str] = field(default_factory=lambda: dict(BARE))
    cwd: str = "/"
    user: str = "0:0"
    instructions: list[Instruction] = field(default_factory=list)

    def last(self, name: str) -> list[str]:
        """The words of the instruction that is in force."""
        return Stage("", "", self.instructions).last(name).words


class Failed(Exception):
    """Something is not as it must be."""


def follow(found: list[Stage], context: Path, into: Path, python: Path) -> Image:
    """Make every stage in a folder of its own below `into`; the last one."""
    made: dict[str, Image] = {}
    image = None
    for number, stage in enumerate(found):
        root = into / f"{number}-{stage.name or 'final'}"
        root.mkdir(mode=0o755)
        image = Image(Tree(root, python), instructions=stage.instructions)
        image.tree.lay()
        for each in stage.instructions:
            began = time.monotonic()
            _do(each, image, context, made)
            if each.name == "RUN":
                tell(f"RUN {each.text[:60]}", f"{time.monotonic() - began:.1f} s")
        made[stage.name] = image
    if image is None:
        raise ValueError("there is no stage")
    return image


def _do(each: Instruction, image: Image, context: Path, made: Mapping[str, Image]) -> None:
    """Follow one instruction. What only describes the image is looked at when it runs."""
    if each.name == "RUN":
        builder = {name: os.environ[name] for name in _FROM_BUILDER if name in os.environ}
        image.tree.run(each.text, {**builder, **image.environ}, image.cwd)
    elif each.name == "COPY":
        _copy(each, image, context, made)
    elif each.name == "ENV":
        image.environ |= each.pairs
    elif each.name == "WORKDIR":
        image.cwd = each.text
        image.tree.at(each.text).mkdir(parents=True, exist_ok=True)
    elif each.name == "USER":
        image.user = each.text


def _copy(each: Instruction, image: Image, context: Path, made: Mapping[str, Image]) -> None:
    *sources, place = each.words
    rules = "" if "from" in each.flags else (context / ".dockerignore").read_text(encoding="utf-8")
    goal = image.tree.at(str(Path(image.cwd) / place))
    for source in sources:
        origin = made[each.flags["from"]].tree.at(source) if "from" in each.flags else context / source
        if origin.is_dir():
            shutil.copytree(
                origin, goal, symlinks=True, dirs_exist_ok=True, ignore=_left_behind(context, rules) if rules else None
            )
        else:
            if rules and is_ignored(source, rules):
                raise Failed(f".dockerignore keeps {source} from the image")
            to = goal / origin.name if place.endswith("/") else goal
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(origin, to)


def _left_behind(context: Path, rules: str):  # noqa: ANN202  what shutil asks for
    def ignore(folder: str, names: list[str]) -> list[str]:
        below = Path(folder).relative_to(context)
        return [name for name in names if is_ignored(str(below / name), rules)]

    return ignore


@dataclass(frozen=True, slots=True)
class Container:
    """An image that is running, or can be."""

    image: Image
    holder: int

    def words(self, *words: str, bare: bool = False) -> list[str]:
        """The command line that runs these words in it, after the entry point or, if `bare`, without it."""
        before = self.image.tree.inside(self.holder, self.image.user, self.image.environ, self.image.cwd)
        return [*before, *([] if bare else self.image.last("ENTRYPOINT")), *words]

    def run(self, *words: str, bare: bool = False) -> subprocess.CompletedProcess[str]:
        """What comes of a command."""
        return subprocess.run(
            self.words(*words, bare=bare), capture_output=True, text=True, check=False, timeout=_PATIENCE
        )

    @contextmanager
    def background(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """A command that goes on until the block ends."""
        with subprocess.Popen(
            self.words(*words), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            try:
                yield process
            finally:
                process.kill()


@contextmanager
def container(image: Image, folder: Path, *, mode: int = 0o750) -> Iterator[Container]:
    """The image started, with settings, secrets and an empty volume, as docs/deploying.md tells to do it."""
    uid = int(image.user.partition(":")[0])
    kept = {"/data": folder / "data", "/etc/drumbeat": folder / "settings", "/run/secrets": folder / "secrets"}
    for place in kept.values():
        place.mkdir(parents=True)
    (kept["/etc/drumbeat"] / "drumbeat.toml").write_text(_SETTINGS)
    for name, secret in _SECRETS.items():
        (kept["/run/secrets"] / name).write_text(secret)
        (kept["/run/secrets"] / name).chmod(0o400)
    kept["/data"].chmod(mode)
    if IS_ROOT:  # else it runs as whoever makes it
        for path in (kept["/data"], kept["/run/secrets"], *kept["/run/secrets"].iterdir()):
            os.chown(path, uid, uid)
    with image.tree.started(kept) as holder:
        yield Container(image, holder)


def tell(what: str, found: object) -> None:
    """A line of the report."""
    print(f"{what:<64}{found}", flush=True)


def _need(what: str, *, held: bool, said: object = "") -> None:
    if not held:
        raise Failed(f"{what}: {said}")
    tell(what, said or "yes")


def try_image(image: Image, folder: Path) -> None:
    """Run it in every way that docs/deploying.md tells of, and what must fail. Raises Failed."""
    packages = {each.name.split("-")[0] for each in image.tree.at("/opt/drumbeat").rglob("*.dist-info")}
    _need("no build tool is in the image", held=not packages & _BUILD_TOOLS, said=f"{len(packages)} packages")
    with container(image, folder / "run") as here:
        done = here.run("--version")
        _need("drumbeat --version", held=done.returncode == 0, said=(done.stdout + done.stderr).strip())
        _only_where_it_may(here)
        done = here.run("status")
        _need(
            "drumbeat status, on an empty volume",
            held=done.returncode == 0,
            said=(done.stdout + done.stderr).partition("\n")[0],
        )
        done = here.run("env", _NO_DATABASE, *image.last("ENTRYPOINT"), "status", bare=True)
        said = done.stderr.partition("\n")[0]
        _need("a PostgreSQL that is away is told, by its driver", held=done.returncode == _LATER, said=said)
        _try_serving(here)
    with container(image, folder / "unwritable", mode=0o555) as here:
        os.chown(folder / "unwritable" / "data", 0, 0)
        done = here.run("status")
        _need(
            "a volume that cannot be written is told", held=done.returncode == _STORE, said=done.stderr.split("\n")[0]
        )


def _only_where_it_may(here: Container) -> None:
    folders = ("/", "/data", "/etc/drumbeat", "/opt/drumbeat", "/run/secrets", "/tmp", "/usr", "/var")  # noqa: S108
    done = here.run("python", "-c", _WRITE, *folders, bare=True)
    _need("nothing can be written but", held=done.stdout.split() == ["/data", "/tmp"], said=done.stdout.strip())  # noqa: S108
    done = here.run("python", "-c", "import os; print(os.getuid(), os.getgid(), len(os.environ))", bare=True)
    _need("user, group, variables", held=done.returncode == 0, said=done.stdout.strip())


def _try_serving(here: Container) -> None:
    """`check` against the simulator that the image has in it, then `serve` until it is told to stop."""
    with here.background("simulate", "--port", "8091") as simulator:
        assert simulator.stdout is not None  # noqa: S101  for the type checker
        simulator.stdout.readline()
        done = here.run("check")
        _need(
            "drumbeat check, against its simulator",
            held=not done.returncode,
            said=done.stderr[-300:] if done.returncode else "0",
        )
    with here.background(*here.image.last("CMD")) as served:
        began = time.monotonic()
        asked = here.run(*here.image.last("HEALTHCHECK"), bare=True)
        while asked.returncode and served.poll() is None and time.monotonic() - began < _PATIENCE:
            time.sleep(0.2)
            asked = here.run(*here.image.last("HEALTHCHECK"), bare=True)
        said = f"after {time.monotonic() - began:.1f} s: {asked.stdout.strip()}"
        _need("serve is healthy", held=asked.returncode == 0, said=said)
        began = time.monotonic()
        served.send_signal(getattr(signal, here.image.last("STOPSIGNAL")[0]))
        said = served.communicate(timeout=_STOPS_WITHIN)[0]
        took = time.monotonic() - began
        _need("and stops when it is told to", held=served.returncode == 0, said=f"in {took:.1f} s")
    asked = here.run(*here.image.last("HEALTHCHECK"), bare=True)
    _need("afterwards it is not healthy", held=asked.returncode == 1, said=asked.stdout.strip())


def python_of(base: str, said: str | None) -> Path:
    """Where the Python of the base, or one like it, stands on this machine. Raises Unable where nothing can be."""
    if not IS_ROOT:
        raise Unable("only root gives files to another user; run it with sudo")
    wanted = re.search(r"python:(\d+\.\d+)", base)
    version = wanted[1] if wanted else ""
    for candidate in filter(shutil.which, filter(None, (said, f"python{version}", sys.executable))):
        words = [candidate, "-c", "import sys; print(sys.base_prefix, '%d.%d' % sys.version_info[:2])"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            prefix, found = done.stdout.split()
            tell(f"base {base}", f"this machine's system, Python {found}")
            return Path(prefix)
    raise Unable("there is no Python here")


def size(folder: Path) -> str:
    """What the files below take, in MB."""
    taken = sum(each.lstat().st_size for each in folder.rglob("*") if not each.is_dir() or each.is_symlink())
    return f"{taken / 1e6:.0f} MB"


def main() -> int:
    """0 when everything held, 1 when something did not, 77 when this machine cannot do it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--python", help="the Python to stand for the base image's")
    said = parser.parse_args()
    found = stages((ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8"))
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="drumbeat-image-", ignore_cleanup_errors=True) as folder:
        try:
            image = follow(found, ROOT, Path(folder), python_of(found[-1].base, said.python))
            tell("the image without its base", size(image.tree.root))
            try_image(image, Path(folder))
        except Unable as error:
            print(f"This cannot be rehearsed here: {error}.")
            return 77
        except (Failed, subprocess.SubprocessError) as error:
            print(
                f"It does not hold: {error}\n{getattr(error, 'stdout', '') or ''}{getattr(error, 'stderr', '') or ''}"
            )
            return 1
    tell("all of it", f"{time.monotonic() - began:.0f} s")
    missing = "limits of memory and processes, the engine's own seccomp profile, layers"
    print(f"Not tried, as only an engine has them: {missing}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
