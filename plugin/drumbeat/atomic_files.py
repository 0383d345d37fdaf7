"""Files that appear whole or not at all. A leaf any adapter may use."""

from __future__ import annotations

import contextlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from drumbeat.errors import StoreError
from drumbeat.sentences import sentence

OWNER_ONLY = 0o600
"""Digests and mails name people and addresses: whoever made them decides who else may read them."""
SERVED = 0o644
"""What another user's web server hands out."""


def write_whole(path: Path, content: bytes, mode: int = OWNER_ONLY, dated: datetime | None = None) -> None:
    """Write the file so that a reader, or a crash, sees the old content or the new, never a part.

    The parent folder is made when missing; `dated` is the file's date, if not the machine's. Raises StoreError when
    the disk is full, the folder is read-only, or something other than a file stands there; what stood there before
    stays.
    """
    try:
        if path.exists() and not path.is_file():  # a device, too, would be replaced
            raise StoreError(sentence("{path} could not be written: it is no file.", path=path))
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content, mode, dated)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise StoreError(sentence("{path} could not be written: {reason}.", path=path, reason=reason)) from error


def refuse_unwritable(folder: Path, *, make: bool = True) -> None:
    """Raises StoreError where no file can be written into the folder.

    One that is missing is made; or, where it is not to be, that is asked of the folder that it would be made in.
    """
    try:
        if make:
            folder.mkdir(parents=True, exist_ok=True)
        while not make and not folder.exists() and folder != folder.parent:
            folder = folder.absolute().parent
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=".new-")
        os.close(descriptor)
        Path(name).unlink()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise StoreError(
            sentence("Nothing can be written into {folder}: {reason}.", folder=folder, reason=reason),
            recovery=sentence(
                "Give the folder to the user that runs Drumbeat, mount it for writing, and make room on its disk."
            ),
        ) from error


def _replace(path: Path, content: bytes, mode: int, dated: datetime | None) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        if dated is not None:
            os.utime(name, (dated.timestamp(), dated.timestamp()))
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    keep_name(path.parent)


def keep_name(folder: Path) -> None:
    """Make the new name outlive a power cut as well. Not every system opens folders; the file itself is safe."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
