"""Mails that came back, as files: a Maildir, a folder of .eml files, an mbox file, or files by name. Only read."""

from __future__ import annotations

import hashlib
import mailbox
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from drumbeat.delivery.reports import LARGEST
from drumbeat.errors import Deferred, SettingsError, TryLater
from drumbeat.sentences import sentence

MOST_FILES = 20_000
"""In one folder; a bounce mailbox that is looked after holds a few hundred."""
LARGEST_MBOX = 2**26
_MAILDIR = ("new", "cur")
"""What is still being delivered lies in `tmp`."""
_FLAGS = ":2,"
"""Behind it Maildir keeps what was read and answered."""
_MBOX = b"From "
"""RFC 4155, appendix A."""


@dataclass(slots=True, eq=False)
class Files:
    """Files and folders to read mails from; a `bounces.Box`.

    A mail is told from others by its file's name and length, so that one that was still being written is read again
    when it is whole. Of an mbox, where mails move, by a hash of the mail.
    """

    paths: tuple[Path, ...]
    place: str = ""
    _found: dict[str, Path | bytes] = field(default_factory=dict, repr=False)

    def names(self) -> list[str]:
        """Raises TryLater for what cannot be read, SettingsError for what is not there or too much."""
        self._found.clear()
        for path in self.paths:
            try:
                self._found.update(_mails(path))
            except FileNotFoundError as error:
                raise SettingsError(sentence("{path} is not there.", path=path)) from error
            except OSError as error:
                raise _unreadable(path, error) from error
        return list(self._found)

    def fetch(self, name: str) -> bytes | None:
        """The mail's beginning. Raises Deferred where the file has gone: the next look tells whether it was moved."""
        found = self._found.get(name)
        if not isinstance(found, Path):
            return found
        try:
            with found.open("rb") as file:
                return file.read(LARGEST)
        except FileNotFoundError as error:  # a Maildir's moves from `new` to `cur` when a mail program looks at it
            raise Deferred(sentence("A mail was moved while it was about to be read.")) from error
        except OSError as error:
            raise _unreadable(found, error) from error

    def close(self) -> None:
        """No file is held open."""


def _mails(path: Path) -> dict[str, Path | bytes]:
    if not path.is_dir():
        if not path.exists():
            raise FileNotFoundError(path)
        return _of_file(path)
    is_maildir = all((path / name).is_dir() for name in _MAILDIR)
    folders = [path / name for name in _MAILDIR] if is_maildir else [path]
    found: dict[str, Path | bytes] = {}
    for folder in folders:
        for entry, length in _files(folder):
            if is_maildir or entry.suffix.lower() == ".eml":
                found[_name(entry.name.partition(_FLAGS)[0], length)] = entry
    return found


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    """Each file with its length, by name; nothing that would wait for a writer."""
    with os.scandir(folder) as entries:
        files = sorted(entry.name for entry in entries if entry.is_file() and not entry.name.startswith("."))
    if len(files) > MOST_FILES:
        raise SettingsError(
            sentence("{folder} holds more than {most} files.", folder=folder, most=f"{MOST_FILES:,}"),
            recovery=sentence("Move old ones elsewhere."),
        )
    for name in files:
        path = folder / name
        try:
            yield path, path.stat().st_size
        except FileNotFoundError:
            continue


def _of_file(path: Path) -> dict[str, Path | bytes]:
    if not path.is_file():
        raise SettingsError(sentence("{path} is no file.", path=path))
    with path.open("rb") as file:
        is_mbox = file.read(len(_MBOX)) == _MBOX
    return dict(_of_mbox(path)) if is_mbox else {_name(str(path), path.stat().st_size): path}


def _of_mbox(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.stat().st_size > LARGEST_MBOX:
        raise SettingsError(
            sentence("{path} is longer than {most} MiB.", path=path, most=LARGEST_MBOX // 2**20),
            recovery=sentence("Move old mails elsewhere."),
        )
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            with box.get_file(key) as file:
                content = file.read(LARGEST)
            yield hashlib.sha256(content).hexdigest(), content
    finally:
        box.close()


def _name(name: str, length: int) -> str:
    return hashlib.sha256(f"{length} {name}".encode("utf-8", "surrogateescape")).hexdigest()


def _unreadable(path: Path, error: OSError) -> TryLater:
    reason = (error.strerror or "unknown reason").lower()
    return TryLater(
        sentence("{path} could not be read: {reason}.", path=path, reason=reason),
        recovery=sentence("Check its permissions."),
    )
