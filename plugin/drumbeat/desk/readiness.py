"""What a service has to have before it begins: whatever is wrong is told at once, and not a month later."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from drumbeat import app
from drumbeat.atomic_files import refuse_unwritable
from drumbeat.desk.context import Context
from drumbeat.settings import Settings

_ANY, _SOON_FORGOTTEN = 1_000_000, timedelta(minutes=1)


def refuse_unready(context: Context, *, schedules: bool = True) -> None:
    """Raises SettingsError for a secret that is missing, StoreError where the store or a folder cannot be written.

    The store is written to, as a full disk shows in nothing else; and that a scheduler begins is worth knowing.
    `schedules`: whether the process is to be one.
    """
    if schedules:
        refuse_incomplete(context)
        context.store.schedulers.beat(app.process_name(), "began", context.clock())
    else:
        try_to_write(context)
    for folder in folders_of(context.settings):
        refuse_unwritable(folder)


def refuse_incomplete(context: Context) -> None:
    """Raises SettingsError where the schedule pulls and could not sign in to ServiceNow for want of a secret.

    The other sections of the settings say for themselves what they need.
    """
    settings = context.settings
    if settings.servicenow.url and settings.schedule.pull:
        app.sign_in_of(settings.servicenow)


def try_to_write(context: Context) -> None:
    """Write one row that is soon forgotten into the store. Raises StoreError or TryLater where that cannot be done."""
    context.store.sign_ins.try_once("begin", "pages", context.clock(), _ANY, _SOON_FORGOTTEN)


def folders_of(settings: Settings) -> tuple[Path, ...]:
    """Where files are written beside the store: the outbox and the folder of evidence, as far as they are used."""
    outbox = (settings.mail.outbox,) if settings.mail.transport == "outbox" else ()
    return (*outbox, *((settings.evidence.folder,) if settings.evidence.folder is not None else ()))
