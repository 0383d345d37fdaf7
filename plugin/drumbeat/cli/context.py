"""What every command can ask for: settings, read when first needed, and the store."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import typer

from drumbeat import app
from drumbeat.digest.build import Stock
from drumbeat.errors import SettingsError
from drumbeat.pipeline import read_store, stock
from drumbeat.records.tables import Table
from drumbeat.settings import Settings, load


@dataclass(frozen=True)
class Context:
    """One run of the command line."""

    settings_file: Path | None
    clock: Callable[[], datetime] = app.clock
    given: Settings | None = None
    """Settings that take the place of any file's and of the environment's."""

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
    def stock(self) -> Stock:
        """Everything in the store, judged. Raises SettingsError when nothing was pulled yet."""
        reads = read_store(self.store.records, self.tables)
        found = stock(reads, app.gate_rules(self.settings), self.clock(), app.choices(self.settings))
        if not found.sources:
            message = "The store holds no records yet."
            raise SettingsError(message, recovery="Read them from ServiceNow with `drumbeat pull`.")
        return found


def context_of(ctx: typer.Context) -> Context:
    """The run's context."""
    found = ctx.obj
    if not isinstance(found, Context):
        raise TypeError("the command was called without the main callback")
    return found
