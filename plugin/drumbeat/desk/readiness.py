"""What a service has to have before it begins: whatever is wrong is told at once, and not a month later."""

from __future__ import annotations

from datetime import timedelta

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
    settings = context.settings
    if schedules:
        _require_secrets(settings)
        context.store.schedulers.beat(app.process_name(), "began", context.clock())
    else:
        context.store.sign_ins.try_once("begin", "pages", context.clock(), _ANY, _SOON_FORGOTTEN)
    if settings.mail.transport == "outbox":
        refuse_unwritable(settings.mail.outbox)
    if settings.evidence.folder is not None:
        refuse_unwritable(settings.evidence.folder)


def _require_secrets(settings: Settings) -> None:
    """How to sign in to ServiceNow, where the schedule pulls; the other sections say for themselves what they need."""
    if settings.servicenow.url and settings.schedule.pull:
        app.sign_in_of(settings.servicenow)
