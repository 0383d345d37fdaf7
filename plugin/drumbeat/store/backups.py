"""Backups of a store on a file: a copy made while others write, and a store made of such a copy."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from drumbeat.atomic_files import keep_name
from drumbeat.errors import SettingsError, StoreError, TryLater
from drumbeat.ports import AuditEntry
from drumbeat.store.database import NEWEST, Database
from drumbeat.store.restored import (
    LAST_PERIOD,
    WORK,
    Before,
    Doubted,
    Restored,
    difference,
    doubt,
    made_at,
    refuse_early,
    refuse_newer,
)
from drumbeat.store.sqlite import cause_of

_PRIMARY = 0xFF
"""The part of an error's code that says its kind."""
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
        put_new(new, out)


def restore_file(path: Path, backup: Path, entry: AuditEntry, *, force: bool) -> Restored:
    """Put a backup in the place of the store, or where none is.

    The store of before is kept beside it, as it was. Raises SettingsError where it holds newer work, unless `force`
    says so; TryLater where another process has it open. Then nothing has changed.
    """
    _require_store(backup)
    with beside(path) as new:
        _copied(backup, new)
        Database(f"sqlite:///{new}").close()  # of an older Drumbeat, perhaps
        _alone(new)
        if not force:
            refuse_early(_made(new), entry.at)
        _ensure_file(path)
        with _explained(path):
            try:
                return _exchange(new, path, entry, force=force)
            except sqlite3.DatabaseError as error:
                if not (force and _is_damage(error)):
                    raise
        aside = _copied_aside(path, entry)
        doubted = _doubted(new, entry, Before(str(aside), ""))
        put(new, path)
        return Restored(doubted, str(aside))


def doubt_file(path: Path, entry: AuditEntry) -> Doubted:
    """Make a file safe that was read back by other means. Raises TryLater where another process has it open."""
    if not path.exists():
        raise SettingsError(f"There is no store {path}.", recovery="Read it back first, or correct store.url.")
    with _explained(path), _held(path) as live:
        _is_store(live, path)
    return _doubted(path, entry, Before("", ""))


def _exchange(new: Path, path: Path, entry: AuditEntry, *, force: bool) -> Restored:
    """Copy the store aside and write over it in one transaction, with nobody else in it.

    Its file stays the same one, so no process is left with a file that nobody sees any more.
    """
    with _held(path) as live, beside(path) as kept:
        aside = ""
        last = None
        if _is_store(live, path):
            with closing(sqlite3.connect(kept)) as target:
                live.backup(target)
            _alone(kept)
            if not force:
                _require_nothing_newer(kept, new)
            last = live.execute(LAST_PERIOD).fetchone()[0]
            aside = str(_put_aside(kept, path, entry))
        doubted = _doubted(new, entry, Before(aside, last or ""))
        with closing(sqlite3.connect(new)) as source:
            source.backup(live)
    return Restored(doubted, aside)


def _is_store(live: sqlite3.Connection, path: Path) -> bool:
    """False for an empty file. Raises SettingsError for another program's database."""
    names = {name for (name,) in live.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if names and not {"edition", "alembic_version"} <= names:
        raise SettingsError(f"{path} is a database of another program.", recovery="Correct store.url, or move it away.")
    return bool(names)


def _ensure_file(path: Path) -> None:
    """Where there is no store yet, an empty file is what only one of two that restore at once can hold."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))


def _doubted(new: Path, entry: AuditEntry, before: Before) -> Doubted:
    database = Database(f"sqlite:///{new}")
    with database.begin() as connection:
        doubted = doubt(connection, entry, before)
    database.close()
    _alone(new)
    return doubted


def _made(new: Path) -> str:
    database = Database(f"sqlite:///{new}", migrate=False)
    with database.read() as connection:
        made = made_at(connection)
    database.close()
    _alone(new)
    return made


def _require_nothing_newer(kept: Path, new: Path) -> None:
    """Raises SettingsError where the store's rows are not the backup's; what is compared has the newest schema."""
    with _brought_up(kept) as store, closing(sqlite3.connect(store)) as connection:
        connection.execute("ATTACH ? AS backup", [str(new)])
        differing = [table for table in WORK if connection.execute(difference(table, "main", "backup")).fetchone()]
    refuse_newer(differing, _made(new))


@contextlib.contextmanager
def _brought_up(kept: Path) -> Iterator[Path]:
    """The store with the newest schema: itself, or a copy, for what is kept stays as it was."""
    database = Database(f"sqlite:///{kept}", migrate=False)
    found = database.revision()
    database.close()
    _alone(kept)
    if found == NEWEST:
        yield kept
        return
    with beside(kept) as copy:
        shutil.copyfile(kept, copy)
        try:
            Database(f"sqlite:///{copy}").close()
        except StoreError as error:
            raise StoreError(f"{error} Nobody can say here whether it holds newer work.", recovery=_FORCE) from None
        yield copy


_FORCE = "Add --force to restore it nevertheless; the store of now is kept beside it."


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
    """The store as it is, and nobody else in it until the end."""
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
    """Give a whole file its name, in the place of what has it. It outlives a power cut."""
    with new.open("rb+") as file:
        os.fsync(file.fileno())
    for each in _side_files(path):
        each.unlink(missing_ok=True)  # of a file that is not there any more
    new.replace(path)
    keep_name(path.parent)


def put_new(new: Path, path: Path) -> None:
    """The same where nothing has that name. Raises SettingsError where something has, by now as well."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))  # of two at once, one has the name
    except FileExistsError:
        raise SettingsError(f"There is a file {path} already.", recovery="Name another, or remove it first.") from None
    try:
        put(new, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _put_aside(kept: Path, path: Path, entry: AuditEntry) -> Path:
    """Give the store of before a name that nothing has: two may be kept in one second, and clocks are set back."""
    for number in itertools.count(1):
        more = f"-{number}" if number > 1 else ""
        aside = path.with_name(f"{path.name}.before-{entry.at:%Y%m%dT%H%M%SZ}{more}")
        if any(each.exists() for each in _side_files(aside)):
            continue
        with contextlib.suppress(SettingsError):
            put_new(kept, aside)
            return aside
    raise AssertionError("numbers have no end")


def _copied_aside(path: Path, entry: AuditEntry) -> Path:
    """Keep a store that cannot be read, byte for byte, with what lies beside it; it stays in its place until then."""
    with beside(path) as kept:
        shutil.copyfile(path, kept)
        aside = _put_aside(kept, path, entry)
    for each in _side_files(path):
        if each.exists():
            shutil.copyfile(each, aside.with_name(aside.name + each.name.removeprefix(path.name)))
    return aside


def _side_files(path: Path) -> list[Path]:
    return [path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal")]
