"""What every command and page can ask for: settings, read when first needed, and the store."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Event

from drumbeat import app
from drumbeat.digest.build import Policy, Stock
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.digest.people.names import Consents
from drumbeat.errors import SettingsError
from drumbeat.pipeline import Reading, read_store, stock
from drumbeat.ports import AuditEntry
from drumbeat.records.tables import Table
from drumbeat.settings import Settings, load

_SHARED = ("settings", "store", "tables", "reading")
"""What is the same for everybody, and expensive to make."""


@dataclass(frozen=True)
class Context:
    """One run of a command, or of the pages."""

    settings_file: Path | None
    clock: Callable[[], datetime] = app.clock
    given: Settings | None = None
    """Settings that take the place of any file's and of the environment's."""
    actor: Callable[[], str] = app.actor
    """Who runs the command, for the audit log."""
    stop: Event = field(default_factory=Event)
    """Set when the command has been told to end: nothing long is begun any more."""

    @cached_property
    def settings(self) -> Settings:
        """The settings; mistakes are reported when a command needs them."""
        return self.given or load(self.settings_file, os.environ)

    @cached_property
    def store(self) -> app.Store:
        """The store, opened and migrated."""
        return app.open_store(self.settings)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables that are read."""
        return app.tables(self.settings)

    @cached_property
    def reading(self) -> Reading:
        """How records are read and judged on this installation."""
        return app.reading(self.settings)

    @cached_property
    def stock(self) -> Stock:
        """Everything in the store, judged. Raises SettingsError when nothing was pulled yet."""
        reads = read_store(self.store.records, self.tables)
        personal = self.settings.privacy.keeps_personal_records
        found = stock(reads, self.reading, self.clock(), self.store.declared.all() if personal else ())
        if not found.sources:
            raise SettingsError(
                spoken(phrase("The store holds no records yet.")),
                recovery="Read them from ServiceNow with `drumbeat pull`.",
            )
        return found

    def acting(self, actor: str) -> Context:
        """The same for one person: who that is stands in the audit log, and store and settings are shared.

        Records are not: `stock` is read anew by whoever asks for it.
        """
        made = replace(self, actor=lambda: actor)
        made.__dict__.update({name: getattr(self, name) for name in _SHARED})
        return made

    def read_again(self) -> None:
        """Forget what was read of the store: it holds more now."""
        self.__dict__.pop("stock", None)

    def policy(self, *, gate: bool = True) -> Policy:
        """What this installation decides about every digest, with the consents as they stand now."""
        decided = app.policy(self.settings, gate=gate)
        if not self.settings.privacy.names_people:
            return decided
        return replace(decided, consents=Consents(self.store.consents.given(), self.store.signals.unsaid()))

    def entry(self, act: str, subject: str = "", detail: str = "") -> AuditEntry:
        """An act of this run, for the audit log, with the agreement that it rests on."""
        agreed = " ".join(self.settings.privacy.works_agreement.split())
        said = [detail, f"agreement: {agreed}" if agreed else ""]
        return AuditEntry(self.clock(), self.actor(), act, subject, "; ".join(filter(None, said)))
