"""Copies of the whole store, of whatever kind it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from drumbeat.errors import SettingsError
from drumbeat.ports import AuditEntry
from drumbeat.settings import Settings

if TYPE_CHECKING:
    from drumbeat.store.restored import Doubted, Restored


def back_up(settings: Settings, out: Path, entry: AuditEntry) -> None:
    """Write the store into a new file, with the act itself in its audit log. Raises SettingsError where one is."""
    from drumbeat.store.audit import AuditLog  # noqa: PLC0415
    from drumbeat.store.database import Database  # noqa: PLC0415

    if out.exists():
        raise SettingsError(f"There is a file {out} already.", recovery="Name another, or remove it first.")
    database = Database(settings.store.url, may_upgrade=settings.store.upgrade)
    AuditLog(database).note(entry)
    if database.is_postgres:
        from drumbeat.store.dumps import dump  # noqa: PLC0415

        dump(database, out)
    else:
        from drumbeat.store.backups import copy_file  # noqa: PLC0415

        copy_file(Path(database.address.database or ""), out)


def note_backup(settings: Settings, entry: AuditEntry) -> None:
    """Note that a backup was made by other means, such as the server's own: metrics tell when."""
    from drumbeat.store.audit import AuditLog  # noqa: PLC0415
    from drumbeat.store.database import Database  # noqa: PLC0415

    database = Database(settings.store.url, may_upgrade=settings.store.upgrade)
    AuditLog(database).note(entry)
    database.close()


def read_back(settings: Settings, entry: AuditEntry) -> Doubted:
    """Let nothing leave by itself of a store that was read back by other means. The functions say what they raise."""
    from drumbeat.store.backups import doubt_file  # noqa: PLC0415
    from drumbeat.store.database import address_of  # noqa: PLC0415

    address = address_of(settings.store.url)
    if address.get_backend_name() == "sqlite":
        return doubt_file(Path(address.database or ""), entry)
    from drumbeat.store.dumps import doubt_dump  # noqa: PLC0415

    return doubt_dump(settings.store.url, entry)


def restore(settings: Settings, backup: Path, entry: AuditEntry, *, force: bool) -> Restored:
    """Make the store what a backup holds, and nothing of it leave by itself. See the functions for what they raise."""
    from drumbeat.store.backups import restore_file  # noqa: PLC0415
    from drumbeat.store.database import address_of  # noqa: PLC0415

    address = address_of(settings.store.url)
    if address.get_backend_name() == "sqlite":
        return restore_file(Path(address.database or ""), backup, entry, force=force)
    from drumbeat.store.dumps import restore_dump  # noqa: PLC0415

    return restore_dump(settings.store.url, backup, entry, force=force)
