"""What a service has to have before it begins: whatever is wrong is told at once, and not a month later."""

from __future__ import annotations

from drumbeat import app
from drumbeat.atomic_files import refuse_unwritable
from drumbeat.desk.context import Context
from drumbeat.settings import Settings


def refuse_unready(context: Context) -> None:
    """Raises SettingsError for a secret that is missing, StoreError where the store or a folder cannot be written.

    The store is written to, as a full disk shows in nothing else; and that a scheduler begins is worth knowing.
    """
    settings = context.settings
    _require_secrets(settings)
    context.store.schedulers.beat(app.process_name(), "began", context.clock())
    if settings.mail.transport == "outbox":
        refuse_unwritable(settings.mail.outbox)
    if settings.evidence.folder is not None:
        refuse_unwritable(settings.evidence.folder)


def _require_secrets(settings: Settings) -> None:
    """How to sign in to ServiceNow, where the schedule pulls; the other sections say for themselves what they need."""
    if settings.servicenow.url and settings.schedule.pull:
        app.sign_in_of(settings.servicenow)
