"""Backups of a store on a file: a copy made while others write, and a store made of such a copy."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from drumbeat.errors import SettingsError, StoreError, TryLater
from drumbeat.ports import AuditEntry
from drumbeat.store.database import Database
from drumbeat.store.restored import LAST_WORK, UNDATED, Doubted, Restored, doubt, refuse_newer
from drumbeat.store.sqlite import cause_of

_PRIMARY = 0xFF
"""The part of an error's code that says its kind."""
_DIFFERENCE = (
    "SELECT 1 FROM (SELECT * FROM main.{table} EXCEPT SELECT * FROM backup.{table})"
    " UNION ALL SELECT 1 FROM (SELECT * FROM backup.{table} EXCEPT SELECT * FROM main.{table}) LIMIT 1"
)
_MAGIC = b"SQLite format 3\x00"


def copy_file(path: Path, out: Path) -> None:
    """A copy as of one moment, whole and checked, its owner's alone. Raises StoreError; nothing is half-written.

    It does not say which place may send by itself: copied over the store's own file, it has to be adopted.
    """
    with beside(out) as new:
        _copied(path, new)
        with closing(sqlite3.connect(new)) as copy:
            copy.execute("DELETE FROM home")
            copy.commit()
        put(new, out)


def restore_file(path: Path, backup: Path, entry: AuditEntry, *, force: bool) -> Restored:
    """Put a backup in the place of the store, or where none is.

    The store of before is kept beside it. Raises SettingsError where it holds newer work, unless `force` says so;
    TryLater where another process has it open.
    """
    _require_store(backup)
    with beside(path) as new:
        _copied(backup, new)
        Database(f"sqlite:///{new}").close()  # of an older Drumbeat, perhaps
        _alone(new)
        if not path.exists() or not path.stat().st_size:
            doubted = _doubted(new, entry)
            put(new, path)
            return Restored(doubted, "")
        aside = path.with_name(f"{path.name}.before-{entry.at:%Y%m%dT%H%M%SZ}")
        with _explained(path):
            try:
                return Restored(_exchange(new, path, aside, entry, force=force), str(aside))
            except sqlite3.DatabaseError as error:
                if not (force and _is_damage(error)):
                    raise
        doubted = _doubted(new, entry)
        _set_aside(path, aside)
        put(new, path)
        return Restored(doubted, str(aside))


def _exchange(new: Path, path: Path, aside: Path, entry: AuditEntry, *, force: bool) -> Doubted:
    """Copy the store aside and write over it, with nobody else in it.

    Its file stays the same one, so no process is left with a file that nobody sees any more.
    """
    with _held(path) as live:
        if not force:
            _require_nothing_newer(live, new)
        doubted = _doubted(new, entry)
        with beside(aside) as kept:
            with closing(sqlite3.connect(kept)) as target:
                live.backup(target)
            _alone(kept)
            put(kept, aside)
        with closing(sqlite3.connect(new)) as source:
            source.backup(live)
    return doubted


def _doubted(new: Path, entry: AuditEntry) -> Doubted:
    database = Database(f"sqlite:///{new}")
    with database.begin() as connection:
        doubted = doubt(connection, entry)
    database.close()
    _alone(new)
    return doubted


def _require_nothing_newer(live: sqlite3.Connection, new: Path) -> None:
    live.execute("ATTACH ? AS backup", [str(new)])
    with closing(sqlite3.connect(new)) as backup:
        made = backup.execute(LAST_WORK).fetchone()[0] or ""
    last = live.execute(LAST_WORK).fetchone()[0] or ""
    differ = [table for table in UNDATED if live.execute(_DIFFERENCE.format(table=table)).fetchone()]
    live.execute("DETACH backup")
    refuse_newer(last, made, differs=bool(differ))


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & _PRIMARY == sqlite3.SQLITE_BUSY:
            message = f"Another process has the store {path} open."
            raise TryLater(message, recovery="End it, `drumbeat serve` as well, then run the command again.") from None
        if _is_damage(error):
            raise StoreError(
                f"The store {path} cannot be read, so nobody knows whether it holds newer work: {cause_of(error)}.",
                recovery="Add --force to restore it nevertheless; the file of now is kept beside it.",
            ) from None
        raise StoreError(f"The store {path} could not be replaced: {cause_of(error)}.") from None


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@contextlib.contextmanager
def _held(path: Path) -> Iterator[sqlite3.Connection]:
    """The store, with the newest schema, and nobody else in it until the end."""
    with contextlib.suppress(StoreError, TryLater):
        Database(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as live:
        live.execute("PRAGMA locking_mode = EXCLUSIVE")
        live.execute("BEGIN EXCLUSIVE")
        live.execute("COMMIT")  # in this mode the lock outlasts it
        yield live


def _copied(path: Path, new: Path) -> None:
    try:
        with (
            closing(_opened(path)) as source,
            closing(sqlite3.connect(new)) as target,
        ):
            source.backup(target)
            found = target.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        raise StoreError(f"{path} could not be copied: {cause_of(error)}.") from None
    if found != "ok":
        raise StoreError(f"{path} is damaged.", recovery="Use an older backup.")
    _alone(new)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)


def _alone(path: Path) -> None:
    """Make the file whole without those that SQLite keeps beside it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _require_store(backup: Path) -> None:
    try:
        with backup.open("rb") as file:
            is_sqlite = file.read(len(_MAGIC)) == _MAGIC
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise SettingsError(f"The backup {backup} cannot be read: {reason}.") from None
    if is_sqlite:
        with contextlib.suppress(sqlite3.Error), closing(_opened(backup)) as store:
            store.execute("SELECT count(*) FROM edition, alembic_version").fetchone()
            return
    raise SettingsError(
        f"{backup} is no backup of a store on a file.",
        recovery="Name a file that `drumbeat backup` wrote for the same kind of store.url.",
    )


@contextlib.contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A new file in the same folder, its owner's alone; gone in the end, unless it was put somewhere."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise StoreError(f"{path} could not be made: {(error.strerror or 'unknown reason').lower()}.") from None
    os.close(descriptor)
    new = Path(name)
    try:
        yield new
    finally:
        for each in (new, *_side_files(new)):
            each.unlink(missing_ok=True)


def put(new: Path, path: Path) -> None:
    """Give a whole file its name."""
    with new.open("rb+") as file:
        os.fsync(file.fileno())
    for each in _side_files(path):
        each.unlink(missing_ok=True)  # of a file that is not there any more
    new.replace(path)


def _set_aside(path: Path, aside: Path) -> None:
    for each in (path, *_side_files(path)):
        if each.exists():
            each.rename(aside.with_name(aside.name + each.name.removeprefix(path.name)))


def _side_files(path: Path) -> list[Path]:
    return [path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal")]
