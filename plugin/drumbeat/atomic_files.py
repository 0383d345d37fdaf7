"""Files that appear whole or not at all. A leaf any adapter may use."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from drumbeat.errors import StoreError


def write_whole(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Write the file so that a reader, or a crash, sees the old content or the new, never a part.

    The parent folder is made when missing. Raises StoreError when the disk is full, the folder is read-only,
    or the path is no file; what stood there before stays.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content, mode)
    except OSError as error:
        message = f"{path} could not be written: {(error.strerror or 'unknown reason').lower()}."
        raise StoreError(message) from error


def _replace(path: Path, content: bytes, mode: int) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
