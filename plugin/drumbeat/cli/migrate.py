"""`drumbeat migrate`: the store's schema, brought up to date by a person or a job of its own."""

from __future__ import annotations

from typing import Annotated

import typer

from drumbeat import app
from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.settings import refuse_open_file


def migrate(
    ctx: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; end with 5 where the store is not up to date.")
    ] = False,
) -> None:
    """Bring the store's tables up to date, or make them. All of it happens, or nothing.

    There is no way back but a backup: make one before, with the version that you have (docs/operations.md).
    """
    context = context_of(ctx)
    refuse_open_file(context.settings_file)
    settings = context.settings
    found = app.schema_of(settings)
    if found.revision == found.newest:
        say(f"The store is up to date: schema {found.newest}.")
        return
    if check:
        app.refuse_behind(found)
    app.migrate(settings)
    say(f"The store is up to date now: schema {found.newest}, before {found.revision or 'none'}.")
