"""Files that hold a secret: read, where nobody else can.

PostgreSQL's rule for keys (its documentation, "Securing TCP/IP Connections with SSL"): a file is its owner's alone, or,
where it is root's, a group's as well (0640). Kubernetes with `fsGroup` (0440) and systemd's credentials keep to it.

Containers mount secrets for everybody in them: Swarm and Podman with 0444, Kubernetes without `fsGroup` with 0644,
Compose with whatever mode the file has outside. Only the container sees such a mount, so in a mount of its own, which
only its owner writes, a file may be readable by all.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

_READS, _WRITES, _OTHERS = 0o044, 0o022, 0o007
_ROOT = 0


def read_secret(path: Path) -> str:
    """What it holds, without blanks around it. Raises ValueError with the reason, and what to do, as one sentence."""
    try:
        content = path.read_text(encoding="utf-8").strip()
        reason = why_open(path)
    except FileNotFoundError:
        raise ValueError("there is no such file; see that the secret is mounted, or correct the path") from None
    except PermissionError:
        raise ValueError("it cannot be read; make it readable for the user that runs Drumbeat") from None
    except (OSError, UnicodeDecodeError) as error:
        what = (error.strerror or "") if isinstance(error, OSError) else "it holds no text"
        raise ValueError(f"it cannot be read: {what.lower() or 'unknown reason'}") from None
    if reason:
        raise ValueError(reason)
    if not content:
        raise ValueError("the file is empty; write the secret into it")
    return content


def why_open(path: Path) -> str:
    """Why somebody else could read or change it, with what to do; empty where nobody can. Raises OSError."""
    if os.name != "posix":
        return ""  # Windows has other rights, which a mode does not show
    found = path.stat()
    mode = stat.S_IMODE(found.st_mode)
    if mode & _WRITES:
        return _told("others than its owner can write it", path, mode)
    if not mode & _READS or (found.st_uid == _ROOT and not mode & _OTHERS) or _is_mounted(path):
        return ""
    return _told("others than its owner can read it", path, mode)


def _told(what: str, path: Path, mode: int) -> str:
    return f"{what} (mode {mode:04o}); run: chmod 600 {path}"


def _is_mounted(path: Path) -> bool:
    """Whether the file, or its folder, is a mount of its own, into which nobody but its owner puts files.

    The path is taken as it is written: Kubernetes' files are links into a hidden folder of the mount. The root of all
    is mounted as well, and so may /tmp be, where everybody writes.
    """
    folder = path.absolute().parent
    if os.path.ismount(path):  # pathlib's own before Python 3.12 is for folders alone
        return True
    return folder != folder.parent and os.path.ismount(folder) and not folder.stat().st_mode & _WRITES
