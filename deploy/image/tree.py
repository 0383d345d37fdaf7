"""A folder that is the whole file system of a process, as a container engine makes one: by `unshare` and `chroot`.

The system's programs come from this machine, read-only; everything else in the folder is the image's own.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

IS_ROOT = os.geteuid() == 0
_SYSTEM = ("bin", "sbin", "lib", "lib64")
"""Links into /usr, as every distribution of these years has them."""
_ETC = (
    *("ca-certificates", "group", "hosts", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "nsswitch.conf", "passwd"),
    *("pip.conf", "resolv.conf", "ssl", "xdg/pip"),
)
"""What name look-ups, certificates and a company's own package index need."""
_DEVICES = ("full", "null", "random", "urandom", "zero")
_LOOPBACK = (
    "import fcntl, socket, struct; "
    "fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sH14x', b'lo', 0x41))"  # SIOCSIFFLAGS: up and running
)
BARE = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/root"}
"""What an engine gives to a RUN line."""


class Unable(Exception):
    """This machine cannot do it; the text says why."""


@dataclass(frozen=True, slots=True)
class Tree:
    """One file system, whose Python stands in `python` of this machine (its `sys.base_prefix`)."""

    root: Path
    python: Path

    def lay(self) -> None:
        """Make the folders of a system, and copy what it must know of this machine."""
        for name in (*_SYSTEM, "dev", "etc", "opt", "proc", "root", "run", "tmp", "usr", "var"):
            origin = Path("/") / name
            if origin.is_symlink():
                (self.root / name).symlink_to(origin.readlink())
            else:
                (self.root / name).mkdir()
        for name in _ETC:
            origin, copy = Path("/etc") / name, self.root / "etc" / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            if origin.is_dir():
                shutil.copytree(origin, copy, symlinks=False, ignore=_unreadable, ignore_dangling_symlinks=True)
            elif origin.is_file():
                shutil.copy(origin, copy)
        for name in _DEVICES:
            (self.root / "dev" / name).touch()
        if self.python != Path("/usr"):
            (self.root / self.python.relative_to("/")).mkdir(parents=True, exist_ok=True)

    def at(self, path: str) -> Path:
        """Where a path of the file system is on this machine. What comes from the machine is not to be changed."""
        if Path(path).parts[1:2] in (("usr",), ("proc",), ("dev",), *((name,) for name in _SYSTEM)):
            raise Unable(f"{path} belongs to the base")
        return self.root / path.lstrip("/")

    def mounts(self, *, kept: Mapping[str, Path] | None = None) -> str:
        """The shell commands that make it a system; with `kept`, one that nothing can be written to but these."""
        root = shlex.quote(str(self.root))
        lines = ["set -e", "mount --make-rprivate /"]
        if kept is not None:
            lines.append(f"mount --bind {root} {root}")
        lines += [f"mount --rbind /proc {root}/proc", _bound("/usr", f"{root}/usr")]
        lines += [_bound(f"/dev/{name}", f"{root}/dev/{name}", how="") for name in _DEVICES]
        if self.python != Path("/usr"):
            quoted = shlex.quote(str(self.python))
            lines += [_bound(quoted, f"{root}/usr/local"), _bound(quoted, f"{root}{quoted}")]
        if kept is not None:
            lines += [f"mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs {root}/tmp"]  # noqa: S108
            lines.append(f"{shlex.quote(sys.executable)} -c {shlex.quote(_LOOPBACK)}")
            for path, origin in kept.items():
                how = "" if path == "/data" else "ro,"
                lines.append(_bound(shlex.quote(str(origin)), f"{root}{path}", how=how))
            lines.append(f"mount -o remount,bind,ro {root}")
        return "\n".join(lines)

    def run(self, command: str, environ: Mapping[str, str], cwd: str) -> None:
        """Run a shell's command in it as root, as a RUN line is. Raises CalledProcessError when it fails."""
        words = ["chroot", str(self.root), "env", "-i", f"--chdir={cwd}", *_said(environ), "sh", "-c", command]
        script = f"{self.mounts()}\nexec {shlex.join(words)}"
        words = [*_unshare("--mount"), "sh", "-c", script]
        subprocess.run(words, check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True)

    @contextlib.contextmanager
    def started(self, kept: Mapping[str, Path]) -> Iterator[int]:
        """The id of a process in whose namespaces the file system is as a container's, without any network."""
        script = f"{self.mounts(kept=kept)}\necho ready\nexec cat"
        with subprocess.Popen(
            [*_unshare("--mount", "--net"), "sh", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as holder:
            assert holder.stdin is not None and holder.stdout is not None  # noqa: S101, PT018  for the type checker
            try:
                if holder.stdout.readline() != b"ready\n":
                    raise Unable("this machine lets nobody mount and unshare")
                yield holder.pid
            finally:
                holder.stdin.close()

    def inside(self, holder: int, user: str, environ: Mapping[str, str], cwd: str) -> list[str]:
        """What goes before the words of a command for it to run there as that user, without any privilege."""
        uid, _, gid = user.partition(":")
        ours = ["--reuid", uid, "--regid", gid or uid, "--clear-groups"] if IS_ROOT else []
        entered = ["nsenter", *([] if IS_ROOT else ["--user", "--preserve-credentials"]), "--target", str(holder)]
        return [
            *(*entered, "--mount", "--net", "chroot", str(self.root)),
            *("setpriv", *ours, "--no-new-privs", "--bounding-set", "-all", "--inh-caps", "-all"),
            *("env", "-i", f"--chdir={cwd}", *_said(environ)),
        ]


def _bound(origin: str, place: str, how: str = "ro,") -> str:
    lines = [f"mount --bind {origin} {place}"]
    if how:
        lines.append(f"mount -o remount,bind,{how}nosuid {place}")
    return "\n".join(lines)


def _unshare(*what: str) -> list[str]:
    return ["unshare", *([] if IS_ROOT else ["--map-root-user"]), *what]


def _said(environ: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in environ.items()]


def _unreadable(folder: str, names: Sequence[str]) -> list[str]:
    """Private keys are no certificates, and are left behind."""
    return [name for name in names if name == "private" or not os.access(Path(folder) / name, os.R_OK)]
