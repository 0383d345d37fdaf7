"""The folder that the results of jobs lie in: gone with its process, also where that was killed.

A process that is killed cannot clear up after itself. So each holds a lock on its folder, which the system lets go of
with it, and each that starts removes the folders that nobody holds any more.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no such locks: what a killed process leaves there, stays
    fcntl = None  # type: ignore[assignment]

_PREFIX = "drumbeat-jobs-"
_NEW = 60
"""Seconds within which a folder without a lock is one that a process is just making."""


class JobFolder:
    """A folder for this process alone, among the system's temporary files."""

    def __init__(self) -> None:
        _clear_up(Path(tempfile.gettempdir()))
        self._folder = tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
        self._held = _held(Path(self._folder.name))

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self._folder.name)

    def close(self) -> None:
        """It goes, with what lies in it."""
        self._folder.cleanup()
        if self._held is not None:
            os.close(self._held)
            self._held = None


def _held(folder: Path) -> int | None:
    """A descriptor that holds the folder's lock; None where somebody else does, or where there are no locks."""
    if fcntl is None:
        return None
    descriptor = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _clear_up(among: Path) -> None:
    """Remove what killed processes have left. What belongs to another account stays."""
    for folder in among.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.lstat().st_mtime > _NEW and (held := _held(folder)) is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(held)
